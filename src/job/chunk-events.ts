/** The events of a chunk: who holds it, and what came of its tasks, in columns. */
import type { LoggedAttempt } from "./failed-attempts.ts";
import type { RowRanges } from "./rows.ts";

export type ChunkEvent =
  | ChunkClaimed
  | TaskStarted
  | TaskSucceeded
  | TaskFailed
  | TaskDeferred
  | ChunkAdvanced
  | ChunkReleased
  | ChunkCompleted;

interface Fact<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}

export type ChunkClaimed = Fact<
  "ChunkClaimed",
  {
    readonly executor: string;
    /** Row in the part of the first row of the chunk. */
    readonly firstRow: number;
    readonly rows: number;
  }
>;

/** A row of a chunk that executors died on is announced before it is called. */
export type TaskStarted = Fact<
  "TaskStarted",
  {
    readonly executor: string;
    readonly row: number;
    /** Rows that were announced by the same append and are called together; absent when it is this one alone. */
    readonly together?: number;
  }
>;

interface AttemptColumn {
  /**
   * Failed attempts of the round that this ends, of tasks that took more than one attempt in all; empty for others. Absent
   * when it is so for all.
   */
  readonly failedAttempts?: readonly (readonly LoggedAttempt[])[];
}

/** Columns about tasks: the n-th member of each list is about the n-th row of `rows`. */
interface TaskColumns extends AttemptColumn {
  readonly rows: RowRanges;
  /** Keys as the manifest writes them, so that the history stands when the manifest is gone. */
  readonly keys: readonly string[];
  /** Absent when the manifest has no versions. */
  readonly versions?: readonly string[];
  /** Absent when every task took one. */
  readonly attempts?: readonly number[];
}

/** Tasks of this chunk that succeeded since the last flush. */
export type TaskSucceeded = Fact<
  "TaskSucceeded",
  TaskColumns & {
    /** What the operation has to say of each; absent when it is `Successful` for all. */
    readonly messages?: readonly string[];
  }
>;

/** Why each task failed. */
interface FailureColumns {
  readonly codes: readonly string[];
  /** HTTP status; null when no answer came. */
  readonly statuses: readonly (number | null)[];
  /** Cut at 4 KiB, with a mark. */
  readonly messages: readonly string[];
  /** Code of the first attempt; absent when each is the same as that of the last. */
  readonly firstCodes?: readonly string[];
}

/** Tasks of this chunk that failed for good since the last flush. */
export type TaskFailed = Fact<"TaskFailed", TaskColumns & FailureColumns>;

/** Tasks whose attempts are used up for now. Not an outcome: they are tried again in a later round. */
export type TaskDeferred = Fact<
  "TaskDeferred",
  AttemptColumn &
    FailureColumns & {
      readonly rows: RowRanges;
      /** Attempts so far, all rounds together. */
      readonly attempts: readonly number[];
      /** Rounds these rows have been through, from 1. */
      readonly round: number;
    }
>;

/** Ends each flush: where the chunk stands now, and what this flush changed. */
export type ChunkAdvanced = Fact<
  "ChunkAdvanced",
  {
    readonly executor: string;
    readonly succeeded: number;
    readonly failed: number;
    /** Rows set aside now. */
    readonly deferred: number;
    /** What this flush added; `deferred` falls when a row that was set aside ends. */
    readonly change: {
      readonly succeeded: number;
      readonly failed: number;
      readonly deferred: number;
    };
    /** SHA-256, hex, over the hash before and the `Task…` events of this flush. */
    readonly outcomesHash: string;
  }
>;

export type ChunkReleased = Fact<
  "ChunkReleased",
  {
    /** Who held it. */
    readonly executor: string;
    /** The holder was lost: whether the calls of the open rows were made is not known. */
    readonly lost: boolean;
    /** Rows without an outcome, those set aside included. */
    readonly open: number;
  }
>;

export type ChunkCompleted = Fact<
  "ChunkCompleted",
  {
    readonly executor: string;
    readonly succeeded: number;
    readonly failed: number;
    readonly outcomesHash: string;
  }
>;
