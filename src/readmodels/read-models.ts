/**
 * History becomes answers. Every process that serves the API has its own file, caught up from the log; it can be thrown
 * away at any time. Rows and the position they stand for are committed together, so each event counts once.
 */
import type { Actor } from "../job/codec.ts";
import type { JobStatus } from "../job/lifecycle.ts";
import type { Query } from "../job/query/query.ts";
import type { Sight } from "../job/sight.ts";
import type { QueueRow } from "./queue.ts";
import type { JobOutcome } from "../job/progress.ts";
import type { OperationKind, Tag } from "../job/spec.ts";
import type { Job } from "../job/state.ts";

export interface ReadModels {
  /** Everything at or before this place in the log is in the rows; -1 before the first event. */
  position(): number;
  /** Whether the end of the log was reached since the start. Until then lists are incomplete, and answers say so. */
  caughtUp(): boolean;
  /**
   * How much of the log is in the rows, from 0 to 1, by places and not by events; 1 when the end was reached since the
   * start, and null until it is known where the end is.
   */
  share(): number | null;
  /** Waits until `position` is in the rows; false when that takes longer than `timeoutMs`. */
  waitFor(position: number, options: { readonly timeoutMs: number }): Promise<boolean>;
  job(id: string): JobRow | null;
  jobs(query: JobsQuery): Page<JobRow> & { readonly totalCount: number };
  /** What a job waits for that could run; null for one that waits for no slot. Jobs of everybody count. */
  queueOf(jobId: string): QueueRow | null;
  /** Ids of the jobs that match, the oldest first, and at most `max` of them. */
  jobIds(filter: JobsFilter, options: { readonly max: number }): readonly string[];
  /** Jobs that retry failed tasks of this one, oldest first. */
  retriesOf(jobId: string, options: { readonly first: number }): readonly JobRow[];
  /** Jobs with an event that this version cannot read, oldest trouble first; also those that are in no list. */
  unreadableJobs(): readonly UnreadableJobRow[];
  /** Stores that are down for an executor that was seen since, the longest outage first; each store once. */
  outages(seenSince: string): readonly OutageRow[];
  jobCounts(filter: JobsFilter): readonly { readonly status: JobStatus; readonly count: number }[];
  /**
   * Jobs whose last event stands after `after` and not after `until`, in the order of those events: what a list has
   * missed. Jobs that have expired are not among them.
   */
  changedJobs(range: {
    readonly after: number;
    readonly until: number;
    readonly first: number;
  }): readonly { readonly id: string; readonly position: number }[];
  /** Failed tasks by code, most frequent first; the counts are exact. */
  failureGroups(jobId: string, options: { readonly first: number }): readonly FailureGroupRow[];
  /** Failed tasks in the order of the log, or by key below a prefix; the first 1 000 000 of a job are indexed. */
  failedTasks(
    jobId: string,
    query: FailedTasksQuery,
  ): Page<FailedTaskRow> & { readonly totalCount: number | null };
  /** The readable timeline of a job, in the order of the log. */
  history(jobId: string, query: HistoryQuery): Page<HistoryRow>;
  reportFiles(
    jobId: string,
    query: ForwardPage,
  ): Page<ReportFileRow> & { readonly totalCount: number };
  /** One file of a report that is whole, by its place in the list; null when there is none. */
  reportFile(jobId: string, place: number): ReportFileRow | null;
  /** Tasks ended over time, in the resolution that is kept. Times in seconds since 1970. */
  throughput(
    jobId: string,
    range: { readonly from: number; readonly to: number },
  ): ThroughputRows | null;
  /** Tasks ended a second lately: the mean of the last 30 seconds of activity; null when there is not enough to say. */
  tasksPerSecond(jobId: string, now: string): number | null;
  /**
   * The jobs that each commit changed, as sets of ids, from the next commit on. Conflated: a slow reader gets the union
   * of what it missed. Ends when the signal aborts or the read models stop.
   */
  changes(options: {
    readonly signal: AbortSignal;
    readonly jobId?: string;
  }): AsyncIterable<ReadonlySet<string>>;
}

/** A job, with what is folded from its chunks. */
export interface JobRow {
  readonly id: string;
  /** Last event of the job's own stream. */
  readonly revision: number;
  /** Last event of any stream of the job. */
  readonly position: number;
  readonly state: Job;
  readonly progress: ProgressRow;
  readonly report: ReportRow;
  readonly createdBy: Actor;
  /** When the event of `revision` was recorded. */
  readonly updatedAt: string;
  /** Why this version cannot read the job on: it is shown as it was before. Null for nearly every job. */
  readonly unreadable: string | null;
}

/** A job that a newer version wrote to, or whose history does not fit together. */
export interface UnreadableJobRow {
  readonly jobId: string;
  /** The event that cannot be read. */
  readonly position: number;
  readonly code: "NEWER_VERSION" | "UNKNOWN_TYPE" | "NOT_FOLDABLE";
  readonly message: string;
}

