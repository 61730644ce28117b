import { parseQuery } from "../../job/query/parse.ts";
import type { Query } from "../../job/query/query.ts";
import type { Tag } from "../../job/spec.ts";
import type { JobsFilter } from "../../readmodels/read-models.ts";
import type { Context } from "./context.ts";
import { apiError } from "./errors.ts";
import type { JobFilter, TagInput } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";

/** The conditions that a caller gives, each member of a list once. Null counts as left out. */
export function filterOf(
  filter: JobFilter | null | undefined,
  context: Pick<Context, "now">,
): JobsFilter {
  const { statuses, operations, search, createdBy, tags, outcomes, hasFailedTasks } = filter ?? {};
  const { createdFrom, createdTo, query } = filter ?? {};
  if (typeof search === "string" && search.length < limits.searchCharactersMin) {
    throw apiError(
      "BAD_USER_INPUT",
      `search has ${limits.searchCharactersMin} characters or more.`,
    );
  }
  return {
    ...(statuses ? { statuses: [...new Set(statuses)] } : {}),
    ...(operations ? { operations: [...new Set(operations)] } : {}),
    ...(typeof search === "string" ? { search } : {}),
    ...(typeof createdBy === "string" ? { createdBy } : {}),
    ...(tags ? { tags: tagsOfFilter(tags) } : {}),
    ...(typeof createdFrom === "string" ? { createdFrom } : {}),
    ...(typeof createdTo === "string" ? { createdTo } : {}),
    ...(outcomes ? { outcomes: [...new Set(outcomes)] } : {}),
    ...(typeof hasFailedTasks === "boolean" ? { hasFailedTasks } : {}),
    ...(typeof query === "string" ? { query: queryOf(query, context) } : {}),
  };
}

/** What cannot be read is told with its place, so that it can be shown there. */
function queryOf(text: string, { now }: Pick<Context, "now">): Query {
  const read = parseQuery(text, { now: now() });
  if (read.ok) return read.value;
  const { from, to, message } = read.error;
  throw apiError("BAD_USER_INPUT", `query, character ${from + 1}: ${message}`, {
    query: { from, to },
  });
}

/** Whether it leaves any job out. */
export function hasCondition(filter: JobsFilter): boolean {
  return Object.values(filter).some((value) => !Array.isArray(value) || value.length > 0);
}

function tagsOfFilter(tags: readonly TagInput[]): readonly Tag[] {
  if (tags.length > limits.filterTagsMax)
    throw apiError("BAD_USER_INPUT", `tags has at most ${limits.filterTagsMax} tags.`);
  return tags.map(({ key, value }) => ({ key, value }));
}
