import { describe, expect, test } from "vitest";
import type { AppendResult } from "../../src/eventstore/eventstore.ts";
import { createBeat } from "../../src/executors/beat.ts";
import type { StoreOutage } from "../../src/executors/shared-limits.ts";
import type { StreamWriter } from "../../src/executors/stream-writer.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

function setUp(options: { needed?: () => boolean; outages?: () => readonly StoreOutage[] } = {}) {
  const clock = createVirtualClock();
  const beats: { stream: string; type: string; data: object }[] = [];
  let gate: Promise<void> | null = null;
  const writer: StreamWriter = {
    executor: "me",
    async append(stream, [event]): Promise<AppendResult> {
      beats.push({ stream, type: event!.type, data: event!.data });
      if (gate !== null) await gate;
      return { revision: 0, position: 0 };
    },
  };
  const beat = createBeat({
    writer,
    clock,
    host: "quay",
    threads: 2,
    needed: options.needed ?? (() => true),
    outages: options.outages ?? (() => []),
  });
  const stop = new AbortController();
  return {
    clock,
    beat,
    beats,
    stop,
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

  test("beats only while that is needed, and is not stalled for that", async () => {
    let needed = false;
    const { clock, beat, beats } = setUp({ needed: () => needed });
    await clock.advance(60_000);
    expect(beats).toEqual([]);
    expect(beat.isStalled()).toBe(false);
    needed = true;
    await clock.advance(3000);
    expect(beats).toHaveLength(1);
  });

  test("is stalled when no beat was acknowledged for nine seconds, and not any more after one", async () => {
    const { clock, beat, beats, holdBack } = setUp();
    await clock.advance(1);
    const letGo = holdBack();
    await clock.advance(8999);
    expect(beat.isStalled()).toBe(false);
    await clock.advance(1);
    expect(beat.isStalled()).toBe(true);
    expect(beats).toHaveLength(2);
    letGo();
    await clock.advance(0);
    expect(beat.isStalled()).toBe(false);
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
