import { describe, expect, test } from "vitest";
import { createGates } from "../../src/executors/gates.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import { answeredFailure, ownFailure } from "../../src/s3/failures.ts";
import { hourMs, testLimits } from "../support/gates.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const fine: Judgement = { succeeded: true, message: null };
const failure = answeredFailure({ status: 503, code: "SlowDown" });
const slowDown: Judgement = { succeeded: false, failure };
const gone: Judgement = { succeeded: false, failure: ownFailure("ConnectionFailed") };
const going = new AbortController().signal;

function setUp(slots = 4) {
  const clock = createVirtualClock();
  const gates = () => createGates({ clock, slots, storeDownMaxMs: hourMs });
  return { clock, gates, thread: gates() };
}

/** Notes when each who asked was let in. */
function notes() {
  const entered: string[] = [];
  const ask = (
    gate: { enter: (stop: AbortSignal) => true | Promise<boolean> },
    name: string,
    stop = going,
  ) => {
    const answer = gate.enter(stop);
    if (answer === true) entered.push(name);
    else void answer.then((isIn) => entered.push(isIn ? name : `${name} away`));
  };
  return { entered, ask };
}

describe("a slot of a thread", () => {
  test("that is free goes to the highest priority, and within a job to who asked first", async () => {
    const { clock, thread } = setUp(1);
    const low = thread.open("low", testLimits({ priority: 1 }).limits);
    const high = thread.open("high", testLimits({ priority: 9 }).limits);
    const { entered, ask } = notes();
    ask(low, "l0");
    for (const name of ["l1", "l2"]) ask(low, name);
    for (const name of ["h1", "h2"]) ask(high, name);
    low.leave(fine, true);
    await clock.advance(1);
    expect(entered).toEqual(["l0", "h1"]);
    high.leave(fine, true);
    high.leave(fine, true);
    await clock.advance(1);
    expect(entered).toEqual(["l0", "h1", "h2", "l1"]);
  });

  test("that is free goes to jobs of equal priority in turn, however many calls of one wait", async () => {
    const { clock, thread } = setUp(1);
    const a = thread.open("a", testLimits({ priority: 5 }).limits);
    const b = thread.open("b", testLimits({ priority: 5 }).limits);
    const { entered, ask } = notes();
    for (const name of ["a0", "a1", "a2", "a3"]) ask(a, name);
    for (const name of ["b0", "b1"]) ask(b, name);
    for (const gate of [a, b, a, b]) {
      gate.leave(fine, true);
      await clock.advance(1);
    }
    expect(entered).toEqual(["a0", "b0", "a1", "b1", "a2"]);
  });

  test("goes by the priority that the job has now", async () => {
    const { clock, thread } = setUp(1);
    const one = testLimits({ priority: 1 });
    const other = testLimits({ priority: 5 });
    const a = thread.open("a", one.limits);
    const b = thread.open("b", other.limits);
    const { entered, ask } = notes();
    ask(a, "a0");
    ask(a, "a1");
    ask(b, "b1");
    one.caps.set({ maxConcurrency: null, maxRequestsPerSecond: null, priority: 7 });
    a.leave(fine, true);
    await clock.advance(1);
    expect(entered).toEqual(["a0", "a1"]);
  });

  test("is not lost by who is turned away", async () => {
    const { clock, thread } = setUp(1);
    const gate = thread.open("j", testLimits().limits);
    const stop = new AbortController();
    const { entered, ask } = notes();
    ask(gate, "a");
    ask(gate, "b", stop.signal);
    ask(gate, "c");
    stop.abort();
    gate.leave(null, false);
    await clock.advance(1);
    expect(entered).toEqual(["a", "b away", "c"]);
    gate.leave(fine, true);
    expect(gate.free).toBe(1);
  });
});

test("who is let in may turn the others away, and who is turned away may ask again", () => {
  const { thread } = setUp(1);
  const gate = thread.open("j", testLimits().limits);
  const stop = new AbortController();
  const told: string[] = [];
  expect(gate.tryEnter(going, () => {})).toBe(true);
  gate.tryEnter(stop.signal, (entered) => {
    told.push(`a ${entered}`);
    stop.abort();
  });
  gate.tryEnter(stop.signal, (entered) => {
    told.push(`b ${entered}`);
    gate.tryEnter(going, (again) => told.push(`b again ${again}`));
  });
  gate.tryEnter(going, (entered) => told.push(`c ${entered}`));
  gate.leave(fine, true);
  expect(told).toEqual(["a true", "b false"]);
  gate.leave(fine, true);
  gate.leave(fine, true);
  expect(told).toEqual(["a true", "b false", "c true", "b again true"]);
});

