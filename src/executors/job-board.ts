/**
 * What one job has to do and who holds it: a fold of the job's own events and those of its parts, chunks and report
 * files. Memory: a byte a chunk, and entries only for what is held or half done, so it does not grow with rows.
 */
import { unreachable } from "../lib/assert.ts";
import type { ChunkEvent } from "../job/chunk-events.ts";
import type {
  JobEvent,
  ManifestTotals,
  OpenedManifest,
  PartEvent,
  PartRejected,
  ReportFileEvent,
  ReportFileWritten,
} from "../job/events.ts";
import { statusEntered, type JobStatus } from "../job/lifecycle.ts";
import { exceedsThreshold } from "../job/progress.ts";
import { chunksPerReportFile } from "../job/report-files.ts";
import type { JobLimits, JobSpec } from "../job/spec.ts";

/** Where a chunk stands. `deferred`: nothing is left but rows that were set aside. */
export const chunkPlace = { free: 0, held: 1, deferred: 2, complete: 3 } as const;

export interface Claim {
  readonly executor: string;
  /** Where the claim stands in the log. */
  readonly position: number;
}

interface ChunkProgress {
  readonly ended: number;
  readonly deferred: number;
}

export interface PartBoard {
  claim: Claim | null;
  /** Rows and chunks planned so far; final when `planned`. */
  rows: number;
  chunks: number;
  planned: boolean;
  bucket: string | null;
  rejected: PartRejected["data"] | null;
}

export interface JobBoard {
  readonly id: string;
  readonly spec: JobSpec;
  /** Position of its creation: older jobs go first. */
  readonly createdAt: number;
  /** Buckets whose objects may be listed; null for any. */
  readonly allowedBuckets: readonly string[] | null;
  /** Buckets whose objects may not be listed; null for none. */
  readonly deniedBuckets: readonly string[] | null;
  status: JobStatus;
  /** Since when it is in that status: position and time. */
  since: { position: number; at: string };
  priority: number;
  limits: JobLimits;
  pausedByUser: boolean;
  /** How often it has begun to stop. */
  stops: number;
  opened: OpenedManifest | null;
  totals: ManifestTotals | null;
  parts: PartBoard[];
  /** A place for each chunk of the whole job, in the order of the manifest. */
  chunks: Uint8Array;
  /** 1 for each chunk that has at least one outcome. */
  touched: Uint8Array;
  /** Chunks before the first of each part. */
  chunksBefore: number[];
  chunksComplete: number;
  /** No chunk before these is free, or has only rows that were set aside: where a search for work begins. */
  freeFrom: number;
  deferredFrom: number;
  readonly held: Map<number, Claim>;
  /** Where its last claim of a chunk stands in the log; -1 before the first. */
  claimedAt: number;
  readonly progress: Map<number, ChunkProgress>;
  succeeded: number;
  failed: number;
  /** Rows of each open chunk that was ever in the hand of an executor that was lost. */
  readonly lost: Map<number, number>;
  /** Ever true after a `ChunkAdvanced`, so that the rule is tested after each. */
  overThreshold: boolean;
  /** A stopped job has no chunk in any hand. */
  drained: boolean;
  readonly reportClaims: Map<number, Claim>;
  readonly reportFiles: Map<number, ReportFileWritten["data"]>;
}

export function createJobBoard(
  event: Extract<JobEvent, { type: "JobCreated" }>,
  place: Place,
): JobBoard {
  const { jobId, spec, allowedBuckets = null, deniedBuckets = null } = event.data;
  return {
    id: jobId,
    spec,
    createdAt: place.position,
    allowedBuckets,
    deniedBuckets,
    status: "NEW",
    since: { position: place.position, at: place.recordedAt },
    priority: spec.priority,
    limits: spec.limits,
    pausedByUser: false,
    stops: 0,
    opened: null,
    totals: null,
    parts: [],
    chunks: new Uint8Array(0),
    touched: new Uint8Array(0),
    chunksBefore: [],
    chunksComplete: 0,
    freeFrom: 0,
    deferredFrom: 0,
    held: new Map(),
    claimedAt: -1,
    progress: new Map(),
    succeeded: 0,
    failed: 0,
    lost: new Map(),
    overThreshold: false,
    drained: false,
    reportClaims: new Map(),
    reportFiles: new Map(),
  };
}

/** Where an event stands. */
export interface Place {
  readonly position: number;
  readonly recordedAt: string;
}

export function applyJobEvent(job: JobBoard, event: JobEvent, place: Place): void {
  const status = statusEntered[event.type];
  if (status !== undefined) {
    job.status = status;
    job.since = { position: place.position, at: place.recordedAt };
    if (status === "PAUSING" || isStopping(job)) job.stops += 1;
  }
  if (event.type === "JobPreparing") {
    job.opened = event.data.manifest;
    job.parts = job.opened.partOffsets.map(emptyPart);
  } else if (event.type === "ManifestRead") {
    job.totals = event.data;
    job.chunks = new Uint8Array(event.data.chunks);
    job.touched = new Uint8Array(event.data.chunks);
    let before = 0;
    job.chunksBefore = event.data.parts.map(({ chunks }) => (before += chunks) - chunks);
  } else if (event.type === "JobPausing" || event.type === "JobPaused") {
    job.pausedByUser = event.data.pausedBy === "USER";
  } else if (event.type === "JobPriorityChanged") {
    job.priority = event.data.to;
  } else if (event.type === "JobLimitsChanged") {
    job.limits = event.data.limits;
  } else if (event.type === "JobDrained" || event.type === "JobCompleting") {
    job.drained = true;
  }
}

