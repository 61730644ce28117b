/** What of the things that can be done to a job a caller may do. */
import type { JobAction } from "../../job/actions.ts";
import type { UserCommand } from "../../job/commands.ts";
import { attemptOf, jobsDenied, type DeniedAction } from "../../job/denials.ts";
import { among, both, none, not, type Query } from "../../job/query/query.ts";
import type { SeenJob } from "../../job/sight.ts";
import { commandable, denialFor, missingGrants, whyNotCommanded } from "./bounds.ts";
import { extraGrants } from "../../config/access.ts";
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
  // To make a job from another changes nothing of that one, and a clone may become another job first.
  if (action === "CLONE") return true;
  if (denialFor(attemptOf(job.state, deniedAs(action)), caller) !== null) return false;
  if (command === "CreateJob") return true;
  if (whyNotCommanded(job, caller) !== null) return false;
  return !letsRun.has(command) || missingGrants(job.state.spec, caller).length === 0;
}

/** The jobs to which a caller may do something, as `mayDo` says of each. */
export function mayDoTo(action: JobAction, caller: Caller): Query {
  const command = commandOf[action];
  if (!hasPermission(caller, permissionFor[command])) return none;
  if (action === "CLONE") return both();
  const allowed = not(jobsDenied(deniedAs(action), caller.rules.bounds.deny ?? []));
  if (command === "CreateJob") return allowed;
  const missing = extraGrants.filter((grant) => !caller.rules.grants.includes(grant));
  if (!letsRun.has(command) || missing.length === 0) return both(commandable(caller), allowed);
  return both(commandable(caller), allowed, not(among("needs", missing)));
}

/** As rules that forbid call it: who tries failed tasks again makes a job like the one they failed in. */
function deniedAs(action: Exclude<JobAction, "CLONE">): DeniedAction {
  return action === "RETRY_FAILED_TASKS" ? "CREATE" : action;
}
