import { afterEach, describe, expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { turnMs } from "../../src/executors/give-way.ts";
import type { UserCommand } from "../../src/job/commands.ts";
import { sleep } from "../../src/lib/clock.ts";
import {
  createJob,
  done,
  killable,
  outcomesOf,
  reaches,
  send,
  startEngine,
  type TestEngine,
} from "../support/engine.ts";
import { Random } from "../simulation/random.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

const engines: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((stop) => stop()));
});

const callMs = 300;
const rows = 4000;
const workers = 2;

interface SetUpOptions {
  readonly names?: readonly string[];
  /** Further processes beside the one that is told what to do. */
  readonly others?: number;
  /** Of all that the processes leave to chance: the same one plays the same game. */
  readonly seed?: number;
}

/** Two workers that are full, and calls that take their time. */
function setUp({ names = ["low", "high"], others = 0, seed = 1 }: SetUpOptions = {}) {
  const clock = createVirtualClock();
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  for (const name of names) {
    const lines = Array.from({ length: rows }, (_, row) => `photos,${name}/${row}\n`).join("");
    objects.put({ bucket: "lists", key: `${name}.csv` }, lines);
  }
  const started: { readonly job: string; readonly at: number }[] = [];
  const log = openEmbeddedEventStore({ file: ":memory:" });
  const start = (): TestEngine => {
    const { eventStore } = killable(log, { exclusive: others === 0 });
    const engine = startEngine({ ...shared, eventStore });
    engines.push(() => advanceUntil(clock, engine.stop()));
    return engine;
  };
  const shared = {
    objects,
    clock,
    random: new Random(seed),
    workers,
    callsInFlightMax: 8,
    chunksPerWorker: 2,
    pieces: { partBytes: 1e9, rowsPerChunk: 100 },
    play: async (key: string) => {
      started.push({ job: key.split("/")[0]!, at: clock.now() });
      await sleep(clock, callMs);
      return done;
    },
  };
  const engine = start();
  for (let other = 0; other < others; other++) start();
  const create = (name: string, priority: number, requestsPerSecond: number | null = null) => {
    const limits = { maxConcurrency: null, maxRequestsPerSecond: requestsPerSecond };
    const valid = validSpec({ confirmationRequired: false, priority, limits });
    const object = { ...valid.manifest.object, key: `${name}.csv`, etag: null };
    return advanceUntil(
      clock,
      createJob(engine, { ...valid, manifest: { ...valid.manifest, object } }),
    );
  };
  const callsOf = (name: string, span: { readonly from?: number; readonly to?: number } = {}) =>
    started.filter(
      ({ job, at }) => job === name && at >= (span.from ?? 0) && at < (span.to ?? Infinity),
    ).length;
  const tell = (job: string, command: UserCommand) =>
    advanceUntil(clock, send(engine, job, command));
  return { engine, clock, create, callsOf, tell };
}

async function advanceUntil<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isOver = false;
  const noted = promise.finally(() => (isOver = true));
  noted.catch(() => {});
  while (!isOver) await clock.advance(50);
  return noted;
}

async function history({ eventStore }: TestEngine, job: string) {
  const events = await eventStore.readStream(`job-${job}`);
  return events.map(({ type, metadata }) => {
    const { kind } = metadata["actor"] as { readonly kind: string };
    return `${type} ${kind}`;
  });
}