export interface ProgressRow {
  /** Rows of the manifest read so far. */
  readonly discovered: number;
  readonly succeeded: number;
  readonly failed: number;
  /**
   * Rows without an outcome of chunks that an executor was lost with, at any time before the job stopped. 0 until it is
   * being stopped; final when it is drained.
   */
  readonly unknown: number;
  readonly deferred: number;
  /** Rows in chunks that are held now, without an outcome and not set aside: no row is counted twice. */
  readonly claimed: number;
  /** When these numbers were true. */
  readonly updatedAt: string;
}

export interface ReportRow {
  readonly status: "PENDING" | "WRITING" | "READY" | "FAILED" | "NOT_GENERATED";
  readonly failure: string | null;
  readonly manifestKey: string | null;
}

export interface FailureGroupRow {
  readonly errorCode: string;
  /** When always the same. */
  readonly httpStatus: number | null;
  readonly count: number;
  readonly sampleMessage: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

export interface FailedTaskRow {
  /** Part and row in the part, from 0; with the totals of the job they give the row of the manifest. */
  readonly part: number;
  readonly row: number;
  readonly rawKey: string;
  readonly versionId: string | null;
  readonly attempts: number;
  readonly firstErrorCode: string;
  readonly errorCode: string;
  readonly httpStatus: number | null;
  readonly message: string;
  readonly recordedAt: string;
}

export type TaskOutcome = "SUCCEEDED" | "FAILED" | "UNKNOWN";

/** A task with an outcome. */
export interface TaskRow extends Pick<
  FailedTaskRow,
  "part" | "row" | "versionId" | "attempts" | "httpStatus" | "recordedAt"
> {
  /** Null when it is UNKNOWN. */
  readonly rawKey: string | null;
  readonly outcome: TaskOutcome;
  readonly firstErrorCode: string | null;
  readonly errorCode: string | null;
  readonly message: string | null;
}

export interface HistoryRow {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly category: HistoryCategory;
  /** One sentence for people. */
  readonly summary: string;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** Status after this event, when the event changed it. */
  readonly statusAfter: JobStatus | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** EXECUTION is not kept in rows: it is read from the log. */
export type HistoryCategory = "LIFECYCLE" | "CONTROL" | "PREPARATION" | "REPORT";

export interface ReportFileRow {
  /** In the list of the files. */
  readonly place: number;
  readonly file: number;
  readonly outcome: "SUCCEEDED" | "FAILED";
  readonly key: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly md5: string;
}

export interface JobsFilter {
  readonly statuses?: readonly JobStatus[];
  readonly operations?: readonly OperationKind[];
  /** Contained in the description or the id, in any case. */
  readonly search?: string;
  readonly createdBy?: string;
  /** Carries every one of these. */
  readonly tags?: readonly Tag[];
  /** Created at this instant or later, and before the other. */
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly outcomes?: readonly JobOutcome[];
  readonly hasFailedTasks?: boolean;
  readonly query?: Query;
  /** Only jobs that somebody sees. */
  readonly within?: Sight;
}

export interface JobsQuery extends AnyPage {
  readonly filter: JobsFilter;
  /** Newest first when left out. */
  readonly orderBy?: JobsOrder;
}

export interface JobsOrder {
  readonly field: "CREATED_AT" | "UPDATED_AT" | "PRIORITY";
  readonly direction: "ASC" | "DESC";
}

export interface FailedTasksQuery extends ForwardPage {
  readonly errorCodes?: readonly string[];
  /** The decoded key starts so; the list goes by key then, and is not counted. */
  readonly keyPrefix?: string;
}

export interface HistoryQuery extends AnyPage {
  readonly categories?: readonly HistoryCategory[];
  readonly newestFirst?: boolean;
}

/** A page that begins after a cursor. A cursor that is not one throws `BadCursor`. */
export interface ForwardPage {
  readonly first: number;
  readonly after?: string | undefined;
}

/** A page that begins after a cursor, or, backwards, ends before one; without one it is the first or the last page. */
export interface AnyPage extends ForwardPage {
  readonly backwards?: boolean;
  readonly before?: string | undefined;
}

export interface Page<Row> {
  readonly rows: readonly { readonly cursor: string; readonly row: Row }[];
  readonly hasNextPage: boolean;
  /** Left out by lists that page forwards alone. */
  readonly hasPreviousPage?: boolean;
}

export interface ThroughputRows {
  /** Width of each bucket. */
  readonly seconds: number;
  /** Buckets with at least one task, oldest first. */
  readonly buckets: readonly {
    readonly startsAt: number;
    readonly succeeded: number;
    readonly failed: number;
  }[];
}

/** A cursor that this list did not give. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}

export interface OutageRow {
  readonly store: string;
  readonly since: string;
  /** What it said last. */
  readonly message: string;
}
