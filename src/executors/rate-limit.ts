/**
 * How many calls a second a store takes for one bucket, found by asking: shared by all jobs and threads of a process.
 *
 * Without a refusal there is no limit. The first refusal halves what was taken in the second before; later ones take 5 %,
 * at most once a second. Then the rate comes back to where it was refused, stays there a while, and grows faster the
 * longer nothing is refused (the curve of TCP CUBIC). It grows only while somebody waits for it. Where little was known
 * when the first refusal came, the rate doubles twice a second until the next one.
 *
 * Pure but for the shared numbers: time comes in.
 */
import { createCellBuffer, SharedCells } from "../lib/shared-cells.ts";

/** Places of the numbers. `rate`: calls a second; 0 for no limit. */
const cell = {
  rate: 0,
  /** When the next call is due. */
  dueAt: 1,
  /** The rate at which it was refused last, and the one to which it was cut then. */
  plateau: 2,
  cutTo: 3,
  /** Time in which it grew since the cut. */
  grownMs: 4,
  tickedAt: 5,
  cutAt: 6,
  /** 1 when somebody had to wait since the last tick. */
  waited: 7,
  seeking: 8,
  inFlight: 9,
  /** Calls taken in this second and in the one before it. */
  secondAt: 10,
  taken: 11,
  takenBefore: 12,
  takenSinceCut: 13,
  refusedSinceCut: 14,
  refused: 15,
  calls: 16,
  /** The highest priority that waits in any thread, and until when that is known. */
  urgent: 17,
  urgentUntil: 18,
} as const;
const cells = 19;

/** Calls that were kept from starting in time are made up for, as far as these milliseconds hold. */
const burstMs = 20;
const cutEveryMs = 1000;
const laterCut = 0.95;
const manyTaken = 0.9;
const doublesEveryMs = 500;
/** The rate is back where it was refused after so long. */
const recoveryMs = 6000;
/** Growth beyond, by the cube of the seconds. */
const growth = 5e-4;
const rateMin = 1;
/** A rate above this is as good as none. */
const rateMax = 1e6;
const urgentMs = 20;

export interface RateState {
  /** Calls a second that may start now; null when nothing was ever refused. */
  readonly rate: number | null;
  readonly calls: number;
  readonly refused: number;
}

/** Made by `openRateLimit`; the same numbers in every thread that opens the buffer. */
export class RateLimit {
  readonly #cells: SharedCells;

