/**
 * Numbers that the threads of a process share, each group behind a lock of its own. What stands between two lines of a
 * locked step is never seen by another thread. Nothing waits inside of one, so the lock is held for a few hundred
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

/** A class, so that what is done for each call makes no function for it. */
export class SharedCells {
  readonly buffer: SharedArrayBuffer;
  /** Touched between `lock` and `unlock`; one number alone, which is stored and loaded whole, may be read without. */
  readonly numbers: Float64Array;
  readonly bytes: Uint8Array;
  readonly #lock: Int32Array;

  constructor(buffer: SharedArrayBuffer, numbers: number) {
    this.buffer = buffer;
    this.numbers = new Float64Array(buffer, headBytes, numbers);
    this.bytes = new Uint8Array(buffer, headBytes + 8 * numbers);
    this.#lock = new Int32Array(buffer, 0, 1);
  }

  /** Followed by `unlock` whatever happens between. */
  lock(): void {
    for (let spins = 0; Atomics.compareExchange(this.#lock, 0, free, taken) !== free; spins++) {
      if (spins >= spinsMax) Atomics.wait(this.#lock, 0, taken, sleepMs);
    }
  }

  unlock(): void {
    const before = Atomics.exchange(this.#lock, 0, free);
    assert(before === taken, "a lock is given back by who took it");
  }

  locked<Value>(action: () => Value): Value {
    this.lock();
    try {
      return action();
    } finally {
      this.unlock();
    }
  }
}

/** A buffer of zeros for so many numbers, and room for a text. */
export function createCellBuffer(numbers: number, bytes = 0): SharedArrayBuffer {
  return new SharedArrayBuffer(headBytes + 8 * numbers + 8 * Math.ceil(bytes / 8));
}
