/** What a page about one job asks for: failures, timeline, report files, pace. */
import { bucketStart, paceBucketSeconds } from "../../projections/throughput.ts";
import type { Row } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import type { Job } from "../job/state.ts";
import { decodeCursor, encodeCursor, toPage, turned, type CursorList } from "./cursors.ts";
import type { Database } from "./database.ts";
import {
  toFailedTaskRow,
  toFailureGroupRow,
  toHistoryRow,
  toReportFileRow,
} from "./detail-rows.ts";
import type { FailedTasksQuery, HistoryQuery, ReadModels, ThroughputRows } from "./read-models.ts";

type DetailQueries = Pick<
  ReadModels,
  | "failureGroups"
  | "failedTasks"
  | "history"
  | "reportFiles"
  | "reportFile"
  | "tasksPerSecond"
  | "throughput"
>;

export function createDetailQueries(database: Database): DetailQueries {
  return {
    failureGroups: (jobId, { first }) =>
      database
        .all(
          "SELECT * FROM failure_groups WHERE job_id = ? ORDER BY count DESC, error_code LIMIT ?",
          jobId,
          first,
        )
        .map(toFailureGroupRow),
    failedTasks: (jobId, query) => failedTasks(database, jobId, query),
    history: (jobId, query) => history(database, jobId, query),
    reportFile(jobId, place) {
      const row = database.get(
        `SELECT * FROM report_files WHERE job_id = ? AND place = ? AND EXISTS
         (SELECT 1 FROM reports WHERE reports.job_id = report_files.job_id AND status = 'READY')`,
        jobId,
        place,
      );
      return row === null ? null : toReportFileRow(row);
    },
    reportFiles(jobId, { first, after }) {
      // Until the report is whole, what was written of it is not a report.
      const from = `FROM report_files WHERE job_id = ? AND EXISTS
        (SELECT 1 FROM reports WHERE reports.job_id = report_files.job_id AND status = 'READY')`;
      const found = database.all(
        `SELECT * ${from} AND place > ? ORDER BY place LIMIT ?`,
        jobId,
        numberAfter(after, "reportFiles") ?? -1,
        first + 1,
      );
      const page = toPage(found, {
        first,
        cursor: columnCursor("reportFiles", "place"),
        show: toReportFileRow,
      });
      const count = database.get(`SELECT count(*) AS total ${from}`, jobId);
      return { ...page, totalCount: count === null ? 0 : numberIn(count, "total") };
    },
    throughput: (jobId, range) => throughput(database, jobId, range),
    tasksPerSecond: (jobId, now) => tasksPerSecond(database, jobId, now),
  };
}

/**
 * Each code is read by itself along its own index and the pages are merged: a rare code among a million failures costs
 * no more than a frequent one.
 */
function failedTasks(
  database: Database,
  jobId: string,
  query: FailedTasksQuery,
): ReturnType<ReadModels["failedTasks"]> {
  const { first, after, errorCodes = [], keyPrefix } = query;
  if (keyPrefix !== undefined) return failedTasksBelow(database, jobId, { ...query, keyPrefix });
  const place = numberAfter(after, "failedTasks") ?? -1;
  const codes = [...new Set(errorCodes)];
  const end = "place > ? ORDER BY place LIMIT ?";
  const found =
    codes.length === 0
      ? database.all(
          `SELECT * FROM failed_tasks WHERE job_id = ? AND ${end}`,
          jobId,
          place,
          first + 1,
        )
      : codes
          .flatMap((code) =>
            database.all(
              `SELECT * FROM failed_tasks WHERE job_id = ? AND error_code = ? AND ${end}`,
              jobId,
              code,
              place,
              first + 1,
            ),
          )
          .toSorted((a, b) => numberIn(a, "place") - numberIn(b, "place"))
          .slice(0, first + 1);
  const count = database.get(
    `SELECT coalesce(sum(count), 0) AS total FROM failure_groups
     WHERE job_id = ? AND (? = '[]' OR error_code IN (SELECT value FROM json_each(?)))`,
    jobId,
    JSON.stringify(codes),
    JSON.stringify(codes),
  );
  const page = toPage(found, {
    first,
    cursor: columnCursor("failedTasks", "place"),
    show: toFailedTaskRow,
  });
  return { ...page, totalCount: count === null ? 0 : numberIn(count, "total") };
}

