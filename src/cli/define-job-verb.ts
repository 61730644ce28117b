import { connect, serverFlags, type ApiClient } from "./api-client.ts";
import { ask, requireAnswer } from "./ask.ts";
import { describePlan } from "./describe-job.ts";
import { exitCodes } from "./exit-codes.ts";
import { readJob, type Job, type JobCommand } from "./job.ts";
import { defineVerb } from "./verb.ts";

/** A verb that does to one job what cannot be taken back, and asks first. */
export interface JobVerb {
  readonly name: string;
  readonly summary: string;
  readonly reason: string;
  readonly question: (job: Job) => string;
  /**
   * Sends the command and says, in a sentence, what became of the job. `url` where one was given, for what can be typed
   * next. @throws ApiError
   */
  readonly send: (api: ApiClient, input: JobCommand, url: string | undefined) => Promise<string>;
}

export function defineJobVerb({ name, summary, reason, question, send }: JobVerb) {
  return defineVerb({
    name,
    summary,
    words: ["ID"],
    flags: {
      reason: { kind: "value", value: "TEXT", meaning: reason },
      yes: { kind: "switch", short: "y", meaning: "do not ask" },
      ...serverFlags,
    },
    async run(context, { flags, words }) {
      requireAnswer(context, flags.yes);
      const api = connect(context, flags);
      const job = await readJob(api, words[0]!);
      if (!flags.yes) {
        context.stderr.write(`${describePlan(job)}\n`);
        const answer = await ask(context, question(job));
        if (answer === "interrupted") return exitCodes.interrupted;
        if (answer === "no") {
          context.stderr.write(`Nothing was done; the job is still ${job.status}.\n`);
          return exitCodes.ok;
        }
      }
      const input = { id: job.id, reason: flags.reason };
      context.stdout.write(`${await send(api, input, flags.url)}\n`);
      return exitCodes.ok;
    },
  });
}
