import type { CommandResult } from "../../commands/handle-command.ts";
import { checkSpec } from "../../job/check-spec.ts";
import type { JobCommand } from "../../job/commands.ts";
import { commandContext, type Context } from "./context.ts";
import { jobSpecOf, limitsOf } from "./create-job.ts";
import { tagsOf } from "./create-operation.ts";
import type { CreateJobInput, JobCommandInput, MutationResolvers } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";
import type { CommandParent } from "./parents.ts";
import { userProblems, validationError } from "./rejections.ts";

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

  deleteJob: (_, { input }, context) =>
    send({ type: "DeleteJob", reason: input.reason ?? null }, input, context),
};

async function createJob(input: CreateJobInput, context: Context): Promise<CommandParent> {
  const spec = jobSpecOf(input.spec, { defaultStore: context.stores.defaultName });
  // The core looks again; here its rules and those of this installation are told of together.
  const problems = [
    ...checkSpec(spec).map((problem) => ({ ...problem, path: ["spec", ...problem.path] })),
    ...context.inspector.check(spec),
  ];
  if (problems.length > 0) return { accepted: false, errors: problems.map(validationError) };
  const { account } = context;
  const result = await context.commands.createJob(
    { account, token: input.clientRequestToken, spec },
    commandContext(context, null),
  );
  return outcome(result, context, (path) =>
    path[0] === "clientRequestToken" ? path : ["spec", ...path],
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
