/** The folder of the event store and the read models. */
import { accessSync, constants, mkdirSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../config/config-error.ts";
import type { Config } from "../config.ts";

/** Makes the folder where it is missing. @throws ConfigError when it cannot be a folder that we may write to. */
export function makeDataFolder({ dataDir }: Pick<Config, "dataDir">): void {
  refuseNoName(dataDir);
  try {
    makeFolder(resolve(dataDir));
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigError(
      `DATA_DIR names ${dataDir}, which cannot be a folder that Stevedore writes to (${reasonOf(cause)}). Set DATA_DIR to another folder, or give this user the right to write there.`,
      { cause },
    );
  }
}

/** @throws ConfigError when no folder is named: the files would come to lie wherever the process was started. */
export function refuseNoName(dataDir: string): void {
  if (dataDir.trim() === "") {
    throw new ConfigError("DATA_DIR is empty. Set it to a folder, or leave it out for ./data.");
  }
}

/** The same without making it: it is there and can be written to, or the one that it would be made in is. @throws ConfigError */
export function refuseUnusableFolder(dataDir: string): void {
  refuseNoName(dataDir);
  let folder = resolve(dataDir);
  try {
    while (!isFolder(folder)) folder = dirname(folder);
    // Rights do not tell all: nobody makes a folder under /proc, and a disk may be full.
    rmdirSync(mkdtempSync(join(folder, ".stevedore-")));
  } catch (cause) {
    throw new ConfigError(`${folder} is no folder that can be written to (${reasonOf(cause)}).`, {
      cause,
    });
  }
}

/** One folder after the other: the recursive `mkdirSync` of Node never returns for a missing folder under /proc. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === false) throw new NotAFolder(`${path} is not a folder`);
  return found !== undefined;
}

class NotAFolder extends Error {
  override readonly name = "NotAFolder";
}

function reasonOf(cause: unknown): string {
  if (cause instanceof NotAFolder) return cause.message;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "it is refused";
}