  constructor(buffer: SharedArrayBuffer) {
    this.#cells = new SharedCells(buffer, cells);
  }

  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer;
  }

  /**
   * 0: a call may start, and is counted as in flight. Otherwise how long to wait before asking again. Among those who
   * wait in several threads the highest priority goes first.
   */
  take(now: number, priority: number): number {
    this.#cells.lock();
    try {
      return take(this.#cells.numbers, now, priority);
    } finally {
      this.#cells.unlock();
    }
  }

  /** A further call of the same task, which goes before all others: how long it has to wait. */
  takeNext(now: number): number {
    return this.#cells.locked(() => takeNext(this.#cells.numbers, now));
  }

  /** What `take` let in was not sent after all. */
  giveBack(now: number): void {
    this.#cells.locked(() => giveBack(this.#cells.numbers, now));
  }

  /** A call ended. */
  ended(now: number, refused: boolean): void {
    this.#cells.lock();
    try {
      ended(this.#cells.numbers, now, refused);
    } finally {
      this.#cells.unlock();
    }
  }

  /** It was refused, and has not grown so far since that it does not matter any more. */
  isLimited(): boolean {
    return this.#cells.locked(() => get(this.#cells.numbers, cell.rate) > 0);
  }

  state(): RateState {
    return this.#cells.locked(() => stateOf(this.#cells.numbers));
  }
}

/** Makes the numbers of a limit, or opens those that another thread has made. */
export function openRateLimit(buffer = createCellBuffer(cells)): RateLimit {
  return new RateLimit(buffer);
}

type Numbers = SharedCells["numbers"];

function get(numbers: Numbers, place: number): number {
  return numbers[place]!;
}

function add(numbers: Numbers, place: number): void {
  numbers[place] = get(numbers, place) + 1;
}

function take(numbers: Numbers, now: number, priority: number): number {
  if (get(numbers, cell.rate) > 0) {
    const isUrgent = get(numbers, cell.urgentUntil) > now;
    if (isUrgent && get(numbers, cell.urgent) > priority) return 1;
    const waitMs = waitFor(numbers, now);
    if (waitMs > 0) {
      numbers[cell.waited] = 1;
      numbers[cell.urgent] = priority;
      numbers[cell.urgentUntil] = now + Math.min(waitMs, urgentMs) + 1;
      return waitMs;
    }
    if (isUrgent && get(numbers, cell.urgent) === priority) numbers[cell.urgentUntil] = 0;
  }
  add(numbers, cell.inFlight);
  return 0;
}

function takeNext(numbers: Numbers, now: number): number {
  if (get(numbers, cell.rate) === 0) return 0;
  const waitMs = waitFor(numbers, now);
  if (waitMs > 0) numbers[cell.waited] = 1;
  return waitMs;
}

/** Takes the turn that is due; otherwise how long until one is. */
function waitFor(numbers: Numbers, now: number): number {
  grow(numbers, now);
  const rate = get(numbers, cell.rate);
  const intervalMs = 1000 / rate;
  // The least is one call at a time.
  if (rate <= rateMin && get(numbers, cell.inFlight) > 0) return intervalMs;
  const dueAt = get(numbers, cell.dueAt);
  const lateMs = Math.max(0, burstMs - intervalMs);
  // A clock that was put back would have everybody wait until it is where it was.
  const due = dueAt > now + 2 * intervalMs ? now : Math.max(dueAt, now - lateMs);
  if (due > now) return due - now;
  numbers[cell.dueAt] = due + intervalMs;
  return 0;
}

function giveBack(numbers: Numbers, now: number): void {
  numbers[cell.inFlight] = Math.max(0, get(numbers, cell.inFlight) - 1);
  const rate = get(numbers, cell.rate);
  if (rate > 0)
    numbers[cell.dueAt] = Math.max(now - burstMs, get(numbers, cell.dueAt) - 1000 / rate);
}

function ended(numbers: Numbers, now: number, refused: boolean): void {
  numbers[cell.inFlight] = Math.max(0, get(numbers, cell.inFlight) - 1);
  add(numbers, cell.calls);
  turnSecond(numbers, now);
  if (!refused) {
    add(numbers, cell.taken);
    add(numbers, cell.takenSinceCut);
    return;
  }
  add(numbers, cell.refused);
  add(numbers, cell.refusedSinceCut);
  if (get(numbers, cell.rate) === 0) begin(numbers, now);
  else if (now - get(numbers, cell.cutAt) >= cutEveryMs) cutAgain(numbers, now);
}

function turnSecond(numbers: Numbers, now: number): void {
  const since = now - get(numbers, cell.secondAt);
  if (since >= 0 && since < 1000) return;
  numbers[cell.takenBefore] = since >= 0 && since < 2000 ? get(numbers, cell.taken) : 0;
  numbers[cell.taken] = 0;
  numbers[cell.secondAt] = now;
}

/** Calls taken in the second before now, as if those of a second were spread evenly. */
function takenLately(numbers: Numbers, now: number): number {
  const share = Math.min(1, Math.max(0, (now - get(numbers, cell.secondAt)) / 1000));
  return get(numbers, cell.taken) + (1 - share) * get(numbers, cell.takenBefore);
}

/** The first refusal. */
function begin(numbers: Numbers, now: number): void {
  const lately = takenLately(numbers, now);
  numbers[cell.dueAt] = now;
  const isYoung = get(numbers, cell.takenBefore) === 0;
  numbers[cell.seeking] = isYoung && lately < 3 * (get(numbers, cell.inFlight) + 1) ? 1 : 0;
  cut(numbers, now, { plateau: Math.max(rateMin, lately), to: lately / 2 });
}

function cutAgain(numbers: Numbers, now: number): void {
  grow(numbers, now);
  const rate = get(numbers, cell.rate);
  const wasSeeking = get(numbers, cell.seeking) === 1;
  const since = get(numbers, cell.takenSinceCut);
  const taken = since / (since + get(numbers, cell.refusedSinceCut));
  // Where many were refused in all of the last second, the share that was taken says more than the rate.
  const plateau = taken < manyTaken && !wasSeeking ? rate * taken : rate;
  const share = wasSeeking ? 0.5 : laterCut;
  numbers[cell.seeking] = 0;
  cut(numbers, now, { plateau, to: share * plateau });
}

function cut(
  numbers: Numbers,
  now: number,
  { plateau, to }: { readonly plateau: number; readonly to: number },
): void {
  const rate = Math.max(rateMin, to);
  numbers[cell.rate] = rate;
  numbers[cell.plateau] = Math.max(plateau, rate);
  numbers[cell.cutTo] = rate;
  numbers[cell.cutAt] = now;
  numbers[cell.grownMs] = 0;
  numbers[cell.takenSinceCut] = 0;
  numbers[cell.refusedSinceCut] = 0;
  numbers[cell.tickedAt] = now;
  numbers[cell.waited] = 0;
  // So little is no knowledge of what the store can do when it is well again.
  if (rate <= 2 * rateMin) numbers[cell.seeking] = 1;
}

function grow(numbers: Numbers, now: number): void {
  const sinceMs = now - get(numbers, cell.tickedAt);
  if (sinceMs >= 0 && sinceMs < 10) return;
  numbers[cell.tickedAt] = now;
  if (sinceMs < 0 || get(numbers, cell.waited) === 0) return;
  numbers[cell.waited] = 0;
  // Who waited knows of no more than the time between two calls.
  const dtMs = Math.min(sinceMs, Math.max(1000, 2000 / get(numbers, cell.rate)));
  const rate =
    get(numbers, cell.seeking) === 1
      ? get(numbers, cell.rate) * 2 ** (dtMs / doublesEveryMs)
      : climb(numbers, dtMs);
  numbers[cell.rate] = rate > rateMax ? 0 : rate;
}

function climb(numbers: Numbers, dtMs: number): number {
  const grownMs = get(numbers, cell.grownMs) + dtMs;
  numbers[cell.grownMs] = grownMs;
  const plateau = get(numbers, cell.plateau);
  if (grownMs < recoveryMs) {
    const left = 1 - grownMs / recoveryMs;
    return plateau - (plateau - get(numbers, cell.cutTo)) * left ** 3;
  }
  return plateau * (1 + growth * ((grownMs - recoveryMs) / 1000) ** 3);
}

function stateOf(numbers: Numbers): RateState {
  const rate = get(numbers, cell.rate);
  return {
    rate: rate === 0 ? null : rate,
    calls: get(numbers, cell.calls),
    refused: get(numbers, cell.refused),
  };
}
