/**
 * One job, kept current: a snapshot, then what changed, at most one message an interval; a change of status at once, and
 * the last state always. Pulled by the reader, so a slow one gets fewer and newer messages, and nothing is queued.
 */
import type { Clock } from "../../lib/clock.ts";
import type { JobRow, ReadModels } from "../../readmodels/read-models.ts";
import { isTerminal } from "../../job/lifecycle.ts";
import { changeFeed, type ChangeFeed } from "./change-feed.ts";
import { apiError } from "./errors.ts";
import { cursorAt } from "./event-cursor.ts";

export interface JobUpdate {
  readonly position: number;
  readonly cursor: string;
  readonly snapshot: boolean;
  readonly job: JobRow;
}

export interface JobUpdatesRequest {
  readonly readModels: Pick<ReadModels, "job" | "changes">;
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
  let sent = readModels.job(jobId);
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

function messageOf(job: JobRow, { snapshot }: Pick<JobUpdate, "snapshot">): JobUpdate {
  return { position: job.position, cursor: cursorAt(job.position), snapshot, job };
}

/** The next state worth a message; null when the job is gone or nobody listens any more. */
async function nextState(
  { readModels, clock, jobId, signal }: JobUpdatesRequest,
  last: { readonly changes: ChangeFeed; readonly sent: JobRow; readonly due: number },
): Promise<JobRow | null> {
  const { changes, sent, due } = last;
  for (;;) {
    const row = readModels.job(jobId);
    if (row === null) return null;
    const isNew = row.position !== sent.position;
    const isUrgent = row.state.status !== sent.state.status || isSettled(row);
    const waitMs = due - clock.now();
    if (isNew && (isUrgent || waitMs <= 0)) return row;
    const woken = await changes.next({ clock, waitMs: isNew ? waitMs : null });
    if (signal.aborted) return null;
    if (woken === "ended")
      throw apiError("SHUTTING_DOWN", "The engine is stopping; subscribe again.");
  }
}

/** Ended, and nothing of its report is still to come. */
function isSettled({ state, report }: JobRow): boolean {
  if (!isTerminal(state.status)) return false;
  return state.spec.report === null || !["PENDING", "WRITING"].includes(report.status);
}
