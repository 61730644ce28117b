/**
 * What a job is at one moment, folded from its own stream: one shape for each phase of its life, so that an impossible
 * state cannot be written. Numbers of tasks are not here while it runs: they are folded from its chunks.
 */
import type { JobFailure, ManifestTotals, OpenedManifest, PausedBy, TaskCounts } from "./events.ts";
import type { Preflight } from "./preflight.ts";
import type { JobLimits, JobSpec, Tag } from "./spec.ts";

export type JobState = NoJob | ExpiredJob | Job;

/** A job that users see. */
export type Job =
  | NewJob
  | PreparingJob
  | SuspendedJob
  | ReadyJob
  | ActiveJob
  | PausingJob
  | PausedJob
  | CompletingJob
  | StoppingJob
  | EndedJob;

export interface NoJob {
  readonly phase: "none";
}

/** Gone from every list; its token is free. */
export interface ExpiredJob {
  readonly phase: "expired";
  readonly id: string;
  /** Nothing is left of its parts, chunks and report files. */
  readonly historyDeleted: boolean;
}

/** What is true of a job in every phase. */
export interface JobFacts {
  readonly phase: "job";
  readonly id: string;
  readonly account: string;
  readonly token: string | null;
  readonly spec: JobSpec;
  /** The job whose settings it was made from. */
  readonly clonedFrom: string | null;
  /** Buckets whose objects the manifest may list; null for any. */
  readonly allowedBuckets: readonly string[] | null;
  /** Buckets whose objects it may not list; null for none. */
  readonly deniedBuckets: readonly string[] | null;
  readonly createdAt: string;
  readonly priority: number;
  readonly limits: JobLimits;
  readonly tags: readonly Tag[];
  /** What the last user who changed the status gave as a reason. */
  readonly reason: string | null;
  /** How the operation was tried on a scratch object; null before that. */
  readonly preflight: Preflight | null;
  /** Time spent ACTIVE in phases that are over, in milliseconds. */
  readonly activeMs: number;
  /** When it first became ACTIVE. */
  readonly startedAt: string | null;
  /** How often it has begun to stop: to pause, to be cancelled or to fail. It names the stopping that is under way. */
  readonly stops: number;
}

export interface NewJob extends JobFacts {
  readonly status: "NEW";
}

export interface PreparingJob extends JobFacts {
  readonly status: "PREPARING";
  readonly opened: OpenedManifest;
  /** Set by the event that ends the preparation, just before the status changes. */
  readonly totals: ManifestTotals | null;
}

/** What every job knows whose manifest was read to its end. */
interface PreparedFacts extends JobFacts {
  readonly opened: OpenedManifest;
  readonly totals: ManifestTotals;
}

export interface SuspendedJob extends PreparedFacts {
  readonly status: "SUSPENDED";
  readonly suspendedAt: string;
}

export interface ReadyJob extends PreparedFacts {
  readonly status: "READY";
}

export interface ActiveJob extends PreparedFacts {
  readonly status: "ACTIVE";
  readonly activeSince: string;
}

export interface PausingJob extends PreparedFacts {
  readonly status: "PAUSING";
  readonly pausedBy: PausedBy;
}

export interface PausedJob extends PreparedFacts {
  readonly status: "PAUSED";
  readonly pausedBy: PausedBy;
}

export interface CompletingJob extends PreparedFacts {
  readonly status: "COMPLETING";
  readonly counts: TaskCounts;
}

/** Cancelled or failing: calls in flight finish, then the report is written if a task ran. */
export interface StoppingJob extends JobFacts {
  readonly status: "CANCELLING" | "FAILING";
  readonly opened: OpenedManifest | null;
  readonly totals: ManifestTotals | null;
  /** Why it fails; null when it was cancelled. */
  readonly failure: JobFailure | null;
  /** Set when no chunk is in any hand: the outcomes are final. */
  readonly counts: TaskCounts | null;
}

export interface EndedJob extends JobFacts {
  readonly status: "COMPLETE" | "CANCELLED" | "FAILED";
  readonly opened: OpenedManifest | null;
  readonly totals: ManifestTotals | null;
  readonly failure: JobFailure | null;
  readonly counts: TaskCounts;
  /** SHA-256, hex, over all outcomes; null when no report was written. */
  readonly outcomesHash: string | null;
  readonly endedAt: string;
}

export const initialState: JobState = { phase: "none" };

/** How long, in days, an unconfirmed job waits before it fails, and an ended one is kept. */
export interface Periods {
  readonly confirmationDays: number;
  readonly retentionDays: number;
}

/** Those of the guide. */
export const usualPeriods: Periods = { confirmationDays: 30, retentionDays: 90 };

export function isDue(since: string, days: number, now: string): boolean {
  return Date.parse(now) - Date.parse(since) >= days * 86_400_000;
}

/** Whether a report is to be written when the job ends now: one was asked for, and at least one task ran. */
export function wantsReport(job: {
  readonly spec: JobSpec;
  readonly counts: TaskCounts | null;
}): boolean {
  if (job.spec.report === null || job.counts === null) return false;
  return job.counts.succeeded + job.counts.failed > 0;
}
