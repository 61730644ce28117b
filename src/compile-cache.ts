/**
 * Compiled code is kept on disk from one start to the next. Otherwise each thread loads a compiler of its own to strip the
 * types, which takes 10 MB of memory for as long as it runs, and most of the time of a start.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/** Before all else is loaded. Where the folder cannot be written to, all is as without. */
export function keepCompiledCode(env: NodeJS.ProcessEnv): void {
  // Whoever names a folder, or wants none, has told Node already.
  if (env["NODE_COMPILE_CACHE"] !== undefined || env["NODE_DISABLE_COMPILE_CACHE"] === "1") return;
  const folder = join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "stevedore");
  enableCompileCache(folder);
  // The threads that are started later look here.
  env["NODE_COMPILE_CACHE"] = folder;
}

/** What was compiled until now is written, for a process that is killed writes nothing. */
export function saveCompiledCode(): void {
  flushCompileCache();
}
