import { afterEach, describe, expect, test, vi } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createOpenReader } from "../../src/executors/open-reader.ts";
import { createReadChunkRows } from "../../src/executors/read-chunk-rows.ts";
import { assert } from "../../src/lib/assert.ts";
import { sleep, systemClock } from "../../src/lib/clock.ts";
import { openReadModels } from "../../src/readmodels/open-read-models.ts";
import type { Page, TaskRow } from "../../src/readmodels/read-models.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import {
  allEvents,
  createJob,
  done,
  fastClock,
  killable,
  outcomesOf,
  reaches,
  send,
  startEngine,
  type Play,
  type TestEngine,
  type TestEngineOptions,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const rows = 4000;
const callsInFlightMax = 16;
/** Outcomes that may wait for the store when a process dies: 3 chunks, flushed every 5 ms or 1 000 outcomes. */
const waitingMax = 3 * 1000;

const spec = (() => {
  const valid = validSpec({ confirmationRequired: false });
  return {
    ...valid,
    manifest: { ...valid.manifest, object: { ...valid.manifest.object, etag: null } },
  };
})();

const running: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((engine) => engine.stop()));
});

function setUp() {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const keys = Array.from({ length: rows }, (_, index) => `k${String(index).padStart(5, "0")}`);
  objects.put(
    { bucket: "lists", key: "photos.csv" },
    keys.map((key) => `photos,${key}\n`).join(""),
  );
  const log = openEmbeddedEventStore({ file: ":memory:" });
  const calls: string[] = [];

  /** Starts a process. A killed one is never stopped: it hangs, as a dead one does not answer. */
  function start(options: Partial<TestEngineOptions> & { exclusive?: boolean } = {}) {
    const process = killable(log, { exclusive: options.exclusive ?? true });
    const { play = () => done } = options;
    const unlessDead: Play = async (key, call) => {
      const answer = await play(key, call);
      return process.isDead() ? new Promise<never>(() => {}) : answer;
    };
    const engine = startEngine({
      objects,
      calls,
      callsInFlightMax,
      ...options,
      eventStore: process.eventStore,
      play: unlessDead,
    });
    return { ...engine, kill: process.kill, engine };
  }
  return { objects, keys, log, calls, start };
}

