/**
 * Numbers that the threads of a process share, each group behind a lock of its own. What stands between two lines of a
 * `locked` action is never seen by another thread. Nothing waits inside of one, so the lock is held for a few hundred
 * nanoseconds and spinning is cheaper than sleeping.
 */
import { assert } from "./assert.ts";

/** The lock, and a gap to the numbers. */
const headBytes = 8;
const free = 0;
const taken = 1;
/** A holder that was put aside by the system in the middle: its turn comes when this thread sleeps. */
const spinsMax = 1000;
const sleepMs = 1;

export interface SharedCells {
  readonly buffer: SharedArrayBuffer;
  /** Touched only within `locked`. */
  readonly numbers: Float64Array;
  readonly bytes: Uint8Array;
  locked<Value>(action: () => Value): Value;
}

/** A buffer of zeros for so many numbers, and room for a text. */
export function createCellBuffer(numbers: number, bytes = 0): SharedArrayBuffer {
  return new SharedArrayBuffer(headBytes + 8 * numbers + 8 * Math.ceil(bytes / 8));
}

/** The same numbers in every thread that opens the buffer. */
export function openCells(buffer: SharedArrayBuffer, numbers: number): SharedCells {
  const lock = new Int32Array(buffer, 0, 1);
  const start = headBytes + 8 * numbers;
  return {
    buffer,
    numbers: new Float64Array(buffer, headBytes, numbers),
    bytes: new Uint8Array(buffer, start),
    locked(action) {
      for (let spins = 0; Atomics.compareExchange(lock, 0, free, taken) !== free; spins++) {
        if (spins >= spinsMax) Atomics.wait(lock, 0, taken, sleepMs);
      }
      try {
        return action();
      } finally {
        const before = Atomics.exchange(lock, 0, free);
        assert(before === taken, "a lock is given back by who took it");
      }
    },
  };
}
