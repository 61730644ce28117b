/**
 * What a process may take of memory for its main thread and for the C library is told when it starts, and at no other time.
 * So a process that is to run for long replaces itself once, in place, by one with these settings: its id, its streams and
 * what was asked of it stay the same.
 */

/**
 * The half for what is new of the main thread's heap, in MB. Left alone, V8 lets it grow to 16 while the program is loaded
 * and keeps both halves for ever, although the API makes little that is new.
 */
export const leanFlags: readonly string[] = ["--max-semi-space-size=2"];

/**
 * Where `env` does not say otherwise. The C library keeps up to eight heaps a core, and what is free in one is of no use
 * to the others; two are enough for threads that take little from them.
 */
export function leanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { MALLOC_ARENA_MAX: "2", ...env };
}

/**
 * Returns when this process was started so, or cannot start anew: on Windows, before Node 23.11, and where another process
 * of Node has a channel to it, which would be lost.
 */
export function startLean(env: NodeJS.ProcessEnv): void {
  const given = [...process.execArgv, env["NODE_OPTIONS"] ?? ""].join(" ");
  const flags = /--max[-_]semi[-_]space[-_]size/.test(given) ? [] : leanFlags;
  const isLean = flags.length === 0 && env["MALLOC_ARENA_MAX"] !== undefined;
  if (isLean || process.send !== undefined) return;
  if (process.platform === "win32" || process.execve === undefined) return;
  const args = [...flags, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, [process.execPath, ...args], leanEnvironment(env));
}
