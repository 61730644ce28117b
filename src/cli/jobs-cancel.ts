import { connect, serverFlags } from "./api-client.ts";
import { ask, requireAnswer } from "./ask.ts";
import { describePlan } from "./describe-job.ts";
import { exitCodes } from "./exit-codes.ts";
import { cancelJob, readJob } from "./job.ts";
import { defineVerb } from "./verb.ts";

/** Ends a job. */
export const jobsCancel = defineVerb({
  name: "jobs cancel",
  summary: "End a job; tasks that have begun finish, the rest never start",
  words: ["ID"],
  flags: {
    reason: { kind: "value", value: "TEXT", meaning: "why; kept in the history" },
    yes: { kind: "switch", short: "y", meaning: "do not ask" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    requireAnswer(context, flags.yes);
    const api = connect(context, flags);
    const job = await readJob(api, words[0]!);
    if (!flags.yes) {
      context.stderr.write(`${describePlan(job)}\n`);
      const answer = await ask(context, `Cancel this job, which is ${job.status}?`);
      if (answer === "interrupted") return exitCodes.interrupted;
      if (answer === "no") {
        context.stderr.write(`Nothing was done; the job is still ${job.status}.\n`);
        return exitCodes.ok;
      }
    }
    const { id, status } = await cancelJob(api, { id: job.id, reason: flags.reason });
    context.stdout.write(`Job ${id} is being cancelled; it is ${status} now.\n`);
    return exitCodes.ok;
  },
});
