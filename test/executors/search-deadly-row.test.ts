import { describe, expect, test } from "vitest";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import type { ChunkCommand } from "../../src/job/chunk.ts";
import { rowsOf } from "../../src/job/rows.ts";
import { sleep, type Clock } from "../../src/lib/clock.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import { claimBy, heldChunk } from "../support/chunk-runs.ts";
import { succeeded } from "../support/chunks.ts";
import { testGate, testLimits } from "../support/gates.ts";
import { fine, script } from "../support/scripted-calls.ts";
import { atRest } from "../support/virtual-clock.ts";

const rowsFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Three claims without an outcome; the last one is ours. */
const deaths = (rows: number) => [
  claimBy("a", rows),
  claimBy("b", rows, "a"),
  claimBy("me", rows, "b"),
];

/** Each announced these rows at once, and was lost. */
const losses = (rows: number, ...announced: readonly (readonly number[])[]): ChunkCommand[] => {
  const lost = announced.flatMap((group, at) => [
    claimBy(`e${at}`, rows, at === 0 ? null : `e${at - 1}`),
    { type: "AnnounceTasks" as const, executor: `e${at}`, rows: group },
  ]);
  return [...lost, claimBy("me", rows, `e${announced.length - 1}`)];
};

/** The rows of each append that announced some. */
function groupsOf(events: readonly ChunkEvent[]): number[][] {
  const groups: number[][] = [];
  for (const [index, { type, data }] of events.entries()) {
    if (type !== "TaskStarted" || data.executor !== "me") continue;
    const { together = 1 } = data;
    const current = groups.at(-1);
    const goesOn = events[index - 1]?.type === "TaskStarted" && (current?.length ?? 0) < together;
    if (current !== undefined && goesOn && together > 1) current.push(data.row);
    else groups.push([data.row]);
  }
  return groups;
}

const failedRows = (events: readonly ChunkEvent[]) =>
  events.flatMap(({ type, data }) => (type === "TaskFailed" ? [...rowsOf(data.rows)] : []));

/** Calls that end together, a turn after the last of them began. */
const together = () => script(() => atRest().then(() => fine));

