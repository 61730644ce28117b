import type { TaskFailed } from "../src/job/chunk-events.ts";
import { rowsOf } from "../src/job/rows.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { forget, jobOf, numberIn, put } from "./rows.ts";

/** Failed tasks of one job that are kept as rows; beyond that only the counts by code go on. */
const indexedFailuresMax = 1_000_000;

const failureTotals: Table = {
  name: "failure_totals",
  columns: { job_id: "TEXT", indexed: "INTEGER" },
  primaryKey: ["job_id"],
};

const failureGroups: Table = {
  name: "failure_groups",
  columns: {
    job_id: "TEXT",
    error_code: "TEXT",
    http_status: "INTEGER",
    /** 1 when they came with different statuses; then `http_status` says nothing. */
    mixed_statuses: "INTEGER",
    count: "INTEGER",
    sample_message: "TEXT",
    first_seen_at: "TEXT",
    last_seen_at: "TEXT",
  },
  primaryKey: ["job_id", "error_code"],
};

const failedTasks: Table = {
  name: "failed_tasks",
  columns: {
    job_id: "TEXT",
    /** Place among the failed tasks of the job, in the order of the log, from 0. */
    place: "INTEGER",
    part: "INTEGER",
    row: "INTEGER",
    /** Decoded: what is searched by its beginning. */
    key: "TEXT",
    raw_key: "TEXT",
    version_id: "TEXT",
    attempts: "INTEGER",
    first_error_code: "TEXT",
    error_code: "TEXT",
    http_status: "INTEGER",
    message: "TEXT",
    recorded_at: "TEXT",
  },
  primaryKey: ["job_id", "place"],
  indexes: [
    ["job_id", "error_code", "place"],
    ["job_id", "key", "place"],
  ],
};

/** Failed tasks in the order of the log, and how many there are of each code. */
export const failuresProjection: Projection = {
  name: "failures",
  version: 2,
  tables: [failureTotals, failureGroups, failedTasks],
  apply: (projected, rows) => applyFailures(projected, rows, indexedFailuresMax),
};

/** The fold with another bound on the rows of a job. */
export function applyFailures(
  projected: ProjectedEvent,
  rows: RowReader,
  indexedMax: number,
): readonly RowChange[] {
  const { about, event, recordedAt } = projected;
  const job = jobOf(about);
  if (job === null) return [];
  if (event.type === "JobExpired") return forget(job, failuresProjection.tables);
  if (event.type === "JobCreated") return [put("failure_totals", { job_id: job, indexed: 0 })];
  if (about.kind !== "chunk" || event.type !== "TaskFailed") return [];
  const totals = rows.get("failure_totals", { job_id: job });
  if (totals === null) return [];
  const indexed = numberIn(totals, "indexed");
  const tasks = tasksOf(event, { job, part: about.part, recordedAt, firstPlace: indexed });
  const kept = tasks.slice(0, Math.max(0, indexedMax - indexed));
  return [
    put("failure_totals", { job_id: job, indexed: indexed + kept.length }),
    ...groupsOf(tasks, rows).map((group) => put("failure_groups", group)),
    ...kept.map((task) => put("failed_tasks", task)),
  ];
}

function tasksOf(
  { data }: TaskFailed,
  place: {
    readonly job: string;
    readonly part: number;
    readonly recordedAt: string;
    readonly firstPlace: number;
  },
): readonly Row[] {
  return Array.from(rowsOf(data.rows), (row, index) => {
    const code = data.codes[index]!;
    const version = data.versions?.[index] ?? "";
    return {
      job_id: place.job,
      place: place.firstPlace + index,
      part: place.part,
      row,
      key: decodedKey(data.keys[index]!),
      raw_key: data.keys[index]!,
      version_id: version === "" ? null : version,
      attempts: data.attempts?.[index] ?? 1,
      first_error_code: data.firstCodes?.[index] ?? code,
      error_code: code,
      http_status: data.statuses[index] ?? null,
      message: data.messages[index]!,
      recorded_at: place.recordedAt,
    };
  });
}

/** S3 Batch Operations guide, "Specifying a manifest": keys are URL-encoded, with `+` for a space. */
function decodedKey(rawKey: string): string {
  try {
    return decodeURIComponent(rawKey.replaceAll("+", " "));
  } catch {
    // It was read from a manifest that was checked; should that ever be otherwise, it is found as it is written.
    return rawKey;
  }
}

/** The groups that these tasks belong to, with them counted in. The first message of a code is its sample. */
function groupsOf(tasks: readonly Row[], rows: RowReader): readonly Row[] {
  const groups = new Map<string, Row>();
  for (const task of tasks) {
    const code = String(task["error_code"]);
    const key = { job_id: task["job_id"]!, error_code: code };
    const group = groups.get(code) ?? rows.get("failure_groups", key);
    groups.set(code, group === null ? newGroup(task) : withTask(group, task));
  }
  return [...groups.values()];
}

function newGroup(task: Row): Row {
  return {
    job_id: task["job_id"]!,
    error_code: task["error_code"]!,
    http_status: task["http_status"]!,
    mixed_statuses: 0,
    count: 1,
    sample_message: task["message"]!,
    first_seen_at: task["recorded_at"]!,
    last_seen_at: task["recorded_at"]!,
  };
}

function withTask(group: Row, task: Row): Row {
  const mixed = group["mixed_statuses"] === 1 || group["http_status"] !== task["http_status"];
  return {
    ...group,
    http_status: mixed ? null : group["http_status"]!,
    mixed_statuses: mixed ? 1 : 0,
    count: numberIn(group, "count") + 1,
    last_seen_at: task["recorded_at"]!,
  };
}
