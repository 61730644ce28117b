import { afterEach, describe, expect, test } from "vitest";
import type { ExecutorSeen } from "../../src/job/engine-events.ts";
import { answeredFailure, ownFailure } from "../../src/s3/failures.ts";
import type { Answer } from "../../src/s3/transport.ts";
import {
  allEvents,
  createJob,
  done,
  outcomesOf,
  reaches,
  send,
  startEngine,
  type TestEngine,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

const engines: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((stop) => stop()));
});

const minuteMs = 60_000;
const refused: Answer = { ok: false, failure: ownFailure("ConnectionFailed") };
const broken: Answer = { ok: false, failure: answeredFailure({ status: 502 }) };
const busy: Answer = { ok: false, failure: answeredFailure({ status: 503, code: "SlowDown" }) };

function specOf(limits: { maxRequestsPerSecond?: number } = {}) {
  const valid = validSpec({ confirmationRequired: false });
  const object = { ...valid.manifest.object, key: "photos.csv", etag: null };
  return {
    ...valid,
    manifest: { ...valid.manifest, object },
    limits: { ...valid.limits, ...limits },
  };
}

/** A store that gives `answer` for some minutes after its fiftieth call. */
function setUp(options: {
  readonly answer: Answer;
  readonly awayMs: number;
  readonly rows?: number;
}) {
  const { answer, awayMs, rows = 300 } = options;
  const clock = createVirtualClock();
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const lines = Array.from({ length: rows }, (_, row) => `photos,k${row}\n`).join("");
  objects.put({ bucket: "lists", key: "photos.csv" }, lines);
  let calls = 0;
  let awayUntil: number | null = null;
  const callsAt: number[] = [];
  const engine: TestEngine = startEngine({
    objects,
    clock,
    play: () => {
      calls += 1;
      callsAt.push(clock.now());
      if (calls === 50) awayUntil = clock.now() + awayMs;
      return awayUntil !== null && clock.now() < awayUntil ? answer : done;
    },
  });
  engines.push(() => advanceUntil(clock, engine.stop()));
  return { engine, clock, callsAt };
}

async function advanceUntil<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isOver = false;
  const noted = promise.finally(() => (isOver = true));
  noted.catch(() => {});
  while (!isOver) await clock.advance(500);
  return noted;
}

async function beats({ eventStore, executor }: TestEngine): Promise<ExecutorSeen["data"][]> {
  const seen = await eventStore.readStream(`executor-${executor}`);
  return seen.map(({ data }) => data as ExecutorSeen["data"]);
}

describe("a store that is away for ten minutes", () => {
  test.each([
    ["gives no connection", refused],
    ["answers with errors of a gateway", broken],
    ["asks for patience", busy],
  ])("and %s fails no task", async (_, answer) => {
    const { engine, clock } = setUp({ answer, awayMs: 10 * minuteMs });
    const startedAt = clock.now();
    const job = await createJob(engine, specOf());
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.size).toBe(300);
    expect([...outcomes.values()].flat().every(({ kind }) => kind === "succeeded")).toBe(true);
    expect(clock.now() - startedAt).toBeLessThan(13 * minuteMs);
  });

  test("is shown by the beats as long as it is, and is asked now and then", async () => {
    const { engine, clock, callsAt } = setUp({ answer: refused, awayMs: 10 * minuteMs });
    const job = await createJob(engine, specOf());
    await clock.advance(30_000);
    const before = callsAt.length;
    await clock.advance(5 * minuteMs);
    expect(callsAt.length - before).toBeGreaterThan(30);
    expect(callsAt.length - before).toBeLessThan(500);
    const { storesDown, outages } = (await beats(engine)).at(-1)!;
    expect(storesDown).toEqual(["default"]);
    expect(outages).toMatchObject([
      {
        store: "default",
        since: expect.any(String),
        message: expect.stringContaining("connection"),
      },
    ]);
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    await clock.advance(4000);
    expect((await beats(engine)).at(-1)).toMatchObject({ storesDown: [] });
  });

  test("does not keep a cancel waiting", async () => {
    const { engine, clock, callsAt } = setUp({ answer: refused, awayMs: 10 * minuteMs });
    const job = await createJob(engine, specOf());
    await clock.advance(60_000);
    const before = callsAt.length;
    await advanceUntil(clock, send(engine, job, { type: "CancelJob", reason: null }));
    await advanceUntil(clock, reaches(engine, job, ["CANCELLED"]));
    expect(callsAt.length - before).toBeLessThanOrEqual(1);
  });
});

describe("a store that does not come back", () => {
  test("is waited for an hour, and then the tasks fail", async () => {
    const { engine, clock } = setUp({ answer: refused, awayMs: 1e12, rows: 60 });
    const startedAt = clock.now();
    const job = await createJob(engine, specOf());
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    expect(clock.now() - startedAt).toBeGreaterThan(60 * minuteMs);
    expect(clock.now() - startedAt).toBeLessThan(64 * minuteMs);
    const outcomes = [...(await outcomesOf(engine.eventStore, job)).values()].flat();
    expect(outcomes.filter(({ code }) => code === "ConnectionFailed")).toHaveLength(11);
  });
});

describe("a rate that is changed while the job runs", () => {
  test("holds for the chunks that run within two seconds, up and down", async () => {
    const { engine, clock, callsAt } = setUp({ answer: done, awayMs: 0, rows: 3000 });
    const job = await createJob(engine, specOf({ maxRequestsPerSecond: 2 }));
    await clock.advance(10_000);
    expect(callsAt.length).toBeLessThanOrEqual(22);
    const change = (maxRequestsPerSecond: number) =>
      send(engine, job, {
        type: "ChangeLimits",
        limits: { maxConcurrency: null, maxRequestsPerSecond },
      });
    await advanceUntil(clock, change(100));
    await clock.advance(2000);
    const raised = callsAt.length;
    await clock.advance(5000);
    expect(callsAt.length - raised).toBeGreaterThan(450);
    expect(callsAt.length - raised).toBeLessThan(520);
    await advanceUntil(clock, change(1));
    await clock.advance(2000);
    const lowered = callsAt.length;
    await clock.advance(10_000);
    expect(callsAt.length - lowered).toBeLessThanOrEqual(11);
    const actors = (await allEvents(engine.eventStore))
      .filter(({ type }) => type === "JobLimitsChanged")
      .map(({ metadata }) => metadata["actor"]);
    expect(actors).toMatchObject([{ id: "test" }, { id: "test" }]);
    await advanceUntil(clock, send(engine, job, { type: "CancelJob", reason: null }));
    await advanceUntil(clock, reaches(engine, job, ["CANCELLED"]));
  });
});