describe("a chunk that executors died on three times", () => {
  test("is run in groups of 64, each announced by one append before its calls, which are made at once", async () => {
    const chunk = await heldChunk({ rows: 100, history: deaths(100) });
    const announcedAtCall: number[] = [];
    const play = script(async () => {
      const events = await chunk.events();
      announcedAtCall.push(events.filter(({ type }) => type === "TaskStarted").length);
      await atRest();
      return fine;
    });
    const dependencies = { gate: testGate({ slots: 200 }) };
    expect((await chunk.run(play.call, { dependencies })).kind).toBe("completed");
    expect(groupsOf(await chunk.events())).toEqual([rowsFrom(0, 63), rowsFrom(64, 99)]);
    expect(announcedAtCall.toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 64 }, () => 64),
      ...Array.from({ length: 36 }, () => 100),
    ]);
    expect(play.counted.most).toBe(64);
    // Announced and written in turn: no call is under way when the next ones are announced.
    expect(chunk.ids.map((batch) => batch.length)).toEqual([64, 2, 36, 3]);
  });

  test.each([
    ["the slots of the worker", { slots: 4 }, {}],
    ["the calls that its job may have in flight", { slots: 16 }, { maxConcurrency: 4 }],
  ])("has no more rows in a group than %s", async (_, { slots }, share) => {
    const chunk = await heldChunk({ rows: 10, history: deaths(10) });
    const play = together();
    const { limits } = testLimits(share);
    const gate = testGate({ slots, limits });
    expect((await chunk.run(play.call, { dependencies: { gate } })).kind).toBe("completed");
    const groups = groupsOf(await chunk.events());
    expect(groups).toEqual([rowsFrom(0, 3), rowsFrom(4, 7), rowsFrom(8, 9)]);
    expect(play.counted.most).toBe(4);
    expect(gate.free).toBe(slots);
  });

  test("keeps to the rate of its job: what may not start now is not announced", async () => {
    const chunk = await heldChunk({ rows: 3, history: deaths(3) });
    const play = script(() => fine);
    const running = chunk.run(play.call, {
      assignment: testLimits({ maxRequestsPerSecond: 1 }),
    });
    await chunk.clock.advance(999);
    expect(play.calls).toHaveLength(1);
    expect(groupsOf(await chunk.events())).toEqual([[0]]);
    await chunk.clock.advance(1001);
    expect(play.calls).toHaveLength(3);
    expect((await running).kind).toBe("completed");
  });

  test("is run so to its end where the event store takes longer than the calls", async () => {
    const chunk = await heldChunk({ rows: 40, history: deaths(40) });
    const play = script(() => fine);
    const dependencies = { clock: chunk.clock, gate: testGate({ slots: 2 }) };
    const running = chunk.run(play.call, { dependencies });
    for (let turn = 0; turn < 40; turn++) {
      const release = chunk.holdBack();
      await atRest();
      await chunk.clock.advance(1000);
      release();
      await atRest();
    }
    expect((await running).kind).toBe("completed");
    expect(groupsOf(await chunk.events()).flat()).toEqual(rowsFrom(0, 39));
  });

  const busy: Judgement = {
    succeeded: false,
    failure: {
      code: "SlowDown",
      status: 503,
      message: "m",
      kind: "throttle",
      retryAfterMs: 20_000,
    },
  };
  const slowCalls = ({ clock }: { readonly clock: Clock }, ms = 40) =>
    script(() => sleep(clock, ms).then(() => fine));

  test("is given back when the calls have taken as long as those before a death could", async () => {
    const chunk = await heldChunk({ rows: 40, history: deaths(40), flush: { waitMs: 100 } });
    const play = slowCalls(chunk);
    const running = chunk.run(play.call, { dependencies: { gate: testGate({ slots: 2 }) } });
    await chunk.clock.advance(2000);
    expect((await running).kind).toBe("released");
    expect(groupsOf(await chunk.events()).flat()).toEqual(rowsFrom(0, 9));
    expect((await chunk.events()).at(-1)).toMatchObject({ data: { lost: false, open: 30 } });
  });

  test("is given back within two seconds where a call takes 30 ms and an append 20", async () => {
    const history = deaths(1000);
    const chunk = await heldChunk({ rows: 1000, history, appendMs: 20 });
    const start = chunk.clock.now();
    const gate = testGate({ slots: 32, clock: chunk.clock });
    const running = chunk.run(slowCalls(chunk, 30).call, { dependencies: { gate } });
    const isOver = running.then(() => chunk.clock.now());
    await chunk.clock.advance(5000);
    expect((await running).kind).toBe("released");
    expect((await isOver) - start).toBeLessThan(2000);
  });

  test("does not take the time for which a row waits for its next try for that of calls", async () => {
    const chunk = await heldChunk({ rows: 40, history: deaths(40), flush: { waitMs: 100 } });
    const play = script((key, call) => (key === "k1" && call === 1 ? busy : fine));
    const running = chunk.run(play.call, { dependencies: { gate: testGate({ slots: 2 }) } });
    await chunk.clock.advance(30_000);
    expect((await running).kind).toBe("completed");
    expect(groupsOf(await chunk.events()).flat()).toEqual(rowsFrom(0, 39));
  });

  test("has as many rows suspected as shared calls could hold, and none of them share one", async () => {
    const chunk = await heldChunk({ rows: 40, history: deaths(40), flush: { waitMs: 1 } });
    const play = slowCalls(chunk);
    const batch = { rowsMax: 10, canShare: () => true, call: () => Promise.reject(new Error()) };
    const gate = testGate({ slots: 2 });
    const running = chunk.run(play.call, { dependencies: { gate, batch } });
    await chunk.clock.advance(2000);
    expect((await running).kind).toBe("released");
    expect(groupsOf(await chunk.events()).flat()).toEqual(rowsFrom(0, 19));
  });

  test("does not blame a row that waited for a slot when its job stopped", async () => {
    const chunk = await heldChunk({ rows: 2, history: deaths(2) });
    const gate = testGate({ slots: 1 });
    expect(gate.enter(AbortSignal.any([]))).toBe(true);
    const stop = new AbortController();
    const play = script(() => fine);
    const running = chunk.run(play.call, { dependencies: { gate, stop: stop.signal } });
    await atRest();
    stop.abort();
    expect((await running).kind).toBe("released");
    expect(groupsOf(await chunk.events())).toEqual([]);
  });

  test("calls none of a group whose job stopped while it was announced, and keeps no slot", async () => {
    const chunk = await heldChunk({ rows: 5, history: deaths(5) });
    const gate = testGate({ slots: 3 });
    const stop = new AbortController();
    const play = script(() => fine);
    const release = chunk.holdBack();
    const running = chunk.run(play.call, { dependencies: { gate, stop: stop.signal } });
    await atRest();
    stop.abort();
    release();
    expect((await running).kind).toBe("released");
    expect(play.calls).toEqual([]);
    expect(gate.free).toBe(3);
  });

  test("makes no call when the rows cannot be announced", async () => {
    const chunk = await heldChunk({ rows: 2, history: deaths(2) });
    chunk.failNext(new Error("the disk is full"));
    const play = script(() => fine);
    await expect(chunk.run(play.call)).rejects.toThrow("the disk is full");
    await atRest();
    expect(play.calls).toEqual([]);
  });
});

