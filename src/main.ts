#!/usr/bin/env node
/** Process entry: hands the command line to its verb; signals and exit codes. */
import { keepCompiledCode } from "./compile-cache.ts";
import { startLean } from "./lean-start.ts";

keepCompiledCode(process.env);
if (["serve", "worker", "run", "demo"].includes(process.argv[2] ?? "")) startLean(process.env);
// Only what is loaded after that is kept.
const { runCommandLine } = await import("./cli/verbs.ts");

const interruption = new AbortController();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The second time, the user does not want to wait.
    if (interruption.signal.aborted) process.exit(signal === "SIGINT" ? 130 : 143);
    interruption.abort();
  });
}

// Who reads from this program may stop reading, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

try {
  const code = await runCommandLine({
    argv: process.argv.slice(2),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    interrupted: interruption.signal,
  });
  // Idle connections must not keep the process; what was written must be out.
  process.stdout.write("", () => process.exit(code));
} catch (error) {
  console.error("stevedore: this is a bug, please report it:", error);
  process.exit(1);
}
