/**
 * What the steward proposes next: a pure reading of the board. Each proposal is safe to make twice, and by two
 * stewards: `decide` and the expected revision keep it single.
 */
import { assert } from "../lib/assert.ts";
import type { EngineCommand } from "../job/commands.ts";
import type { JobFailure, ManifestTotals, TaskCounts } from "../job/events.ts";
import { isDue, usualPeriods, type Periods } from "../job/state.ts";
import type { Board } from "./board.ts";
import { isReporting, reportFilesTotal, unknownRows, type JobBoard } from "./job-board.ts";
import { isClaimOver, type ClaimRule } from "./liveness.ts";

export type Proposal =
  | { readonly kind: "command"; readonly job: string; readonly command: EngineCommand }
  /** Look for the manifest, and start or fail the preparation. */
  | { readonly kind: "open-manifest"; readonly job: string }
  /** A stopping job waits for a chunk in the hand of a lost executor: release it at the revision that is read. */
  | {
      readonly kind: "release-lost";
      readonly job: string;
      readonly chunk: number;
      readonly holder: string;
      /** Up to where the log was read when the holder was found to be lost. */
      readonly seenAt: number;
    }
  /** The job expired, and nobody reads its history: take it away. */
  | { readonly kind: "delete-history"; readonly job: string }
  /** Every file of the report is there: write its `manifest.json`. */
  | { readonly kind: "finish-report"; readonly job: string };

export interface StewardLimits {
  /** Jobs that may be ACTIVE at once. */
  readonly activeJobsMax: number;
  /** Rows a job may have. */
  readonly rowsMax: number;
  /** The usual ones when left out. */
  readonly periods?: Periods;
}

/** Nothing that this process has proposed and that is not on the board yet: `settled` says so of a job. */
export function propose(
  board: Board,
  rule: ClaimRule,
  options: {
    readonly limits: StewardLimits;
    readonly now: string;
    readonly settled: (job: string) => boolean;
  },
): Proposal[] {
  const jobs = [...board.jobs.values()];
  // The slots are counted over all jobs, so none is given while one is being taken or left. A job that waits for a
  // store, for its manifest or its report, has none, and does not keep the others waiting.
  const quiet = jobs.every((job) => !mindsSlots(job) || options.settled(job.id));
  return [
    ...jobs
      .filter(({ id }) => options.settled(id))
      .flatMap((job) => proposeForJob(board, rule, job, options)),
    ...(quiet ? giveSlots(jobs, options.limits) : []),
    ...expireEnded(board, options),
    ...deleteExpired(board),
  ];
}

/** One at a time, so that the event store is not busy with it; a job that reads the failed tasks of another keeps them. */
function deleteExpired({ jobs, expired, leftAlone }: Board): Proposal[] {
  // Of a job that a newer version has written to nobody here knows what it reads.
  if (leftAlone.size > 0) return [];
  const read = new Set<string>();
  for (const { spec } of jobs.values())
    if (spec.manifest.kind === "failed-tasks") read.add(spec.manifest.job);
  for (const job of expired) if (!read.has(job)) return [{ kind: "delete-history", job }];
  return [];
}

function expireEnded(
  board: Board,
  options: {
    readonly limits: StewardLimits;
    readonly now: string;
    readonly settled: (job: string) => boolean;
  },
): Proposal[] {
  const { retentionDays: days } = options.limits.periods ?? usualPeriods;
  const due: Proposal[] = [];
  for (const [job, endedAt] of board.ended) {
    if (!isDue(endedAt, days, options.now)) break;
    const command = { type: "ExpireJob", now: options.now, days } as const;
    if (options.settled(job)) due.push({ kind: "command", job, command });
  }
  return due;
}

