import { describe, expect, test } from "vitest";
import type { AppendResult } from "../../src/eventstore/eventstore.ts";
import { createBeat } from "../../src/executors/beat.ts";
import type { StoreOutage } from "../../src/executors/shared-limits.ts";
import { createLease } from "../../src/executors/lease.ts";
import type { StreamWriter } from "../../src/executors/stream-writer.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

function setUp(
  options: {
    needed?: () => boolean;
    outages?: () => readonly StoreOutage[];
    shared?: boolean;
  } = {},
) {
  const clock = createVirtualClock();
  const beats: { stream: string; type: string; data: object }[] = [];
  const limits: [string, number][] = [];
  let gate: Promise<void> | null = null;
  const writer: StreamWriter = {
    executor: "me",
    async append(stream, [event]): Promise<AppendResult> {
      beats.push({ stream, type: event!.type, data: event!.data });
      if (gate !== null) await gate;
      return { revision: 0, position: 0 };
    },
  };
  const lease = createLease(clock);
  const beat = createBeat({
    writer,
    clock,
    host: "quay",
    threads: 2,
    lease,
    limitAge: async (...limit) => void limits.push(limit),
    shared: options.shared ?? false,
    needed: options.needed ?? (() => true),
    outages: options.outages ?? (() => []),
  });
  const stop = new AbortController();
  return {
    clock,
    lease,
    beats,
    limits,
    stop,
    beat,
    ended: beat.run(stop.signal),
    /** The store does not acknowledge until the returned function is called. */
    holdBack: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = null;
        resolve();
      };
    },
  };
}

describe("a process", () => {
  test("beats every three seconds in its own stream", async () => {
    const { clock, beats } = setUp();
    await clock.advance(2999);
    expect(beats).toHaveLength(1);
    await clock.advance(6001);
    expect(beats).toHaveLength(4);
    expect(beats[0]).toEqual({
      stream: "executor-me",
      type: "ExecutorSeen",
      data: { executor: "me", host: "quay", threads: 2, storesDown: [] },
    });
  });

  test("whose claims others may take has no lease while it does not beat, and beats at once when it has to", async () => {
    let needed = false;
    const { clock, beat, lease, beats } = setUp({ needed: () => needed, shared: true });
    await clock.advance(60_000);
    expect(lease.isHeld()).toBe(false);
    expect(beats).toHaveLength(1);
    needed = true;
    beat.look();
    await clock.advance(0);
    expect(beats).toHaveLength(2);
    expect(lease.isHeld()).toBe(true);
    beat.look();
    await clock.advance(2999);
    expect(beats).toHaveLength(2);
  });

  test("that owns its store beats only while that is needed, and holds its lease meanwhile", async () => {
    let needed = false;
    const { clock, lease, beats } = setUp({ needed: () => needed });
    await clock.advance(60_000);
    expect(beats).toEqual([]);
    expect(lease.isHeld()).toBe(true);
    needed = true;
    await clock.advance(3000);
    expect(beats).toHaveLength(1);
  });

  test("says once that it is there, and nothing more while nothing is to be done", async () => {
    const { clock, beats } = setUp({ needed: () => false, shared: true });
    await clock.advance(60_000);
    expect(beats).toHaveLength(1);
  });

  test("leaves time after a slow answer, so that five beats always last longer than a lease", async () => {
    const { clock, beats, holdBack } = setUp();
    await clock.advance(1);
    const letGo = holdBack();
    await clock.advance(2999);
    expect(beats).toHaveLength(2);
    await clock.advance(5000);
    letGo();
    await clock.advance(2499);
    expect(beats).toHaveLength(2);
    await clock.advance(1);
    expect(beats).toHaveLength(3);
  });

  test("has its old beats taken away, again and again", async () => {
    const { clock, limits } = setUp();
    await clock.advance(1);
    expect(limits).toEqual([["executor-me", 3600]]);
    await clock.advance(3_600_000);
    expect(limits.length).toBeGreaterThan(1);
  });

  test("has lost its lease when no beat was acknowledged for nine seconds, and holds it again after one", async () => {
    const { clock, lease, beats, holdBack } = setUp();
    await clock.advance(1);
    const letGo = holdBack();
    await clock.advance(8999);
    expect(lease.isHeld()).toBe(true);
    await clock.advance(1);
    expect(lease.isHeld()).toBe(false);
    expect(beats).toHaveLength(2);
    letGo();
    await clock.advance(0);
    expect(lease.isHeld()).toBe(true);
  });

  test("ends its beats at once when it stops", async () => {
    const { clock, beats, stop, ended } = setUp();
    await clock.advance(10);
    stop.abort();
    await ended;
    await clock.advance(60_000);
    expect(beats).toHaveLength(1);
    expect(clock.timers()).toBe(0);
  });
});

describe("a process that stops", () => {
  test("tells the others after its last beat that they need not wait for it", async () => {
    const { beat, beats, stop, ended } = setUp({ shared: true });
    stop.abort();
    await ended;
    await beat.sayStopped();
    expect(beats.map(({ type }) => type)).toEqual(["ExecutorSeen", "ExecutorStopped"]);
    expect(beats[1]).toMatchObject({ stream: "executor-me", data: { executor: "me" } });
  });

  test("tells nobody on a store that it owns alone", async () => {
    const { beat, beats, stop, ended } = setUp();
    stop.abort();
    await ended;
    await beat.sayStopped();
    expect(beats.map(({ type }) => type)).toEqual(["ExecutorSeen"]);
  });
});
