/**
 * Reading one's own writes: waiting, for a bounded time, until this process has read what is asked for. A single job does
 * not depend on that: its own stream has it.
 */
import { sleep } from "../../lib/clock.ts";
import { apiError } from "./errors.ts";
import type { JobRow } from "../../readmodels/read-models.ts";
import type { Context } from "./context.ts";
import { limits } from "./limits.ts";

/** @throws READ_MODEL_BEHIND when the time runs out. */
export async function waitForPosition(
  { readModels }: Context,
  position: number | null | undefined,
): Promise<void> {
  if (position === null || position === undefined) return;
  if (await readModels.waitFor(position, { timeoutMs: limits.readWaitMs })) return;
  throw behind(position, readModels.position());
}

/** @throws READ_MODEL_BEHIND while the rows are being made: a list would lack jobs, and nobody could tell. */
export function assertCaughtUp({ readModels }: Context): void {
  if (readModels.caughtUp()) return;
  const at = readModels.position();
  throw apiError(
    "READ_MODEL_BEHIND",
    `This process is reading the log and is at position ${at}; lists of jobs come when it is through. Ask again.`,
    { position: at },
  );
}

/** What a caller knows to be recorded. */
interface Known {
  readonly revision: number | null | undefined;
  readonly position: number | null | undefined;
}

/**
 * A job that includes what the caller knows of. From its own stream when the rows do not have that in time, and at once
 * while they are being made again. @throws READ_MODEL_BEHIND when the log does not have it either.
 */
export async function readJob(context: Context, id: string, known: Known): Promise<JobRow | null> {
  const { readModels, fromStreams } = context;
  if (readModels.caughtUp() && (await isRead(context, id, known))) return readModels.job(id);
  const job = await currentJob(id, context);
  if (typeof known.revision === "number" && (job === null || job.revision < known.revision)) {
    throw apiError("READ_MODEL_BEHIND", `Revision ${known.revision} of the job is not there yet.`);
  }
  const end = typeof known.position === "number" ? await fromStreams.end() : -1;
  if (typeof known.position === "number" && known.position > end) {
    throw behind(known.position, end);
  }
  return job;
}

/** Where a job is looked for. */
export interface JobSources {
  readonly readModels: Pick<Context["readModels"], "job">;
  readonly fromStreams: Pick<Context["fromStreams"], "job">;
}

/** A job from its own stream. How far it is, only its chunks know: that is what the rows have. */
export async function currentJob(
  id: string,
  { readModels, fromStreams }: JobSources,
): Promise<JobRow | null> {
  const job = await fromStreams.job(id);
  const row = readModels.job(id);
  if (job === null || row === null) return job;
  if (row.revision >= job.revision) return row;
  const position = Math.max(job.position, row.position);
  const isFinal = "counts" in job.state && job.state.counts !== null;
  return { ...job, position, progress: isFinal ? job.progress : row.progress };
}

async function isRead(
  context: Context,
  id: string,
  { revision, position }: Known,
): Promise<boolean> {
  const { readModels } = context;
  if (
    typeof position === "number" &&
    !(await readModels.waitFor(position, { timeoutMs: limits.readWaitMs }))
  )
    return false;
  return typeof revision !== "number" || (await waitForRevision(context, id, revision));
}

async function waitForRevision(
  { readModels, clock }: Context,
  jobId: string,
  revision: number,
): Promise<boolean> {
  const ended = new AbortController();
  const changes = readModels.changes({ jobId, signal: ended.signal })[Symbol.asyncIterator]();
  const timeOut = sleep(clock, limits.readWaitMs, ended.signal).then(() => "late" as const);
  try {
    for (;;) {
      // Asked for before the row is looked at, so that no change falls in between.
      const change = changes.next();
      const row = readModels.job(jobId);
      if (row !== null && row.revision >= revision) return true;
      const next = await Promise.race([change, timeOut]);
      if (next === "late" || next.done === true) return false;
    }
  } finally {
    ended.abort();
  }
}

function behind(position: number, at: number) {
  return apiError(
    "READ_MODEL_BEHIND",
    `Position ${position} is not read yet; this process is at ${at}. Ask again.`,
    { position: at },
  );
}
