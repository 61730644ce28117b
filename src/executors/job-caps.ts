/**
 * What one process may use of the limits of a job, or of a store: calls in flight and calls a second, in all of its
 * threads together. The coordinator changes them while chunks run, and every thread sees it at the next call.
 */
import type { JobLimits } from "../job/spec.ts";
import { createCellBuffer, openCells } from "../lib/shared-cells.ts";

const cell = { inFlightMax: 0, perSecond: 1, priority: 2, inFlight: 3, dueAt: 4 } as const;
const cells = 5;

/** How long to wait before asking again for a slot that another thread may give back. */
const slotWaitMs = 10;
/** A cap may be raised while somebody waits for its next turn, so nobody waits longer without asking. */
const waitMaxMs = 250;
/** Calls that were kept from starting in time are made up for, as far as this holds. */
const burstMs = 20;

export interface JobCaps {
  readonly buffer: SharedArrayBuffer;
  /** The priority of the job now. */
  priority(): number;
  set(limits: JobLimits & { readonly priority: number }): void;
  /** 0: a call may start, and is counted. Otherwise how long to wait before asking again. */
  take(now: number): number;
  /** A further call of a task that is in flight: 0 when it may start, otherwise how long to wait before asking again. */
  takeNext(now: number): number;
  /** What `take` let in was not sent after all. */
  giveBack(): void;
  ended(): void;
  inFlight(): number;
}

/** Makes the caps of a job, without any at first, or opens those that another thread has made. */
export function openJobCaps(buffer = createCellBuffer(cells)): JobCaps {
  const shared = openCells(buffer, cells);
  const { numbers } = shared;
  const get = (place: number): number => numbers[place]!;

  function take(now: number): number {
    const inFlightMax = get(cell.inFlightMax);
    if (inFlightMax > 0 && get(cell.inFlight) >= inFlightMax) return slotWaitMs;
    const waitMs = takeTurn(now);
    if (waitMs === 0) numbers[cell.inFlight] = get(cell.inFlight) + 1;
    return waitMs;
  }

  function takeTurn(now: number): number {
    const perSecond = get(cell.perSecond);
    if (perSecond === 0) return 0;
    const intervalMs = 1000 / perSecond;
    const lateMs = Math.max(0, burstMs - intervalMs);
    // A clock that was put back, or a cap that was raised, must not keep everybody waiting.
    const due = Math.min(now + intervalMs, Math.max(get(cell.dueAt), now - lateMs));
    numbers[cell.dueAt] = due;
    if (due > now) return Math.min(waitMaxMs, due - now);
    numbers[cell.dueAt] = due + intervalMs;
    return 0;
  }

  function giveBack(): void {
    numbers[cell.inFlight] = get(cell.inFlight) - 1;
    if (get(cell.perSecond) > 0) numbers[cell.dueAt] = get(cell.dueAt) - 1000 / get(cell.perSecond);
  }

  return {
    buffer,
    priority: () => shared.locked(() => get(cell.priority)),
    set: ({ maxConcurrency, maxRequestsPerSecond, priority }) =>
      shared.locked(() => {
        numbers[cell.inFlightMax] = maxConcurrency ?? 0;
        numbers[cell.perSecond] = maxRequestsPerSecond ?? 0;
        numbers[cell.priority] = priority;
      }),
    take: (now) => shared.locked(() => take(now)),
    takeNext: (now) => shared.locked(() => takeTurn(now)),
    giveBack: () => shared.locked(giveBack),
    ended: () =>
      shared.locked(() => {
        numbers[cell.inFlight] = get(cell.inFlight) - 1;
      }),
    inFlight: () => shared.locked(() => get(cell.inFlight)),
  };
}
