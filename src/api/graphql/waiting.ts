/** Reading one's own writes: waiting, for a bounded time, until this process has read what is asked for. */
import { sleep } from "../../lib/clock.ts";
import { apiError } from "./errors.ts";
import type { Context } from "./context.ts";
import { limits } from "./limits.ts";

/** @throws READ_MODEL_BEHIND when the time runs out. */
export async function waitForPosition(
  { readModels }: Context,
  position: number | null | undefined,
): Promise<void> {
  if (position === null || position === undefined) return;
  if (await readModels.waitFor(position, { timeoutMs: limits.readWaitMs })) return;
  throw apiError(
    "READ_MODEL_BEHIND",
    `Position ${position} is not read yet; this process is at ${readModels.position()}. Ask again.`,
    { position: readModels.position() },
  );
}

/** @throws READ_MODEL_BEHIND when the time runs out. */
export async function waitForRevision(
  { readModels, clock }: Context,
  jobId: string,
  revision: number | null | undefined,
): Promise<void> {
  if (revision === null || revision === undefined) return;
  const ended = new AbortController();
  const changes = readModels.changes({ jobId, signal: ended.signal })[Symbol.asyncIterator]();
  const timeOut = sleep(clock, limits.readWaitMs, ended.signal).then(() => "late" as const);
  try {
    for (;;) {
      // Asked for before the row is looked at, so that no change falls in between.
      const change = changes.next();
      const row = readModels.job(jobId);
      if (row !== null && row.revision >= revision) return;
      const next = await Promise.race([change, timeOut]);
      if (next === "late" || next.done === true) break;
    }
  } finally {
    ended.abort();
  }
  throw apiError(
    "READ_MODEL_BEHIND",
    `Revision ${revision} of the job is not read yet. Ask again.`,
  );
}
