/** Builds the console when it is missing or older than its sources; otherwise takes a few milliseconds. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { sourcesHash, stampFile } from "./built-from.ts";

const isBuilt = existsSync(stampFile) && readFileSync(stampFile, "utf8") === sourcesHash();
if (!isBuilt) {
  process.stderr.write("Building the console (once, some seconds)...\n");
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "console:build"], {
    encoding: "utf8",
  });
  // The engine runs without its console too, and says so; only the build's words are worth showing then.
  if (status !== 0) process.stderr.write(`The console could not be built.\n${stdout}${stderr}\n`);
}
