/**
 * One job, kept current: a snapshot, then what changed, at most one message an interval; a change of status at once, and
 * the last state always. Pulled by the reader, so a slow one gets fewer and newer messages, and nothing is queued.
 */
import { sleep, type Clock } from "../../lib/clock.ts";
import type { FromStreams } from "../../readmodels/from-streams.ts";
import type { JobRow, ReadModels } from "../../readmodels/read-models.ts";
import { unlessAborted } from "../../readmodels/unless-aborted.ts";
import { isTerminal } from "../../job/lifecycle.ts";
import { changeFeed, type ChangeFeed } from "./change-feed.ts";
import { apiError } from "./errors.ts";
import { cursorAt } from "./event-cursor.ts";
import { currentJob } from "./waiting.ts";

export interface JobUpdate {
  readonly position: number;
  readonly cursor: string;
  readonly snapshot: boolean;
  readonly job: JobRow;
}

export interface JobUpdatesRequest {
  readonly readModels: Pick<ReadModels, "job" | "changes" | "caughtUp">;
  readonly fromStreams: Pick<FromStreams, "job">;
  readonly clock: Clock;
  readonly jobId: string;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

export async function* jobUpdates(request: JobUpdatesRequest): AsyncGenerator<JobUpdate> {
  const ended = new AbortController();
  const signal = AbortSignal.any([request.signal, ended.signal]);
  try {
    yield* updatesUntil({ ...request, signal });
  } finally {
    ended.abort();
  }
}

async function* updatesUntil(request: JobUpdatesRequest): AsyncGenerator<JobUpdate> {
  const { readModels, clock, jobId, signal } = request;
  const changes = changeFeed(readModels.changes({ jobId, signal }));
  let sent = await unlessAborted(signal, presentJob(request));
  if (sent === null) return;
  let sentAt = clock.now();
  yield messageOf(sent, { snapshot: true });
  while (!isSettled(sent)) {
    const due = sentAt + request.intervalMs;
    const row = await nextState(request, { changes, sent, due });
    if (row === null) return;
    sent = row;
    sentAt = clock.now();
    yield messageOf(row, { snapshot: false });
  }
}

/** A job as it is now: while the rows are being made again, from its own stream. Null when there is none. */
export async function presentJob({
  readModels,
  fromStreams,
  jobId,
}: Pick<JobUpdatesRequest, "readModels" | "fromStreams" | "jobId">): Promise<JobRow | null> {
  if (readModels.caughtUp()) return readModels.job(jobId);
  return currentJob(jobId, { readModels, fromStreams });
}

function messageOf(job: JobRow, { snapshot }: Pick<JobUpdate, "snapshot">): JobUpdate {
  return { position: job.position, cursor: cursorAt(job.position), snapshot, job };
}

/** The next state worth a message; null when the job is gone or nobody listens any more. */
async function nextState(
  request: JobUpdatesRequest,
  last: { readonly changes: ChangeFeed; readonly sent: JobRow; readonly due: number },
): Promise<JobRow | null> {
  const { readModels, clock, intervalMs, signal } = request;
  const { changes, sent, due } = last;
  for (;;) {
    const isWhole = readModels.caughtUp();
    const found = await unlessAborted(signal, presentJob(request));
    if (found === null) return null;
    const row = isWhole ? found : withoutLoss(found, sent);
    const isNew = isNewer(row, sent);
    const isUrgent = row.state.status !== sent.state.status || isSettled(row);
    const waitMs = due - clock.now();
    if (isNew && (isUrgent || waitMs <= 0)) return row;
    const woken = await changes.next({ clock, waitMs: isNew ? waitMs : null });
    if (signal.aborted) return null;
    if (woken === "ended")
      throw apiError("SHUTTING_DOWN", "The engine is stopping; subscribe again.");
    // Rows that are being made again change with every page, and each look at the stream reads it.
    if (!readModels.caughtUp()) await sleep(clock, intervalMs, signal);
  }
}

/** Rows that are being made again tell of progress that was told of long ago. */
function withoutLoss(row: JobRow, sent: JobRow): JobRow {
  const isBehind = row.progress.updatedAt < sent.progress.updatedAt;
  const isFinal = "counts" in row.state && row.state.counts !== null;
  return isBehind && !isFinal ? { ...row, progress: sent.progress } : row;
}

/** At the same place only progress can be newer: that of rows which were behind the job's own stream. */
function isNewer(row: JobRow, sent: JobRow): boolean {
  if (row.position !== sent.position) return row.position > sent.position;
  return row.progress.updatedAt > sent.progress.updatedAt;
}

/** Ended, and nothing of its report is still to come. */
function isSettled({ state, report }: JobRow): boolean {
  if (!isTerminal(state.status)) return false;
  return state.spec.report === null || !["PENDING", "WRITING"].includes(report.status);
}
