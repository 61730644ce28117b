/**
 * Virtual time without promises, for runs of millions of calls: clients of a limiter against a store that takes so many
 * calls a second. Seeded, so that a run is the same every time.
 */
import { openRateLimit, type RateLimit } from "../../src/executors/rate-limit.ts";

/** Whether the store takes a call that arrives now. */
export type Takes = (now: number) => boolean;

/** A bucket of tokens, as most proxies have it. */
export function tokenBucket(perSecond: number, burst: number): Takes {
  let tokens = burst;
  let at = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - at) * perSecond) / 1000);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** So many in each second of the clock, and none after that. */
export function everySecond(perSecond: number): Takes {
  let second = -1;
  let count = 0;
  return (now) => {
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      count = 0;
    }
    count += 1;
    return count <= perSecond;
  };
}

export interface LoadOptions {
  readonly takes: Takes;
  readonly seconds: number;
  /** Each has a limiter of its own. */
  readonly processes?: number;
  /** Tasks that want to be called at once, in each process. */
  readonly tasks?: number;
  readonly latencyMs?: number;
}

export interface Load {
  readonly taken: number;
  readonly refused: number;
  readonly takenIn: readonly number[];
  readonly limits: readonly RateLimit[];
}

/** Every task that was called comes again at once; one that was refused comes after its backoff. */
export function underLoad(options: LoadOptions): Load {
  const { takes, seconds, processes = 1, tasks = 64, latencyMs = 5 } = options;
  const random = seeded(7);
  const agenda = createAgenda();
  const takenIn = Array.from({ length: seconds }, () => 0);
  let taken = 0;
  let refused = 0;
  const limits = Array.from({ length: processes }, () => openRateLimit());
  for (const limit of limits) {
    const waiting: number[] = [];
    let isSet = false;
    const pump = () => {
      while (waiting.length > 0) {
        const waitMs = limit.take(Math.floor(agenda.now), 0);
        if (waitMs > 0) {
          if (!isSet) agenda.after(Math.ceil(waitMs) + random(), wake);
          isSet = true;
          return;
        }
        call(waiting.shift()!);
      }
    };
    const wake = () => {
      isSet = false;
      pump();
    };
    const ask = (tries: number) => {
      waiting.push(tries);
      pump();
    };
    const call = (tries: number) => {
      const wayMs = (latencyMs * (0.5 + random())) / 2;
      agenda.after(wayMs, () => {
        const isTaken = takes(agenda.now);
        agenda.after(wayMs, () => {
          limit.ended(Math.floor(agenda.now), !isTaken);
          if (isTaken) {
            taken += 1;
            const second = Math.floor(agenda.now / 1000);
            takenIn[second] = (takenIn[second] ?? 0) + 1;
            ask(1);
          } else {
            refused += 1;
            const backoffMs = random() * Math.min(20_000, 200 * 2 ** (tries - 1));
            agenda.after(backoffMs, () => ask(tries + 1));
            pump();
          }
        });
      });
    };
    for (let task = 0; task < tasks; task++) ask(1);
  }
  agenda.runUntil(seconds * 1000);
  return { taken, refused, takenIn, limits };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 4_294_967_296;
  };
}

/** What is to happen when, in slots of a tenth of a millisecond, which is finer than anything here. */
function createAgenda() {
  const slots = new Map<number, (() => void)[]>();
  const agenda = {
    now: 0,
    after(ms: number, action: () => void): void {
      const at = Math.max(Math.floor(agenda.now * 10) + 1, Math.floor((agenda.now + ms) * 10));
      const slot = slots.get(at);
      if (slot === undefined) slots.set(at, [action]);
      else slot.push(action);
    },
    runUntil(ms: number): void {
      for (let at = 0; at < ms * 10; at++) {
        const due = slots.get(at);
        if (due === undefined) continue;
        slots.delete(at);
        agenda.now = at / 10;
        for (const action of due) action();
      }
    },
  };
  return agenda;
}
