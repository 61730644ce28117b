import { describe, expect, test } from "vitest";
import { NoFurtherCall } from "../../src/executors/call-gate.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import { StoreError, type StoreFailure } from "../../src/s3/failures.ts";
import { claimBy, heldChunk, readerOf } from "../support/chunk-runs.ts";
import { deferred, failed, succeeded } from "../support/chunks.ts";
import { testGate, testLimits } from "../support/gates.ts";
import { fine, script } from "../support/scripted-calls.ts";
import { atRest } from "../support/virtual-clock.ts";

const refusal: StoreFailure = {
  code: "SlowDown",
  status: 503,
  message: "Slow down.",
  kind: "throttle",
};
const refused = (changes: Partial<StoreFailure> = {}): Judgement => ({
  succeeded: false,
  failure: { ...refusal, ...changes },
});

describe("the calls of a chunk", () => {
  test.each([
    ["of the worker", 16, null, 5],
    ["of the job", 4, 4, 16],
  ])("in flight stay within the bound %s", async (_, most, maxConcurrency, slots) => {
    const chunk = await heldChunk({ rows: 60 });
    const { call, counted } = script(async () => {
      await atRest();
      return fine;
    });
    const bound = Math.min(most, slots);
    const { limits } = testLimits({ maxConcurrency });
    const gate = testGate({ slots, limits });
    const result = await chunk.run(call, { dependencies: { gate } });
    expect(result.kind).toBe("completed");
    expect(counted.most).toBe(bound);
    expect(gate.free).toBe(slots);
  });

  test("of a task of which no further one may start leave it without an outcome", async () => {
    const chunk = await heldChunk({ rows: 3 });
    const gate = testGate({ slots: 1 });
    const { call } = script((key) => {
      if (key === "k1") throw new NoFurtherCall();
      return fine;
    });
    const result = await chunk.run(call, { dependencies: { gate } });
    expect(result.kind).toBe("released");
    expect((await chunk.events()).at(-1)).toMatchObject({ data: { open: 1, lost: false } });
    expect(gate.free).toBe(1);
  });

  test("keep to their rate, repeated ones too", async () => {
    const chunk = await heldChunk({ rows: 4 });
    const play = script((key, count) => (key === "k0" && count < 4 ? refused() : fine));
    play.clockOf.now = () => chunk.clock.now();
    const running = chunk.run(play.call, {
      assignment: testLimits({ maxRequestsPerSecond: 2 }),
      dependencies: { random: () => 0 },
    });
    await chunk.clock.advance(20_000);
    expect((await running).kind).toBe("completed");
    expect(play.calls).toHaveLength(7);
    const times = play.calls.map(({ at }) => at);
    for (const [index, at] of times.slice(1).entries())
      expect(at - times[index]!).toBeGreaterThanOrEqual(500);
  });

  test("wait for what the store asks by Retry-After", async () => {
    const chunk = await heldChunk({ rows: 1 });
    const play = script((_, count) => (count === 1 ? refused({ retryAfterMs: 9000 }) : fine));
    const running = chunk.run(play.call);
    await chunk.clock.advance(8999);
    expect(play.calls).toHaveLength(1);
    await chunk.clock.advance(1);
    expect((await running).kind).toBe("completed");
    expect(play.calls).toHaveLength(2);
  });

  test("that throw are a bug, which surfaces, and no other row is called then", async () => {
    const chunk = await heldChunk({ rows: 100 });
    const play = script((key) => {
      if (key === "k3") throw new Error("a bug");
      return fine;
    });
    const dependencies = { gate: testGate({ slots: 1 }) };
    await expect(chunk.run(play.call, { dependencies })).rejects.toThrow("a bug");
    expect(play.calls.length).toBeLessThan(10);
  });
});

describe("a stop", () => {
  test("during a backoff ends it at once, without an outcome, and gives the chunk back", async () => {
    const chunk = await heldChunk({ rows: 3 });
    const stop = new AbortController();
    const play = script((key) => (key === "k1" ? refused({ retryAfterMs: 60_000 }) : fine));
    const running = chunk.run(play.call, { dependencies: { stop: stop.signal } });
    await chunk.clock.advance(500);
    stop.abort();
    expect((await running).kind).toBe("released");
    expect(play.keys()).toEqual(["k0", "k1", "k2"]);
    expect((await chunk.events()).at(-1)).toEqual({
      type: "ChunkReleased",
      data: { executor: "me", lost: false, open: 1 },
    });
    expect(chunk.clock.timers()).toBe(0);
  });

  test("while a row waits for a slot makes no call for it, and loses no slot", async () => {
    const chunk = await heldChunk({ rows: 9 });
    const stop = new AbortController();
    const answer = Promise.withResolvers<Judgement>();
    const play = script(() => answer.promise);
    const gate = testGate({ slots: 2 });
    const running = chunk.run(play.call, { dependencies: { stop: stop.signal, gate } });
    await atRest();
    expect(play.calls).toHaveLength(2);
    stop.abort();
    await atRest();
    answer.resolve(fine);
    expect((await running).kind).toBe("released");
    expect(play.calls).toHaveLength(2);
    expect(gate.free).toBe(2);
    expect((await chunk.events()).at(-1)).toMatchObject({ data: { open: 7 } });
  });

  test("before the first call makes none", async () => {
    const chunk = await heldChunk({ rows: 3 });
    const play = script(() => fine);
    const result = await chunk.run(play.call, { dependencies: { stop: AbortSignal.abort() } });
    expect([result.kind, play.calls.length]).toEqual(["released", 0]);
  });

  test("by the loss of the chunk ends backoffs too: the rows are called by another now", async () => {
    const chunk = await heldChunk({ rows: 2, flush: { waitMs: 100 } });
    const play = script((key) => (key === "k1" ? refused({ retryAfterMs: 5000 }) : fine));
    const running = chunk.run(play.call);
    await chunk.clock.advance(50);
    await chunk.append(claimBy("other", 2, "me"));
    await chunk.clock.advance(60_000);
    expect((await running).kind).toBe("lost");
    expect(play.keys()).toEqual(["k0", "k1"]);
  });
});

