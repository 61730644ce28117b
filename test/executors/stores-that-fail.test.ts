import { afterEach, describe, expect, test } from "vitest";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import { answeredFailure, StoreError } from "../../src/s3/failures.ts";
import {
  createJob,
  done,
  fastClock,
  outcomesOf,
  reaches,
  startEngine,
  type TestEngine,
  type TestEngineOptions,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

const spec = (key = "photos.csv") => {
  const valid = validSpec({ confirmationRequired: false });
  const object = { ...valid.manifest.object, key, etag: null };
  return { ...valid, manifest: { ...valid.manifest, object } };
};

function busy(): never {
  throw new StoreError(answeredFailure({ status: 503, code: "SlowDown" }));
}

/** An engine on a store whose calls may be played: what stands in `play` is called instead. */
function setUp(options: Partial<TestEngineOptions> = {}) {
  const play: Partial<ObjectStore> = {};
  const memory = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const rows = Array.from({ length: 300 }, (_, row) => `photos,k${row}\n`).join("");
  memory.put({ bucket: "lists", key: "photos.csv" }, rows);
  memory.put({ bucket: "lists", key: "more.csv" }, rows);
  const objects: ObjectStore = {
    head: (...head) => ({ ...memory, ...play }).head(...head),
    read: (...read) => ({ ...memory, ...play }).read(...read),
    write: (...write) => ({ ...memory, ...play }).write(...write),
    tryWriting: (...tried) => ({ ...memory, ...play }).tryWriting(...tried),
  };
  const clock = fastClock(20);
  const engine = startEngine({ objects, clock, ...options });
  engines.push(engine);
  return { engine, memory, play };
}

/** The first calls meet a store that is busy. */
function busyFor<Call extends (...parameters: never[]) => unknown>(
  times: number,
  call: Call,
): Call {
  let left = times;
  return ((...parameters: never[]) => {
    left -= 1;
    return left >= 0 ? busy() : call(...parameters);
  }) as Call;
}

describe("a store that does not answer at first", () => {
  test("when it is asked for the rows of a manifest delays its job, and no more", async () => {
    const { engine, memory, play } = setUp();
    play.read = busyFor(3, (...read: Parameters<ObjectStore["read"]>) => memory.read(...read));
    const job = await createJob(engine, spec());
    await reaches(engine, job, ["COMPLETE"]);
    expect((await outcomesOf(engine.eventStore, job)).size).toBe(300);
    expect(await typesIn(engine, `plan-${job}-0`)).toEqual([
      "PartClaimed",
      "PartChunksPlanned",
      "PartPlanned",
    ]);
  });

  test("when it is given a report delays the end of its job, and no more", async () => {
    const { engine, memory, play } = setUp();
    play.write = busyFor(3, (...write: Parameters<ObjectStore["write"]>) => memory.write(...write));
    const job = await createJob(engine, spec());
    const events = await reaches(engine, job, ["COMPLETE"]);
    expect(events.map(({ type }) => type)).toContain("ReportWritten");
    expect(memory.keys("reports")).toContain(`batch/job-${job}/manifest.json`);
    expect(await typesIn(engine, `report-${job}-0`)).toEqual([
      "ReportFileClaimed",
      "ReportFileWritten",
    ]);
  });
});

describe("jobs whose manifests cannot be looked for", () => {
  test("do not keep the others from running", async () => {
    const { engine, memory, play } = setUp();
    play.head = async (object) => (object.key === "photos.csv" ? memory.head(object) : busy());
    await createJob(engine, spec("gone-1.csv"));
    await createJob(engine, spec("gone-2.csv"));
    await createJob(engine, spec("gone-3.csv"));
    const job = await createJob(engine, spec());
    await reaches(engine, job, ["COMPLETE"]);
    expect(engine.calls).toHaveLength(300);
  });
});

async function typesIn({ eventStore }: TestEngine, stream: string): Promise<string[]> {
  return (await eventStore.readStream(stream)).map(({ type }) => type);
}

/** Lets time go on until the promise resolves. */
async function advanceUntil<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isDone = false;
  const noted = promise.finally(() => (isDone = true));
  noted.catch(() => {});
  while (!isDone) await clock.advance(100);
  return noted;
}

describe("an event store that stands still", () => {
  test("stops the calls of chunks that run, for their claims may be another's soon", async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const clock = createVirtualClock();
    const { engine } = setUp({
      clock,
      callsInFlightMax: 2,
      flush: { outcomesMax: 100_000, waitMs: 1e9, waitingMax: 100_000 },
      play: async () => {
        if (engine.calls.length === 10) started.resolve();
        if (engine.calls.length >= 10) await gate.promise;
        return done;
      },
    });
    const job = await createJob(engine, spec());
    await advanceUntil(clock, started.promise);
    const { eventStore } = engine;
    const append = eventStore.append.bind(eventStore);
    const still = Promise.withResolvers<void>();
    eventStore.append = async (...parameters) => {
      await still.promise;
      return append(...parameters);
    };
    const before = engine.calls.length;
    await clock.advance(14_000);
    gate.resolve();
    await clock.advance(2000);
    expect(engine.calls).toHaveLength(before);
    still.resolve();
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    expect(engine.calls).toHaveLength(300);
    await advanceUntil(clock, engine.stop());
  });
});

describe("a process that is told to stop", () => {
  test("beats until its calls have ended, so that nobody takes its chunks meanwhile", async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const clock = createVirtualClock();
    const play = async () => {
      started.resolve();
      await gate.promise;
      return done;
    };
    const { engine } = setUp({ clock, play });
    const job = await createJob(engine, spec());
    await advanceUntil(clock, started.promise);
    const beats = async () =>
      (await engine.eventStore.readStream(`executor-${engine.executor}`)).length;
    const before = await beats();
    const stopped = engine.stop();
    await clock.advance(30_000);
    expect(await beats()).toBe(before + 10);
    gate.resolve();
    await advanceUntil(clock, stopped);
    const last = (await engine.eventStore.readStream(`chunk-${job}-0-0`)).at(-1);
    expect(last?.type).toBe("ChunkReleased");
    const after = await beats();
    await clock.advance(30_000);
    expect(await beats()).toBe(after);
  });
});

describe("a report whose store does not come back", () => {
  test("is given up after an hour, and the job ends with its counts", async () => {
    // Not so fast that a lease of seconds is over before its next beat: then no call would start.
    const { engine, play } = setUp({ clock: fastClock(400) });
    play.write = busy;
    const job = await createJob(engine, spec());
    const events = await reaches(engine, job, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({ code: "ReportWriteFailed", succeeded: 300 });
    expect(engine.calls).toHaveLength(300);
  });
});
