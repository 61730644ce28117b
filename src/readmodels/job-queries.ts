/** Jobs as lists and one by one, from the rows of the projections. */
import { jobStatuses } from "../job/lifecycle.ts";
import type { PlaceBounds } from "../job/places.ts";
import type { Row, Value } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import { decodeCursor, encodeCursor, toPage } from "./cursors.ts";
import type { Database } from "./database.ts";
import type {
  JobRow,
  JobsFilter,
  ProgressRow,
  ReadModels,
  ReportRow,
  UnreadableJobRow,
} from "./read-models.ts";

type JobQueries = Pick<
  ReadModels,
  "job" | "jobs" | "jobCounts" | "retriesOf" | "changedJobs" | "unreadableJobs"
>;

export function createJobQueries(database: Database): JobQueries {
  return {
    job(id) {
      const row = database.get("SELECT * FROM jobs WHERE job_id = ?", id);
      return row === null ? null : toJobRow(row, rowsOfJob(database, id));
    },
    jobs({ first, after, filter }) {
      const { where, values } = conditions(filter);
      const count = database.get(`SELECT count(*) AS total FROM jobs WHERE ${where}`, ...values);
      const place =
        after === undefined
          ? []
          : decodeCursor(after, { list: "jobs", types: ["string", "string"] });
      const beyond = place.length === 0 ? "" : " AND (created_at, job_id) < (?, ?)";
      const found = database.all(
        `SELECT * FROM jobs WHERE ${where}${beyond} ORDER BY created_at DESC, job_id DESC LIMIT ?`,
        ...values,
        ...place,
        first + 1,
      );
      const page = toPage(found, {
        first,
        cursor: (row) => encodeCursor("jobs", [textIn(row, "created_at"), textIn(row, "job_id")]),
        show: (row) => toJobRow(row, rowsOfJob(database, textIn(row, "job_id"))),
      });
      return { ...page, totalCount: count === null ? 0 : numberIn(count, "total") };
    },
    jobCounts(filter) {
      const { where, values } = conditions(filter);
      const sql = `SELECT status, count(*) AS total FROM jobs WHERE ${where} GROUP BY status`;
      const found = new Map(
        database.all(sql, ...values).map((row) => [row["status"], numberIn(row, "total")]),
      );
      return jobStatuses.flatMap((status) => {
        const count = found.get(status) ?? 0;
        return count === 0 ? [] : [{ status, count }];
      });
    },
    retriesOf(jobId, { first }) {
      const sql = `SELECT * FROM jobs WHERE retry_of = ? ORDER BY created_at, job_id LIMIT ?`;
      return database
        .all(sql, jobId, first)
        .map((row) => toJobRow(row, rowsOfJob(database, textIn(row, "job_id"))));
    },
    changedJobs({ after, until, first }) {
      const sql = `SELECT job_id, position FROM job_positions
        WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`;
      return database
        .all(sql, after, until, first)
        .map((row) => ({ id: textIn(row, "job_id"), position: numberIn(row, "position") }));
    },
    unreadableJobs() {
      return database.all("SELECT * FROM unreadable_jobs ORDER BY position").map(toUnreadableRow);
    },
  };
}

/** One text of SQL for each set of conditions, so that few statements are prepared. An empty list is no condition. */
function conditions(filter: JobsFilter): {
  readonly where: string;
  readonly values: readonly Value[];
} {
  const { statuses = [], operations = [], search, createdBy, within } = filter;
  const given: (readonly [sql: string, value: Value])[] = [];
  if (statuses.length > 0)
    given.push(["status IN (SELECT value FROM json_each(?))", JSON.stringify(statuses)]);
  if (operations.length > 0)
    given.push(["operation IN (SELECT value FROM json_each(?))", JSON.stringify(operations)]);
  if (search !== undefined) given.push(["instr(search_text, ?) > 0", search.toLowerCase()]);
  if (createdBy !== undefined) given.push(["created_by = ?", createdBy]);
  if (within !== undefined) given.push(...conditionsWithin(within));
  return {
    where: given.length === 0 ? "TRUE" : given.map(([sql]) => sql).join(" AND "),
    values: given.map(([, value]) => value),
  };
}

