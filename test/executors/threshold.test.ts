import { afterEach, describe, expect, test } from "vitest";
import {
  createJob,
  done,
  failing,
  reaches,
  startEngine,
  type TestEngine,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

/** One executor that makes one call after another and writes each outcome at once; what fails comes last. */
async function run(rows: number, failed: number, threshold = {}) {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const keys = Array.from({ length: rows }, (_, row) => `k${row}`);
  objects.put(
    { bucket: "lists", key: "photos.csv" },
    keys.map((key) => `photos,${key}\n`).join(""),
  );
  const engine = startEngine({
    objects,
    callsInFlightMax: 1,
    chunksPerWorker: 1,
    flush: { outcomesMax: 1, waitMs: 0, waitingMax: 1 },
    pieces: { partBytes: 1e9, rowsPerChunk: rows },
    play: (key) => (Number(key.slice(1)) >= rows - failed ? failing("AccessDenied") : done),
  });
  engines.push(engine);
  const valid = validSpec({ confirmationRequired: false });
  const job = await createJob(engine, {
    ...valid,
    manifest: {
      ...valid.manifest,
      object: { ...valid.manifest.object, key: "photos.csv", etag: null },
    },
    failureThreshold: { ...valid.failureThreshold, ...threshold },
  });
  const events = await reaches(engine, job, ["COMPLETE", "FAILED"]);
  return { last: events.at(-1)!, calls: engine.calls.length };
}

describe("a whole job", () => {
  test.each([
    [900, 900, "JobCompleted"],
    [999, 999, "JobCompleted"],
    [1000, 500, "JobCompleted"],
    [1000, 501, "JobFailed"],
    [2000, 1000, "JobCompleted"],
  ])("of %i tasks of which %i fail ends in %s, every task tried", async (rows, failed, type) => {
    const { last, calls } = await run(rows, failed);
    expect(last).toMatchObject({ type, data: { succeeded: rows - failed, failed } });
    expect(calls).toBe(rows);
  });

  test("with a threshold of its own fails by that", async () => {
    const { last, calls } = await run(100, 30, { minimumTasks: 10, maximumFailureRate: 0.07 });
    expect(last).toMatchObject({
      type: "JobFailed",
      data: {
        code: "TaskFailureThresholdExceeded",
        reason: expect.stringMatching(/ of 10 or more, over 7 % fail/),
      },
    });
    expect(calls).toBeLessThanOrEqual(100);
  });
});
