/** When flushes are made by time: at the same moments in all chunks of a process, so that they are written together. */
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";

export interface FlushRhythm {
  /** From one moment to the next. */
  readonly waitMs: number;
  /** By how much the moments lie after the multiples of `waitMs`: the same in all threads of a process. */
  readonly offsetMs: number;
}

export interface FlushMoments {
  /** Runs `action`, another one for each caller, at the next moment of this rhythm; the returned function calls it off. */
  next(rhythm: FlushRhythm, action: () => void): () => void;
}

/** Times between two flushes: each a multiple of the one before, so that chunks with different ones meet. */
export const shortestWaitMs = 250;
const longerWaitsMs = [500, 1000, 2000] as const;

/** The time between two flushes grows with the threads of all processes, so that the event store's load does not. */
export function flushWaitMs(threadsOfFleet: number): number {
  const leastMs = 5 * threadsOfFleet;
  if (leastMs <= shortestWaitMs) return leastMs;
  return longerWaitsMs.find((waitMs) => waitMs >= leastMs) ?? longerWaitsMs[2];
}

/** The same for all threads of a process, and for each process another. */
export function flushOffsetMs(executor: string): number {
  const offset = Number.parseInt(executor.slice(0, 8), 16);
  assert(Number.isInteger(offset), `the id of an executor is a UUID, not ${executor}`);
  return offset;
}

/** What is due at one moment waits for one timer: timers of their own would go off a millisecond or two apart. */
export function createFlushMoments(clock: Clock): FlushMoments {
  const due = new Map<number, Due>();

  function wait(moment: number, now: number): Due {
    const actions = new Set<() => void>();
    const ring = (): void => {
      // Node's timers may go off a millisecond early. If it seems to be more, the clock was set back: then this is it, too.
      if (moment - clock.now() === 1) {
        made.cancel = clock.after(1, ring);
        return;
      }
      due.delete(moment);
      for (const action of actions) action();
    };
    const made: Due = { actions, cancel: clock.after(moment - now, ring) };
    due.set(moment, made);
    return made;
  }

  return {
    next(rhythm, action) {
      const now = clock.now();
      const moment = nextMoment(now, rhythm);
      const at = due.get(moment) ?? wait(moment, now);
      at.actions.add(action);
      return () => {
        at.actions.delete(action);
        if (at.actions.size > 0 || due.get(moment) !== at) return;
        due.delete(moment);
        at.cancel();
      };
    },
  };
}

interface Due {
  readonly actions: Set<() => void>;
  cancel: () => void;
}

function nextMoment(now: number, { waitMs, offsetMs }: FlushRhythm): number {
  if (waitMs === 0) return now;
  return now + waitMs - ((now + waitMs - (offsetMs % waitMs)) % waitMs);
}
