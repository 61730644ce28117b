/** What of the things that can be done to a job a caller may do. */
import type { JobAction } from "../../job/actions.ts";
import type { UserCommand } from "../../job/commands.ts";
import type { SeenJob } from "../../job/sight.ts";
import { missingGrants, whyNotCommanded } from "./bounds.ts";
import { hasPermission, type Caller } from "./caller.ts";
import { letsRun, permissionFor } from "./narrow.ts";

const commandOf: Readonly<Record<JobAction, UserCommand["type"]>> = {
  CONFIRM: "ConfirmJob",
  CANCEL: "CancelJob",
  PAUSE: "PauseJob",
  RESUME: "ResumeJob",
  UPDATE_PRIORITY: "ChangePriority",
  UPDATE_LIMITS: "ChangeLimits",
  TAG: "TagJob",
  DELETE: "DeleteJob",
  RETRY_FAILED_TASKS: "CreateJob",
  CLONE: "CreateJob",
};

export function mayDo(
  action: JobAction,
  { job, caller }: { readonly job: SeenJob; readonly caller: Caller },
): boolean {
  const command = commandOf[action];
  if (!hasPermission(caller, permissionFor[command])) return false;
  // To make a job from another changes nothing of that one.
  if (command === "CreateJob") return true;
  if (whyNotCommanded(job, caller) !== null) return false;
  return !letsRun.has(command) || missingGrants(job.state.spec, caller).length === 0;
}