describe("the caps of a job", () => {
  test("hold over all threads of the process", async () => {
    const { clock, gates } = setUp(10);
    const { limits, caps } = testLimits({ maxConcurrency: 3 });
    const [one, other] = [gates().open("j", limits), gates().open("j", limits)];
    const { entered, ask } = notes();
    for (let call = 0; call < 5; call++) ask(one, "one");
    for (let call = 0; call < 5; call++) ask(other, "other");
    await clock.advance(1000);
    expect(entered).toHaveLength(3);
    expect(caps.inFlight()).toBe(3);
    one.leave(fine, true);
    await clock.advance(1000);
    expect(entered).toHaveLength(4);
  });

  test("that are raised let more in at once, and that are lowered hold back at once", async () => {
    const { clock, thread } = setUp(64);
    const { limits, caps } = testLimits({ maxRequestsPerSecond: 1 });
    const gate = thread.open("j", limits);
    const { entered, ask } = notes();
    for (let call = 0; call < 64; call++) ask(gate, "j");
    await clock.advance(3000);
    expect(entered.length).toBeLessThanOrEqual(4);
    caps.set({ maxConcurrency: null, maxRequestsPerSecond: 20, priority: 1 });
    await clock.advance(2000);
    const raised = entered.length;
    expect(raised).toBeGreaterThan(30);
    caps.set({ maxConcurrency: 1, maxRequestsPerSecond: 20, priority: 1 });
    await clock.advance(5000);
    expect(entered).toHaveLength(raised);
  });

  test("of one job do not keep another waiting", async () => {
    const { clock, thread } = setUp(8);
    const slow = thread.open("slow", testLimits({ maxConcurrency: 1, priority: 9 }).limits);
    const quick = thread.open("quick", testLimits({ priority: 1 }).limits);
    const { entered, ask } = notes();
    ask(slow, "s0");
    ask(slow, "s1");
    for (let call = 0; call < 4; call++) ask(quick, "q");
    await clock.advance(100);
    expect(entered).toEqual(["s0", "q", "q", "q", "q"]);
  });
});

describe("the rate of a bucket", () => {
  test("is shared by the jobs that use it, the higher priority first", async () => {
    const { clock, thread } = setUp(64);
    const { limits, rate } = testLimits({ priority: 1 });
    const low = thread.open("low", limits);
    const high = thread.open("high", testLimits({ priority: 2 }, { rate }).limits);
    expect(low.enter(going)).toBe(true);
    low.leave(slowDown, true);
    expect(rate.isLimited()).toBe(true);
    const { entered, ask } = notes();
    ask(low, "first");
    for (let call = 0; call < 20; call++) ask(low, "low");
    for (let call = 0; call < 20; call++) ask(high, "high");
    for (let ms = 0; ms < 6000 && entered.length < 30; ms += 5) {
      const before = entered.length;
      await clock.advance(5);
      for (const name of entered.slice(before)) (name === "high" ? high : low).leave(fine, true);
    }
    expect(entered.slice(2, 20).every((name) => name === "high")).toBe(true);
  });

  test("makes further calls of a task wait for their turn, too", async () => {
    const { clock, thread } = setUp(4);
    const { limits } = testLimits();
    const gate = thread.open("j", limits);
    expect(gate.next()).toBe(true);
    expect(gate.enter(going)).toBe(true);
    gate.leave(slowDown, true);
    expect(gate.next()).toBe(true);
    const turn = gate.next();
    expect(turn).not.toBe(true);
    let came = false;
    void (turn as Promise<boolean>).then((mayStart) => (came = mayStart));
    await clock.advance(100);
    expect(came).toBe(false);
    await clock.advance(2000);
    expect(came).toBe(true);
  });
});

describe("a store that is down", () => {
  test("is asked by one call of all threads, and opens to all who wait when it answers", async () => {
    const { clock, gates } = setUp(8);
    const { limits, health } = testLimits();
    const [one, other] = [gates().open("j", limits), gates().open("j", limits)];
    for (let second = 0; second <= 10; second++) {
      expect(one.enter(going)).toBe(true);
      one.leave(gone, true);
      await clock.advance(1000);
    }
    expect(health.outage(clock.now())).not.toBeNull();
    expect(one.isStoreAtFault(ownFailure("ConnectionFailed"))).toBe(true);
    const { entered, ask } = notes();
    for (let call = 0; call < 4; call++) ask(one, "one");
    for (let call = 0; call < 4; call++) ask(other, "other");
    await clock.advance(60_000);
    expect(entered).toHaveLength(1);
    (entered[0] === "one" ? one : other).leave(gone, false);
    await clock.advance(10_000);
    expect(entered).toHaveLength(2);
    (entered[1] === "one" ? one : other).leave(fine, false);
    await clock.advance(1000);
    expect(entered).toHaveLength(8);
    expect(other.isStoreAtFault(ownFailure("ConnectionFailed"))).toBe(false);
  });

  test("does not keep the jobs of another store waiting", async () => {
    const { clock, thread } = setUp(2);
    const away = thread.open("away", testLimits({ priority: 9 }).limits);
    const there = thread.open("there", testLimits({ priority: 1 }).limits);
    for (let second = 0; second <= 10; second++) {
      if (away.enter(going) === true) away.leave(gone, true);
      await clock.advance(1000);
    }
    const { entered, ask } = notes();
    for (let call = 0; call < 5; call++) ask(away, "away");
    ask(there, "there");
    await clock.advance(6000);
    expect(entered).toContain("there");
  });
});

describe("a failure", () => {
  test("is the store's while the rate backs off, and the task's before that", () => {
    const { thread } = setUp();
    const gate = thread.open("j", testLimits().limits);
    expect(gate.isStoreAtFault(failure)).toBe(false);
    expect(gate.enter(going)).toBe(true);
    gate.leave(slowDown, true);
    expect(gate.isStoreAtFault(failure)).toBe(true);
    expect(gate.isStoreAtFault(answeredFailure({ status: 500, code: "InternalError" }))).toBe(
      false,
    );
  });
});
