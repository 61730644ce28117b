import { describe, expect, test } from "vitest";
import {
  createFlushMoments,
  flushOffsetMs,
  flushWaitMs,
} from "../../src/executors/flush-moments.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const rhythm = { waitMs: 100, offsetMs: 30 };

/** Moments, and what was done when, in milliseconds after a full moment. */
function watched() {
  const clock = createVirtualClock();
  const start = clock.now();
  const done: string[] = [];
  const moments = createFlushMoments(clock);
  const note = (name: string) => () => done.push(`${name} at ${clock.now() - start}`);
  return { clock, moments, done, note };
}

/** A clock of which the test says what it shows, and when its timers go off. */
function played() {
  const start = 1_000_000;
  let now = start;
  const timers: { readonly ms: number; readonly action: () => void; isCalledOff: boolean }[] = [];
  const clock: Clock = {
    now: () => now,
    after(ms, action) {
      const timer = { ms, action, isCalledOff: false };
      timers.push(timer);
      return () => (timer.isCalledOff = true);
    },
  };
  const set = (ms: number) => (now = start + ms);
  return { moments: createFlushMoments(clock), timers, set };
}

describe("the moments of flushes", () => {
  test("come at once to all that wait for the same one, by one timer", async () => {
    const { clock, moments, done, note } = watched();
    moments.next(rhythm, note("a"));
    await clock.advance(7);
    moments.next(rhythm, note("b"));
    moments.next({ waitMs: 200, offsetMs: 30 }, note("c"));
    expect(clock.timers()).toBe(1);
    await clock.advance(22);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual(["a at 30", "b at 30", "c at 30"]);
    expect(clock.timers()).toBe(0);
  });

  test("come again when they are asked for again, each rhythm in its time", async () => {
    const { clock, moments, done, note } = watched();
    const again = () => {
      note("a")();
      moments.next(rhythm, again);
    };
    moments.next(rhythm, again);
    moments.next({ waitMs: 1000, offsetMs: 230 }, note("b"));
    await clock.advance(235);
    expect(done).toEqual(["a at 30", "a at 130", "b at 230", "a at 230"]);
  });

  test("are called off one by one, and the last takes the timer with it", async () => {
    const { clock, moments, done, note } = watched();
    const callOff = moments.next(rhythm, note("a"));
    const callOffOther = moments.next(rhythm, note("b"));
    callOff();
    await clock.advance(30);
    expect(done).toEqual(["b at 30"]);
    callOffOther();
    moments.next(rhythm, note("c"))();
    expect(clock.timers()).toBe(0);
    await clock.advance(200);
    expect(done).toHaveLength(1);
  });

  test("who asks while one comes, or calls off after it, changes the next one alone", async () => {
    const { clock, moments, done, note } = watched();
    const callOff = moments.next(rhythm, () => moments.next(rhythm, note("next")));
    await clock.advance(30);
    callOff();
    await clock.advance(100);
    expect(done).toEqual(["next at 130"]);
  });

  test("without a wait are now", async () => {
    const { clock, moments, done, note } = watched();
    moments.next({ waitMs: 0, offsetMs: 5 }, note("a"));
    await clock.advance(0);
    expect(done).toEqual(["a at 0"]);
  });

  test("come to who asks in the moment in which the last one was called off", async () => {
    const { clock, moments, done, note } = watched();
    moments.next(rhythm, note("a"))();
    moments.next(rhythm, note("b"));
    await clock.advance(30);
    expect(done).toEqual(["b at 30"]);
  });

  test("are waited for when a timer goes off a millisecond early, and can be called off then", () => {
    const { moments, timers, set } = played();
    let rung = 0;
    moments.next(rhythm, () => rung++);
    const callOff = moments.next(rhythm, () => rung++);
    set(29);
    timers[0]!.action();
    expect([rung, timers.map(({ ms }) => ms)]).toEqual([0, [30, 1]]);
    callOff();
    set(30);
    timers[1]!.action();
    expect(rung).toBe(1);

    const callOffNext = moments.next(rhythm, () => rung++);
    set(129);
    timers[2]!.action();
    callOffNext();
    expect(timers[3]).toMatchObject({ ms: 1, isCalledOff: true });
  });

  test("come all the same when the clock is set back, and again in what is the same moment then", () => {
    const { moments, timers, set } = played();
    let rung = 0;
    const callOff = moments.next(rhythm, () => rung++);
    set(-40);
    timers[0]!.action();
    expect(rung).toBe(1);
    set(0);
    moments.next(rhythm, () => rung++);
    callOff();
    expect(timers).toMatchObject([{ ms: 30 }, { ms: 30, isCalledOff: false }]);
    timers[1]!.action();
    expect(rung).toBe(2);
  });

  test("are its own in each process", () => {
    expect(flushOffsetMs("00000010-0000-4000-8000-000000000000")).toBe(16);
    expect(flushOffsetMs("ffffffff-0000-4000-8000-000000000000")).toBe(2 ** 32 - 1);
    expect(() => flushOffsetMs("me")).toThrow("UUID");
  });

  test("are rarer in a larger fleet, within bounds", () => {
    const waits = [1, 20, 50, 51, 100, 101, 200, 201, 9000].map(flushWaitMs);
    expect(waits).toEqual([5, 100, 250, 500, 500, 1000, 1000, 2000, 2000]);
  });
});
