import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreLocked } from "./eventstore.ts";

/**
 * Makes this process the only owner of a file until the returned function is called or the process dies, however it
 * dies: the lock is one of the operating system, on a second SQLite file. (Not on the store itself, so that a backup
 * tool may read a running store.) The pid beside it is only for the message.
 */
export function takeLock(file: string): () => void {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  const pidFile = `${file}.pid`;
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    throw new StoreLocked(
      `${file} is in use by process ${readPid(pidFile)}. One process owns an embedded event store; ` +
        `to run several, use EventStoreDB (EVENTSTORE_URL=esdb://...)`,
      { cause },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => {
    rmSync(pidFile, { force: true });
    lock.close();
  };
}

function isBusy(error: unknown): boolean {
  const busy = 5;
  return error instanceof Error && "errcode" in error && error.errcode === busy;
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, "utf8").trim();
  } catch {
    return "unknown";
  }
}
