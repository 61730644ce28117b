import { connect, serverFlags } from "./api-client.ts";
import { ask, requireAnswer } from "./ask.ts";
import { describePlan } from "./describe-job.ts";
import { exitCodes } from "./exit-codes.ts";
import { deleteJob } from "./job-commands.ts";
import { readJob } from "./job.ts";
import { defineVerb } from "./verb.ts";

/** Lets an ended job expire before its time. */
export const jobsDelete = defineVerb({
  name: "jobs delete",
  summary: "Remove an ended job from every list; its report stays where it is",
  words: ["ID"],
  flags: {
    reason: { kind: "value", value: "TEXT", meaning: "why; kept in the log" },
    yes: { kind: "switch", short: "y", meaning: "do not ask" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    requireAnswer(context, flags.yes);
    const api = connect(context, flags);
    const job = await readJob(api, words[0]!);
    if (!flags.yes) {
      context.stderr.write(`${describePlan(job)}\n`);
      const answer = await ask(context, `Delete this job, which is ${job.status}?`);
      if (answer === "interrupted") return exitCodes.interrupted;
      if (answer === "no") {
        context.stderr.write(`Nothing was done; the job is still ${job.status}.\n`);
        return exitCodes.ok;
      }
    }
    await deleteJob(api, { id: job.id, reason: flags.reason });
    context.stdout.write(`Job ${job.id} is deleted.\n`);
    return exitCodes.ok;
  },
});
