/**
 * The counters of a job as they were, kept at intervals, so that its past is told without reading its whole history:
 * after each event while there are few, and then after each second, fourth, eighth … one.
 */
import type { Row, RowChange, Table } from "./projection.ts";
import { numberIn, put } from "./rows.ts";

/** What of the counters is kept. */
const counters = [
  "stopping",
  "discovered",
  "succeeded",
  "failed",
  "unknown",
  "deferred",
  "claimed",
  "in_doubt",
  "in_doubt_deferred",
  "ended_before_active",
] as const;

export const progressTotals: Table = {
  name: "progress_totals",
  columns: {
    job_id: "TEXT",
    /** How many events had moved the counters of the job, this one included; a multiple of `stride` of its progress. */
    events: "INTEGER",
    position: "INTEGER",
    ...(Object.fromEntries(counters.map((name) => [name, "INTEGER"])) as Record<
      (typeof counters)[number],
      "INTEGER"
    >),
    updated_at: "TEXT",
  },
  primaryKey: ["job_id", "events"],
  indexes: [
    ["job_id", "position"],
    ["job_id", "updated_at", "events"],
  ],
};

/** Most that are kept of one job: half of them go when there would be more. */
const totalsMax = 4096;

/** The changes of an event to the counters, with what is kept of them. */
export function withTotals(
  changes: readonly RowChange[],
  { position, keptMax = totalsMax }: { readonly position: number; readonly keptMax?: number },
): readonly RowChange[] {
  const moved = changes.findLast((change) => change.kind === "put" && change.table === "progress");
  if (moved?.kind !== "put") return changes;
  const events = numberIn(moved.row, "events") + 1;
  const stride = numberIn(moved.row, "stride");
  const isFull = events / stride > keptMax;
  const row: Row = { ...moved.row, events, stride: isFull ? stride * 2 : stride };
  const others = changes.filter((change) => change !== moved);
  return [
    ...others,
    put("progress", row),
    ...(isFull ? everySecondGone(row, stride) : []),
    ...(events % numberIn(row, "stride") === 0
      ? [put("progress_totals", kept(row, position))]
      : []),
  ];
}

function kept(row: Row, position: number): Row {
  const totals: Record<string, Row[string]> = {
    job_id: row["job_id"]!,
    events: row["events"]!,
    position,
    updated_at: row["updated_at"]!,
  };
  for (const name of counters) totals[name] = row[name]!;
  return totals;
}

function everySecondGone(row: Row, stride: number): RowChange[] {
  const { job_id: job = null } = row;
  const gone: RowChange[] = [];
  for (let events = stride; events <= numberIn(row, "events"); events += 2 * stride)
    gone.push({ kind: "delete", table: "progress_totals", where: { job_id: job, events } });
  return gone;
}
