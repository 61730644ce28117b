import { describe, expect, test } from "vitest";
import { createLease, holdToLease, leaseMemory, thisTerm } from "../../src/executors/lease.ts";
import { beatAgeMaxMs } from "../../src/executors/liveness.ts";
import { testGate } from "../support/gates.ts";

function setUp(slots = 1) {
  let now = 1_790_000_000_000;
  const clock = { now: () => now };
  const memory = leaseMemory();
  const lease = createLease(clock, memory);
  lease.renew(now);
  let ranOut = 0;
  const gate = holdToLease(testGate({ slots }), createLease(clock, memory), () => (ranOut += 1));
  const pass = (ms: number) => void (now += ms);
  return { lease, gate, pass, ranOut: () => ranOut };
}

describe("a lease", () => {
  test("is held for three beats after the sending of the last one, in every thread that shares its memory", () => {
    const { lease, gate, pass } = setUp(9);
    const { signal } = new AbortController();
    pass(beatAgeMaxMs);
    expect(lease.isHeld()).toBe(true);
    expect(gate.enter(signal)).toBe(true);
    pass(1);
    expect(lease.isHeld()).toBe(false);
  });

  test("lets no call start when it has run out, and says so", async () => {
    const { gate, pass, ranOut } = setUp();
    pass(beatAgeMaxMs + 1);
    expect(await gate.enter(new AbortController().signal)).toBe(false);
    expect(ranOut()).toBe(1);
    expect(gate.free).toBe(1);
  });

  test("lets no call start that waited longer than it, and keeps no slot for it", async () => {
    const { lease, gate, pass, ranOut } = setUp();
    const { signal } = new AbortController();
    expect(gate.enter(signal)).toBe(true);
    const second = gate.enter(signal);
    pass(60_000);
    gate.leave(null, false);
    expect(await second).toBe(false);
    expect(ranOut()).toBe(1);
    expect(gate.free).toBe(1);
    lease.renew(1_790_000_060_000);
    expect(gate.enter(signal)).toBe(true);
  });

  test("answers each who waits, and all of them alike", async () => {
    const { gate, pass, ranOut } = setUp();
    const { signal } = new AbortController();
    expect(gate.enter(signal)).toBe(true);
    const waiting = [gate.enter(signal), gate.enter(signal), gate.enter(signal)];
    gate.leave(null, false);
    expect(await waiting[0]).toBe(true);
    pass(60_000);
    gate.leave(null, false);
    expect(await waiting[1]).toBe(false);
    expect(await waiting[2]).toBe(false);
    expect(ranOut()).toBe(2);
  });

  test("lets no further call of a task start when it has run out, also one that waited", async () => {
    const { gate, pass, ranOut } = setUp();
    expect(gate.next()).toBe(true);
    pass(beatAgeMaxMs + 1);
    expect(await gate.next()).toBe(false);
    expect(ranOut()).toBe(1);
  });

  test("is lost for good by who held it when it ran out, also when it is renewed", () => {
    const { lease, pass } = setUp();
    const held = thisTerm(lease);
    pass(60_000);
    lease.renew(1_790_000_060_000);
    expect(lease.isHeld()).toBe(true);
    expect(held.isHeld()).toBe(false);
    expect(thisTerm(lease).isHeld()).toBe(true);
  });
});
