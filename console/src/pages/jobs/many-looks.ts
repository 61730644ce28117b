/** What can be done to many jobs, in the order of its buttons. */
import { manyLooks } from "../../components/many-run.ts";
import type { BulkAction } from "../../graphql/generated.ts";

export const actions = Object.keys(manyLooks) as BulkAction[];

export const dangerous: ReadonlySet<BulkAction> = new Set(["CANCEL", "DELETE"]);

/** What somebody should know before. Of a confirmation it is how much may run. */
export const consequences: Readonly<
  Record<Exclude<BulkAction, "CONFIRM" | "UPDATE_PRIORITY">, string>
> = {
  PAUSE: "Tasks in flight finish; nothing else starts until a job is resumed.",
  RESUME: "Each goes on where it was, as soon as it is its turn.",
  CANCEL: "Tasks in flight finish; nothing else starts. This cannot be taken back.",
  DELETE:
    "They leave every list, and their records are deleted after a while. Objects and report files in the stores stay.",
};

export const reasonLabel = "Why (kept in the history of each)";
export const typedWhat = "the number of jobs";
export const priorityHint = "Higher runs first.";
