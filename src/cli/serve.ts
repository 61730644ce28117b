import { exitCodes } from "./exit-codes.ts";
import { configFlag, loadCliConfig, loggerOf } from "./load-config.ts";
import { defineVerb } from "./verb.ts";

/** The server. */
export const serve = defineVerb({
  name: "serve",
  summary: "Run the server until it is told to stop",
  flags: configFlag,
  notes: `SIGINT and SIGTERM make it give its work back and stop; a second one ends it at once.
Settings come from the environment and the config file; \`stevedore config\` shows them.
`,
  async run(context, { flags }) {
    const { config } = loadCliConfig(context, flags.config);
    // Loaded here, so that the other verbs start at once.
    const { startApp } = await import("../app.ts");
    const app = await startApp(config, { log: loggerOf(context, config) });
    context.stdout.write(`Stevedore listens on ${app.url} (GraphQL at ${app.url}/graphql)\n`);
    await Promise.race([interruption(context.interrupted), app.failure]);
    context.stderr.write("Stopping: giving work back. Once more to end at once.\n");
    await app.stop();
    return exitCodes.ok;
  },
});

/** Resolves when the user asks the process to end. */
export function interruption(interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener("abort", () => resolve(), { once: true });
  });
}
