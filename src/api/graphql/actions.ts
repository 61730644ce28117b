import { mayFollow, type JobStatus } from "../../job/lifecycle.ts";

/** What a user can do to a job. */
export type JobAction = "CONFIRM" | "CANCEL";

/** What can be done to a job in a status. */
export function allowedActions(status: JobStatus): JobAction[] {
  const actions: JobAction[] = [];
  if (status === "SUSPENDED") actions.push("CONFIRM");
  if (mayFollow(status, "CANCELLING")) actions.push("CANCEL");
  return actions;
}
