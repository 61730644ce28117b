import { connect, serverFlags } from "./api-client.ts";
import { UsageError } from "./context.ts";
import { describeTags } from "./describe-operation.ts";
import { exitCodes } from "./exit-codes.ts";
import { pairs, wholeNumber } from "./flags.ts";
import { limitsDocument, priorityDocument, sendCommand, tagJobDocument } from "./job-commands.ts";
import { defineVerb } from "./verb.ts";

const max = 2_147_483_647;

/** Changes which job goes first. */
export const jobsPriority = defineVerb({
  name: "jobs priority",
  summary: "Change the priority of a job; higher runs first",
  words: ["ID", "N"],
  flags: serverFlags,
  async run(context, { flags, words }) {
    const [id, text] = words as readonly [string, string];
    const priority = Number(text);
    if (!/^\d+$/.test(text) || priority > max)
      throw new UsageError(`A priority is a whole number from 0 to ${max}, not ${text}.`);
    const job = await sendCommand(connect(context, flags), priorityDocument, { id, priority });
    context.stdout.write(`Job ${job.id} has the priority ${job.priority} now.\n`);
    return exitCodes.ok;
  },
});

/** Changes how fast a job may run. */
export const jobsLimits = defineVerb({
  name: "jobs limits",
  summary: "Change how fast a job may run, also while it runs; what is not given has no limit",
  words: ["ID"],
  flags: {
    "max-concurrency": { kind: "value", value: "N", meaning: "calls in flight" },
    "max-requests-per-second": { kind: "value", value: "N", meaning: "calls a second" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    const number = (flag: "max-concurrency" | "max-requests-per-second") =>
      wholeNumber(flags[flag], { flag, min: 1, max }) ?? null;
    const limits = {
      maxConcurrency: number("max-concurrency"),
      maxRequestsPerSecond: number("max-requests-per-second"),
    };
    const input = { id: words[0]!, limits };
    const job = await sendCommand(connect(context, flags), limitsDocument, input);
    const { maxConcurrency, maxRequestsPerSecond } = job.limits;
    context.stdout.write(
      `Job ${job.id} may have ${maxConcurrency ?? "any number of"} calls in flight, and ${maxRequestsPerSecond ?? "any number"} a second.\n`,
    );
    return exitCodes.ok;
  },
});

/** Labels a job. */
export const jobsTag = defineVerb({
  name: "jobs tag",
  summary: "Add, change and remove tags of a job",
  words: ["ID"],
  flags: {
    set: { kind: "list", value: "K=V", meaning: "tag to add or change" },
    remove: { kind: "list", value: "K", meaning: "tag to remove" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    if (flags.set.length + flags.remove.length === 0)
      throw new UsageError("jobs tag needs a --set K=V or a --remove K.");
    const input = { id: words[0]!, set: pairs(flags.set, "set"), remove: flags.remove };
    const job = await sendCommand(connect(context, flags), tagJobDocument, input);
    context.stdout.write(`Job ${job.id} has ${describeTags(job.tags) ?? "no tags"} now.\n`);
    return exitCodes.ok;
  },
});
