import { connect, serverFlags } from "./api-client.ts";
import { exitCodes, exitCodesHelp } from "./exit-codes.ts";
import { commandFor } from "./next-steps.ts";
import { followToEnd, tellEnd } from "./run-job.ts";
import { createProgressDisplay } from "./show-progress.ts";
import { defineVerb } from "./verb.ts";

/** A job that is there already. */
export const jobsFollow = defineVerb({
  name: "jobs follow",
  summary: "Follow a job to its end, as run does; Ctrl-C leaves it running",
  words: ["ID"],
  flags: serverFlags,
  notes: exitCodesHelp,
  async run(context, { flags, words }) {
    const api = connect(context, flags);
    const display = createProgressDisplay(context);
    const confirm = (id: string) => commandFor("jobs confirm", id, flags.url);
    const ended = await followToEnd(context, api, {
      jobId: words[0]!,
      display,
      async onWaiting({ id }) {
        context.stderr.write(`It waits for confirmation: ${confirm(id)}\n`);
        return true;
      },
    });
    display.end();
    return ended === null ? exitCodes.interrupted : tellEnd(context, ended);
  },
});
