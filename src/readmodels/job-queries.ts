/** Jobs as lists and one by one, from the rows of the projections. */
import type { Row } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import type { Database } from "./database.ts";
import { queueOf } from "./queue.ts";
import { countJobs, createCountFacets, listIds, listJobs } from "./job-list.ts";
import type {
  JobRow,
  ProgressRow,
  ReadModels,
  ReportRow,
  UnreadableJobRow,
} from "./read-models.ts";

type JobQueries = Pick<
  ReadModels,
  | "job"
  | "jobs"
  | "queueOf"
  | "jobIds"
  | "outages"
  | "jobCounts"
  | "retriesOf"
  | "changedJobs"
  | "unreadableJobs"
>;

export function createJobQueries(database: Database): JobQueries {
  const countFacets = createCountFacets(database);
  return {
    job: (id) => jobOf(database, id),
    jobs(query) {
      const page = listJobs(database, query, countFacets);
      const rows = page.rows.flatMap(({ cursor, row: id }) => {
        const row = jobOf(database, id);
        return row === null ? [] : [{ cursor, row }];
      });
      return { ...page, rows };
    },
    queueOf(id) {
      const job = jobOf(database, id);
      return job === null ? null : queueOf(database, id, job.state);
    },
    jobIds: (filter, { max }) => listIds(database, filter, max),
    jobCounts: (filter) => countJobs(filter, countFacets),
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
    outages(seenSince) {
      const sql = `SELECT store, min(since) AS since, message FROM outages
        WHERE seen_at >= ? GROUP BY store ORDER BY since, store`;
      return database.all(sql, seenSince).map((row) => ({
        store: textIn(row, "store"),
        since: textIn(row, "since"),
        message: textIn(row, "message"),
      }));
    },
    unreadableJobs() {
      return database.all("SELECT * FROM unreadable_jobs ORDER BY position").map(toUnreadableRow);
    },
  };
}

/** While one of the read models alone is made again, a list may have a job whose row is still to come. */
function jobOf(database: Database, id: string): JobRow | null {
  const row = database.get("SELECT * FROM jobs WHERE job_id = ?", id);
  return row === null ? null : toJobRow(row, rowsOfJob(database, id));
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
    createdBy: JSON.parse(textIn(row, "created_by")),
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