describe("rows that were announced when an executor was lost", () => {
  test("come first, eight at once where they were many, and all others after them", async () => {
    const chunk = await heldChunk({ rows: 40, history: losses(40, rowsFrom(20, 31)) });
    const gate = testGate({ slots: 16 });
    await chunk.run(together().call, { dependencies: { gate } });
    expect(groupsOf(await chunk.events())).toEqual([
      rowsFrom(20, 27),
      rowsFrom(28, 31),
      rowsFrom(0, 15),
      [...rowsFrom(16, 19), ...rowsFrom(32, 39)],
    ]);
  });

  test("come alone where they were few", async () => {
    const chunk = await heldChunk({ rows: 10, history: losses(10, rowsFrom(0, 9), [3, 4]) });
    const play = together();
    await chunk.run(play.call);
    expect(groupsOf(await chunk.events())).toEqual([
      [3],
      [4],
      rowsFrom(0, 2).concat(rowsFrom(5, 9)),
    ]);
  });

  test("are not deadly, however often they were not alone", async () => {
    const eight = rowsFrom(0, 7);
    const chunk = await heldChunk({
      rows: 8,
      history: losses(8, eight, eight, eight, [2], [2], eight),
    });
    const play = together();
    expect((await chunk.run(play.call)).kind).toBe("completed");
    expect(play.keys()).toHaveLength(8);
    expect(failedRows(await chunk.events())).toEqual([]);
  });

  test("and three times alone fail without a call; the other suspects are called alone, and the rest is given back", async () => {
    const done = {
      type: "AdvanceChunk" as const,
      executor: "e0",
      outcomes: [succeeded([[0, 0]])],
      outcomesHash: "h",
    };
    const [claim, ...then] = losses(30, rowsFrom(1, 8), [1, 2, 3], [2], [2], [2]);
    const chunk = await heldChunk({ rows: 30, history: [claim!, done, ...then] });
    const play = together();
    expect((await chunk.run(play.call)).kind).toBe("released");
    expect(play.keys()).toEqual(["k1", "k3", "k4", "k5", "k6", "k7", "k8"]);
    expect(play.counted.most).toBe(1);
    const lost = (await chunk.events()).find(({ type }) => type === "TaskFailed");
    expect(lost?.data).toMatchObject({ codes: ["ExecutorLost"], attempts: [5] });
    expect(failedRows(await chunk.events())).toEqual([2]);
  });
});
