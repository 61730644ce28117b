import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/s3/transport.ts";
import {
  createJob,
  done,
  failing,
  outcomesOf,
  reaches,
  send,
  startEngine,
  type TestEngine,
  type TestEngineOptions,
} from "../support/engine.ts";
import { type CsvJobSpec, validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

function keysOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `k${String(index).padStart(5, "0")}`);
}

function setUp(manifest: string, options: Partial<TestEngineOptions> = {}) {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from(manifest));
  const engine = startEngine({ objects, ...options });
  engines.push(engine);
  return { objects, engine };
}

function listing(keys: readonly string[]): string {
  return keys.map((key) => `photos,${key}\n`).join("");
}

function specWith(changes: Partial<CsvJobSpec> = {}): CsvJobSpec {
  const spec = validSpec({ confirmationRequired: false, ...changes });
  return {
    ...spec,
    manifest: { ...spec.manifest, object: { ...spec.manifest.object, etag: null } },
  };
}

describe("a whole job", () => {
  test("gives every row one outcome and ends complete, its report first", async () => {
    const keys = keysOf(1200);
    const play = (key: string) => (key.endsWith("7") ? failing("NoSuchKey") : done);
    const { engine, objects } = setUp(listing(keys), { play });
    const job = await createJob(engine, specWith());
    const events = await reaches(engine, job, ["COMPLETE"]);
    expect(events.map(({ type }) => type)).toEqual([
      "JobCreated",
      "JobPreparing",
      "ManifestRead",
      "JobReady",
      "JobActivated",
      "JobCompleting",
      "ReportWritten",
      "JobCompleted",
    ]);
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.size).toBe(1200);
    for (const [place, list] of outcomes) {
      const key = keys[Number(place.split("/")[1])]!;
      const failed = key.endsWith("7");
      expect(list).toEqual([
        { kind: failed ? "failed" : "succeeded", key, code: failed ? "NoSuchKey" : null },
      ]);
    }
    expect(engine.calls.toSorted()).toEqual(keys);
    expect(events.at(-1)?.data).toMatchObject({ succeeded: 1080, failed: 120, unknown: 0 });
    const written = objects.keys("reports").toSorted();
    expect(written).toHaveLength(5);
    expect(written).toContain(`batch/job-${job}/outcomes.sha256`);
    expect(written).toContain(`batch/job-${job}/manifest.json`);
  });

  test("waits for confirmation when that is required, and makes no call before", async () => {
    const { engine } = setUp(listing(keysOf(10)));
    const job = await createJob(engine, specWith({ confirmationRequired: true }));
    await reaches(engine, job, ["SUSPENDED"]);
    expect(engine.calls).toEqual([]);
    await send(engine, job, { type: "ConfirmJob", reason: null });
    await reaches(engine, job, ["COMPLETE"]);
    expect(engine.calls).toHaveLength(10);
  });

  test("writes no report when none was asked for", async () => {
    const { engine, objects } = setUp(listing(keysOf(10)));
    const job = await createJob(engine, specWith({ report: null }));
    await reaches(engine, job, ["COMPLETE"]);
    expect(objects.keys("reports")).toEqual([]);
  });

  test("fails a row without a version without a call", async () => {
    const { engine } = setUp("photos,a,v1\nphotos,b,\nphotos,c,null\n");
    const spec = specWith();
    const fields = ["BUCKET", "KEY", "VERSION_ID"] as const;
    const job = await createJob(engine, { ...spec, manifest: { ...spec.manifest, fields } });
    await reaches(engine, job, ["COMPLETE"]);
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.get("0/1")).toEqual([{ kind: "failed", key: "b", code: "InvalidRequest" }]);
    expect(engine.calls.toSorted()).toEqual(["a", "c"]);
  });

  test("passes over a header that the job tells of, and fails where it tells of one that is not there", async () => {
    const { engine } = setUp(`Bucket,Key\n${listing(["a", "b"])}`);
    const spec = specWith();
    const job = await createJob(engine, {
      ...spec,
      manifest: { ...spec.manifest, headerRow: true },
    });
    await reaches(engine, job, ["COMPLETE"]);
    expect(engine.calls.toSorted()).toEqual(["a", "b"]);
    expect([...(await outcomesOf(engine.eventStore, job)).keys()]).toEqual(["0/0", "0/1"]);
    const other = await createJob(engine, specWith());
    const events = await reaches(engine, other, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({ code: "InvalidManifestContent" });
  });

  test("runs equal rows as a task each", async () => {
    const { engine } = setUp(listing(["a", "a", "a"]));
    const job = await createJob(engine, specWith());
    await reaches(engine, job, ["COMPLETE"]);
    expect(engine.calls).toEqual(["a", "a", "a"]);
    expect((await outcomesOf(engine.eventStore, job)).size).toBe(3);
  });

  test("shares two jobs out and completes both", async () => {
    const { engine } = setUp(listing(keysOf(600)), { workers: 2 });
    const jobs = await Promise.all([
      createJob(engine, specWith()),
      createJob(engine, specWith({ priority: 20 })),
    ]);
    for (const job of jobs) {
      await reaches(engine, job, ["COMPLETE"]);
      expect((await outcomesOf(engine.eventStore, job)).size).toBe(600);
    }
  });
});

