import type { CommandResult } from "../../commands/handle-command.ts";
import { allowedActions } from "../../job/actions.ts";
import { checkWholeSpec } from "../../job/check-list.ts";
import type { JobCommand } from "../../job/commands.ts";
import type { FieldProblem, JobSpec } from "../../job/spec.ts";
import type { JobRow } from "../../readmodels/read-models.ts";
import { commandJobs, stopBulkCommand } from "./bulk.ts";
import { commandContext, type Context } from "./context.ts";
import { jobSpecOf, limitsOf } from "./create-job.ts";
import { amazonOnlyProblems, tagsOf } from "./create-operation.ts";
import type {
  CloneJobInput,
  CreateJobInput,
  JobCommandInput,
  MutationResolvers,
  RetryFailedTasksInput,
} from "./generated/resolvers.ts";
import { checkOverrides, overridden, specOf } from "./job-overrides.ts";
import { limits } from "./limits.ts";
import type { CommandParent } from "./parents.ts";
import { userProblems, validationError } from "./rejections.ts";
import { readJob } from "./waiting.ts";

/** Parse, send, map: what is allowed is decided by the core. */
export const mutation: MutationResolvers = {
  createJob: (_, { input }, context) => createJob(input, context),

  confirmJob: (_, { input }, context) =>
    send({ type: "ConfirmJob", reason: input.reason ?? null }, input, context),

  cancelJob: (_, { input }, context) =>
    send({ type: "CancelJob", reason: input.reason ?? null }, input, context),

  pauseJob: (_, { input }, context) =>
    send({ type: "PauseJob", reason: input.reason ?? null }, input, context),

  resumeJob: (_, { input }, context) =>
    send({ type: "ResumeJob", reason: input.reason ?? null }, input, context),

  updateJobPriority: (_, { input }, context) =>
    send({ type: "ChangePriority", priority: input.priority }, input, context),

  updateJobLimits: (_, { input }, context) =>
    send({ type: "ChangeLimits", limits: limitsOf(input.limits) }, input, context),

  tagJob: (_, { input }, context) =>
    send(
      { type: "TagJob", set: tagsOf(input.set ?? []), remove: input.remove ?? [] },
      input,
      context,
    ),

  retryFailedTasks: (_, { input }, context) => retryFailedTasks(input, context),

  cloneJob: (_, { input }, context) => cloneJob(input, context),

  deleteJob: (_, { input }, context) =>
    send({ type: "DeleteJob", reason: input.reason ?? null }, input, context),

  commandJobs: (_, { input }, context) => commandJobs(input, context),

  stopBulkCommand: (_, { id }, context) => stopBulkCommand(id, context),
};

async function createJob(input: CreateJobInput, context: Context): Promise<CommandParent> {
  const cannot = amazonOnlyProblems(input.spec.operation, ["spec", "operation"]);
  if (cannot.length > 0) return { accepted: false, errors: cannot.map(validationError) };
  const spec = jobSpecOf(input.spec, { defaultStore: context.stores.defaultName });
  const request = { token: input.clientRequestToken, spec, clonedFrom: null };
  return create(request, context, (path) => path);
}

async function cloneJob(input: CloneJobInput, context: Context): Promise<CommandParent> {
  const cannot = checkOverrides(input.overrides, { manifest: true });
  if (cannot.length > 0) return { accepted: false, errors: cannot.map(validationError) };
  const job = await readJob(context, input.id, nothingKnown);
  if (job === null) return notFound(input.id);
  const { defaultName: defaultStore } = context.stores;
  const spec = overridden(specOf(job.state), input.overrides, { defaultStore });
  const request = { token: input.clientRequestToken, spec, clonedFrom: job.id };
  return create(request, context, ([, ...path]) => ["overrides", ...path]);
}

