import { afterEach, describe, expect, test } from "vitest";
import type { JobSpec } from "../../src/job/spec.ts";
import {
  createJob,
  done,
  failing,
  outcomesOf,
  reaches,
  send,
  startEngine,
  type TestEngine,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

const keys = Array.from({ length: 700 }, (_, index) => `k${String(index).padStart(5, "0")}`);

/** A job that ended with failures, on an engine whose store then does what it is asked. */
async function endedJob() {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  objects.put(
    { bucket: "lists", key: "photos.csv" },
    Buffer.from(keys.map((key) => `photos,${key}\n`).join("")),
  );
  const broken = { now: true };
  const play = (key: string) => {
    if (!broken.now) return done;
    if (key.endsWith("7")) return failing("NoSuchKey");
    return key.endsWith("3") ? failing("AccessDenied", { status: 403 }) : done;
  };
  const engine = startEngine({ objects, play, pieces: { partBytes: 3000, rowsPerChunk: 50 } });
  engines.push(engine);
  const spec = validSpec({ confirmationRequired: false });
  const job = await createJob(engine, {
    ...spec,
    manifest: { ...spec.manifest, object: { ...spec.manifest.object, etag: null } },
  });
  await reaches(engine, job, ["COMPLETE"]);
  broken.now = false;
  engine.calls.length = 0;
  const retry = (only: { codes?: string[]; prefix?: string } = {}): JobSpec => ({
    ...spec,
    manifest: {
      kind: "failed-tasks",
      job,
      errorCodes: only.codes ?? null,
      keyPrefix: only.prefix ?? null,
      sourceStore: "default",
    },
  });
  return { engine, objects, job, retry, broken };
}

describe("a retry of failed tasks", () => {
  test("calls the failed ones again and no other, and reads no manifest", async () => {
    const { engine, objects, retry } = await endedJob();
    objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from("no manifest any more"));
    const child = await createJob(engine, retry());
    const events = await reaches(engine, child, ["COMPLETE"]);
    const failed = keys.filter((key) => /[37]$/.test(key));
    expect(engine.calls.toSorted()).toEqual(failed);
    expect(events.at(-1)?.data).toMatchObject({ succeeded: failed.length, failed: 0 });
    const outcomes = await outcomesOf(engine.eventStore, child);
    expect(outcomes.size).toBe(failed.length);
    expect([...outcomes.values()].every((list) => list.length === 1)).toBe(true);
    expect(objects.keys("reports")).toContain(`batch/job-${child}/manifest.json`);
  });

  test("can be narrowed, and what fails again can be retried again", async () => {
    const { engine, retry, broken } = await endedJob();
    broken.now = true;
    const child = await createJob(engine, retry({ codes: ["AccessDenied"], prefix: "k001" }));
    await reaches(engine, child, ["COMPLETE"]);
    const wanted = keys.filter((key) => key.startsWith("k001") && key.endsWith("3"));
    expect(engine.calls.toSorted()).toEqual(wanted);
    broken.now = false;
    engine.calls.length = 0;
    const spec = retry();
    const manifest = { ...spec.manifest, job: child } as JobSpec["manifest"];
    const grandchild = await createJob(engine, { ...spec, manifest });
    const events = await reaches(engine, grandchild, ["COMPLETE"]);
    expect(engine.calls.toSorted()).toEqual(wanted);
    expect(events.at(-1)?.data).toMatchObject({ succeeded: wanted.length, failed: 0 });
  });

  test("goes on when the first job is deleted meanwhile", async () => {
    const { engine, job, retry } = await endedJob();
    const child = await createJob(engine, { ...retry(), confirmationRequired: true });
    await reaches(engine, child, ["SUSPENDED"]);
    await send(engine, job, { type: "DeleteJob" });
    await send(engine, child, { type: "ConfirmJob", reason: null });
    await reaches(engine, child, ["COMPLETE"]);
    expect(engine.calls).toHaveLength(140);
  });

  test("means the version that the failed task meant, also the current one", async () => {
    const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
    const rows = "photos,a,v1,failed\nphotos,b,,failed\nphotos,c,v3,failed\n";
    objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from(rows));
    const broken = { now: true };
    const engine = startEngine({
      objects,
      play: () => (broken.now ? failing("AccessDenied", { status: 403 }) : done),
    });
    engines.push(engine);
    const spec = validSpec({ confirmationRequired: false });
    const object = { ...spec.manifest.object, etag: null };
    const over = async (version: "VERSION_ID" | "OPTIONAL_VERSION_ID") => {
      broken.now = true;
      const fields = ["BUCKET", "KEY", version, "IGNORE"] as const;
      const job = await createJob(engine, {
        ...spec,
        manifest: { ...spec.manifest, object, fields },
      });
      await reaches(engine, job, ["COMPLETE"]);
      broken.now = false;
      const manifest = { kind: "failed-tasks", job, sourceStore: "default" } as const;
      const child = await createJob(engine, {
        ...spec,
        manifest: { ...manifest, errorCodes: null, keyPrefix: null },
      });
      const events = await reaches(engine, child, ["COMPLETE"]);
      return events.at(-1)?.data;
    };
    expect(await over("OPTIONAL_VERSION_ID")).toMatchObject({ succeeded: 3, failed: 0 });
    expect(await over("VERSION_ID")).toMatchObject({ succeeded: 2, failed: 1 });
  });

  test("fails with what is to be done when no task matches", async () => {
    const { engine, retry } = await endedJob();
    const child = await createJob(engine, retry({ codes: ["SlowDown"] }));
    const events = await reaches(engine, child, ["FAILED"]);
    expect(events.at(-1)?.data).toMatchObject({
      code: "InvalidManifestContent",
      reason: expect.stringContaining("failed with the code SlowDown"),
    });
  });
});
