/** What is recorded of the engine itself, and belongs to no job. */
import type { Fact } from "./events.ts";

/**
 * What belongs to no job: the beats of an executor and its end, in `executor-<id>`, who the steward is, in `steward`, the name of the
 * installation, in `installation`, and how far its notices are, in `notices` and `notices-mail`.
 */
export type EngineEvent =
  | ExecutorSeen
  | ExecutorStopped
  | StewardClaimed
  | InstallationNamed
  | BoardSaved
  | NoticesSent;

export type ExecutorSeen = Fact<
  "ExecutorSeen",
  {
    readonly executor: string;
    readonly host: string;
    readonly threads: number;
    /** Stores that do not answer this process now. */
    readonly storesDown: readonly string[];
    /** More of each of them; absent when there is none. */
    readonly outages?: readonly StoreDown[];
  }
>;

export interface StoreDown {
  readonly store: string;
  /** RFC 3339. */
  readonly since: string;
  /** What it said last. */
  readonly message: string;
}

/** The last of an executor that was told to stop: it has given everything back, and what it claimed is over. */
export type ExecutorStopped = Fact<"ExecutorStopped", { readonly executor: string }>;

export type StewardClaimed = Fact<"StewardClaimed", { readonly executor: string }>;

/**
 * A piece of what a steward knew of all work at a place in the log, so that a process that starts need not read the whole
 * log. A cache with a short life: who cannot read it reads the log.
 */
export type BoardSaved = Fact<
  "BoardSaved",
  {
    readonly executor: string;
    /** Everything at or before this place in the log is in it. */
    readonly position: number;
    /** Names the shape of the state: who knows another leaves it alone. */
    readonly format: string;
    /** From 0. */
    readonly piece: number;
    readonly pieces: number;
    readonly state: string;
  }
>;

/** Notices of everything at or before a place in the log were taken by their receiver, or given up. Only the last is kept. */
export type NoticesSent = Fact<
  "NoticesSent",
  {
    readonly position: number;
    /** The executor that sends the next one; absent when none does. Others leave it alone for a minute. */
    readonly claimedBy?: string;
  }
>;

/** The first event of an installation: its random name, from which the ids of jobs with a token derive. */
export type InstallationNamed = Fact<"InstallationNamed", { readonly installationId: string }>;