/** Of the kinds of places that are bound, a job has none that is not among the allowed. */
function conditionsWithin(within: PlaceBounds): (readonly [sql: string, value: Value])[] {
  const { stores, buckets, roles, operations } = within;
  const bound = Object.entries({ store: stores, bucket: buckets, role: roles }).filter(
    (entry): entry is [string, readonly string[]] => entry[1] !== null,
  );
  const allowed = bound.flatMap(([kind, names]) => names.map((name) => `${kind}:${name}`));
  const kinds = bound.map(([kind]) => `${kind}:`);
  const text = JSON.stringify({ allowed, kinds });
  const inBounds = `NOT EXISTS (SELECT 1 FROM json_each(places) AS place, (SELECT ? AS bounds)
    WHERE place.value NOT IN (SELECT value FROM json_each(bounds, '$.allowed'))
      AND substr(place.value, 1, instr(place.value, ':'))
        IN (SELECT value FROM json_each(bounds, '$.kinds')))`;
  return [
    [inBounds, text],
    ...(operations === null
      ? []
      : [["operation IN (SELECT value FROM json_each(?))", JSON.stringify(operations)] as const]),
  ];
}

/** The row of a job in each of the tables that have one for each job. */
type RowsOfJob = (
  table: "job_positions" | "progress" | "reports" | "unreadable_jobs",
) => Row | null;

function rowsOfJob(database: Database, id: string): RowsOfJob {
  return (table) => database.get(`SELECT * FROM ${table} WHERE job_id = ?`, id);
}

/** A job from its row in `jobs` and those in the other tables. */
export function toJobRow(row: Row, other: RowsOfJob): JobRow {
  const id = textIn(row, "job_id");
  const position = other("job_positions");
  const note = other("unreadable_jobs");
  return {
    id,
    revision: numberIn(row, "revision"),
    position: position === null ? -1 : numberIn(position, "position"),
    state: JSON.parse(textIn(row, "state")),
    progress: toProgressRow(other("progress"), textIn(row, "created_at")),
    report: toReportRow(other("reports")),
    createdBy: JSON.parse(textIn(row, "created_by_actor")),
    updatedAt: textIn(row, "updated_at"),
    unreadable: note === null ? null : textIn(note, "message"),
  };
}

/** While this read model alone is made again, a job can be known before its numbers are. */
export function toProgressRow(row: Row | null, createdAt: string): ProgressRow {
  if (row === null) {
    const none = { discovered: 0, succeeded: 0, failed: 0, unknown: 0, deferred: 0, claimed: 0 };
    return { ...none, updatedAt: createdAt };
  }
  return {
    discovered: numberIn(row, "discovered"),
    succeeded: numberIn(row, "succeeded"),
    failed: numberIn(row, "failed"),
    unknown: numberIn(row, "unknown"),
    deferred: numberIn(row, "deferred"),
    claimed: numberIn(row, "claimed"),
    updatedAt: textIn(row, "updated_at"),
  };
}

function toReportRow(row: Row | null): ReportRow {
  if (row === null) return { status: "PENDING", failure: null, manifestKey: null };
  return {
    status: textIn(row, "status") as ReportRow["status"],
    failure: row["failure"] === null ? null : textIn(row, "failure"),
    manifestKey: row["manifest_key"] === null ? null : textIn(row, "manifest_key"),
  };
}

function toUnreadableRow(row: Row): UnreadableJobRow {
  return {
    jobId: textIn(row, "job_id"),
    position: numberIn(row, "position"),
    code: textIn(row, "code") as UnreadableJobRow["code"],
    message: textIn(row, "message"),
  };
}
