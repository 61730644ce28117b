/** Takes away bulk commands that have been kept for long enough. */
import type { Actor } from "../job/codec.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { BulkQueries, BulkRow } from "../readmodels/bulk-queries.ts";
import { NewerBulk, type BulkLog } from "./bulk-log.ts";

export interface LetGoDependencies {
  readonly bulkLog: BulkLog;
  readonly queries: Pick<BulkQueries, "endedBefore">;
  readonly clock: Clock;
  /** How long those that have ended are kept. */
  readonly retentionDays: number;
  readonly executor: string;
  readonly log: Pick<Logger, "warn">;
  /** Those that a newer version wrote to. */
  readonly leftAlone: Set<string>;
  readonly signal: AbortSignal;
}

/** One that cannot be let go of keeps no other. @throws when the event store does not answer */
export async function letGo(dependencies: LetGoDependencies): Promise<void> {
  const { queries, clock, retentionDays, log, leftAlone, signal } = dependencies;
  const now = clock.now();
  const before = new Date(now - retentionDays * 86_400_000).toISOString();
  for (const row of queries.endedBefore(before)) {
    const { id } = row.bulk;
    if (signal.aborted) return;
    if (leftAlone.has(id)) continue;
    try {
      await letGoOf(dependencies, row, new Date(now).toISOString());
    } catch (error) {
      // Told by name: whoever asks for the next one would wait just as long.
      if (error instanceof Error && error.name === "EventStoreSilent") throw error;
      if (error instanceof NewerBulk) leftAlone.add(id);
      log.warn("a bulk command that is over is not let go of", {
        bulk: id,
        problem: String(error),
      });
    }
  }
}

/**
 * Its list goes first, for when its row is gone nobody comes back for that. That it has expired stays in the log: who has a
 * row of it learns it there, also when it looks much later.
 */
async function letGoOf(
  { bulkLog, executor, retentionDays: days }: LetGoDependencies,
  { bulk, revision }: BulkRow,
  now: string,
): Promise<void> {
  const { id } = bulk;
  const by: Actor = { kind: "ENGINE", id: executor, name: "bulk commands" };
  // Nothing but its expiry comes after its end, so the row knows all there is.
  await bulkLog.truncate(id, revision);
  const known = { id, state: bulk, revision, position: -1 };
  const expired = await bulkLog.request(known, { type: "Expire", now, days }, by);
  if (expired.ok || expired.error === "OVER") await bulkLog.truncate(id, revision + 1);
}
