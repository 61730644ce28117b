/**
 * How far each job is. Outcomes are counted from `ChunkAdvanced.change` alone; each event touches a handful of rows,
 * however long the job is. No row of a manifest is counted twice: one that is set aside is `deferred` and not `claimed`,
 * also while its chunk is held.
 */
import type { TaskCounts } from "../src/job/events.ts";
import { applyChunkEvent, stopping } from "./progress-of-chunks.ts";
import { progressTotals, withTotals } from "./progress-totals.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { forget, jobOf, numberIn, put } from "./rows.ts";

const progress: Table = {
  name: "progress",
  columns: {
    job_id: "TEXT",
    /** 1 while the job is cancelling or failing. */
    stopping: "INTEGER",
    discovered: "INTEGER",
    succeeded: "INTEGER",
    failed: "INTEGER",
    unknown: "INTEGER",
    deferred: "INTEGER",
    claimed: "INTEGER",
    /** Open rows of the chunks that an executor was lost with and that nobody holds: `unknown` once the job stops. */
    in_doubt: "INTEGER",
    /** Those of them that are set aside. */
    in_doubt_deferred: "INTEGER",
    /** Tasks that had ended when it last became active: the rate of a young activity leaves them out. */
    ended_before_active: "INTEGER",
    /** Events that moved these counters, and after each how many of them they are kept in `progress_totals`. */
    events: "INTEGER",
    stride: "INTEGER",
    updated_at: "TEXT",
  },
  primaryKey: ["job_id"],
};

/** Rows read so far of the parts that are being read. */
const progressParts: Table = {
  name: "progress_parts",
  columns: { job_id: "TEXT", part: "INTEGER", rows: "INTEGER" },
  primaryKey: ["job_id", "part"],
};

/** Chunks from their first claim until they are complete, or the job has ended. */
const progressChunks: Table = {
  name: "progress_chunks",
  columns: {
    job_id: "TEXT",
    part: "INTEGER",
    chunk: "INTEGER",
    /** Rows without an outcome, those set aside included. */
    open: "INTEGER",
    deferred: "INTEGER",
    /** 1 while an executor holds it. */
    held: "INTEGER",
    /** 1 when an executor was ever lost with it. */
    lost: "INTEGER",
  },
  primaryKey: ["job_id", "part", "chunk"],
};

/** Counters of each job, now and at intervals, and the chunks that are open. */
export const progressProjection: Projection = {
  name: "progress",
  version: 4,
  tables: [progress, progressParts, progressChunks, progressTotals],
  apply: (projected, rows) => applyProgress(projected, rows),
};

/** The fold with another bound on what is kept of the past. */
export function applyProgress(
  projected: ProjectedEvent,
  rows: RowReader,
  keptMax?: number,
): readonly RowChange[] {
  const { position } = projected;
  return withTotals(apply(projected, rows), { position, ...(keptMax ? { keptMax } : {}) });
}

function apply(projected: ProjectedEvent, rows: RowReader): readonly RowChange[] {
  const job = jobOf(projected.about);
  if (job === null) return [];
  if (projected.event.type === "JobExpired") return forget(job, progressProjection.tables);
  if (projected.event.type === "JobCreated") return [put("progress", nothingYet(job, projected))];
  const before = rows.get("progress", { job_id: job });
  if (before === null) return [];
  const now = { ...before, updated_at: projected.recordedAt };
  const { about } = projected;
  if (about.kind === "job") return applyJobEvent(projected, now);
  if (about.kind === "plan") return applyPlanEvent(projected, { now, rows, part: about.part });
  return about.kind === "chunk" ? applyChunkEvent(projected, { now, rows, about }) : [];
}

function nothingYet(job: string, projected: ProjectedEvent): Row {
  return {
    job_id: job,
    stopping: 0,
    discovered: 0,
    succeeded: 0,
    failed: 0,
    unknown: 0,
    deferred: 0,
    claimed: 0,
    in_doubt: 0,
    in_doubt_deferred: 0,
    ended_before_active: 0,
    events: 0,
    stride: 1,
    updated_at: projected.recordedAt,
  };
}

function applyJobEvent({ event }: ProjectedEvent, now: Row): readonly RowChange[] {
  const { type } = event;
  if (type === "ManifestRead") {
    const discovered = event.data.rows;
    return [put("progress", { ...now, discovered }), ...forget(jobIn(now), [progressParts])];
  }
  if (type === "JobActivated") {
    const endedBefore = numberIn(now, "succeeded") + numberIn(now, "failed");
    return [put("progress", { ...now, ended_before_active: endedBefore })];
  }
  if (type === "JobCancelRequested" || type === "JobFailing") {
    return [put("progress", stopping(now))];
  }
  if (type === "JobDrained" || type === "JobCompleting") {
    return [put("progress", { ...now, unknown: event.data.unknown })];
  }
  const isEnd = type === "JobCompleted" || type === "JobCancelled" || type === "JobFailed";
  return isEnd ? ended(now, event.data) : [];
}

/** The ending event has the last word on what nobody knows; no chunk is in any hand any more. */
function ended(now: Row, counts: TaskCounts): readonly RowChange[] {
  return [
    put("progress", { ...now, unknown: counts.unknown, claimed: 0, stopping: 0 }),
    ...forget(jobIn(now), [progressParts]),
    // What an executor was lost with and is not complete holds the tasks that nobody knows of.
    { kind: "delete", table: "progress_chunks", where: { job_id: jobIn(now), lost: 0 } },
  ];
}

function applyPlanEvent(
  { event }: ProjectedEvent,
  place: { readonly now: Row; readonly rows: RowReader; readonly part: number },
): readonly RowChange[] {
  if (event.type !== "PartChunksPlanned" && event.type !== "PartPlanned") return [];
  const { now, rows, part } = place;
  const key = { job_id: jobIn(now), part };
  const partBefore = rows.get("progress_parts", key);
  const rowsBefore = partBefore === null ? 0 : numberIn(partBefore, "rows");
  const read =
    event.type === "PartPlanned"
      ? event.data.rows
      : rowsBefore + event.data.rows.reduce((sum, count) => sum + count, 0);
  const discovered = numberIn(now, "discovered") + read - rowsBefore;
  const partAfter: RowChange =
    event.type === "PartPlanned"
      ? { kind: "delete", table: "progress_parts", where: key }
      : put("progress_parts", { ...key, rows: read });
  return [put("progress", { ...now, discovered }), partAfter];
}

function jobIn(row: Row): string {
  return String(row["job_id"]);
}
