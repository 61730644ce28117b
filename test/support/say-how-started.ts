/** Says how it was started, each time that it starts. The first argument is the module that starts it anew. */
import { writeSync } from "node:fs";

const { startLean } = (await import(process.argv[2]!)) as typeof import("../../src/lean-start.ts");
const started = {
  pid: process.pid,
  flags: process.execArgv,
  args: process.argv.slice(3),
  arenas: process.env["MALLOC_ARENA_MAX"] ?? null,
};
// Not console.log: what waits to be written is lost when the process is replaced.
writeSync(1, `${JSON.stringify(started)}\n`);
startLean(process.env);
