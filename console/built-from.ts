/** What the built console was made from, so that it is built again only when that has changed. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

export const consoleDist = join(folder, "dist");
export const stampFile = join(consoleDist, ".built-from");

/** A hash of every source of the console and of the versions it is built with. */
export function sourcesHash(): string {
  const hash = createHash("sha256");
  const files = readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const others = ["index.html", "vite.config.ts", "after-build.ts", "../package.json"];
  for (const file of [...files, ...others.map((name) => join(folder, name))].toSorted()) {
    hash.update(relative(folder, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
