import { describe, expect, test } from "vitest";

import type { CallBatch } from "../../src/executors/run-batch.ts";
import { calling } from "../../src/executors/run-task.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import { claimBy, heldChunk, readerOf } from "../support/chunk-runs.ts";
import { deferred } from "../support/chunks.ts";
import { testGate } from "../support/gates.ts";

const fine: Judgement = { succeeded: true, message: null };
const refused = (
  kind: "permanent" | "transient" | "throttle",
  code = "SlowDown",
  status = 503,
): Judgement => ({ succeeded: false, failure: { code, status, message: `${code}.`, kind } });
const never = calling(() => Promise.reject(new Error("no row is called alone")));

function batchOf(play: (key: string, call: number) => Judgement, changes: Partial<CallBatch> = {}) {
  const calls: string[][] = [];
  const batch: CallBatch = {
    rowsMax: 1000,
    canShare: () => true,
    call: async (tasks) => {
      calls.push(tasks.map(({ key }) => key));
      return tasks.map(({ key }) => play(key, calls.flat().filter((one) => one === key).length));
    },
    ...changes,
  };
  return { batch, calls };
}

describe("rows that share a call", () => {
  test("go together as many as a call takes, in their order, a slot of the gate each call", async () => {
    const chunk = await heldChunk({ rows: 2500 });
    const { batch, calls } = batchOf(() => fine);
    const gate = testGate({ slots: 1 });
    const result = await chunk.run(never, { dependencies: { batch, gate } });
    expect(result.kind).toBe("completed");
    expect(calls.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(calls.flat()).toEqual(Array.from({ length: 2500 }, (_, row) => `k${row}`));
    expect(gate.free).toBe(1);
  });

  test("are judged each for itself", async () => {
    const chunk = await heldChunk({ rows: 4 });
    const { batch } = batchOf((key) =>
      key === "k2" ? refused("permanent", "AccessDenied") : fine,
    );
    await chunk.run(never, { dependencies: { batch } });
    const events = await chunk.events();
    expect(events).toMatchObject([
      { type: "ChunkClaimed" },
      {
        type: "TaskSucceeded",
        data: {
          rows: [
            [0, 1],
            [3, 3],
          ],
        },
      },
      { type: "TaskFailed", data: { rows: [[2, 2]], codes: ["AccessDenied"] } },
      { type: "ChunkAdvanced" },
      { type: "ChunkCompleted" },
    ]);
  });

  test("that are due again go together into the next call, the others not", async () => {
    const chunk = await heldChunk({ rows: 5 });
    const { batch, calls } = batchOf((key, call) =>
      call < 3 && (key === "k1" || key === "k4") ? refused("throttle") : fine,
    );
    const running = chunk.run(never, { dependencies: { batch } });
    await chunk.clock.advance(600_000);
    await running;
    expect(calls.slice(1)).toEqual([
      ["k1", "k4"],
      ["k1", "k4"],
    ]);
    const done = (await chunk.events()).filter(({ type }) => type === "TaskSucceeded");
    expect(done.map(({ data }) => data)).toMatchObject([
      {
        rows: [
          [0, 0],
          [2, 3],
        ],
      },
      {
        rows: [
          [1, 1],
          [4, 4],
        ],
        attempts: [3, 3],
      },
    ]);
  });

  test("that use up their tries are set aside, each with its own count and first code", async () => {
    const chunk = await heldChunk({ rows: 3 });
    const { batch } = batchOf((key, call) =>
      key === "k0" ? fine : refused("transient", call === 1 ? "First" : "Later", 400),
    );
    const began = chunk.clock.now();
    const running = chunk.run(never, { dependencies: { batch } });
    await chunk.clock.advance(600_000);
    await running;
    const tried = [[began, "First", 400], [200, "Later", 400], [400], [800], [1600]];
    expect(await chunk.events()).toContainEqual({
      type: "TaskDeferred",
      data: {
        rows: [[1, 2]],
        attempts: [5, 5],
        codes: ["Later", "Later"],
        firstCodes: ["First", "First"],
        statuses: [400, 400],
        messages: ["Later.", "Later."],
        failedAttempts: [tried, tried],
        round: 1,
      },
    });
  });

  test("without a version where every row needs one fail without a call", async () => {
    const chunk = await heldChunk({ rows: 2 });
    const entries = ["v1", ""].map((versionId, row) => ({
      row,
      rawKey: `k${row}`,
      key: `k${row}`,
      versionId,
    }));
    const reader = readerOf(2, () => Promise.resolve(entries));
    const { batch, calls } = batchOf(() => fine);
    await chunk.run(never, { dependencies: { batch, reader } });
    expect(calls).toEqual([["k0"]]);
    const events = await chunk.events();
    expect(events).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ codes: ["InvalidRequest"] }) }),
    );
  });

  test("and rows that cannot share a call are called alone", async () => {
    const chunk = await heldChunk({ rows: 4 });
    const alone: string[] = [];
    const call = calling(async ({ key }) => {
      alone.push(key);
      return fine;
    });
    const { batch, calls } = batchOf(() => fine, { canShare: ({ key }) => key !== "k1" });
    const result = await chunk.run(call, { dependencies: { batch } });
    expect(result.kind).toBe("completed");
    expect(alone).toEqual(["k1"]);
    expect(calls).toEqual([["k0", "k2", "k3"]]);
  });

  test("that were set aside before keep their count", async () => {
    const chunk = await heldChunk({
      rows: 2,
      history: [
        claimBy("other", 2),
        {
          type: "AdvanceChunk",
          executor: "other",
          outcomes: [deferred([[0, 1]], 1)],
          outcomesHash: "",
        },
        { type: "ReleaseChunk", executor: "other", lost: false },
        claimBy("me", 2),
      ],
    });
    const { batch } = batchOf(() => fine);
    await chunk.run(never, { dependencies: { batch } });
    const last = (await chunk.events()).findLast(({ type }) => type === "TaskSucceeded");
    expect(last?.data).toMatchObject({ rows: [[0, 1]], attempts: [6, 6] });
  });

  test("stop without a further call when the job stops, and have no outcome then", async () => {
    const chunk = await heldChunk({ rows: 3 });
    const stop = new AbortController();
    const { batch, calls } = batchOf(() => {
      stop.abort();
      return refused("throttle");
    });
    const gate = testGate({ slots: 2 });
    const result = await chunk.run(never, {
      dependencies: { batch, stop: stop.signal, gate },
    });
    expect(result.kind).toBe("released");
    expect(calls).toHaveLength(1);
    expect(gate.free).toBe(2);
  });

  test("are called one by one when executors die on them", async () => {
    const deaths = Array.from({ length: 3 }, (_, index) =>
      claimBy(`lost-${index}`, 3, index === 0 ? null : `lost-${index - 1}`),
    );
    const chunk = await heldChunk({ rows: 3, history: [...deaths, claimBy("me", 3, "lost-2")] });
    const alone: string[] = [];
    const call = calling(async ({ key }) => {
      alone.push(key);
      return fine;
    });
    const { batch, calls } = batchOf(() => fine);
    await chunk.run(call, { dependencies: { batch } });
    expect(alone).toEqual(["k0", "k1", "k2"]);
    expect(calls).toEqual([]);
  });
});
