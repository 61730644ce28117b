import { isTerminal, mayFollow } from "./lifecycle.ts";
import type { Job } from "./state.ts";

/** What a user can ask of a job. */
export type JobAction =
  | "CONFIRM"
  | "CANCEL"
  | "PAUSE"
  | "RESUME"
  | "UPDATE_PRIORITY"
  | "UPDATE_LIMITS"
  | "TAG"
  | "RETRY_FAILED_TASKS"
  | "CLONE"
  | "DELETE";

/** What would change something now. A job that is gone has none, and one that is there can always be tagged. */
export function allowedActions(job: Job): JobAction[] {
  const { status } = job;
  const actions: JobAction[] = [];
  if (status === "SUSPENDED") actions.push("CONFIRM");
  if (mayFollow(status, "CANCELLING")) actions.push("CANCEL");
  if (mayFollow(status, "PAUSING")) actions.push("PAUSE");
  if (job.status === "PAUSED" && job.pausedBy === "USER") actions.push("RESUME");
  if (!isTerminal(status)) actions.push("UPDATE_PRIORITY", "UPDATE_LIMITS");
  actions.push("TAG");
  if ("endedAt" in job && job.counts.failed > 0) actions.push("RETRY_FAILED_TASKS");
  actions.push("CLONE");
  if (isTerminal(status)) actions.push("DELETE");
  return actions;
}
