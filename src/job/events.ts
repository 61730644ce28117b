/**
 * Every fact that can be recorded of a job, but for those of its chunks (`chunk.ts`).
 *
 * Glossary. *Job*: one operation over every object of a manifest. *Manifest entry* or *row*: a line that names one
 * object; known by its part and its number in the part, from 0. *Task*: the operation on the object of one row. *Chunk*:
 * a run of rows that one executor takes at once. *Part*: a piece of the manifest that one executor reads at once. *Claim*:
 * the right to work on a part, a chunk, a report file or the steward's duties, held by one executor. *Outcome*: how a
 * task ended, for good: succeeded or failed. *Executor*: a running process that works on jobs; its id is new at each start.
 *
 * Events are forever: additive changes only, otherwise a new version with an upcaster in `codec.ts`. Times are not in
 * them: the time of an event is the store's.
 */
import type { Preflight } from "./preflight.ts";
import type { JobLimits, JobSpec, Tag } from "./spec.ts";

export type JobEvent =
  | JobCreated
  | JobPreparing
  | JobPreflighted
  | ManifestRead
  | JobSuspended
  | JobConfirmed
  | JobReady
  | JobActivated
  | JobPausing
  | JobPaused
  | JobResumed
  | JobPriorityChanged
  | JobLimitsChanged
  | JobTagged
  | JobCancelRequested
  | JobFailing
  | JobDrained
  | JobCompleting
  | ReportWritten
  | ReportFailed
  | JobCompleted
  | JobCancelled
  | JobFailed
  | JobExpired
  | JobHistoryDeleted;

export interface Fact<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}

type Empty = Readonly<Record<string, never>>;

export type JobCreated = Fact<
  "JobCreated",
  {
    readonly jobId: string;
    readonly account: string;
    /** The client request token, when the caller gave one. */
    readonly token: string | null;
    readonly spec: JobSpec;
    /** The job whose settings it was made from; absent when it was made from none. */
    readonly clonedFrom?: string;
    /** Buckets whose objects the manifest may list: those that the creator is bound to. Absent: any. */
    readonly allowedBuckets?: readonly string[];
    /** Buckets whose objects the manifest may not list: those that are forbidden to the creator. Absent: none. */
    readonly deniedBuckets?: readonly string[];
  }
>;

/** Enters PREPARING: the manifest was found, and is pinned to this content. */
export type JobPreparing = Fact<"JobPreparing", { readonly manifest: OpenedManifest }>;

export interface OpenedManifest {
  readonly etag: string;
  readonly versionId: string | null;
  readonly sizeBytes: number;
  /**
   * Where the parts begin: in bytes, a row belonging to the part that holds its first byte; or, in an inventory, the
   * number of the part's first file.
   */
  readonly partOffsets: readonly number[];
  readonly rowsPerChunk: number;
  /** Of a list of failed tasks: how many tasks of the other job failed, whatever their code. */
  readonly failedTasks?: number;
  /** Only of an inventory, and of a generated list, which is written as one. */
  readonly inventory?: OpenedInventory;
  /** Only of a list that is generated: `partOffsets` number its ranges then, and nothing has been written yet. */
  readonly listing?: OpenedListing;
}

export interface OpenedListing {
  /** Where the list is written, the prefix with the slash at its end. */
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string;
  /** It is removed when the job ends. */
  readonly scratch: boolean;
  readonly versions: boolean;
  /** What each part lists. */
  readonly ranges: readonly ListRange[];
}

/** Keys with a prefix, after one key, up to and with another; null: no bound. */
export interface ListRange {
  readonly prefix: string;
  readonly after: string | null;
  readonly upTo: string | null;
}

export interface OpenedInventory {
  /** Bucket of its files. */
  readonly bucket: string;
  readonly files: number;
  readonly columns: InventoryColumns;
}

/** Which columns of an inventory's files count, from 0. */
export interface InventoryColumns {
  readonly count: number;
  readonly bucket: number;
  readonly key: number;
  /** -1: none. */
  readonly versionId: number;
}

/** The operation was tried on a scratch object before the first task. */
export type JobPreflighted = Fact<"JobPreflighted", Preflight>;

/** The whole manifest was read without error: what is to be done is fixed. */
export type ManifestRead = Fact<"ManifestRead", ManifestTotals>;