/** The tasks of which nobody knows whether they were called, as the API lists them. */
async function unknownTasks({
  log,
  objects,
  job,
}: {
  readonly log: EventStore;
  readonly objects: ObjectStore;
  readonly job: string;
}) {
  const openReader = createOpenReader({
    objectStoreOf: () => objects,
    listingOf: () => {
      throw new Error("nothing is listed");
    },
    scratch: null,
    eventStore: log,
    rowsMax: rows,
  });
  const readChunkRows = createReadChunkRows({ eventStore: log, openReader });
  const readModels = openReadModels({
    file: ":memory:",
    eventStore: log,
    readRows: async ({ id, state }, place) => {
      assert("opened" in state && state.opened !== null, "the list was opened");
      return readChunkRows({ job: id, spec: state.spec, opened: state.opened, ...place });
    },
  });
  await readModels.rebuild();
  const found: { row: number; rawKey: string | null }[] = [];
  let after: string | undefined;
  do {
    const page: Page<TaskRow> = await readModels.fromStreams.tasks(readModels.job(job)!, {
      outcomes: new Set(["UNKNOWN"]),
      first: 100,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.rows.map(({ row: { row, rawKey } }) => ({ row, rawKey })));
    after = page.hasNextPage ? page.rows.at(-1)!.cursor : undefined;
  } while (after !== undefined);
  await readModels.stop();
  return found;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("a process that dies", () => {
  test.each([1, 40, 300, 900, 2500, 3999])(
    "after %i calls leaves a job that the next one ends, each row with one outcome",
    async (callsBefore) => {
      const { log, calls, keys, start } = setUp();
      const reached = Promise.withResolvers<void>();
      const first = start({
        play: async () => {
          if (calls.length >= callsBefore) reached.resolve();
          await nextTurn();
          return done;
        },
      });
      const job = await createJob(first.engine, spec);
      await reached.promise;
      first.kill();
      const second = start();
      running.push(second.engine);
      const events = await reaches(second.engine, job, ["COMPLETE"]);
      const outcomes = await outcomesOf(log, job);
      expect(outcomes.size).toBe(rows);
      for (const list of outcomes.values()) expect(list).toHaveLength(1);
      expect(new Set(calls)).toEqual(new Set(keys));
      expect(calls.length - rows).toBeLessThanOrEqual(callsInFlightMax + waitingMax);
      expect(events.at(-1)?.data).toMatchObject({ succeeded: rows, failed: 0, unknown: 0 });
    },
  );

  test("while its job is cancelled leaves the open rows of its chunks unknown", async () => {
    const { objects, keys, log, calls, start } = setUp();
    const reached = Promise.withResolvers<void>();
    const first = start({
      play: async () => {
        if (calls.length === 500) reached.resolve();
        return calls.length >= 500 ? new Promise<never>(() => {}) : done;
      },
    });
    const job = await createJob(first.engine, spec);
    await reached.promise;
    await send(first.engine, job, { type: "CancelJob", reason: null });
    first.kill();
    const second = start();
    running.push(second.engine);
    const events = await reaches(second.engine, job, ["CANCELLED"]);
    const outcomes = await outcomesOf(log, job);
    const ended = events.at(-1)!.data as { succeeded: number; failed: number; unknown: number };
    expect(ended.succeeded).toBe(outcomes.size);
    expect(ended.unknown).toBeGreaterThan(0);
    expect(ended.succeeded + ended.unknown).toBeLessThanOrEqual(rows);
    const lost = (await allEvents(log)).filter(
      ({ type, data }) => type === "ChunkReleased" && data["lost"] === true,
    );
    expect(lost.reduce((sum, { data }) => sum + Number(data["open"]), 0)).toBe(ended.unknown);

    const unknown = await unknownTasks({ log, objects, job });
    expect(unknown).toHaveLength(ended.unknown);
    expect(unknown).toEqual(unknown.map(({ row }) => ({ row, rawKey: keys[row] })));
    // Of a list that is another now nothing is told.
    objects.put({ bucket: "lists", key: "photos.csv" }, "photos,other\n");
    expect(await unknownTasks({ log, objects, job })).toEqual(
      unknown.map(({ row }) => ({ row, rawKey: null })),
    );
  });

  test("three times on one object costs that object its call, and no other", async () => {
    const { log, keys, start } = setUp();
    const poison = keys[700]!;
    let died = Promise.withResolvers<void>();
    const play: Play = (key) => {
      if (key !== poison) return done;
      died.resolve();
      return new Promise<never>(() => {});
    };
    // What is done before the poison is recorded when a chunk ends or runs row by row, and by no timer.
    const options = { play, flush: { waitMs: 2_000_000_000 } };
    let process = start(options);
    const job = await createJob(process.engine, spec);
    let ended = false;
    let kills = 0;
    const ends = reaches({ ...process.engine, eventStore: log }, job, ["COMPLETE"]).then(() => {
      ended = true;
    });
    for (;;) {
      await Promise.race([died.promise, ends]);
      if (ended) break;
      process.kill();
      kills += 1;
      died = Promise.withResolvers();
      process = start(options);
    }
    running.push(process.engine);
    // Two on the chunk as a whole, one with 64 and one with 8 rows announced, then three on the row alone.
    expect(kills).toBe(7);
    const outcomes = await outcomesOf(log, job);
    expect(outcomes.size).toBe(rows);
    expect(outcomes.get("0/700")).toEqual([{ kind: "failed", key: poison, code: "ExecutorLost" }]);
    expect([...outcomes.values()].filter(([outcome]) => outcome?.kind === "failed")).toHaveLength(
      1,
    );
  });

  test("on one chunk again and again searches it before it goes on with others, also those it has just claimed", async () => {
    const { log, calls, start } = setUp();
    const rowsPerChunk = 12;
    const last = `k${String(rowsPerChunk - 1).padStart(5, "0")}`;
    let dies = true;
    // Others have outcomes and go on; the first chunk has none.
    const play: Play = async (key) => {
      await sleep(systemClock, 1);
      return dies && key <= last ? new Promise<never>(() => {}) : done;
    };
    const options = { play, pieces: { partBytes: 1 << 20, rowsPerChunk } };
    let process = start(options);
    const job = await createJob(process.engine, spec);
    for (let deaths = 0; deaths < 2; deaths++) {
      const before = calls.length;
      await vi.waitFor(() => expect(calls.length).toBeGreaterThan(before + 200), 20_000);
      process.kill();
      dies = deaths === 0;
      if (!dies) calls.length = 0;
      process = start(options);
    }
    running.push(process.engine);
    await reaches({ ...process.engine, eventStore: log }, job, ["COMPLETE"]);
    expect(calls.findIndex((key) => key <= last)).toBeLessThan(rowsPerChunk);
  });
});

describe("two processes on one log", () => {
  test("share the chunks of a job, and no row is called twice", async () => {
    const { log, calls, keys, start } = setUp();
    const play = async () => {
      await nextTurn();
      return done;
    };
    const options = { play, exclusive: false, chunksPerWorker: 1, clock: fastClock(20) };
    const first = start(options);
    const second = start(options);
    running.push(first.engine, second.engine);
    const job = await createJob(first.engine, spec);
    await reaches({ ...first.engine, eventStore: log }, job, ["COMPLETE"]);
    expect(calls.toSorted()).toEqual(keys);
    const claims = (await allEvents(log)).filter(({ type }) => type === "ChunkClaimed");
    expect(new Set(claims.map(({ data }) => data["executor"]))).toEqual(
      new Set([first.executor, second.executor]),
    );
  });

  test("one that is stopped leaves its duties and its work to the other at once", async () => {
    const { log, calls, start } = setUp();
    const reached = Promise.withResolvers<void>();
    const options = { exclusive: false, clock: fastClock(20) };
    const first = start({
      ...options,
      play: async () => {
        if (calls.length >= 300) reached.resolve();
        await nextTurn();
        return done;
      },
    });
    const job = await createJob(first.engine, spec);
    await reached.promise;
    await first.engine.stop();
    const second = start(options);
    running.push(second.engine);
    await reaches({ ...second.engine, eventStore: log }, job, ["COMPLETE"]);
    expect(calls).toHaveLength(rows);
    const events = await allEvents(log);
    const stop = events.findIndex(({ type }) => type === "ExecutorStopped");
    const next = events.findIndex(({ type }, at) => type === "StewardClaimed" && at > stop);
    expect(events[stop]!.data).toEqual({ executor: first.executor });
    expect(events[next]!.data).toEqual({ executor: second.executor });
    const between = events.slice(stop, next).filter(({ type }) => type === "ExecutorSeen");
    expect(between.length).toBeLessThan(3);
  });

  test("one takes over what the other held when its claims are over", async () => {
    const { log, calls, start } = setUp();
    const reached = Promise.withResolvers<void>();
    const clock = fastClock(50);
    const first = start({
      exclusive: false,
      clock,
      play: async () => {
        if (calls.length >= 300) reached.resolve();
        await nextTurn();
        return done;
      },
    });
    const job = await createJob(first.engine, spec);
    await reached.promise;
    const second = start({ exclusive: false, clock });
    running.push(second.engine);
    first.kill();
    await reaches({ ...second.engine, eventStore: log }, job, ["COMPLETE"]);
    const outcomes = await outcomesOf(log, job);
    expect(outcomes.size).toBe(rows);
    for (const list of outcomes.values()) expect(list).toHaveLength(1);
    const beats = (await allEvents(log)).filter(({ type }) => type === "ExecutorSeen");
    expect(beats.length).toBeGreaterThan(5);
  });
});