describe("a job whose store is not configured any more", () => {
  test("waits, and keeps no other job from its end", async () => {
    const { engine } = setUp(listing(keysOf(20)), { hasStore: (name) => name !== "archive" });
    const spec = specWith();
    const away = await createJob(engine, {
      ...spec,
      manifest: { ...spec.manifest, sourceStore: "archive" },
    });
    const here = await createJob(engine, spec);
    await reaches(engine, here, ["COMPLETE"]);
    const types = (await engine.eventStore.readStream(`job-${away}`)).map(({ type }) => type);
    expect(types).toEqual(["JobCreated"]);
  });
});

describe("a job whose store asks for a long wait", () => {
  test("leaves the slots for calls to the other jobs", async () => {
    const throttled: Answer = {
      ok: false,
      failure: {
        code: "SlowDown",
        status: 503,
        message: "Wait.",
        kind: "throttle",
        retryAfterMs: 900_000,
      },
    };
    const play = (key: string) => (key.startsWith("slow") ? throttled : done);
    const { engine, objects } = setUp(listing(keysOf(100).map((key) => `slow${key}`)), { play });
    objects.put({ bucket: "lists", key: "fast.csv" }, Buffer.from(listing(keysOf(500))));
    const slow = await createJob(engine, specWith());
    await reaches(engine, slow, ["ACTIVE"]);
    const spec = specWith();
    const object = { ...spec.manifest.object, key: "fast.csv" };
    const fast = await createJob(engine, { ...spec, manifest: { ...spec.manifest, object } });
    await reaches(engine, fast, ["COMPLETE"]);
    expect(engine.calls.filter((key) => key.startsWith("slow"))).toHaveLength(16);
  });
});

describe("a failing call", () => {
  test("is repeated until it succeeds, and the attempts are recorded", async () => {
    const play = (_: string, call: number) =>
      call < 3 ? failing("InternalError", { status: 500, kind: "transient" }) : done;
    const { engine } = setUp(listing(["a"]), { play });
    const job = await createJob(engine, specWith());
    await reaches(engine, job, ["COMPLETE"]);
    const [event] = await engine.eventStore.readStream(`chunk-${job}-0-0`, { from: 1 });
    expect(event).toMatchObject({ type: "TaskSucceeded", data: { rows: [[0, 0]], attempts: [3] } });
  });

  test("is set aside after five attempts, taken again twice, and then failed with its last error", async () => {
    const play = (key: string) =>
      key === "b" ? failing("InternalError", { status: 500, kind: "transient" }) : done;
    const { engine } = setUp(listing(["a", "b", "c"]), { play });
    const job = await createJob(engine, specWith());
    await reaches(engine, job, ["COMPLETE"]);
    expect(engine.calls.filter((key) => key === "b")).toHaveLength(15);
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.get("0/1")).toEqual([{ kind: "failed", key: "b", code: "InternalError" }]);
    expect(outcomes.size).toBe(3);
    const types = (await engine.eventStore.readStream(`chunk-${job}-0-0`)).map(({ type }) => type);
    expect(types.filter((type) => type === "TaskDeferred")).toHaveLength(2);
    expect(types.filter((type) => type === "ChunkReleased")).toHaveLength(2);
  });
});

