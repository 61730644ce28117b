/** Which claims are over, told by the beats that stand in the log: a reading of the log alone, the same for all. */
import type { RecordedEvent } from "../eventstore/eventstore.ts";

/**
 * From one beat of a process to its next one it waits. So many waits that follow one another in the log, of one process
 * or of several, are longer than a lease lasts; a fleet whose processes live shorter than that finds its lost ones too.
 */
const waitsOfClaim = 4;

export interface BeatCount {
  /** Since this place in the log so many waits have passed: who gave no sign after it is lost. */
  readonly overBefore: number;
  add(executor: string, beat: Pick<RecordedEvent, "id" | "position">): void;
}

interface LastBeat {
  readonly id: string;
  /** By number of waits: the latest place after which so many had passed when this beat was written. */
  readonly since: readonly number[];
}

export function createBeatCount(): BeatCount {
  const last = new Map<string, LastBeat>();
  const since = Array.from({ length: waitsOfClaim + 1 }, () => -1);
  return {
    get overBefore() {
      return since[waitsOfClaim]!;
    },
    add(executor, { id, position }) {
      const before = last.get(executor);
      // One whose answer was lost may stand in the log twice, with no time between.
      if (before?.id === id) return;
      // This wait began at the beat before, and follows the waits that had passed by then.
      for (let waits = 1; waits <= waitsOfClaim && before !== undefined; waits++)
        since[waits] = Math.max(since[waits]!, before.since[waits - 1]!);
      since[0] = position;
      last.set(executor, { id, since: [...since] });
    },
  };
}