/** By key, along the index of keys: a prefix that few have among a million failures costs no more than a common one. */
function failedTasksBelow(
  database: Database,
  jobId: string,
  query: FailedTasksQuery & { readonly keyPrefix: string },
): ReturnType<ReadModels["failedTasks"]> {
  const { first, after, errorCodes = [], keyPrefix } = query;
  const start = after === undefined ? [keyPrefix, -1] : keyAfter(after);
  const codes = JSON.stringify([...new Set(errorCodes)]);
  const found = database.all(
    `SELECT * FROM failed_tasks
     WHERE job_id = ? AND key >= ? AND key < ? AND (key, place) > (?, ?)
     AND (? = '[]' OR error_code IN (SELECT value FROM json_each(?)))
     ORDER BY key, place LIMIT ?`,
    jobId,
    keyPrefix,
    // No text that begins with the prefix comes after this one.
    `${keyPrefix}\u{10FFFF}`,
    ...start,
    codes,
    codes,
    first + 1,
  );
  const page = toPage(found, { first, cursor: keyCursor, show: toFailedTaskRow });
  return { ...page, totalCount: null };
}

function keyCursor(row: Row): string {
  return encodeCursor("failedTasksByKey", [textIn(row, "key"), numberIn(row, "place")]);
}

function keyAfter(cursor: string): readonly (string | number)[] {
  return decodeCursor(cursor, { list: "failedTasksByKey", types: ["string", "number"] });
}

function history(
  database: Database,
  jobId: string,
  query: HistoryQuery,
): ReturnType<ReadModels["history"]> {
  const { first, after, before, backwards = false, categories = [], newestFirst = false } = query;
  const position = numberAfter(before ?? after, "history");
  const descending = newestFirst !== backwards;
  const [beyond, order] = descending ? ["<", "DESC"] : [">", "ASC"];
  const start = descending ? Number.MAX_SAFE_INTEGER : -1;
  const found = database.all(
    `SELECT * FROM history WHERE job_id = ? AND position ${beyond} ?
     AND (? = '[]' OR category IN (SELECT value FROM json_each(?)))
     ORDER BY position ${order} LIMIT ?`,
    jobId,
    position ?? start,
    JSON.stringify(categories),
    JSON.stringify(categories),
    first + 1,
  );
  const cursor = columnCursor("history", "position");
  const page = toPage(found, { first, cursor, show: toHistoryRow });
  return turned(page, query);
}

function throughput(
  database: Database,
  jobId: string,
  { from, to }: { readonly from: number; readonly to: number },
): ThroughputRows | null {
  const series = database.get("SELECT seconds FROM throughput_series WHERE job_id = ?", jobId);
  if (series === null) return null;
  const seconds = numberIn(series, "seconds");
  const found = database.all(
    `SELECT starts_at, succeeded, failed FROM throughput_buckets
     WHERE job_id = ? AND starts_at >= ? AND starts_at <= ? ORDER BY starts_at`,
    jobId,
    bucketStart(from, seconds),
    to,
  );
  const buckets = found.map((row) => ({
    startsAt: numberIn(row, "starts_at"),
    succeeded: numberIn(row, "succeeded"),
    failed: numberIn(row, "failed"),
  }));
  return { seconds, buckets };
}

/** How far back the pace of a job looks. */
const paceSeconds = 30;

/** The buckets of the last 30 s, or everything since the job became active when that is not so long ago. */
function tasksPerSecond(database: Database, jobId: string, now: string): number | null {
  const row = database.get("SELECT state FROM jobs WHERE job_id = ?", jobId);
  const progress = database.get("SELECT * FROM progress WHERE job_id = ?", jobId);
  if (row === null || progress === null) return null;
  const state: Job = JSON.parse(textIn(row, "state"));
  if (state.status !== "ACTIVE") return null;
  const ended =
    numberIn(progress, "succeeded") +
    numberIn(progress, "failed") -
    numberIn(progress, "ended_before_active");
  if (ended === 0) return null;
  const activeSince = Date.parse(state.activeSince);
  // The clock of the store gives the times of events, that of this process gives `now`: the later of the two counts.
  const end = Math.max(Date.parse(now), Date.parse(textIn(progress, "updated_at")));
  const activeSeconds = (end - activeSince) / 1000;
  if (activeSeconds < paceSeconds) return activeSeconds > 0 ? ended / activeSeconds : null;
  // The bucket that `end` lies in is not full yet, so that the buckets cover 20 to 30 s.
  const from = bucketStart(end / 1000, paceBucketSeconds) - paceSeconds + paceBucketSeconds;
  const sum = database.get(
    `SELECT coalesce(sum(ended), 0) AS ended FROM pace WHERE job_id = ? AND starts_at >= ?`,
    jobId,
    from,
  );
  return sum === null ? null : numberIn(sum, "ended") / (end / 1000 - from);
}

function columnCursor(list: CursorList, column: string): (row: Row) => string {
  return (row) => encodeCursor(list, [numberIn(row, column)]);
}

function numberAfter(after: string | undefined, list: CursorList): number | null {
  if (after === undefined) return null;
  const [place] = decodeCursor(after, { list, types: ["number"] });
  return Number(place);
}
