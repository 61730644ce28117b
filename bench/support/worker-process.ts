/** A worker in a process of its own: what `stevedore worker` starts, told by options. */
import { keepCompiledCode } from "../../src/compile-cache.ts";
import { createLogger } from "../../src/log.ts";
import { configOf, type EngineProcessOptions } from "./engine-config.ts";
import { givenOptions } from "./processes.ts";

keepCompiledCode(process.env);
const { startWorker } = await import("../../src/app.ts");

const log = createLogger({
  level: "warn",
  write: (line) => process.stderr.write(line),
  now: () => new Date(),
});
const worker = await startWorker(configOf(givenOptions<EngineProcessOptions>()), { log });
worker.failure.catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
process.on("disconnect", () => {
  void worker.stop().then(() => process.exit(0));
});
process.send?.({ ready: true });