export interface ManifestTotals {
  /** Bucket of every listed object. */
  readonly bucket: string;
  readonly rows: number;
  readonly chunks: number;
  readonly parts: readonly { readonly rows: number; readonly chunks: number }[];
  /** Only of a generated list: its `manifest.json`. */
  readonly generated?: { readonly key: string; readonly etag: string };
}

/** Enters SUSPENDED: prepared, and waits for confirmation. */
export type JobSuspended = Fact<"JobSuspended", { readonly cause: "AWAITING_CONFIRMATION" }>;
export type JobConfirmed = Fact<"JobConfirmed", { readonly reason: string | null }>;
/** Enters READY: waits for a slot. */
export type JobReady = Fact<"JobReady", Empty>;
/** Enters ACTIVE: its chunks may be claimed. */
export type JobActivated = Fact<"JobActivated", Empty>;
/** Enters PAUSING: no new call starts. */
export type JobPausing = Fact<
  "JobPausing",
  { readonly pausedBy: PausedBy; readonly reason: string | null }
>;
/** Enters PAUSED: no call is in flight. */
export type JobPaused = Fact<"JobPaused", { readonly pausedBy: PausedBy }>;
/** A user lets a job go on that a user paused; `JobReady` follows. */
export type JobResumed = Fact<"JobResumed", { readonly reason: string | null }>;

export type PausedBy = "USER" | "SCHEDULER";

export type JobPriorityChanged = Fact<
  "JobPriorityChanged",
  { readonly from: number; readonly to: number }
>;
export type JobLimitsChanged = Fact<"JobLimitsChanged", { readonly limits: JobLimits }>;
/** `tags` is the whole set after the change. */
export type JobTagged = Fact<"JobTagged", { readonly tags: readonly Tag[] }>;

/** Enters CANCELLING. */
export type JobCancelRequested = Fact<"JobCancelRequested", { readonly reason: string | null }>;
/** Enters FAILING. */
export type JobFailing = Fact<"JobFailing", JobFailure>;

export interface JobFailure {
  readonly code: JobFailureCode;
  /** At most 256 characters; names the row or key and the store's own code. */
  readonly reason: string;
}

export type JobFailureCode =
  | "InvalidManifestContent"
  | "ManifestReadForbidden"
  | "ManifestNotFound"
  | "ManifestETagMismatch"
  | "ManifestUnreadable"
  | "BucketNotAllowed"
  | "CopiesOntoItself"
  | "ManifestChecksumMismatch"
  | "ManifestGenerationEmpty"
  | "ManifestBucketOwnerMismatch"
  | "ManifestWriteFailed"
  | "TaskFailureThresholdExceeded"
  | "ReportWriteFailed"
  | "ObjectLockNotEnabled"
  | "RoleNotAssumable"
  | "PreflightRefused"
  | "NoSuchBucket"
  | "ConfirmationExpired";

/** A stopped job has no chunk in any hand: its outcomes are final, and its report can be written. */
export type JobDrained = Fact<"JobDrained", TaskCounts>;

export interface TaskCounts {
  readonly succeeded: number;
  readonly failed: number;
  /** Rows of chunks taken from a lost executor: whether their call was made is not known. */
  readonly unknown: number;
}

/** Enters COMPLETING: every task has its outcome; the report is written now. */
export type JobCompleting = Fact<"JobCompleting", TaskCounts>;

export type ReportWritten = Fact<
  "ReportWritten",
  {
    /** Key of the report's `manifest.json`. */
    readonly manifestKey: string;
    readonly files: number;
    readonly rows: number;
    /** SHA-256, hex, over the hashes of the report files in order. */
    readonly outcomesHash: string;
  }
>;
export type ReportFailed = Fact<"ReportFailed", { readonly reason: string }>;

/** What became of the tasks of an ended job. */
type TasksEnded = TaskCounts & {
  /** SHA-256, hex, over all outcomes; null in the history of older versions, of jobs that wrote no report. */
  readonly outcomesHash: string | null;
};

/** Enters COMPLETE: every task was tried; some may have failed. */
export type JobCompleted = Fact<"JobCompleted", TasksEnded>;
/** Enters CANCELLED. */
export type JobCancelled = Fact<"JobCancelled", TasksEnded>;
/** Enters FAILED. */
export type JobFailed = Fact<"JobFailed", TasksEnded & JobFailure>;
/** The job leaves every list, and its token is free. */
export type JobExpired = Fact<
  "JobExpired",
  {
    readonly cause: "RETENTION" | "DELETED";
    /** Why a user deleted it; absent when none was given. */
    readonly reason?: string;
  }