async function retryFailedTasks(
  input: RetryFailedTasksInput,
  context: Context,
): Promise<CommandParent> {
  const cannot = checkOverrides(input.overrides, { manifest: false });
  if (cannot.length > 0) return { accepted: false, errors: cannot.map(validationError) };
  const job = await readJob(context, input.id, nothingKnown);
  if (job === null) return notFound(input.id);
  const { state } = job;
  const actions = allowedActions(state);
  if (!actions.includes("RETRY_FAILED_TASKS")) {
    const command = "retrying failed tasks: it has not ended, or has none";
    const rejection = { code: "INVALID_JOB_STATUS", command, status: state.status } as const;
    const errors = userProblems({ ...rejection, allowedActions: actions }, (path) => path);
    return { accepted: false, errors };
  }
  const { errorCodes, keyPrefix, overrides, clientRequestToken: token } = input;
  const absent = checkCodes(job, errorCodes ?? [], context);
  if (absent !== null) return { accepted: false, errors: [validationError(absent)] };
  const { defaultName: defaultStore } = context.stores;
  const manifest = {
    kind: "failed-tasks",
    job: job.id,
    errorCodes: errorCodes ? [...new Set(errorCodes)] : null,
    keyPrefix: keyPrefix ?? null,
    sourceStore: state.spec.manifest.sourceStore,
  } as const;
  const spec = overridden({ ...specOf(state), manifest }, overrides, { defaultStore });
  const request = { token, spec, clonedFrom: null };
  return create(request, context, ([, ...path]) => {
    const [field] = path;
    const own = field === "errorCodes" || field === "keyPrefix";
    return own ? path : ["overrides", ...path];
  });
}

/** Codes that the message names, at most. */
const codesNamed = 10;

/** A job over failures with codes that none has would fail for an empty list. Null: some have one, or it is not known. */
function checkCodes(
  job: JobRow,
  codes: readonly string[],
  { readModels }: Context,
): FieldProblem | null {
  // The counts are those of an ended job, so they stand still once they are read.
  if (codes.length === 0 || readModels.position() < job.position) return null;
  const groups = readModels.failureGroups(job.id, { first: groupsMax });
  const known = groups.map(({ errorCode }) => errorCode);
  if (known.length === 0 || codes.some((code) => known.includes(code))) return null;
  const more = known.length > codesNamed ? " …" : "";
  const message = `No task failed with ${codes.slice(0, codesNamed).join(" or ")}. The codes there are: ${known.slice(0, codesNamed).join(", ")}${more}.`;
  return { path: ["errorCodes"], code: "NOTHING_MATCHES", message };
}

/** More codes than any store has. */
const groupsMax = 10_000;

const nothingKnown = { revision: null, position: null };

function notFound(jobId: string): CommandParent {
  return {
    accepted: false,
    errors: userProblems({ code: "JOB_NOT_FOUND", jobId }, (path) => path),
  };
}

/** `pathOf` leads from a place that begins with `spec` to the same place of the input. */
async function create(
  request: {
    readonly token: string;
    readonly spec: JobSpec;
    readonly clonedFrom: string | null;
  },
  context: Context,
  pathOf: (path: readonly string[]) => readonly string[],
): Promise<CommandParent> {
  const { account, inspector } = context;
  // The core looks again; here its rules and those of this installation are told of together.
  const problems = [
    ...checkWholeSpec(request.spec).map((problem) => ({
      ...problem,
      path: ["spec", ...problem.path],
    })),
    ...inspector.check(request.spec),
  ];
  if (problems.length > 0) {
    const errors = problems.map((problem) =>
      validationError({ ...problem, path: pathOf(problem.path) }),
    );
    return { accepted: false, errors };
  }
  const result = await context.commands.createJob(
    { account, ...request },
    commandContext(context, null),
  );
  return outcome(result, context, (path) =>
    path[0] === "clientRequestToken" ? path : pathOf(["spec", ...path]),
  );
}

async function send(
  command: JobCommand,
  input: Pick<JobCommandInput, "id" | "expectedRevision">,
  context: Context,
): Promise<CommandParent> {
  const result = await context.commands.handle(
    input.id,
    command,
    commandContext(context, input.expectedRevision),
  );
  return outcome(result, context, (path) => path);
}

/** Answers when this process has read what the command wrote, so that the caller can read it too. */
async function outcome(
  result: CommandResult,
  { readModels }: Context,
  pathOf: (path: readonly string[]) => readonly string[],
): Promise<CommandParent> {
  if (!result.ok) return { accepted: false, errors: userProblems(result.error, pathOf) };
  const { jobId, position } = result.value;
  const read = await readModels.waitFor(position, { timeoutMs: limits.readWaitMs });
  return { accepted: true, jobId, position, read };
}
