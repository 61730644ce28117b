/** The history of a job as a list. */
import type { HistoryCategory, JobRow } from "../../readmodels/read-models.ts";
import type { Context } from "./context.ts";
import { apiError } from "./errors.ts";
import type { JobEventCategory, JobHistoryArgs } from "./generated/resolvers.ts";
import type { JobEventParent } from "./parents.ts";
import { anyPageOf, connection, pageOf, type Connection } from "./pages.ts";

type Asked = Omit<JobHistoryArgs, "categories" | "direction"> & {
  readonly categories: readonly JobEventCategory[];
  readonly direction: "ASC" | "DESC";
};

export async function listHistory(
  job: JobRow,
  { categories, direction, ...pages }: Asked,
  { readModels, fromStreams }: Context,
): Promise<Connection<JobEventParent>> {
  const kept = categories.filter(
    (category): category is HistoryCategory => category !== "EXECUTION",
  );
  if (kept.length === categories.length) {
    const page = readModels.history(job.id, {
      categories: [...new Set(kept)],
      newestFirst: direction === "DESC",
      ...anyPageOf(pages),
    });
    return connection(page, (event) => ({ event: { ...event, jobId: job.id } }));
  }
  const page = anyPageOf(pages);
  if (page.backwards === true || direction === "DESC") {
    throw apiError(
      "BAD_USER_INPUT",
      "With EXECUTION the history is read from the log, oldest first: page forwards, in the direction ASC.",
    );
  }
  const found = await fromStreams.history(job, {
    ...pageOf(pages),
    categories: new Set(categories),
  });
  const shown = connection(found, (event) => ({ event }));
  const endCursor = found.next ?? shown.pageInfo.endCursor;
  return { ...shown, pageInfo: { ...shown.pageInfo, endCursor } };
}
