import { describe, expect, test } from "vitest";
import { AppendInDoubt, appendLimits } from "../../src/eventstore/eventstore.ts";
import { hashOf } from "../../src/audit/outcomes-hash.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import { countRows } from "../../src/job/rows.ts";
import { claimBy, failure, heldChunk, success } from "../support/chunk-runs.ts";
import { atRest } from "../support/virtual-clock.ts";

/** How many outcomes stand in each flush. */
function flushes(events: readonly ChunkEvent[]): number[] {
  return events.flatMap(({ type, data }) =>
    type === "ChunkAdvanced" ? [data.change.succeeded + data.change.failed] : [],
  );
}

function rowsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

describe("a flush", () => {
  test("is made when so many outcomes wait", async () => {
    const { record, events } = await heldChunk({ rows: 100, flush: { outcomesMax: 10 } });
    const recorder = record();
    for (const row of rowsFrom(0, 9)) recorder.add(success(row));
    await atRest();
    expect(flushes(await events())).toEqual([]);
    recorder.add(success(9));
    await atRest();
    expect(flushes(await events())).toEqual([10]);
  });

  test("is made when so many bytes wait, however few the outcomes", async () => {
    const { record, events } = await heldChunk({ rows: 100, flush: { bytesMax: 3000 } });
    const recorder = record();
    recorder.add(success(0, "x".repeat(1400)));
    await atRest();
    expect(flushes(await events())).toEqual([]);
    recorder.add(success(1, "x".repeat(1600)));
    await atRest();
    expect(flushes(await events())).toEqual([2]);
  });

  test("is made every so long while outcomes come, and no timer is left then", async () => {
    const { record, events, clock } = await heldChunk({ flush: { waitMs: 100 } });
    const recorder = record();
    recorder.add(success(0));
    await clock.advance(60);
    recorder.add(success(1));
    await clock.advance(39);
    expect(flushes(await events())).toEqual([]);
    await clock.advance(1);
    expect(flushes(await events())).toEqual([2]);
    expect(clock.timers()).toBe(0);
    await clock.advance(170);
    recorder.add(success(2));
    await clock.advance(29);
    expect(flushes(await events())).toEqual([2]);
    await clock.advance(1);
    expect(flushes(await events())).toEqual([2, 1]);
  });

  test.each([
    { offsetMs: 30, moments: [30, 130] },
    { offsetMs: 4_294_967_230, moments: [30, 130] },
    { offsetMs: 0, moments: [100, 200] },
  ])(
    "is made $offsetMs ms after full moments, whenever outcomes come",
    async ({ offsetMs, moments }) => {
      const held = await heldChunk({ flush: { waitMs: 100, offsetMs } });
      const recorder = held.record();
      // A full moment, as it begins an hour.
      const start = held.clock.now();
      for (const [row, moment] of moments.entries()) {
        await held.clock.advance(moment - 7 - (held.clock.now() - start));
        recorder.add(success(row));
        await held.clock.advance(6);
        expect(flushes(await held.events())).toHaveLength(row);
        await held.clock.advance(1);
        expect(flushes(await held.events())).toHaveLength(row + 1);
      }
    },
  );

  test("leaves what came while the store wrote to a flush of its own", async () => {
    const held = await heldChunk({ rows: 100, flush: { outcomesMax: 10, waitMs: 100 } });
    const { record, events, clock, holdBack, ids } = held;
    const recorder = record();
    const letGo = holdBack();
    for (const row of rowsFrom(0, 10)) recorder.add(success(row));
    await atRest();
    for (const row of rowsFrom(10, 5)) recorder.add(success(row));
    letGo();
    await clock.advance(99);
    expect(flushes(await events())).toEqual([10]);
    await clock.advance(1);
    expect(flushes(await events())).toEqual([10, 5]);
    expect(ids).toHaveLength(2);
  });

  test("is one append, with its end last, and completes the chunk", async () => {
    const { record, events, ids } = await heldChunk({ rows: 3 });
    const recorder = record();
    recorder.add(failure(2, "no"));
    recorder.add(success(0));
    recorder.add(success(1));
    await recorder.finish();
    expect((await events()).map(({ type }) => type)).toEqual([
      "ChunkClaimed",
      "TaskSucceeded",
      "TaskFailed",
      "ChunkAdvanced",
      "ChunkCompleted",
    ]);
    expect(ids.map(({ length }) => length)).toEqual([4]);
    expect(recorder.state().completed).toBe(true);
    expect(recorder.position()).toBeGreaterThan(0);
  });

  test("is one of several in order: one append is in flight, and none is written twice", async () => {
    const held = await heldChunk({ rows: 1000, flush: { outcomesMax: 10 } });
    const recorder = held.record();
    for (const row of rowsFrom(0, 1000)) {
      recorder.add(success(row));
      if (row % 7 === 0) await Promise.resolve();
    }
    await recorder.finish();
    const events = await held.events();
    const rows = events.flatMap(({ type, data }) =>
      type === "TaskSucceeded" ? [countRows(data.rows)] : [],
    );
    expect(rows).toEqual(rowsFrom(0, 100).map(() => 10));
    expect(held.counted.inFlightMost).toBe(1);
    expect(events.at(-1)).toMatchObject({ type: "ChunkCompleted", data: { succeeded: 1000 } });
  });

  test.each([
    ["plain", "x"],
    ["of three bytes a character", "漢"],
    ["of six bytes a character", "\u0001"],
  ])(
    "stays within the limits of an append, with 1 000 failures of long texts %s",
    async (_, text) => {
      const held = await heldChunk({ rows: 1000 });
      const recorder = held.record();
      let most = 0;
      const append = held.eventStore.append.bind(held.eventStore);
      held.eventStore.append = (stream, events, options) => {
        most = Math.max(most, Buffer.byteLength(JSON.stringify(events)));
        return append(stream, events, options);
      };
      for (const row of rowsFrom(0, 1000)) {
        recorder.add(failure(row, text.repeat(5000), text.repeat(1024)));
      }
      await recorder.finish();
      expect(recorder.gone.aborted).toBe(false);
      expect(most).toBeGreaterThan(200_000);
      expect(most).toBeLessThan(appendLimits.bytesMax / 2);
      expect(flushes(await held.events()).reduce((sum, count) => sum + count, 0)).toBe(1000);
    },
  );
});

