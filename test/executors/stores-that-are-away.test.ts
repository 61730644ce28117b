import { afterEach, describe, expect, test } from "vitest";
import { Readable } from "node:stream";
import type { ExecutorSeen } from "../../src/job/engine-events.ts";
import type { JobSpec } from "../../src/job/spec.ts";
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
const unknownKey: Answer = {
  ok: false,
  failure: answeredFailure({ status: 403, code: "SignatureDoesNotMatch" }),
};
const busy: Answer = { ok: false, failure: answeredFailure({ status: 503, code: "SlowDown" }) };

function specOf(
  limits: { maxRequestsPerSecond?: number; maxConcurrency?: number } = {},
  given: Partial<JobSpec> = {},
) {
  const valid = validSpec({ confirmationRequired: false });
  const object = { ...valid.manifest.object, key: "photos.csv", etag: null };
  return {
    ...valid,
    manifest: { ...valid.manifest, object },
    limits: { ...valid.limits, ...limits },
    ...given,
  };
}

/** A store that gives `answer` for some minutes after its fiftieth call. */
function setUp(options: {
  readonly answer: Answer;
  readonly awayMs: number;
  readonly rows?: number;
  /** An object that always gets this answer. */
  readonly poison?: { readonly key: string; readonly answer: Answer };
  /** What it answers else. */
  readonly good?: () => Answer;
}) {
  const { answer, awayMs, rows = 300, poison, good = () => done } = options;
  const clock = createVirtualClock();
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const lines = Array.from({ length: rows }, (_, row) => `photos,k${row}\n`).join("");
  objects.put({ bucket: "lists", key: "photos.csv" }, lines);
  let calls = 0;
  let awayUntil: number | null = null;
  const callsAt: number[] = [];
  const isAway = () => awayUntil !== null && clock.now() < awayUntil;
  const engine: TestEngine = startEngine({
    objects,
    clock,
    play: (key) => {
      if (key === poison?.key) return poison.answer;
      calls += 1;
      callsAt.push(clock.now());
      if (calls === 50) awayUntil = clock.now() + awayMs;
      return isAway() ? answer : good();
    },
    whenAsked: () => (isAway() ? answer : done),
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
    ["does not take its credentials any more", unknownKey],
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

  test.each([
    ["gives no connection", refused],
    ["answers with errors of a gateway", broken],
  ])("and %s fails no checksum, which the report tells in words of its own", async (_, answer) => {
    const good = (): Answer => ({
      ok: true,
      status: 200,
      output: { $metadata: {}, Body: Readable.from([]) as never, ContentLength: 0 },
    });
    const { engine, clock } = setUp({ answer, awayMs: 10 * minuteMs, good });
    const operation = {
      kind: "COMPUTE_CHECKSUM",
      parameters: { algorithm: "CRC32", type: "FULL_OBJECT" },
    } as const;
    const job = await createJob(engine, specOf({}, { operation }));
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    const outcomes = [...(await outcomesOf(engine.eventStore, job)).values()].flat();
    expect(outcomes).toHaveLength(300);
    expect(outcomes.filter(({ kind }) => kind !== "succeeded")).toEqual([]);
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

describe("an object that alone never gets a good answer", () => {
  const silent: Answer = { ok: false, failure: ownFailure("TimedOut") };
  test.each([
    // Five tries and two rounds more, and those that came while the store itself was in doubt.
    ["BadGateway", broken, { calls: 40, minutes: 1 }],
    ["TimedOut", silent, { calls: 40, minutes: 1 }],
    ["SignatureDoesNotMatch", unknownKey, { calls: 40, minutes: 1 }],
    // Who asks for patience is given a quarter of an hour, once.
    ["SlowDown", busy, { calls: 130, minutes: 17 }],
    // The store itself was asked, and answered.
    ["ConnectionFailed", refused, { calls: 40, minutes: 1 }],
  ])("fails with %s in the end, and no other does", async (code, answer, most) => {
    const { engine, clock } = setUp({ answer: done, awayMs: 0, poison: { key: "k7", answer } });
    const startedAt = clock.now();
    const job = await createJob(engine, specOf());
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    const outcomes = [...(await outcomesOf(engine.eventStore, job)).values()].flat();
    expect(outcomes).toHaveLength(300);
    const failed = outcomes.filter(({ kind }) => kind !== "succeeded");
    expect(failed).toMatchObject([{ kind: "failed", key: "k7", code }]);
    const calls = engine.calls.filter((key) => key === "k7").length;
    expect(calls).toBeGreaterThanOrEqual(15);
    expect(calls).toBeLessThanOrEqual(most.calls);
    expect(clock.now() - startedAt).toBeLessThan(most.minutes * minuteMs);
  });
});

describe("the last objects of a job, when the store goes away for ten minutes", () => {
  test("are waited for: it does not answer when it is asked either", async () => {
    const { engine, clock } = setUp({ answer: refused, awayMs: 10 * minuteMs, rows: 51 });
    const job = await createJob(engine, specOf({ maxConcurrency: 1 }));
    await advanceUntil(clock, reaches(engine, job, ["COMPLETE"]));
    const outcomes = [...(await outcomesOf(engine.eventStore, job)).values()].flat();
    expect(outcomes).toHaveLength(51);
    expect(outcomes.filter(({ kind }) => kind === "failed")).toEqual([]);
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