describe("two jobs of different priority, under load", () => {
  test("a pause, a rate and a cancel hold within two seconds, and stand in the history with their actor", async () => {
    const { engine, clock, create, callsOf, tell } = setUp();
    const low = await create("low", 1);
    await clock.advance(3000);
    const high = await create("high", 9);
    await clock.advance(5000);
    expect(callsOf("low")).toBeGreaterThan(50);
    expect(callsOf("high")).toBeGreaterThan(50);

    await tell(high, { type: "PauseJob", reason: "later" });
    const paused = clock.now();
    await clock.advance(12_000);
    expect(callsOf("high", { from: paused + 2000 })).toBe(0);
    expect(callsOf("low", { from: paused + 2000, to: paused + 12_000 })).toBeGreaterThan(300);

    const limits = { maxConcurrency: null, maxRequestsPerSecond: 5 };
    await tell(low, { type: "ChangeLimits", limits });
    const slowed = clock.now();
    await clock.advance(12_000);
    expect(callsOf("low", { from: slowed + 2000, to: slowed + 12_000 })).toBeLessThanOrEqual(51);

    await tell(high, { type: "ResumeJob", reason: null });
    await clock.advance(2000);
    const resumed = clock.now();
    await clock.advance(5000);
    expect(callsOf("high", { from: resumed })).toBeGreaterThan(100);

    await tell(high, { type: "CancelJob", reason: "enough" });
    const cancelled = clock.now();
    await advanceUntil(clock, reaches(engine, high, ["CANCELLED"]));
    await clock.advance(5000);
    expect(callsOf("high", { from: cancelled + 2000 })).toBe(0);
    expect((await history(engine, high)).filter((line) => line.endsWith("USER"))).toEqual([
      "JobCreated USER",
      "JobPausing USER",
      "JobResumed USER",
      "JobReady USER",
      "JobCancelRequested USER",
    ]);
    expect(await history(engine, low)).toContain("JobLimitsChanged USER");
    const outcomes = await outcomesOf(engine.eventStore, high);
    expect(outcomes.size).toBe(callsOf("high"));
    await tell(low, { type: "CancelJob", reason: null });
    await advanceUntil(clock, reaches(engine, low, ["CANCELLED"]));
  });

  test("a chunk of the lower is given back when every hand is full, and taken again after it", async () => {
    const { engine, clock, create, callsOf } = setUp();
    const low = await create("low", 1);
    await clock.advance(4000);
    const high = await create("high", 9);
    await advanceUntil(clock, reaches(engine, high, ["ACTIVE"]));
    const active = clock.now();
    await clock.advance(4000);
    // Twice sixteen calls in flight; the first of them end their chunks' share of the low job.
    expect(callsOf("high", { from: active, to: active + 2000 })).toBeGreaterThan(40);
    expect(callsOf("low", { from: active + 2000 })).toBe(0);
    await advanceUntil(clock, reaches(engine, high, ["COMPLETE"]));
    const types = await chunkTypes(engine, low);
    expect(types.filter((type) => type === "ChunkReleased").length).toBeGreaterThanOrEqual(4);
    await advanceUntil(clock, reaches(engine, low, ["COMPLETE"]));
    const outcomes = await outcomesOf(engine.eventStore, low);
    expect(outcomes.size).toBe(rows);
    expect([...outcomes.values()].every((ofRow) => ofRow.length === 1)).toBe(true);
    expect(callsOf("low")).toBe(rows);
  });

  test("a higher priority that is given while both run counts for the chunks that run", async () => {
    const { engine, clock, create, callsOf, tell } = setUp();
    const low = await create("low", 1);
    const high = await create("high", 1);
    await clock.advance(4000);
    await tell(high, { type: "ChangePriority", priority: 9 });
    const changed = clock.now();
    await clock.advance(6000);
    expect(callsOf("high", { from: changed + 2000 })).toBeGreaterThan(100);
    expect(callsOf("low", { from: changed + 2000 })).toBe(0);
    for (const job of [low, high]) await tell(job, { type: "CancelJob", reason: null });
    await advanceUntil(clock, reaches(engine, low, ["CANCELLED"]));
    await advanceUntil(clock, reaches(engine, high, ["CANCELLED"]));
  });
});

describe("jobs of equal priority, with every hand full", () => {
  const releases = async (engine: TestEngine, job: string) =>
    (await chunkTypes(engine, job)).filter((type) => type === "ChunkReleased").length;

  test("a job that is created later is complete while a slow one that held every hand still runs", async () => {
    const { engine, clock, create, callsOf } = setUp({ names: ["slow", "quick"] });
    const slow = await create("slow", 1, 5);
    const begun = clock.now();
    await clock.advance(5000);
    const quick = await create("quick", 1);
    await advanceUntil(clock, reaches(engine, quick, ["COMPLETE"]));
    expect(engine.coordinator.board.jobs.get(slow)?.status).toBe("ACTIVE");
    // Room was made once for each worker, and the hands that are left go on.
    expect(await releases(engine, slow)).toBeLessThanOrEqual(2);
    expect(await releases(engine, quick)).toBe(0);
    expect(callsOf("slow")).toBeGreaterThan((3 * (clock.now() - begun)) / 1000);
  });

  test("with more of them than hands each has its turn, and hands change no more often than that", async () => {
    const names = Array.from({ length: 7 }, (_, index) => `j${index}`);
    const { engine, clock, create, callsOf } = setUp({ names });
    const jobs: string[] = [];
    for (const name of names) jobs.push(await create(name, 1, 1));
    const turns = 6;
    await clock.advance(turns * turnMs);
    for (const name of names) expect(callsOf(name)).toBeGreaterThan(turnMs / 1000);
    let released = 0;
    for (const job of jobs) released += await releases(engine, job);
    const hands = 4;
    // At first the oldest has all hands, and gives back all but one.
    expect(released).toBeLessThanOrEqual(hands - 1 + hands * turns);
  });

  test("of several processes not all make room for the one that waits", async () => {
    const others = 3;
    const seeds = [1, 2, 3, 4];
    let made = 0;
    for (const seed of seeds) {
      const { engine, clock, create } = setUp({ names: ["slow", "quick"], others, seed });
      const slow = await create("slow", 1, 5);
      await clock.advance(10_000);
      expect(new Set(holders(engine, slow)).size).toBe(1 + others);
      const quick = await create("quick", 1);
      await clock.advance(10_000);
      expect(holders(engine, quick).length).toBeGreaterThan(0);
      made += await releases(engine, slow);
      await advanceUntil(clock, reaches(engine, quick, ["COMPLETE"]));
      expect(engine.coordinator.board.jobs.get(slow)?.status).toBe("ACTIVE");
    }
    // They toss a coin at each look. All together would make room once for each worker: twice as often.
    expect(made).toBeLessThanOrEqual((1 + others) * seeds.length);
  });
});

function holders({ coordinator }: TestEngine, job: string): string[] {
  return [...(coordinator.board.jobs.get(job)?.held.values() ?? [])].map(
    ({ executor }) => executor,
  );
}

async function chunkTypes({ eventStore }: TestEngine, job: string): Promise<string[]> {
  const types: string[] = [];
  for (let chunk = 0; chunk < rows / 100; chunk++) {
    const events = await eventStore.readStream(`chunk-${job}-0-${chunk}`);
    types.push(...events.map(({ type }) => type));
  }
  return types;
}