function emptyPart(): PartBoard {
  return { claim: null, rows: 0, chunks: 0, planned: false, bucket: null, rejected: null };
}

export function applyPartEvent(part: PartBoard, event: PartEvent, place: Place): void {
  switch (event.type) {
    case "PartClaimed":
      part.claim = { executor: event.data.executor, position: place.position };
      return;
    case "PartChunksPlanned": {
      const { firstChunk, firstRow, rows, bucket } = event.data;
      part.chunks = firstChunk + rows.length;
      part.rows = rows.reduce((sum, count) => sum + count, firstRow);
      part.bucket = bucket;
      return;
    }
    case "PartPlanned":
      part.planned = true;
      part.claim = null;
      return;
    case "PartRejected":
      part.rejected = event.data;
      part.claim = null;
      return;
    default:
      unreachable(event);
  }
}

export function applyChunkEvent(
  job: JobBoard,
  chunk: number,
  event: ChunkEvent,
  place: Place,
): void {
  switch (event.type) {
    case "ChunkClaimed":
      // Nobody takes a held chunk but from a holder that was lost.
      if (job.held.has(chunk)) job.lost.set(chunk, event.data.rows);
      job.chunks[chunk] = chunkPlace.held;
      job.held.set(chunk, { executor: event.data.executor, position: place.position });
      job.claimedAt = place.position;
      return;
    case "ChunkAdvanced": {
      const { succeeded, failed, deferred, change } = event.data;
      job.succeeded += change.succeeded;
      job.failed += change.failed;
      if (succeeded + failed > 0) job.touched[chunk] = 1;
      job.progress.set(chunk, { ended: succeeded + failed, deferred });
      job.overThreshold ||= exceedsThreshold(job, job.spec.failureThreshold);
      return;
    }
    case "ChunkReleased": {
      const deferred = job.progress.get(chunk)?.deferred ?? 0;
      const onlyDeferred = deferred > 0 && deferred === event.data.open;
      job.chunks[chunk] = onlyDeferred ? chunkPlace.deferred : chunkPlace.free;
      job.held.delete(chunk);
      if (onlyDeferred) job.deferredFrom = Math.min(job.deferredFrom, chunk);
      else job.freeFrom = Math.min(job.freeFrom, chunk);
      if (event.data.lost)
        job.lost.set(chunk, event.data.open + (job.progress.get(chunk)?.ended ?? 0));
      return;
    }
    case "ChunkCompleted":
      job.chunks[chunk] = chunkPlace.complete;
      job.held.delete(chunk);
      job.progress.delete(chunk);
      job.lost.delete(chunk);
      job.chunksComplete += 1;
      return;
    case "TaskStarted":
    case "TaskSucceeded":
    case "TaskFailed":
    case "TaskDeferred":
      return;
    default:
      unreachable(event);
  }
}

/**
 * Rows without an outcome whose call may have been made: those of chunks that an executor was lost with, also when
 * another has taken them since and not come to the row. Final when the job is drained.
 */
export function unknownRows(job: JobBoard): number {
  let unknown = 0;
  for (const [chunk, rows] of job.lost) unknown += rows - (job.progress.get(chunk)?.ended ?? 0);
  return unknown;
}

export function applyReportEvent(
  job: JobBoard,
  file: number,
  event: ReportFileEvent,
  place: Place,
): void {
  if (event.type === "ReportFileClaimed") {
    job.reportClaims.set(file, { executor: event.data.executor, position: place.position });
  } else {
    job.reportClaims.delete(file);
    job.reportFiles.set(file, event.data);
  }
}

/** A job that stops for good: what is open in the hand of a lost executor stays unknown. */
export function isStopping(job: JobBoard): boolean {
  return job.status === "CANCELLING" || job.status === "FAILING";
}

/** Whether report files may be claimed: the outcomes are final, and a report is to be written. */
export function isReporting(job: JobBoard): boolean {
  const ending = job.status === "COMPLETING" || isStopping(job);
  return ending && job.drained && job.spec.report !== null && job.succeeded + job.failed > 0;
}

export function reportFilesTotal(job: JobBoard): number {
  return Math.ceil(job.chunks.length / chunksPerReportFile);
}

/**
 * The part and number in it of a chunk that is known by its place in the whole job. Of parts that begin at the same place
 * all but the last are empty.
 */
export function partOfChunk(
  { chunksBefore }: Pick<JobBoard, "chunksBefore">,
  chunk: number,
): { readonly part: number; readonly chunk: number } {
  // `part` begins at or before the chunk, and every part from `end` on behind it.
  let part = 0;
  let end = chunksBefore.length;
  while (end - part > 1) {
    const middle = (part + end) >>> 1;
    if (chunksBefore[middle]! <= chunk) part = middle;
    else end = middle;
  }
  return { part, chunk: chunk - chunksBefore[part]! };
}
