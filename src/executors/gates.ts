/**
 * The gates of one worker thread. A call needs a slot of the thread, a place within the caps of its job and of its store,
 * a turn in the rate of the store and bucket, and a store that is not down. What is free goes to the job of the highest
 * priority, to equal jobs in turn, and within a job in the order of asking. The numbers behind are shared by all threads;
 * who waits is known here alone.
 */
import type { Clock } from "../lib/clock.ts";
import type { Judgement } from "../operations/operation.ts";
import type { StoreFailure } from "../s3/failures.ts";
import { enterBy, type CallGate } from "./call-gate.ts";
import { openJobCaps, type JobCaps } from "./job-caps.ts";
import { openRateLimit, type RateLimit } from "./rate-limit.ts";
import { isStoreFailing, openStoreHealth, signOf, type StoreHealth } from "./store-health.ts";

/** What bounds the calls of a chunk, as it is handed to a worker: the same memory in every thread. */
export interface ChunkLimits {
  readonly store: string;
  /** Of the calls: of a copy, the one that is copied into. */
  readonly bucket: string;
  readonly caps: SharedArrayBuffer;
  /** Of the store, for all jobs together; absent when it has none. */
  readonly storeCaps?: SharedArrayBuffer | undefined;
  readonly rate: SharedArrayBuffer;
  readonly health: SharedArrayBuffer;
}

export interface Gates {
  /** The gate of one chunk; `close` it when the chunk has ended. */
  open(job: string, limits: ChunkLimits, ask?: AskStores): CallGate & { close(): void };
}

/** Asks the stores that the calls of a job need whether they answer anything at all; absent where nobody can be asked. */
export type AskStores = () => Promise<boolean>;

export interface GatesOptions {
  readonly clock: Clock;
  /** Calls in flight of the thread. */
  readonly slots: number;
  /** How long a store that is down is waited for. */
  readonly storeDownMaxMs: number;
}

interface Waiter {
  readonly stop: AbortSignal;
  readonly answered: (entered: boolean) => void;
}

/** Those of one job who wait for one bucket. */
interface Line {
  readonly caps: JobCaps;
  readonly storeCaps: JobCaps | null;
  readonly rate: RateLimit;
  readonly health: StoreHealth;
  /** In the order of asking. */
  waiting: Waiter[];
  /** Among lines of equal priority the one that was let in the longest ago is next. */
  turn: number;
  /** Chunks that use it. */
  chunks: number;
  /** Calls of ours that ask whether the store is back. */
  probes: number;
  /** Further calls of tasks that are inside, which wait for their turn: they go before all who want to enter. */
  further: number;
  readonly ask: AskStores | undefined;
  asking: boolean;
}

/** Another thread may give back, or the coordinator change, what is waited for here: nobody sleeps longer. */
const napMaxMs = 250;
/** Who wants to enter while a further call waits looks again so soon. */
const furtherWaitMs = 5;

