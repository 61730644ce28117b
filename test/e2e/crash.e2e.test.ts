import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { outcomesOf } from "../support/engine.ts";
import { openLog } from "../support/event-log.ts";
import { hostileKeysToPrefix } from "../support/hostile-keys.ts";
import {
  createJob,
  encodeKey,
  listKeys,
  putManifest,
  putObjects,
  readReport,
  untilEnded,
  viewJob,
} from "../support/jobs-over-http.ts";
import { eventually, startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

const plainKeys = Array.from(
  { length: 3000 },
  (_, index) => `plain/${String(index).padStart(5, "0")}.txt`,
);
const keys = [...hostileKeysToPrefix, ...plainKeys];
const missing = ["gone/1", "gone/2 +%", "gone/3"];
const listed = [...keys, ...missing];

/** On EventStoreDB what a dead process held waits for the end of its claim. */
const patienceMs = 180_000;

let store: TestStore;
let dataDir: string;
let running: StevedoreProcess | null = null;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  store = await openTestStore();
  for (const bucket of ["photos", "copies", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  await putObjects(store.client, "photos", keys);
  await putManifest(
    store.client,
    { bucket: "reports", key: "list.csv" },
    { bucket: "photos", keys: listed },
  );
});

afterEach(async () => {
  await running?.kill();
  running = null;
  await store.close();
  await rm(dataDir, { recursive: true });
});

async function start(): Promise<StevedoreProcess> {
  running = await startStevedore({ dataDir, storeUrl: store.store.url });
  return running;
}

/** Not the one that the preflight of a job makes of its scratch object. */
function isCopyOfRow({ operation, key }: (typeof store.log)[number]): boolean {
  return operation === "CopyObject" && key.startsWith("copied/");
}

function copies(): number {
  return store.log.filter(isCopyOfRow).length;
}

function create(stevedore: StevedoreProcess, more: object = {}): Promise<string> {
  const manifest = { bucket: "reports", key: "list.csv" };
  const operation = { copyObject: { targetBucket: "copies", targetKeyPrefix: "copied" } };
  // Of this test alone: on a store that is shared the token of another would find its job.
  return createJob(stevedore, { operation, manifest, reports: "reports", token: dataDir, more });
}

/** Bucket, report and history, each read on its own, say the same of every row. */
async function expectTheTruth(id: string): Promise<void> {
  const copied = await listKeys(store.client, "copies");
  // A process that is killed in its preflight leaves a scratch object behind.
  const ofRows = [...copied].filter((key) => !key.startsWith(".stevedore-preflight/"));
  expect(new Set(ofRows)).toEqual(new Set(keys.map((key) => `copied/${key}`)));
  const report = await readReport(store.client, "reports", id);
  expect(report).toHaveLength(listed.length);
  const statusOf = new Map(
    report.map(({ rawKey, status, code }) => [rawKey, `${status} ${code}`.trim()]),
  );
  for (const key of keys) expect(statusOf.get(encodeKey(key))).toBe("succeeded");
  for (const key of missing) expect(statusOf.get(encodeKey(key))).toBe("failed NoSuchKey");
  const events = openLog(dataDir);
  const outcomes = await outcomesOf(events, id);
  await events.close();
  expect(outcomes.size).toBe(listed.length);
  for (const [index, key] of listed.entries()) {
    const kind = missing.includes(key) ? "failed" : "succeeded";
    const code = missing.includes(key) ? "NoSuchKey" : null;
    expect(outcomes.get(`0/${index}`)).toEqual([{ kind, key: encodeKey(key), code }]);
  }
}

describe("a whole job in a process of its own", () => {
  test("ends with bucket, report and history agreeing on every row", async () => {
    const stevedore = await start();
    const id = await create(stevedore);
    const job = await untilEnded(stevedore, id);
    expect(job).toMatchObject({
      status: "COMPLETE",
      progress: {
        total: listed.length,
        succeeded: keys.length,
        failed: missing.length,
        unknown: 0,
      },
      failureGroups: [{ errorCode: "NoSuchKey", count: missing.length }],
      report: { status: "READY" },
    });
    expect(await stevedore.stop()).toBe(0);
    await expectTheTruth(id);
    expect(copies()).toBe(listed.length);
  });

  test("is ended by the next process after kill -9 at any moment, each row with one outcome", async () => {
    let stevedore = await start();
    const id = await create(stevedore);
    let kills = 0;
    for (const after of [1, 700, 1500, 2600]) {
      await eventually(async () => (copies() >= after ? true : null), {
        withinMs: patienceMs,
        what: `${after} copies`,
      });
      await stevedore.kill();
      kills += 1;
      stevedore = await start();
    }
    const job = await untilEnded(stevedore, id);
    expect(job).toMatchObject({
      status: "COMPLETE",
      progress: { total: listed.length, succeeded: keys.length, failed: missing.length },
    });
    // The token still names the job: a client that did not hear of it asks again and finds it.
    expect(await create(stevedore)).toBe(id);
    expect((await viewJob(stevedore, id)).status).toBe("COMPLETE");
    expect(await stevedore.stop()).toBe(0);
    await expectTheTruth(id);
    const callsOf = new Map<string, number>();
    for (const { key } of store.log.filter(isCopyOfRow)) {
      callsOf.set(key, (callsOf.get(key) ?? 0) + 1);
    }
    for (const calls of callsOf.values()) expect(calls).toBeLessThanOrEqual(1 + kills);
  });

  test("goes on after a graceful stop without calling any row twice", async () => {
    let stevedore = await start();
    // So that it is not over before it is stopped.
    const id = await create(stevedore, { limits: { maxRequestsPerSecond: 600 } });
    await eventually(async () => (copies() >= 500 ? true : null), {
      withinMs: patienceMs,
      what: "500 copies",
    });
    expect(await stevedore.stop()).toBe(0);
    expect(copies()).toBeLessThan(listed.length);
    stevedore = await start();
    expect(await untilEnded(stevedore, id)).toMatchObject({ status: "COMPLETE" });
    expect(await stevedore.stop()).toBe(0);
    await expectTheTruth(id);
    expect(copies()).toBe(listed.length);
  });
});
