/**
 * What one process may use of the limits of a job, or of a store: calls in flight and calls a second, in all of its
 * threads together. The coordinator changes them while chunks run, and every thread sees it at the next call.
 */
import type { JobLimits } from "../job/spec.ts";
import { createCellBuffer, SharedCells } from "../lib/shared-cells.ts";

const cell = { inFlightMax: 0, perSecond: 1, priority: 2, inFlight: 3, dueAt: 4 } as const;
const cells = 5;

/** How long to wait before asking again for a slot that another thread may give back. */
const slotWaitMs = 10;
/** A cap may be raised while somebody waits for its next turn, so nobody waits longer without asking. */
const waitMaxMs = 250;
/** Calls that were kept from starting in time are made up for, as far as this holds. */
const burstMs = 20;

/** Made by `openJobCaps`; the same numbers in every thread that opens the buffer. */
export class JobCaps {
  readonly #cells: SharedCells;
  readonly #numbers: Float64Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#cells = new SharedCells(buffer, cells);
    this.#numbers = this.#cells.numbers;
  }

  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer;
  }

  /** The priority of the job now. */
  priority(): number {
    return this.#numbers[cell.priority]!;
  }

  set(limits: JobLimits & { readonly priority: number }): void {
    this.#cells.locked(() => {
      this.#numbers[cell.inFlightMax] = limits.maxConcurrency ?? 0;
      this.#numbers[cell.perSecond] = limits.maxRequestsPerSecond ?? 0;
      this.#numbers[cell.priority] = limits.priority;
    });
  }

  /** 0: a call may start, and is counted. Otherwise how long to wait before asking again. */
  take(now: number): number {
    this.#cells.lock();
    try {
      const inFlightMax = this.#get(cell.inFlightMax);
      if (inFlightMax > 0 && this.#get(cell.inFlight) >= inFlightMax) return slotWaitMs;
      const waitMs = this.#takeTurn(now);
      if (waitMs === 0) this.#numbers[cell.inFlight] = this.#get(cell.inFlight) + 1;
      return waitMs;
    } finally {
      this.#cells.unlock();
    }
  }

  /** A further call of a task that is in flight: 0 when it may start, otherwise how long to wait before asking again. */
  takeNext(now: number): number {
    return this.#cells.locked(() => this.#takeTurn(now));
  }

  /** What `take` let in was not sent after all. */
  giveBack(): void {
    this.#cells.locked(() => {
      const numbers = this.#numbers;
      numbers[cell.inFlight] = this.#get(cell.inFlight) - 1;
      const perSecond = this.#get(cell.perSecond);
      if (perSecond > 0) numbers[cell.dueAt] = this.#get(cell.dueAt) - 1000 / perSecond;
    });
  }

  ended(): void {
    this.#cells.lock();
    try {
      this.#numbers[cell.inFlight] = this.#get(cell.inFlight) - 1;
    } finally {
      this.#cells.unlock();
    }
  }

  inFlight(): number {
    return this.#get(cell.inFlight);
  }

  #get(place: number): number {
    return this.#numbers[place]!;
  }

  #takeTurn(now: number): number {
    const perSecond = this.#get(cell.perSecond);
    if (perSecond === 0) return 0;
    const intervalMs = 1000 / perSecond;
    const lateMs = Math.max(0, burstMs - intervalMs);
    // A clock that was put back, or a cap that was raised, must not keep everybody waiting.
    const due = Math.min(now + intervalMs, Math.max(this.#get(cell.dueAt), now - lateMs));
    this.#numbers[cell.dueAt] = due;
    if (due > now) return Math.min(waitMaxMs, due - now);
    this.#numbers[cell.dueAt] = due + intervalMs;
    return 0;
  }
}

/** Makes the caps of a job, without any at first, or opens those that another thread has made. */
export function openJobCaps(buffer = createCellBuffer(cells)): JobCaps {
  return new JobCaps(buffer);
}