>;

/** Some time after its expiry: the streams of its parts, chunks and report files are gone. Its own stays. */
export type JobHistoryDeleted = Fact<
  "JobHistoryDeleted",
  {
    /** Streams that were there and are not any more. */
    readonly streams: number;
  }
>;

/** One part of a manifest, in `plan-<job>-<part>`. */
export type PartEvent = PartClaimed | PartChunksPlanned | PartPlanned | PartRejected;

export type PartClaimed = Fact<"PartClaimed", { readonly executor: string }>;

/** Up to 1 000 chunks of a part, in order. Also the checkpoint from which a part is read on after a crash. */
export type PartChunksPlanned = Fact<
  "PartChunksPlanned",
  {
    readonly executor: string;
    /** Number of the first of these chunks in the part. */
    readonly firstChunk: number;
    /** Row in the part of the first row of the first of these chunks. */
    readonly firstRow: number;
    /** Rows of each chunk. */
    readonly rows: readonly number[];
    /**
     * Where each chunk begins in the manifest, in bytes, and last where the last of them ends. In a compressed file
     * these are decompressed bytes.
     */
    readonly offsets: readonly number[];
    readonly bucket: string;
    /** Only of chunks in a compressed file: all of them lie in this one. */
    readonly packed?: PackedChunks;
  }
>;

export interface PackedChunks {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** Revision of the `RestartPointFound` that each chunk is decompressed from; -1: the beginning of the file. */
  readonly points: readonly number[];
  /** The byte of the file after the last one that each chunk needs. */
  readonly ends: readonly number[];
  /** Only of a generated list: each chunk is a gzip member that begins at this byte of the file. */
  readonly members?: readonly number[];
  /** Only of a generated list: MD5 of the file, hex, and the key of its last row. */
  readonly md5?: string;
  readonly lastKey?: string;
}

/**
 * Where a compressed file of a part can be decompressed from, in `restart-<job>-<part>`: everything that DEFLATE needs
 * to go on between two symbols. In a stream of its own, for only who reads a chunk needs it, and it is of some KiB.
 */
export type RestartPointFound = Fact<
  "RestartPointFound",
  { readonly executor: string } & RestartPoint
>;

export interface RestartPoint {
  /** The next bit of the file. */
  readonly inputBit: number;
  /** Decompressed bytes before it. */
  readonly outputBytes: number;
  /** What of a gzip member comes next. */
  readonly next: "head" | "blocks" | "tail";
  readonly phase: "header" | "stored" | "coded" | "end";
  readonly isLastBlock: boolean;
  /** Bytes that a stored block still has. */
  readonly storedLeft: number;
  /** Lengths of the words of the block's codes; base64; null when it has none. */
  readonly codeLengths: string | null;
  /** Up to 32 KiB before it, compressed with DEFLATE; base64. */
  readonly window: string;
  /** CRC-32 and length of what the member has given so far. */
  readonly crc: number;
  readonly memberBytes: number;
}

export type PartPlanned = Fact<
  "PartPlanned",
  {
    readonly executor: string;
    readonly rows: number;
    readonly chunks: number;
    /** Bucket of its rows; null when it has none. */
    readonly bucket: string | null;
  }
>;

/** A row of the part is not as a manifest must be. */
export type PartRejected = Fact<
  "PartRejected",
  {
    readonly executor: string;
    readonly code: JobFailureCode;
    /** Row in the part, from 0; null when it is about the whole object. */
    readonly row: number | null;
    /** Column, from 1; null when it is about the whole row. */
    readonly column: number | null;
    readonly reason: string;
  }
>;

/** One claimed file of a report, in `report-<job>-<n>`. */
export type ReportFileEvent = ReportFileClaimed | ReportFileWritten;

export type ReportFileClaimed = Fact<"ReportFileClaimed", { readonly executor: string }>;

export type ReportFileWritten = Fact<
  "ReportFileWritten",
  {
    readonly executor: string;
    /** Null: no such task, so no such file. */
    readonly succeeded: ReportFile | null;
    readonly failed: ReportFile | null;
    /** SHA-256, hex, over the hashes of its chunks in order. */
    readonly outcomesHash: string;
  }
>;

export interface ReportFile {
  readonly key: string;
  /** Lower-case hex. */
  readonly md5: string;
  readonly sizeBytes: number;
  readonly rows: number;
}
