import { startFunctionHost } from "../devlambda/function-host.ts";
import { UsageError } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { wholeNumber } from "./flags.ts";
import { interruption } from "./serve.ts";
import { defineVerb } from "./verb.ts";

/** Functions for development, without any cloud. */
export const functions = defineVerb({
  name: "functions",
  summary: "Run functions of a folder, for development",
  flags: {
    folder: { kind: "value", value: "FOLDER", meaning: "handlers: <name>.mjs, .js, .cjs or .ts" },
    attach: { kind: "list", value: "NAME", meaning: "function whose runtime attaches by itself" },
    port: { kind: "value", value: "N", meaning: "port on 127.0.0.1 (default 4200)" },
    timeout: { kind: "value", value: "SECONDS", meaning: "for one invocation (default 900)" },
    memory: { kind: "value", value: "MB", meaning: "heap of a process (default 128)" },
    processes: { kind: "value", value: "N", meaning: "processes of a function (default 4)" },
  },
  notes: `Handlers run in child processes with an environment of their own. That is no sandbox: run only what
you would run by hand. The functions are told to the server in its config file, under "functions".
`,
  async run(context, { flags }) {
    if (flags.folder === undefined && flags.attach.length === 0)
      throw new UsageError("functions needs --folder FOLDER, or --attach NAME.");
    const whole = (name: "port" | "timeout" | "memory" | "processes", min: number, max: number) =>
      wholeNumber(flags[name], { flag: name, min, max });
    const host = await startFunctionHost({
      ...(flags.folder === undefined ? {} : { folder: flags.folder }),
      attached: flags.attach,
      port: whole("port", 0, 65_535) ?? 4200,
      timeoutMs: (whole("timeout", 1, 900) ?? 900) * 1000,
      memoryMb: whole("memory", 16, 65_536) ?? 128,
      processesMax: whole("processes", 1, 256) ?? 4,
    });
    context.stdout.write(`Functions run at ${host.url}: ${host.names.join(", ")}\n`);
    for (const name of flags.attach)
      context.stdout.write(`${name}: AWS_LAMBDA_RUNTIME_API=${host.runtimeApi(name)}\n`);
    await interruption(context.interrupted);
    await host.close();
    return exitCodes.ok;
  },
});
