/**
 * The search for a row that executors die on, in a chunk that runs with nothing beside it. Its rows are announced before
 * they are called, as many at once as `suspects.ts` says, so that the next holder knows whom to suspect.
 */
import { groupSizeFor, isDeadlyRow } from "../job/suspects.ts";
import type { Clock } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { CallGate } from "./call-gate.ts";
import type { ChunkRecorder, FlushPolicy } from "./chunk-recorder.ts";
import type { Lease } from "./lease.ts";
import { executorLost } from "./run-task.ts";

export interface SearchDependencies {
  readonly gate: CallGate;
  readonly recorder: ChunkRecorder;
  readonly clock: Clock;
  readonly flush: Pick<FlushPolicy, "waitMs">;
  readonly lease: Pick<Lease, "isHeld">;
  /** Most rows in a call, where calls are made in the common way. */
  readonly rowsPerCall: number;
  /** No further call may start. */
  readonly stop: AbortSignal;
  /** Runs one row to its end; the gate has been entered for its first call. */
  readonly run: (entry: ManifestEntry) => Promise<void>;
}

/** Ends when no row is left, or those that may be guilty have lived: the rest can be run in the common way. */
export async function searchDeadlyRow(
  open: Iterable<ManifestEntry>,
  dependencies: SearchDependencies,
): Promise<void> {
  const { recorder, stop } = dependencies;
  const sizeFor = ({ row }: ManifestEntry) => groupSizeFor(recorder.state().suspects, row);
  // Suspects first, and those who are alike together.
  const rows = [...open].toSorted((a, b) => sizeFor(a) - sizeFor(b));
  const alibi = openAlibi(dependencies);
  let isFound = false;
  let next = 0;
  while (next < rows.length && !stop.aborted) {
    const { suspects } = recorder.state();
    const first = rows[next]!;
    const losses = suspects.losses.get(first.row)?.length ?? 0;
    if (losses === 0 && (isFound || alibi.holdsFrom(next))) return;
    if (isDeadlyRow(suspects, first.row)) {
      recorder.add(executorLost(first, losses));
      isFound = true;
      next += 1;
      continue;
    }
    const size = sizeFor(first);
    const alike = rows.slice(next, next + size).filter((entry) => sizeFor(entry) === size);
    const group = alike.slice(0, await enterFor(alike.length, dependencies));
    if (group.length === 0 || !(await announced(group, dependencies))) return;
    await alibi.during(group);
    next += group.length;
  }
}

/**
 * A row is announced when nothing stands between it and its call, or it would be blamed for what it did not do: as many as
 * may start now, and one that has waited.
 */
async function enterFor(most: number, { gate, stop }: SearchDependencies): Promise<number> {
  if (!(await gate.enter(stop))) return 0;
  let entered = 1;
  while (entered < most && gate.enterNow()) entered += 1;
  return entered;
}

async function announced(
  group: readonly ManifestEntry[],
  { recorder, stop, lease, gate }: SearchDependencies,
): Promise<boolean> {
  const isWritten = await recorder.announce(group.map(({ row }) => row));
  if (isWritten && !stop.aborted && lease.isHeld()) return true;
  for (const _ of group) gate.leave(null, false);
  return false;
}

/**
 * Which rows cannot have been in flight at the deaths before the search. Calls start in the order of rows, so those that
 * were are among the first, and among those called since the last flush before a death began. With all slots busy, these
 * took their calls so long together; twice that is to spare. Only the time of calls counts: a slow event store must not
 * clear a row that has not been called. Nor may a row that waits for its next try: it counts as long as it can have had a
 * slot then.
 */
function openAlibi({ gate, recorder, clock, flush, rowsPerCall, run }: SearchDependencies) {
  let [calledMs, slowestFlushMs] = [0, 0];
  const unflushedMs = () => flush.waitMs + slowestFlushMs;
  return {
    holdsFrom: (index: number): boolean =>
      index >= gate.slots * rowsPerCall && calledMs >= 2 * gate.slots * unflushedMs(),
    /** Calls a group, and writes what came of it. */
    async during(group: readonly ManifestEntry[]): Promise<void> {
      const calledAt = clock.now();
      const runTimed = async (entry: ManifestEntry) => {
        await run(entry);
        calledMs += Math.min(clock.now() - calledAt, unflushedMs());
      };
      await Promise.all(group.map(runTimed));
      const answeredAt = clock.now();
      await recorder.flush();
      slowestFlushMs = Math.max(slowestFlushMs, clock.now() - answeredAt);
    },
  };
}
