import { noticedEvents } from "../config/notice-destinations.ts";
import { CommandFailed, UsageError } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { configFlag, loadCliConfig } from "./load-config.ts";
import { printable } from "./text.ts";
import { defineVerb } from "./verb.ts";

/** Tries one destination of notices. */
export const noticesTest = defineVerb({
  name: "notices test",
  summary: "Send a notice that says it is a trial, to one destination of notices",
  words: ["NAME"],
  flags: {
    ...configFlag,
    event: {
      kind: "value",
      value: "EVENT",
      meaning: `${noticedEvents.join(", ")} (default: complete, with two failed tasks)`,
    },
  },
  notes: `NAME is one of "notices" in the config file; webhook is that of NOTIFY_URL, and mail that of NOTIFY_MAIL_TO. It needs no
server. What the destination is told of otherwise does not matter here. Exit code 1 when it does not take it.
`,
  async run(context, { words: [name = ""], flags }) {
    const event = noticedEvents.find((each) => each === (flags.event ?? "complete"));
    if (event === undefined) throw new UsageError(`--event is one of ${noticedEvents.join(", ")}.`);
    const { config } = loadCliConfig(context, flags.config);
    // Loaded here, so that the other verbs start at once.
    const { testNotice } = await import("../app/test-notice.ts");
    const sent = await testNotice(config, { name, event });
    if (sent.kind !== "taken")
      throw new CommandFailed(`${name} does not take it: ${printable(sent.message)}.`);
    context.stdout.write(`${name} took a notice of a job that is ${event}.\n`);
    if (sent.remark !== null) context.stdout.write(`${printable(sent.remark)}\n`);
    return exitCodes.ok;
  },
});
