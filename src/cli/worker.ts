import { exitCodes } from "./exit-codes.ts";
import { interruption } from "./serve.ts";
import { configFlag, loadCliConfig, loggerOf } from "./load-config.ts";
import { defineVerb } from "./verb.ts";

/** The executors without an API. */
export const worker = defineVerb({
  name: "worker",
  summary: "Work on the jobs of an EventStoreDB until told to stop, without an API",
  flags: configFlag,
  notes: `Any number of workers and servers share one EventStoreDB (EVENTSTORE_URL=esdb://...), on one machine or many. Each
may be started and ended at any moment: what it held is taken over by others some 15 seconds after it fell silent.
SIGINT and SIGTERM make it give its work back, which is free for others at once, and stop; a second one ends it at once.
`,
  async run(context, { flags }) {
    const { config } = loadCliConfig(context, flags.config);
    // Loaded here, so that the other verbs start at once.
    const { startWorker } = await import("../app.ts");
    const running = await startWorker(config, { log: loggerOf(context, config) });
    context.stdout.write("A Stevedore worker is ready\n");
    await Promise.race([interruption(context.interrupted), running.failure]);
    context.stderr.write("Stopping: giving work back. Once more to end at once.\n");
    await running.stop();
    return exitCodes.ok;
  },
});
