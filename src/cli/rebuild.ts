import { CommandFailed } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { configFlag, loadCliConfig, loggerOf, quietly } from "./load-config.ts";
import { count, counted, duration } from "./text.ts";
import { defineVerb } from "./verb.ts";

/** Makes the read models again from the log. */
export const rebuild = defineVerb({
  name: "rebuild",
  summary: "Throw the read models away and make them again from the log",
  flags: { ...configFlag, json: { kind: "switch", meaning: "as one JSON object" } },
  notes: `No server may run on the same DATA_DIR meanwhile. History is not touched. It is rarely needed: read models of
another version, or damaged ones, are made again when the server starts.
`,
  async run(context, { flags }) {
    const config = quietly(loadCliConfig(context, flags.config), context.env);
    // Loaded here, so that the other verbs start at once.
    const app = await import("../app.ts");
    try {
      const rebuilt = await app.rebuild(config, { log: loggerOf(context, config) });
      context.stdout.write(flags.json ? `${JSON.stringify(rebuilt)}\n` : sentenceOf(rebuilt));
      return exitCodes.ok;
    } catch (error) {
      if (error instanceof app.NoEventStore) throw new CommandFailed(error.message);
      throw error;
    }
  },
});

function sentenceOf(rebuilt: {
  readonly position: number;
  readonly events: number;
  readonly seconds: number;
}): string {
  const { position, events, seconds } = rebuilt;
  return `The read models are made again from ${counted(events, "event")}, up to position ${count(position)} of the log, in ${duration(seconds)}.\n`;
}