function proposeForJob(
  board: Board,
  rule: ClaimRule,
  job: JobBoard,
  options: { readonly limits: StewardLimits; readonly now: string },
): Proposal[] {
  const command = (value: EngineCommand): Proposal[] => [
    { kind: "command", job: job.id, command: value },
  ];
  switch (job.status) {
    case "NEW":
      return [{ kind: "open-manifest", job: job.id }];
    case "PREPARING": {
      const read = readSoFar(job, options.limits.rowsMax);
      return read === null ? [] : command(read);
    }
    case "SUSPENDED": {
      const { confirmationDays: days } = options.limits.periods ?? usualPeriods;
      return isDue(job.since.at, days, options.now)
        ? command({ type: "ExpireConfirmation", now: options.now, days })
        : [];
    }
    case "ACTIVE":
      if (job.overThreshold) return command({ type: "FailJob", ...thresholdFailure(job) });
      if (job.chunksComplete === job.chunks.length) {
        // The promise itself: a job completes when every row has its outcome, and not by a mistake in counting.
        assert(job.succeeded + job.failed === job.totals?.rows, `${job.id} lost count of its rows`);
        return command({ type: "CompleteTasks", counts: counts(job) });
      }
      return [];
    case "PAUSING":
      return drain(board, rule, job);
    case "CANCELLING":
    case "FAILING":
      return job.drained ? finishReport(job) : drain(board, rule, job);
    case "COMPLETING":
      return finishReport(job);
    case "READY":
    case "PAUSED":
    case "COMPLETE":
    case "CANCELLED":
    case "FAILED":
      return [];
  }
}

/** Ends the preparation when that can be decided: the first error in the order of the manifest is the one reported. */
function readSoFar(job: JobBoard, rowsMax: number): EngineCommand | null {
  let rows = 0;
  let bucket: string | null = null;
  for (const part of job.parts) {
    const differs = bucket !== null && part.bucket !== null && part.bucket !== bucket;
    if (differs)
      return invalidManifest(
        rows,
        `the bucket is ${quote(part.bucket!)}, and ${quote(bucket!)} before: a manifest lists one bucket.`,
      );
    bucket ??= part.bucket;
    if (part.rejected !== null) {
      const { code, row, column, reason } = part.rejected;
      const place =
        row === null ? "" : `row ${rows + row + 1}${column === null ? "" : `, column ${column}`}: `;
      return { type: "FailJob", code, reason: `${place}${reason}` };
    }
    rows += part.rows;
    if (rows > rowsMax)
      return { type: "FailJob", code: "InvalidManifestContent", reason: tooManyRows };
    if (!part.planned) return null;
  }
  if (bucket === null) return { type: "FailJob", ...emptyList(job) };
  const parts = job.parts.map((part) => ({ rows: part.rows, chunks: part.chunks }));
  const chunks = parts.reduce((sum, part) => sum + part.chunks, 0);
  const totals: ManifestTotals = { bucket, rows, chunks, parts };
  return { type: "FinishPreparing", totals };
}

/** Amazon's own sentence where a list was generated: clients match on it. */
function emptyList({ spec }: JobBoard): JobFailure {
  return spec.manifest.kind === "generated"
    ? {
        code: "ManifestGenerationEmpty",
        reason: "Manifest generation found no keys matching the filter criteria.",
      }
    : { code: "InvalidManifestContent", reason: "The manifest lists no object." };
}

const tooManyRows =
  "The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job";