describe("who has lost the chunk", () => {
  test("records nothing more, and starts nothing more", async () => {
    const { record, append, events } = await heldChunk({ rows: 10 });
    const recorder = record();
    await append(claimBy("other", 10, "me"));
    recorder.add(success(0));
    await recorder.flush();
    expect(recorder.gone.aborted).toBe(true);
    recorder.add(success(1));
    await recorder.finish();
    expect(await recorder.announce([2])).toBe(false);
    expect((await events()).map(({ type }) => type)).toEqual(["ChunkClaimed", "ChunkClaimed"]);
  });

  test("does not wait for room any more", async () => {
    const flush = { waitingMax: 2, outcomesMax: 2 };
    const { record, append, holdBack } = await heldChunk({ rows: 10, flush });
    const recorder = record();
    await append(claimBy("other", 10, "me"));
    const letGo = holdBack();
    for (const row of rowsFrom(0, 6)) recorder.add(success(row));
    const ready = recorder.ready();
    letGo();
    await expect(ready).resolves.toBeUndefined();
    expect(recorder.gone.aborted).toBe(true);
  });
});

describe("an event store that fails", () => {
  test("in doubt is asked again with the same ids, and what it holds is written once", async () => {
    const { record, events, ids, failNext } = await heldChunk({ rows: 2 });
    const recorder = record();
    failNext(new AppendInDoubt("timeout"), new AppendInDoubt("timeout"));
    recorder.add(success(0));
    recorder.add(success(1));
    await recorder.finish();
    expect(ids).toHaveLength(3);
    expect(new Set(ids.map((batch) => batch.join()))).toHaveLength(1);
    expect(flushes(await events())).toEqual([2]);
  });

  test("surfaces, and nothing is written after it", async () => {
    const { record, events, failNext, ids } = await heldChunk({
      rows: 10,
      flush: { outcomesMax: 2 },
    });
    const recorder = record();
    const disk = new Error("the disk is full");
    failNext(disk);
    for (const row of rowsFrom(0, 6)) recorder.add(success(row));
    await expect(recorder.broken).rejects.toBe(disk);
    await recorder.finish();
    expect(await recorder.announce([7])).toBe(false);
    expect(ids).toHaveLength(1);
    expect((await events()).map(({ type }) => type)).toEqual(["ChunkClaimed"]);
  });
});

describe("back-pressure", () => {
  test("holds calls back while so many outcomes wait, and lets them go on after a flush", async () => {
    const flush = { outcomesMax: 4, waitingMax: 8 };
    const { record, holdBack } = await heldChunk({ rows: 100, flush });
    const recorder = record();
    const letGo = holdBack();
    for (const row of rowsFrom(0, 12)) recorder.add(success(row));
    await atRest();
    let isReady = false;
    const ready = recorder.ready().then(() => (isReady = true));
    await atRest();
    expect(isReady).toBe(false);
    letGo();
    await ready;
    expect(isReady).toBe(true);
  });
});

describe("the hash of a chunk", () => {
  test("is made again from its stream alone, flush by flush", async () => {
    const { record, events } = await heldChunk({ rows: 30, flush: { outcomesMax: 7 } });
    const recorder = record();
    for (const row of rowsFrom(0, 30))
      recorder.add(row % 3 === 0 ? failure(row, "漢\u0001\n") : success(row, "done"));
    await recorder.finish();
    let hash = "";
    let flush: ChunkEvent[] = [];
    for (const event of await events()) {
      if (event.type === "TaskSucceeded" || event.type === "TaskFailed") flush.push(event);
      if (event.type !== "ChunkAdvanced") continue;
      hash = hashOf(hash, flush);
      flush = [];
      expect(event.data.outcomesHash).toBe(hash);
    }
    expect((await events()).at(-1)).toMatchObject({ data: { outcomesHash: hash } });
  });
});
