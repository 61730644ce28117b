import { connect, serverFlags } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { pauseJobDocument, resumeJobDocument, sendCommand } from "./job-commands.ts";
import { defineVerb } from "./verb.ts";

const flags = {
  reason: { kind: "value", value: "TEXT", meaning: "why; kept in the history" },
  ...serverFlags,
} as const;

/** Stops a job until it is resumed. */
export const jobsPause = defineVerb({
  name: "jobs pause",
  summary: "Stop a job until it is resumed; tasks that have begun finish",
  words: ["ID"],
  flags,
  async run(context, { flags: given, words }) {
    const input = { id: words[0]!, reason: given.reason };
    const { id, status } = await sendCommand(connect(context, given), pauseJobDocument, input);
    context.stdout.write(`Job ${id} is being paused; it is ${status} now.\n`);
    return exitCodes.ok;
  },
});

/** Lets a job go on that was paused. */
export const jobsResume = defineVerb({
  name: "jobs resume",
  summary: "Let a job go on that a user paused",
  words: ["ID"],
  flags,
  async run(context, { flags: given, words }) {
    const input = { id: words[0]!, reason: given.reason };
    const { id, status } = await sendCommand(connect(context, given), resumeJobDocument, input);
    context.stdout.write(`Job ${id} goes on; it is ${status} now.\n`);
    return exitCodes.ok;
  },
});
