/** What of the things that can be done to a job a caller may do. */
import type { JobAction } from "../../job/actions.ts";
import type { UserCommand } from "../../job/commands.ts";
import type { Job } from "../../job/state.ts";
import { missingGrants } from "./bounds.ts";
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
  { state, caller }: { readonly state: Job; readonly caller: Caller },
): boolean {
  const command = commandOf[action];
  if (!hasPermission(caller, permissionFor[command])) return false;
  return !letsRun.has(command) || missingGrants(state.spec, caller).length === 0;
}
