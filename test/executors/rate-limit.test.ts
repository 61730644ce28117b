import { describe, expect, test } from "vitest";
import { openRateLimit } from "../../src/executors/rate-limit.ts";
import { everySecond, tokenBucket, underLoad } from "../support/limited-store.ts";

/** Takes and ends so many calls in a second, evenly; each as the answer of the store says. */
function callFor(
  limit: ReturnType<typeof openRateLimit>,
  about: { readonly from: number; readonly perSecond: number; readonly ms: number },
): number {
  let count = 0;
  for (let at = about.from; at < about.from + about.ms; at += 1000 / about.perSecond) {
    if (limit.take(at, 0) > 0) continue;
    limit.ended(at, false);
    count += 1;
  }
  return count;
}

function refuse(limit: ReturnType<typeof openRateLimit>, now: number): void {
  limit.take(now, 0);
  limit.ended(now, true);
}

describe("a rate", () => {
  test("has no limit before the first refusal", () => {
    const limit = openRateLimit();
    expect(callFor(limit, { from: 0, perSecond: 10_000, ms: 1000 })).toBe(10_000);
    expect(limit.isLimited()).toBe(false);
    expect(limit.state().rate).toBeNull();
  });

  test("is half of what was taken in the last second after the first one", () => {
    const limit = openRateLimit();
    callFor(limit, { from: 0, perSecond: 400, ms: 3000 });
    refuse(limit, 3000);
    expect(limit.state().rate).toBeGreaterThan(190);
    expect(limit.state().rate).toBeLessThanOrEqual(201);
  });

  test("falls by 5 % at a later one, and no more than once a second", () => {
    const limit = openRateLimit();
    callFor(limit, { from: 0, perSecond: 400, ms: 3000 });
    refuse(limit, 3000);
    callFor(limit, { from: 3000, perSecond: 1000, ms: 20_000 });
    const before = limit.state().rate!;
    refuse(limit, 23_000);
    const after = limit.state().rate!;
    expect(after / before).toBeCloseTo(0.95, 1);
    for (let at = 23_001; at < 23_999; at += 10) refuse(limit, at);
    expect(limit.state().rate! / after).toBeLessThan(1.05);
    expect(limit.state().rate! / after).toBeGreaterThan(0.99);
  });

  test("grows slowly at first, and faster the longer nothing is refused", () => {
    const limit = openRateLimit();
    callFor(limit, { from: 0, perSecond: 400, ms: 3000 });
    refuse(limit, 3000);
    callFor(limit, { from: 3000, perSecond: 2000, ms: 6000 });
    const rates = [0, 1, 2, 3].map((piece) => {
      callFor(limit, { from: 9000 + piece * 5000, perSecond: 2000, ms: 5000 });
      return limit.state().rate!;
    });
    const steps = rates.slice(1).map((rate, index) => rate - rates[index]!);
    expect(rates[0]! / 400).toBeLessThan(1.1);
    expect(steps[1]).toBeGreaterThan(2 * steps[0]!);
    expect(steps[2]).toBeGreaterThan(steps[1]!);
  });

  test("does not grow while nobody waits for it", () => {
    const limit = openRateLimit();
    callFor(limit, { from: 0, perSecond: 400, ms: 3000 });
    refuse(limit, 3000);
    const before = limit.state().rate!;
    callFor(limit, { from: 3100, perSecond: 10, ms: 600_000 });
    expect(limit.state().rate).toBeLessThan(before * 1.1);
  });

  test("never falls under one call at a time", () => {
    const limit = openRateLimit();
    for (let at = 0; at < 600_000; at += 500) if (limit.take(at, 0) === 0) limit.ended(at, true);
    expect(limit.state().rate).toBeGreaterThanOrEqual(1);
    expect(limit.take(700_000, 0)).toBe(0);
    limit.ended(705_000, true);
    expect(limit.take(710_000, 0)).toBe(0);
  });

  test("is the same in every thread that opens its memory", () => {
    const limit = openRateLimit();
    const other = openRateLimit(limit.buffer);
    callFor(limit, { from: 0, perSecond: 400, ms: 3000 });
    refuse(other, 3000);
    expect(limit.state()).toEqual(other.state());
    expect(limit.isLimited()).toBe(true);
  });

  test("is not kept waiting by a clock that was put back", () => {
    const limit = openRateLimit();
    callFor(limit, { from: 1_000_000, perSecond: 400, ms: 3000 });
    refuse(limit, 1_003_000);
    expect(callFor(limit, { from: 0, perSecond: 400, ms: 1000 })).toBeGreaterThan(100);
  });

  test("goes to the highest priority of all threads", () => {
    const limit = openRateLimit();
    callFor(limit, { from: 0, perSecond: 20, ms: 3000 });
    refuse(limit, 3000);
    let high = 0;
    let low = 0;
    for (let at = 3000; at < 8000; at++) {
      if (limit.take(at, 1) === 0) low += 1;
      if (limit.take(at, 5) === 0) high += 1;
    }
    expect(high).toBeGreaterThan(20);
    expect(low).toBeLessThanOrEqual(2);
  });
});

describe("behind a store that takes 500 calls a second", () => {
  test.each([
    ["with a burst of 50", () => tokenBucket(500, 50)],
    ["with a burst of a second", () => tokenBucket(500, 500)],
    ["counted by the second", () => everySecond(500)],
  ])("%s, at least 95 % of them are used and less than 1 % is refused", (_, make) => {
    const { taken, refused } = underLoad({ takes: make(), seconds: 300 });
    expect(taken / (500 * 300)).toBeGreaterThanOrEqual(0.95);
    expect(refused / (taken + refused)).toBeLessThan(0.01);
  });

  test.each([3, 10])("%i processes use it together, without knowing of each other", (processes) => {
    const { taken, refused } = underLoad({ takes: tokenBucket(500, 50), seconds: 300, processes });
    expect(taken / (500 * 300)).toBeGreaterThanOrEqual(0.95);
    expect(refused / (taken + refused)).toBeLessThan(0.02);
  });

  test("which later takes 2000, all of them are used a minute later", () => {
    const narrow = tokenBucket(500, 50);
    const wide = tokenBucket(2000, 200);
    const { takenIn } = underLoad({
      takes: (now) => (now < 60_000 ? narrow(now) : wide(now)),
      seconds: 120,
    });
    expect(takenIn.at(-1)).toBeGreaterThan(1800);
  });

  test("which later takes 50, soon hardly any is refused", () => {
    const wide = tokenBucket(500, 50);
    const narrow = tokenBucket(50, 10);
    const { takenIn, limits } = underLoad({
      takes: (now) => (now < 30_000 ? wide(now) : narrow(now)),
      seconds: 120,
    });
    expect(limits[0]!.state().rate).toBeLessThan(60);
    expect(takenIn.slice(60).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.9 * 50 * 60);
  });
});
