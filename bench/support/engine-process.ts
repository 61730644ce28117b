/** A whole Stevedore in a process of its own: what `stevedore serve` starts, told by options. */
import { keepCompiledCode } from "../../src/compile-cache.ts";
import { createLogger } from "../../src/log.ts";
import { configOf, type EngineProcessOptions } from "./engine-config.ts";
import { givenOptions } from "./processes.ts";

keepCompiledCode(process.env);
const { startApp } = await import("../../src/app.ts");

const log = createLogger({
  level: "warn",
  write: (line) => process.stderr.write(line),
  now: () => new Date(),
});
const app = await startApp(configOf(givenOptions<EngineProcessOptions>()), { log });
app.failure.catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
process.on("disconnect", () => {
  void app.stop().then(() => process.exit(0));
});
process.send?.({ url: app.url });
