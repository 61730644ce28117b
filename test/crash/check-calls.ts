/** What the calls that a store received say of the promise, and how soon a restarted process was at work again. */
import { equal, ok } from "node:assert/strict";
import { defaultFlushPolicy } from "../../src/executors/chunk-recorder.ts";
import { isOnEventStoreDb } from "../support/event-log.ts";
import { encodeKey } from "../support/jobs-over-http.ts";
import type { LoggedOutcome } from "../support/outcomes-in-log.ts";
import { processSettings, type Life, type LivedCall } from "./lives.ts";

/**
 * R of a process: the calls that may be made again after its death. A call starts in a thread only while fewer than
 * `callsInFlight` others are in flight, and only while fewer than `waitingMax` outcomes of its chunk wait; up to
 * `outcomesMax` more are in the append that is on its way. And of the chunks that a thread holds, no row counts twice.
 */
export function repeatsBound(rowsPerChunk: number): number {
  const { threads, callsInFlight, chunksPerThread } = processSettings;
  const { waitingMax, outcomesMax } = defaultFlushPolicy;
  const unrecorded = callsInFlight + chunksPerThread * (waitingMax + outcomesMax);
  return threads * Math.min(unrecorded, chunksPerThread * rowsPerChunk);
}

export interface Repeats {
  /** Calls on one key beyond the first. */
  readonly maxOfKey: number;
  readonly sum: number;
  /** Repeats of calls that the same life had made. */
  readonly maxOfKill: number;
}

/** @throws AssertionError when a row was called more often than its kills explain. */
export function checkCalls(
  calls: readonly LivedCall[],
  options: {
    readonly kills: number;
    readonly bound: number;
    readonly outcomes: readonly LoggedOutcome[];
    readonly rawKeyOf: (key: string) => string;
  },
): Repeats {
  const { kills, bound, outcomes, rawKeyOf } = options;
  const recordedAt = new Map(outcomes.map((outcome) => [outcome.rawKey, outcome.recordedAt]));
  const repeatsOfLife = new Map<number, number>();
  let maxOfKey = 0;
  let sum = 0;
  for (const [key, ofKey] of Map.groupBy(calls, ({ call }) => call.key)) {
    const unanswered = ofKey.filter(({ call }) => call.status === null || call.status >= 500);
    const lives = new Set(ofKey.map(({ life }) => life));
    for (const life of lives) {
      const ofLife = ofKey.filter((lived) => lived.life === life).length;
      const failed = unanswered.filter((lived) => lived.life === life).length;
      ok(ofLife <= 1 + failed, `${key} was called ${ofLife} times by one process`);
    }
    ok(lives.size <= 1 + kills, `${key} was called in ${lives.size} lives, with ${kills} kills`);
    for (const life of [...lives].toSorted((a, b) => a - b).slice(0, -1))
      repeatsOfLife.set(life, (repeatsOfLife.get(life) ?? 0) + 1);
    maxOfKey = Math.max(maxOfKey, lives.size - 1);
    sum += lives.size - 1;
    checkNoneAfter(ofKey, recordedAt.get(rawKeyOf(key)));
  }
  const maxOfKill = Math.max(0, ...repeatsOfLife.values());
  ok(maxOfKill <= bound, `one kill made ${maxOfKill} calls be repeated; the bound is ${bound}`);
  ok(sum <= kills * bound, `${kills} kills made ${sum} calls be repeated`);
  return { maxOfKey, sum, maxOfKill };
}

/** The clock of the log and that of the proxy are the same, but are not read at the same moment. */
const clockToleranceMs = 20;

function checkNoneAfter(calls: readonly LivedCall[], recordedAt: number | undefined): void {
  if (recordedAt === undefined) return;
  const after = calls.filter(({ call }) => call.at > recordedAt + clockToleranceMs);
  equal(after.length, 0, `${encodeKey(calls[0]!.call.key)} was called after its outcome was kept`);
}

/** How soon a life was at work, in milliseconds since its process was made. */
export interface Restart {
  readonly readyMs: number;
  /** Null when it had no row to call. */
  readonly firstCallMs: number | null;
  /** Until half the rate before the kill was reached; null when too little was left to tell. */
  readonly rateBackMs: number | null;
}

const rateWindowMs = 300;
/** Before it, on an event store that others may share, what the dead process held waits for the end of its claim. */
const claimEndMs = isOnEventStoreDb ? 18_000 : 0;
/** A life that was shorter cannot have shown that the rate is not back. */
export const rateBackMaxMs = 5000 + claimEndMs;

export function measureRestart(
  before: Life,
  after: Life,
  calls: readonly LivedCall[],
): Restart | null {
  if (after.readyAt === null || before.killedAt === null) return null;
  const old = calls.filter(({ life }) => life === before.number).map(({ call }) => call.at);
  const times = calls.filter(({ life }) => life === after.number).map(({ call }) => call.at);
  const [first] = times;
  const readyMs = after.readyAt - after.spawnedAt;
  if (first === undefined) return { readyMs, firstCallMs: null, rateBackMs: null };
  const firstCallMs = first - after.spawnedAt;
  const { killedAt } = before;
  const lately = old.filter((at) => at > killedAt - 2 * rateWindowMs && at <= killedAt).length;
  const wanted = Math.ceil(lately / 4);
  const lived = (after.killedAt ?? times.at(-1)!) - after.spawnedAt;
  const enough = wanted >= 20 && times.length >= 3 * wanted;
  const backAt = times.find(
    (at, index) => index + 1 >= wanted && at - times[index + 1 - wanted]! <= rateWindowMs,
  );
  if (!enough) return { readyMs, firstCallMs, rateBackMs: null };
  return {
    readyMs,
    firstCallMs,
    rateBackMs:
      backAt !== undefined ? backAt - after.spawnedAt : lived < rateBackMaxMs ? null : Infinity,
  };
}
