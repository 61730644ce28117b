/** Commands to many jobs: given, stopped, and told of. */
import { checkCommandToMany, refusedOf, toldOf } from "../../job/bulk.ts";
import type { CommandToMany } from "../../job/bulk-events.ts";
import type { FieldProblem } from "../../job/spec.ts";
import { rulesThen } from "../access/caller-then.ts";
import { permissionFor } from "../access/narrow.ts";
import { requirePermission } from "../access/require-permission.ts";
import type { BulkRow } from "../../readmodels/bulk-queries.ts";
import type { Context } from "./context.ts";
import { apiError } from "./errors.ts";
import type {
  BulkAction,
  BulkCommandPayloadResolvers,
  BulkCommandResolvers,
  BulkStatus,
  CommandJobsInput,
} from "./generated/resolvers.ts";
import { selectedJobs } from "./job-selection.ts";
import { limits } from "./limits.ts";
import type { BulkParent } from "./parents.ts";
import { validationError } from "./rejections.ts";

export async function commandJobs(input: CommandJobsInput, context: Context): Promise<BulkParent> {
  const { bulkCommands, caller } = context;
  const command = commandOf(input);
  requirePermission(caller, permissionFor[command.type]);
  const problems = [...misplaced(input), ...checkCommandToMany(command)];
  if (problems.length > 0) return refused(problems);
  requirePlace(context);
  const selected = await selectedJobs(input, context);
  if (!selected.ok) return refused([selected.error]);
  // Others may have come meanwhile; from here to the place that is taken nobody comes.
  requirePlace(context);
  const order = { command, rules: rulesThen(caller), actor: caller.actor };
  return accepted(await bulkCommands.give(order, selected.value), context);
}

/** Nobody takes all places: the others have some, however much one asks for. @throws RATE_LIMITED */
function requirePlace({ bulkCommands, caller }: Context): void {
  const { bulkCommandsMax, ownBulkCommandsMax } = limits;
  const again = "ask again when one has ended.";
  if (bulkCommands.underWay(caller.actor.id) >= ownBulkCommandsMax)
    throw apiError(
      "RATE_LIMITED",
      `${ownBulkCommandsMax} commands of yours to many jobs are under way; ${again}`,
    );
  if (bulkCommands.underWay() >= bulkCommandsMax)
    throw apiError(
      "RATE_LIMITED",
      `${bulkCommandsMax} commands to many jobs are under way; ${again}`,
    );
}

export async function stopBulkCommand(id: string, context: Context): Promise<BulkParent> {
  const { bulkCommands, caller } = context;
  const row = bulkCommands.find(id);
  if (row === null)
    return refused([
      { code: "NO_SUCH_BULK_COMMAND", path: ["id"], message: `There is no bulk command ${id}.` },
    ]);
  const stopped = await bulkCommands.stop(id, caller.actor);
  if (stopped.ok) return accepted(stopped.value, context);
  // It has ended meanwhile.
  return {
    accepted: true,
    row: bulkCommands.find(id) ?? row,
    position: context.readModels.position(),
  };
}

/** Answers when this process has read what was written, so that the caller can ask for it. */
async function accepted(
  { row, position }: { readonly row: BulkRow; readonly position: number },
  { readModels }: Context,
): Promise<BulkParent> {
  await readModels.waitFor(position, { timeoutMs: limits.readWaitMs });
  return { accepted: true, row, position };
}

const refused = (problems: readonly FieldProblem[]): BulkParent => ({
  accepted: false,
  errors: problems.map(validationError),
});

const actions: Readonly<Record<CommandToMany["type"], BulkAction>> = {
  ConfirmJob: "CONFIRM",
  PauseJob: "PAUSE",
  ResumeJob: "RESUME",
  ChangePriority: "UPDATE_PRIORITY",
  CancelJob: "CANCEL",
  DeleteJob: "DELETE",
};

function commandOf({ action, reason = null, priority }: CommandJobsInput): CommandToMany {
  switch (action) {
    case "UPDATE_PRIORITY":
      return { type: "ChangePriority", priority: priority ?? Number.NaN };
    case "CONFIRM":
      return { type: "ConfirmJob", reason };
    case "PAUSE":
      return { type: "PauseJob", reason };
    case "RESUME":
      return { type: "ResumeJob", reason };
    case "CANCEL":
      return { type: "CancelJob", reason };
    case "DELETE":
      return { type: "DeleteJob", reason };
  }
}

/** What is given and would be of no effect. */
function misplaced({ action, reason, priority }: CommandJobsInput): FieldProblem[] {
  const isPriority = action === "UPDATE_PRIORITY";
  const code = "MUTUALLY_EXCLUSIVE";
  if (isPriority && typeof reason === "string")
    return [{ code, path: ["reason"], message: "A change of the priority has no reason." }];
  if (!isPriority && typeof priority === "number")
    return [{ code, path: ["priority"], message: "A priority comes with UPDATE_PRIORITY alone." }];
  return [];
}

export const bulkPayload: BulkCommandPayloadResolvers = {
  bulkCommand: (outcome) => (outcome.accepted ? outcome.row : null),
  position: (outcome) => (outcome.accepted ? outcome.position : null),
  errors: (outcome) => (outcome.accepted ? [] : outcome.errors),
};

export const bulkFields: BulkCommandResolvers = {
  id: ({ bulk }) => bulk.id,
  action: ({ bulk }) => actions[bulk.command.type],
  reason: ({ bulk: { command } }) => ("reason" in command ? (command.reason ?? null) : null),
  priority: ({ bulk: { command } }) => ("priority" in command ? command.priority : null),
  status: statusOf,
  jobs: ({ bulk }) => bulk.jobs,
  done: ({ bulk }) => bulk.done,
  refused: ({ bulk }) => refusedOf(bulk),
  left: ({ bulk }) => Math.max(0, bulk.jobs - toldOf(bulk)),
  refusals: ({ bulk }) => bulk.refused,
  createdBy: ({ bulk }) => bulk.givenBy,
  createdAt: ({ bulk }) => bulk.givenAt,
  endedAt: ({ bulk }) => bulk.ended?.at ?? null,
};

function statusOf({ bulk: { ended, stopRequested } }: BulkRow): BulkStatus {
  if (ended === null) return stopRequested ? "STOPPING" : "RUNNING";
  return ended.end === "ALL_TOLD" ? "COMPLETE" : ended.end;
}
