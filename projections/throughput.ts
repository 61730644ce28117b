/**
 * Tasks ended over time, in a bounded number of buckets however long the job is: when there would be too many, each two
 * become one of twice the width.
 */
import { assert } from "../src/lib/assert.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { forget, jobOf, numberIn, put } from "./rows.ts";

const series: Table = {
  name: "throughput_series",
  columns: {
    job_id: "TEXT",
    /** Width of each bucket. */
    seconds: "INTEGER",
    /** Start of the first bucket and of the last, in seconds since 1970; null before the first task ended. */
    first_at: "INTEGER",
    last_at: "INTEGER",
  },
  primaryKey: ["job_id"],
};

const buckets: Table = {
  name: "throughput_buckets",
  columns: {
    job_id: "TEXT",
    /** Seconds since 1970, a multiple of the width. */
    starts_at: "INTEGER",
    succeeded: "INTEGER",
    failed: "INTEGER",
  },
  primaryKey: ["job_id", "starts_at"],
};

/** Tasks that ended in each of the last few ten seconds: what the pace of a job is told from. */
const pace: Table = {
  name: "pace",
  columns: {
    job_id: "TEXT",
    /** Which of the few it is; the newest takes the place of the oldest. */
    slot: "INTEGER",
    starts_at: "INTEGER",
    ended: "INTEGER",
  },
  primaryKey: ["job_id", "slot"],
};

/** How long a bucket of the pace is. */
export const paceBucketSeconds = 10;
const paceSlots = 4;

/** Most buckets of one job. */
const throughputBucketsMax = 1024;

export const throughputProjection: Projection = {
  name: "throughput",
  version: 1,
  tables: [series, buckets, pace],
  apply: (projected, rows) => applyThroughput(projected, rows, throughputBucketsMax),
};

/** The fold with another bound on the buckets of a job. */
export function applyThroughput(
  { about, event, recordedAt }: ProjectedEvent,
  rows: RowReader,
  bucketsMax: number,
): readonly RowChange[] {
  const job = jobOf(about);
  if (job === null) return [];
  if (event.type === "JobExpired") return forget(job, throughputProjection.tables);
  if (event.type === "JobCreated") {
    return [put("throughput_series", { job_id: job, seconds: 1, first_at: null, last_at: null })];
  }
  if (event.type !== "ChunkAdvanced") return [];
  const before = rows.get("throughput_series", { job_id: job });
  const { succeeded, failed } = event.data.change;
  if (before === null || succeeded + failed === 0) return [];
  const at = Math.floor(Date.parse(recordedAt) / 1000);
  return [
    ...counted({ job, at, succeeded, failed }, before, { rows, bucketsMax }),
    paced({ job, at, ended: succeeded + failed }, rows),
  ];
}

/** Start of the bucket of this width that holds a moment. */
export function bucketStart(at: number, seconds: number): number {
  return Math.floor(at / seconds) * seconds;
}

interface Ended {
  readonly job: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly succeeded: number;
  readonly failed: number;
}

function counted(
  { job, at, succeeded, failed }: Ended,
  before: Row,
  { rows, bucketsMax }: { readonly rows: RowReader; readonly bucketsMax: number },
): RowChange[] {
  const seconds = numberIn(before, "seconds");
  const firstAt = before["first_at"] === null ? at : numberIn(before, "first_at");
  let width = seconds;
  const count = () => (bucketStart(at, width) - bucketStart(firstAt, width)) / width + 1;
  while (count() > bucketsMax) width *= 2;
  const merged = width === seconds ? [] : widened(before, { width, rows });
  const starts = bucketStart(at, width);
  const after = { job_id: job, seconds: width, first_at: bucketStart(firstAt, width) };
  const key = { job_id: job, starts_at: starts };
  const there =
    merged.find((change) => change.kind === "put" && change.row["starts_at"] === starts) ?? null;
  const bucket = there?.kind === "put" ? there.row : rows.get("throughput_buckets", key);
  return [
    ...merged,
    put("throughput_series", { ...after, last_at: starts }),
    put("throughput_buckets", {
      ...key,
      succeeded: succeeded + (bucket === null ? 0 : numberIn(bucket, "succeeded")),
      failed: failed + (bucket === null ? 0 : numberIn(bucket, "failed")),
    }),
  ];
}

/** Every bucket there is, put together into wider ones. Seldom done: each time there are half as many. */
function widened(
  before: Row,
  { width, rows }: { readonly width: number; readonly rows: RowReader },
): RowChange[] {
  const { job_id: job } = before;
  assert(typeof job === "string", "a series is of a job");
  const seconds = numberIn(before, "seconds");
  const wide = new Map<number, Row>();
  const gone: RowChange[] = [];
  for (let at = numberIn(before, "first_at"); at <= numberIn(before, "last_at"); at += seconds) {
    const key = { job_id: job, starts_at: at };
    const bucket = rows.get("throughput_buckets", key);
    if (bucket === null) continue;
    gone.push({ kind: "delete", table: "throughput_buckets", where: key });
    const starts = bucketStart(at, width);
    const sum = wide.get(starts) ?? { job_id: job, starts_at: starts, succeeded: 0, failed: 0 };
    wide.set(starts, {
      ...sum,
      succeeded: numberIn(sum, "succeeded") + numberIn(bucket, "succeeded"),
      failed: numberIn(sum, "failed") + numberIn(bucket, "failed"),
    });
  }
  return [...gone, ...[...wide.values()].map((row) => put("throughput_buckets", row))];
}

function paced(
  { job, at, ended }: { readonly job: string; readonly at: number; readonly ended: number },
  rows: RowReader,
): RowChange {
  const startsAt = bucketStart(at, paceBucketSeconds);
  const key = { job_id: job, slot: (startsAt / paceBucketSeconds) % paceSlots };
  const before = rows.get("pace", key);
  const isSame = before !== null && numberIn(before, "starts_at") === startsAt;
  return put("pace", {
    ...key,
    starts_at: startsAt,
    ended: ended + (isSame ? numberIn(before, "ended") : 0),
  });
}
