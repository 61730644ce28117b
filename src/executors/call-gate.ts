/**
 * The one gate that every call of a task goes through: entered before the call, left after it, and not held while a task
 * waits for its next try. Whatever bounds calls (slots of the worker, rates, stores that are down) stands here.
 */
import type { Judgement } from "../operations/operation.ts";

export interface CallGate {
  /** Calls that may be in flight at once, as things stand. */
  readonly slots: number;
  /** Those that are not taken. */
  readonly free: number;
  /**
   * True: a call may start now, which is the common case and costs no promise. Otherwise resolves when one may, or to
   * false when the signal aborts first. Who was let in must leave.
   */
  enter(stop: AbortSignal): true | Promise<boolean>;
  /** What the call came to; null when none was made after all. */
  leave(judgement: Judgement | null): void;
}

interface Waiter {
  readonly stop: AbortSignal;
  readonly answer: (entered: boolean) => void;
}

/** A gate with a fixed number of slots, given out in the order of asking. */
export function createCallGate(slots: number): CallGate {
  let free = slots;
  const waiting = new Set<Waiter>();
  // One listener a signal, however many calls wait under it: a signal is slow at adding and removing them.
  const watched = new WeakSet<AbortSignal>();
  function watch(stop: AbortSignal): void {
    if (watched.has(stop)) return;
    watched.add(stop);
    const turnAway = () => {
      for (const waiter of waiting) {
        if (waiter.stop !== stop) continue;
        waiting.delete(waiter);
        waiter.answer(false);
      }
    };
    stop.addEventListener("abort", turnAway, { once: true });
  }
  return {
    slots,
    get free() {
      return free;
    },
    enter(stop) {
      if (stop.aborted) return Promise.resolve(false);
      if (free > 0) {
        free -= 1;
        return true;
      }
      watch(stop);
      return new Promise((answer) => waiting.add({ stop, answer }));
    },
    leave() {
      const [next] = waiting;
      if (next === undefined) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next.answer(true);
    },
  };
}