describe("rows that fail again and again", () => {
  test("are set aside, and fail for good in the third round with all of their attempts", async () => {
    const aside = deferred([[1, 1]], 2);
    const history = [
      claimBy("old", 2),
      {
        type: "AdvanceChunk" as const,
        executor: "old",
        outcomes: [succeeded([[0, 0]]), aside],
        outcomesHash: "h",
      },
      { type: "ReleaseChunk" as const, executor: "old", lost: false },
      claimBy("me", 2),
    ];
    const chunk = await heldChunk({ rows: 2, history });
    const play = script(() => refused({ code: "Busy", kind: "transient", status: 500 }));
    const running = chunk.run(play.call);
    await chunk.clock.advance(60_000);
    expect((await running).kind).toBe("completed");
    expect(play.keys()).toEqual(["k1", "k1", "k1", "k1", "k1"]);
    const outcome = (await chunk.events()).findLast(({ type }) => type === "TaskFailed");
    expect(outcome?.data).toMatchObject({
      attempts: [15],
      codes: ["Busy"],
      firstCodes: ["SlowDown"],
      failedAttempts: [{ length: 5 }],
    });
  });

  test("come after the fresh ones of their chunk", async () => {
    const history = [
      claimBy("old", 3),
      {
        type: "AdvanceChunk" as const,
        executor: "old",
        outcomes: [deferred([[0, 0]], 1)],
        outcomesHash: "h",
      },
      claimBy("me", 3, "old"),
    ];
    const chunk = await heldChunk({ rows: 3, history });
    const play = script(() => fine);
    await chunk.run(play.call);
    expect(play.keys()).toEqual(["k1", "k2", "k0"]);
  });
});

describe("a chunk that another takes while as many outcomes wait as may", () => {
  test("starts no further call, and the run ends", async () => {
    const chunk = await heldChunk({ rows: 100, flush: { outcomesMax: 4, waitingMax: 8 } });
    const letGo = chunk.holdBack();
    const play = script(() => fine);
    const running = chunk.run(play.call);
    await chunk.clock.advance(1000);
    const called = play.keys().length;
    expect(called).toBeGreaterThanOrEqual(8);
    await chunk.append(claimBy("other", 100, "me"));
    letGo();
    expect((await running).kind).toBe("lost");
    expect(play.keys().length).toBe(called);
  });
});

describe("a chunk that was taken over half done", () => {
  test("has only its open rows called", async () => {
    const outcomes = [
      succeeded([
        [0, 3],
        [7, 7],
      ]),
      failed([[5, 5]]),
    ];
    const history = [
      claimBy("old", 9),
      { type: "AdvanceChunk" as const, executor: "old", outcomes, outcomesHash: "h" },
      claimBy("me", 9, "old"),
    ];
    const chunk = await heldChunk({ rows: 9, history });
    const play = script(() => fine);
    expect((await chunk.run(play.call)).kind).toBe("completed");
    expect(play.keys()).toEqual(["k4", "k6", "k8"]);
    expect((await chunk.events()).at(-1)).toMatchObject({ data: { succeeded: 8, failed: 1 } });
  });
});

describe("a manifest that cannot be read", () => {
  test.each(["transient", "permanent"] as const)(
    "(%s) gives the chunk back uncalled",
    async (kind) => {
      const chunk = await heldChunk();
      const play = script(() => fine);
      const reader = readerOf(10, () => Promise.reject(new StoreError({ ...refusal, kind })));
      const result = await chunk.run(play.call, { dependencies: { reader } });
      expect(result).toMatchObject({ kind: "unreadable", failure: { kind } });
      expect(play.calls).toEqual([]);
      expect((await chunk.events()).at(-1)).toMatchObject({ type: "ChunkReleased" });
    },
  );

  test("because it holds other rows than planned is told as one that changed", async () => {
    const chunk = await heldChunk({ rows: 10 });
    const play = script(() => fine);
    const result = await chunk.run(play.call, { dependencies: { reader: readerOf(9) } });
    expect(result).toMatchObject({ kind: "unreadable", failure: { code: "PreconditionFailed" } });
    expect(play.calls).toEqual([]);
  });
});
