/** `--query` of the commands that find jobs: read by the server, and shown where it cannot be read. */
import { ApiError } from "./api-client.ts";
import { UsageError } from "./context.ts";
import type { FlagTable } from "./flags.ts";

export const queryFlag = {
  query: {
    kind: "value",
    value: "QUERY",
    meaning: 'jobs that meet it: "status = FAILED and (tag.team = web or priority >= 5)"',
  },
} as const satisfies FlagTable;

/** @throws UsageError when the server cannot read the query */
export async function withQuery<Answer>(
  query: string | undefined,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const problem = error instanceof ApiError ? error.ofQuery : null;
    if (query === undefined || problem === null) throw error;
    throw new UsageError(`--${problem.message}\n${pointedAt(query, problem)}`, { cause: error });
  }
}

/** The query on one line, and below it a caret at each character of the place. */
function pointedAt(query: string, { from, to }: { readonly from: number; readonly to: number }) {
  const line = query.replaceAll(/\s/g, " ");
  const before = Array.from(line.slice(0, from)).length;
  const marked = Math.max(1, Array.from(line.slice(from, to)).length);
  return `  ${line}\n  ${" ".repeat(before)}${"^".repeat(marked)}`;
}