export function createGates(options: GatesOptions): Gates {
  const { clock, slots, storeDownMaxMs } = options;
  const lines = new Map<string, Line>();
  /** The same as a list, for who looks at all of them for each call. */
  let all: readonly Line[] = [];
  let free = slots;
  let further = 0;
  let letIn = 0;
  let alarm: (() => void) | null = null;
  let pumping = false;
  let pumpAgain = false;

  /** 0: in. Otherwise how long to wait. */
  function admit(line: Line): number {
    const { caps, storeCaps, rate, health } = line;
    const now = clock.now();
    if (further > 0 && isFurtherBefore(line)) return furtherWaitMs;
    const capMs = takeCaps(line, now);
    if (capMs > 0) return capMs;
    const rateMs = rate.take(now, caps.priority());
    if (rateMs > 0) {
      caps.giveBack();
      storeCaps?.giveBack();
      return rateMs;
    }
    const admission = health.admit(now);
    if (typeof admission === "object") {
      caps.giveBack();
      storeCaps?.giveBack();
      rate.giveBack(now);
      return admission.waitMs;
    }
    if (admission === "probe") line.probes += 1;
    line.turn = ++letIn;
    free -= 1;
    return 0;
  }

  /** Who is let in may leave again before this is done. */
  function pump(): void {
    pumpAgain = true;
    if (pumping) return;
    pumping = true;
    try {
      while (pumpAgain) letInWhoMay();
    } finally {
      pumping = false;
    }
  }

  function letInWhoMay(): void {
    pumpAgain = false;
    alarm?.();
    alarm = null;
    let napMs = Infinity;
    for (const line of byPriority()) {
      for (let first = line.waiting[0]; first !== undefined; first = line.waiting[0]) {
        if (free === 0) return;
        const waitMs = admit(line);
        if (waitMs > 0) {
          napMs = Math.min(napMs, waitMs);
          break;
        }
        line.waiting.shift();
        first.answered(true);
        if (pumpAgain) return;
      }
    }
    if (napMs < Infinity) alarm = clock.after(Math.min(napMaxMs, napMs), pump);
  }

  /** Those in which somebody waits; the only line, as there mostly is, without a look. */
  function byPriority(): readonly Line[] {
    if (all.length === 1) return all;
    const waiting = all.filter((line) => line.waiting.length > 0);
    if (waiting.length < 2) return waiting;
    return waiting.toSorted((a, b) => b.caps.priority() - a.caps.priority() || a.turn - b.turn);
  }

  // One listener a signal, however many calls wait under it: a signal is slow at adding and removing them.
  const watched = new WeakSet<AbortSignal>();
  function watch(line: Line, stop: AbortSignal): void {
    if (watched.has(stop)) return;
    watched.add(stop);
    const turnAway = () => {
      const turnedAway = line.waiting.filter((waiter) => waiter.stop === stop);
      line.waiting = line.waiting.filter((waiter) => waiter.stop !== stop);
      for (const waiter of turnedAway) waiter.answered(false);
    };
    stop.addEventListener("abort", turnAway, { once: true });
  }

  function tryEnter(line: Line, stop: AbortSignal, answered: Waiter["answered"]): boolean {
    if (stop.aborted) {
      answered(false);
      return false;
    }
    if (enterNow(line)) return true;
    watch(line, stop);
    line.waiting.push({ stop, answered });
    // Who waits for a slot is called by who leaves.
    if (free > 0 && alarm === null) pump();
    return false;
  }

  function enterNow(line: Line): boolean {
    return free > 0 && !isAnyoneBefore(line) && admit(line) === 0;
  }

  function isAnyoneBefore(line: Line): boolean {
    if (line.waiting.length > 0) return true;
    if (all.length === 1) return false;
    for (const other of all)
      if (other.waiting.length > 0 && other.caps.priority() > line.caps.priority()) return true;
    return false;
  }

  function leave(line: Line, judgement: Judgement | null, isFresh: boolean): void {
    const now = clock.now();
    const { caps, storeCaps, rate, health } = line;
    const failure = judgement === null || judgement.succeeded ? null : judgement.failure;
    const probe = line.probes > 0;
    if (probe) line.probes -= 1;
    free += 1;
    caps.ended();
    storeCaps?.ended();
    if (judgement === null) {
      rate.giveBack(now);
      health.ended(now, { sign: "none", probe });
    } else {
      rate.ended(now, failure?.kind === "throttle");
      const canAsk = line.ask !== undefined;
      const told = { sign: signOf(failure, isFresh), probe, canAsk, message: failure?.message };
      if (health.ended(now, told)) void askStores(line);
    }
    pump();
  }

  async function askStores(line: Line): Promise<void> {
    if (line.asking || line.ask === undefined) return;
    line.asking = true;
    line.health.asked(clock.now(), await line.ask());
    line.asking = false;
    pump();
  }

  function next(line: Line): true | Promise<boolean> {
    const { caps, storeCaps, rate } = line;
    const turns = [caps, ...(storeCaps === null ? [] : [storeCaps]), rate];
    /** One turn after another: each that was taken is kept. */
    const take = (): number => {
      for (let turn = turns[0]; turn !== undefined; turn = turns[0]) {
        const waitMs = turn.takeNext(clock.now());
        if (waitMs > 0) return waitMs;
        turns.shift();
      }
      return 0;
    };
    const waitMs = take();
    if (waitMs === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const count = (more: 1 | -1) => {
      line.further += more;
      further += more;
    };
    const again = (ms: number) => {
      clock.after(Math.min(napMaxMs, ms), () => {
        const more = take();
        if (more > 0) return again(more);
        count(-1);
        resolve(true);
      });
    };
    count(1);
    again(waitMs);
    return promise;
  }

  function isFurtherBefore(line: Line): boolean {
    if (line.further > 0) return true;
    const { storeCaps } = line;
    if (storeCaps === null) return false;
    return all.some((other) => other.further > 0 && other.storeCaps?.buffer === storeCaps.buffer);
  }

  function lineOf(key: string, limits: ChunkLimits, ask: AskStores | undefined): Line {
    const known = lines.get(key);
    if (known !== undefined) return known;
    const line: Line = {
      caps: openJobCaps(limits.caps),
      storeCaps: limits.storeCaps === undefined ? null : openJobCaps(limits.storeCaps),
      rate: openRateLimit(limits.rate),
      health: openStoreHealth({ downMaxMs: storeDownMaxMs }, limits.health),
      waiting: [],
      turn: 0,
      chunks: 0,
      probes: 0,
      further: 0,
      ask,
      asking: false,
    };
    lines.set(key, line);
    all = [...lines.values()];
    return line;
  }

  const room: Room = {
    slots,
    free: () => free,
    tryEnter,
    enterNow,
    next,
    leave,
    isStoreAtFault: (line, failure) => isStoreAtFault(line, failure, clock.now()),
  };
  return {
    open(job, limits, ask) {
      const key = `${job} ${limits.store} ${limits.bucket}`;
      const line = lineOf(key, limits, ask);
      line.chunks += 1;
      return new ChunkGate(room, line, () => {
        line.chunks -= 1;
        if (line.chunks !== 0) return;
        lines.delete(key);
        all = [...lines.values()];
      });
    },
  };
}

/** What the gates of a thread have in common; each method is of a line. */
interface Room {
  readonly slots: number;
  free(): number;
  tryEnter(line: Line, stop: AbortSignal, answered: Waiter["answered"]): boolean;
  enterNow(line: Line): boolean;
  next(line: Line): true | Promise<boolean>;
  leave(line: Line, judgement: Judgement | null, isFresh: boolean): void;
  isStoreAtFault(line: Line, failure: StoreFailure): boolean;
}

class ChunkGate implements CallGate {
  readonly close: () => void;
  readonly #room: Room;
  readonly #line: Line;

  constructor(room: Room, line: Line, close: () => void) {
    this.#room = room;
    this.#line = line;
    this.close = close;
  }

  get slots(): number {
    return this.#room.slots;
  }

  get free(): number {
    return this.#room.free();
  }

  tryEnter(stop: AbortSignal, answered: Waiter["answered"]): boolean {
    return this.#room.tryEnter(this.#line, stop, answered);
  }

  enter(stop: AbortSignal): true | Promise<boolean> {
    return enterBy(this, stop);
  }

  enterNow(): boolean {
    return this.#room.enterNow(this.#line);
  }

  next(): true | Promise<boolean> {
    return this.#room.next(this.#line);
  }

  leave(judgement: Judgement | null, isFresh: boolean): void {
    this.#room.leave(this.#line, judgement, isFresh);
  }

  isStoreAtFault(failure: StoreFailure): boolean {
    return this.#room.isStoreAtFault(this.#line, failure);
  }
}

function takeCaps({ caps, storeCaps }: Line, now: number): number {
  const jobMs = caps.take(now);
  if (jobMs > 0 || storeCaps === null) return jobMs;
  const storeMs = storeCaps.take(now);
  if (storeMs > 0) caps.giveBack();
  return storeMs;
}

function isStoreAtFault({ rate, health }: Line, failure: StoreFailure, now: number): boolean {
  if (isStoreFailing(failure) && health.isSuspect(now)) return true;
  return failure.kind === "throttle" && rate.isLimited();
}
