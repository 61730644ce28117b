/** Where a job stood when its process was killed: told by the log, not by what the test meant to hit. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { statusEntered, type JobStatus } from "../../src/job/lifecycle.ts";
import type { LoggedEvent } from "../support/outcomes-in-log.ts";

export const phases = ["start", "prepare", "run", "pause", "drain", "report", "ended"] as const;

export type Phase = (typeof phases)[number];

export function phaseAt(events: readonly LoggedEvent[], at: number): Phase {
  let status: JobStatus = "NEW";
  let drained = false;
  for (const { event, at: recordedAt } of events) {
    if (recordedAt > at) break;
    status = statusEntered[event.type] ?? status;
    drained ||= event.type === "JobDrained";
  }
  switch (status) {
    case "NEW":
    case "PREPARING":
    case "SUSPENDED":
      return "prepare";
    case "READY":
    case "ACTIVE":
      return "run";
    case "PAUSING":
    case "PAUSED":
      return "pause";
    case "CANCELLING":
    case "FAILING":
      return drained ? "report" : "drain";
    case "COMPLETING":
      return "report";
    case "COMPLETE":
    case "CANCELLED":
    case "FAILED":
      return "ended";
  }
}

/** How far the read models of a killed process had come; null when they had not begun. Looks at a copy of the file. */
export async function readModelPosition(dataDir: string): Promise<number | null> {
  const scratch = await mkdtemp(join(tmpdir(), "readmodels-"));
  try {
    const copy = join(scratch, "copy.sqlite");
    await copyFile(join(dataDir, "readmodels.sqlite"), copy);
    await copyFile(join(dataDir, "readmodels.sqlite-wal"), `${copy}-wal`).catch(() => {});
    const database = new DatabaseSync(copy);
    const row = database
      .prepare("SELECT min(position) AS position FROM stevedore_projections")
      .get();
    database.close();
    return typeof row?.["position"] === "number" ? row["position"] : null;
  } catch {
    return null;
  } finally {
    await rm(scratch, { recursive: true });
  }
}
