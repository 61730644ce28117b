/** Which handlers a folder holds: a file each, named after its function. Nothing in a request becomes a path. */
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Absolute paths by the names of their functions. */
export async function findHandlers(folder: string): Promise<Map<string, string>> {
  const handlers = new Map<string, string>();
  for (const entry of await readdir(resolve(folder), { withFileTypes: true })) {
    const [, name] = /^([A-Za-z0-9_-]{1,64})\.(?:mjs|cjs|js|ts)$/.exec(entry.name) ?? [];
    if (name === undefined || !entry.isFile()) continue;
    if (handlers.has(name)) throw new Error(`two files of ${folder} are the function ${name}`);
    handlers.set(name, join(resolve(folder), entry.name));
  }
  return handlers;
}