function invalidManifest(rowsBefore: number, reason: string): EngineCommand {
  return {
    type: "FailJob",
    code: "InvalidManifestContent",
    reason: `row ${rowsBefore + 1}: ${reason}`,
  };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}…` : text);
}

function thresholdFailure(job: JobBoard): JobFailure {
  const { minimumTasks, maximumFailureRate } = job.spec.failureThreshold;
  const ended = job.succeeded + job.failed;
  // 0.07 * 100 is 7.000000000000001.
  const percent = Number((maximumFailureRate * 100).toPrecision(12));
  return {
    code: "TaskFailureThresholdExceeded",
    reason: `${job.failed} of ${ended} tasks failed; the job stops when, of ${minimumTasks} or more, over ${percent} % fail.`,
  };
}

/** Claims made after the request make no call, so only those that stood at it are waited for. */
function drain(board: Board, rule: ClaimRule, job: JobBoard): Proposal[] {
  const waits = [...job.held].filter(([, claim]) => claim.position < job.since.position);
  if (waits.length === 0) {
    const command = { type: "RecordDrained", stop: job.stops, counts: counts(job) } as const;
    return [{ kind: "command", job: job.id, command }];
  }
  return waits
    .filter(([, claim]) => isClaimOver(board, rule, claim.executor))
    .map(([chunk, { executor }]) => ({
      kind: "release-lost",
      job: job.id,
      chunk,
      holder: executor,
      seenAt: board.position,
    }));
}

function finishReport(job: JobBoard): Proposal[] {
  if (!isReporting(job) || job.reportFiles.size < reportFilesTotal(job)) return [];
  return [{ kind: "finish-report", job: job.id }];
}

function counts(job: JobBoard): TaskCounts {
  const { succeeded, failed } = job;
  return { succeeded, failed, unknown: unknownRows(job) };
}

function mindsSlots({ status }: JobBoard): boolean {
  return status === "READY" || status === "ACTIVE" || status === "PAUSING" || status === "PAUSED";
}

/** A free slot goes to the highest priority, then to the oldest; without one, a lower priority makes room. */
function giveSlots(jobs: readonly JobBoard[], limits: StewardLimits): Proposal[] {
  const active = jobs.filter(({ status }) => status === "ACTIVE" || status === "PAUSING");
  const waiting = jobs
    .filter((job) => job.status === "READY" || (job.status === "PAUSED" && !job.pausedByUser))
    .toSorted((a, b) => b.priority - a.priority || a.createdAt - b.createdAt);
  const free = Math.max(0, limits.activeJobsMax - active.length);
  const proposals: Proposal[] = waiting
    .slice(0, free)
    .map(({ id }) => ({ kind: "command", job: id, command: { type: "ActivateJob" } }));
  const next = waiting[free];
  const lowest = active
    .filter(({ status }) => status === "ACTIVE")
    .toSorted((a, b) => a.priority - b.priority || b.createdAt - a.createdAt)[0];
  const roomIsMade = active.some(({ status }) => status === "PAUSING");
  // Two stewards, one of them thought lost, may together have given a slot too many.
  const tooMany = active.length > limits.activeJobsMax;
  const outranked = next !== undefined && lowest !== undefined && lowest.priority < next.priority;
  if (lowest !== undefined && !roomIsMade && (tooMany || outranked)) {
    proposals.push({ kind: "command", job: lowest.id, command: { type: "PreemptJob" } });
  }
  return proposals;
}

/** The next moment at which a due date passes; null when nothing waits for one that is still to come. */
export function nextDueAt(board: Board, now: number, periods = usualPeriods): number | null {
  // One that has passed waits for another process, for what was written about it, or for a steward whose clock is behind.
  const toCome = dueDates(board, periods).filter((date) => date > now);
  return toCome.length === 0 ? null : Math.min(...toCome);
}

/** A due date has passed, and what is due was not done. */
export function isOverdue(board: Board, now: number, periods = usualPeriods): boolean {
  return dueDates(board, periods).some((date) => date <= now);
}

function dueDates(board: Board, periods: Periods): readonly number[] {
  const [firstEnd] = board.ended.values();
  const dates = firstEnd === undefined ? [] : [dueAt(firstEnd, periods.retentionDays)];
  for (const { status, since } of board.jobs.values()) {
    if (status === "SUSPENDED") dates.push(dueAt(since.at, periods.confirmationDays));
  }
  return dates;
}

function dueAt(since: string, days: number): number {
  return Date.parse(since) + days * 86_400_000;
}
