/** Time that stands still until the test lets it go on. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../src/lib/clock.ts";

export interface VirtualClock extends Clock {
  /** Lets time go on: every timer that falls due runs in its turn, and what it sets off comes to rest before the next. */
  advance(ms: number): Promise<void>;
  /** Timers that wait. */
  timers(): number;
}

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

export function createVirtualClock(start = Date.parse("2026-03-01T10:00:00.000Z")): VirtualClock {
  let now = start;
  const waiting = new Set<Timer>();
  const next = (until: number): Timer | undefined =>
    [...waiting].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after(ms, action) {
      const timer = { at: now + Math.max(0, ms), action };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await atRest();
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        now = Math.max(now, timer.at);
        waiting.delete(timer);
        timer.action();
        await atRest();
      }
      now = until;
    },
    timers: () => waiting.size,
  };
}

/** Until everything that needs no time has been done: an append to an event store in memory takes a few turns. */
export async function atRest(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await nextTurn();
}