describe("a job that stops", () => {
  test("makes no call after a cancel is drained, and its report holds what ran", async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let calls = 0;
    const play = async () => {
      calls += 1;
      if (calls === 30) started.resolve();
      if (calls >= 30) await gate.promise;
      return done;
    };
    const { engine } = setUp(listing(keysOf(2000)), { play });
    const job = await createJob(engine, specWith());
    await started.promise;
    await send(engine, job, { type: "CancelJob", reason: "enough" });
    gate.resolve();
    const events = await reaches(engine, job, ["CANCELLED"]);
    const callsAtEnd = engine.calls.length;
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.size).toBe(callsAtEnd);
    expect(callsAtEnd).toBeLessThan(2000);
    expect(events.at(-1)?.data).toMatchObject({ succeeded: callsAtEnd, failed: 0, unknown: 0 });
    expect(events.map(({ type }) => type)).toContain("ReportWritten");
  });

  test("ends cancelled without a report when no task ran", async () => {
    const { engine, objects } = setUp(listing(keysOf(10)));
    const job = await createJob(engine, specWith({ confirmationRequired: true }));
    await reaches(engine, job, ["SUSPENDED"]);
    await send(engine, job, { type: "CancelJob", reason: null });
    const events = await reaches(engine, job, ["CANCELLED"]);
    expect(events.map(({ type }) => type)).not.toContain("ReportWritten");
    expect(objects.keys("reports")).toEqual([]);
  });

  test("is paused and resumed without losing or doubling a row", async () => {
    const started = Promise.withResolvers<void>();
    let calls = 0;
    const play = async () => {
      calls += 1;
      if (calls === 200) started.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      return done;
    };
    const keys = keysOf(3000);
    const { engine } = setUp(listing(keys), { play });
    const job = await createJob(engine, specWith());
    await started.promise;
    await send(engine, job, { type: "PauseJob", reason: "lunch" });
    await reaches(engine, job, ["PAUSED"]);
    expect(engine.calls.length).toBeLessThan(3000);
    await send(engine, job, { type: "ResumeJob", reason: null });
    await reaches(engine, job, ["COMPLETE"]);
    expect(engine.calls.toSorted()).toEqual(keys);
    expect((await outcomesOf(engine.eventStore, job)).size).toBe(3000);
  });

  test("fails when more than half of a thousand tasks fail, and stops calling", async () => {
    const { engine } = setUp(listing(keysOf(20_000)), {
      play: () => failing("AccessDenied", { status: 403 }),
    });
    const job = await createJob(engine, specWith());
    const events = await reaches(engine, job, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({ code: "TaskFailureThresholdExceeded" });
    expect(engine.calls.length).toBeLessThan(20_000);
    expect((await outcomesOf(engine.eventStore, job)).size).toBe(engine.calls.length);
    expect(events.map(({ type }) => type)).toContain("ReportWritten");
  });

  test("makes room for a job of higher priority, and goes on after it", async () => {
    const started = Promise.withResolvers<void>();
    let calls = 0;
    const play = async () => {
      calls += 1;
      if (calls === 100) started.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      return done;
    };
    const { engine } = setUp(listing(keysOf(2000)), { play, activeJobsMax: 1 });
    const low = await createJob(engine, specWith({ priority: 1 }));
    await started.promise;
    const high = await createJob(engine, specWith({ priority: 9 }));
    await reaches(engine, high, ["COMPLETE"]);
    const events = await reaches(engine, low, ["COMPLETE"]);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["JobPausing", "JobPaused"]),
    );
    expect((await outcomesOf(engine.eventStore, low)).size).toBe(2000);
  });
});

describe("a manifest that cannot be used", () => {
  const cases: [string, string, string, RegExp][] = [
    ["a short row", "photos,a\nphotos\n", "InvalidManifestContent", /row 2/],
    ["an empty line in its middle", "photos,a\n\nphotos,b\n", "InvalidManifestContent", /row 2/],
    ["a header", "Bucket,Key\nphotos,a\n", "InvalidManifestContent", /row 1.*header/],
    ["another bucket", "photos,a\nvideos,b\n", "InvalidManifestContent", /row 2.*videos/],
    ["a bad percent code", "photos,a%zz\n", "InvalidManifestContent", /row 1, column 2/],
    ["nothing", "", "InvalidManifestContent", /empty/],
    ["only an empty line", "\n", "InvalidManifestContent", /./],
  ];
  test.each(cases)("with %s fails the job before any call", async (_, manifest, code, reason) => {
    const { engine } = setUp(manifest);
    const job = await createJob(engine, specWith());
    const events = await reaches(engine, job, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({ code, reason: expect.stringMatching(reason) });
    expect(engine.calls).toEqual([]);
  });

  test("because it is not there fails the job", async () => {
    const { engine } = setUp("photos,a\n");
    const spec = specWith();
    const object = { ...spec.manifest.object, key: "gone.csv" };
    const job = await createJob(engine, { ...spec, manifest: { ...spec.manifest, object } });
    const events = await reaches(engine, job, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({ code: "ManifestNotFound" });
  });

  test("because it changed after the job was made fails the job", async () => {
    const { engine } = setUp("photos,a\n");
    const job = await createJob(engine, validSpec());
    const events = await reaches(engine, job, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({ code: "ManifestETagMismatch" });
  });
});
