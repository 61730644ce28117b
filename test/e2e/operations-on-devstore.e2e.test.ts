import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOperationJobs } from "../contract/operation-jobs.contract.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";
import { createJob, putManifest, readReport, untilEnded } from "../support/jobs-over-http.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

let opened: TestStore | undefined;
describeOperationJobs("the development store", {
  connect: async () => {
    opened = await openTestStore({ copyBytesMax: 6 * 1024 * 1024 });
    return { endpoint: opened.store.url, ...testKeys };
  },
  close: async () => opened?.close(),
});

const hourMs = 3_600_000;

/** Each row of the table of restore states (S3 Batch Operations guide, "Restore objects"). */
const states = [
  ["not restored", "succeeded", "200 or 202", ""],
  ["restored already and available", "succeeded", "200 or 202", ""],
  ["under way, same days, this tier faster", "succeeded", "200 or 202", ""],
  ["under way, other days", "failed", "409", "RestoreAlreadyInProgress"],
  ["under way, same days, same tier", "failed", "409", "RestoreAlreadyInProgress"],
  ["not archived", "failed", "403", "InvalidObjectState"],
] as const;

// Modelled, not verified against AWS: no free server restores, so the development store plays Amazon's guide.
describe("restore as a job (modelled, not verified against AWS)", () => {
  let store: TestStore;
  let stevedore: StevedoreProcess;
  let dataDir: string;
  let now = Date.parse("2026-03-01T09:15:00Z");
  beforeAll(async () => {
    store = await openTestStore({ archiveNow: () => new Date(now) });
    for (const Bucket of ["archive", "reports"])
      await store.client.send(new CreateBucketCommand({ Bucket }));
    dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
    stevedore = await startStevedore({ dataDir, storeUrl: store.store.url });
  });
  afterAll(async () => {
    await stevedore.stop();
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  const put = (Key: string, StorageClass: "GLACIER" | "STANDARD") =>
    store.client.send(new PutObjectCommand({ Bucket: "archive", Key, StorageClass, Body: Key }));
  const ask = (Key: string, Days: number, Tier: "Bulk" | "Standard") => {
    const RestoreRequest = { Days, GlacierJobParameters: { Tier } };
    return store.client.send(new RestoreObjectCommand({ Bucket: "archive", Key, RestoreRequest }));
  };
  const told = async (Key: string) =>
    (await store.client.send(new HeadObjectCommand({ Bucket: "archive", Key }))).Restore;

  async function bringAbout(): Promise<void> {
    for (const [state] of states)
      await put(state, state === "not archived" ? "STANDARD" : "GLACIER");
    await ask("restored already and available", 1, "Standard");
    now += 6 * hourMs;
    await ask("under way, same days, this tier faster", 3, "Bulk");
    await ask("under way, other days", 5, "Bulk");
    await ask("under way, same days, same tier", 3, "Standard");
  }

  test("gives the result of each state, and the store holds what the report says", async () => {
    await bringAbout();
    const manifest = { bucket: "reports", key: "list.csv" };
    const keys = states.map(([state]) => state);
    await putManifest(store.client, manifest, { bucket: "archive", keys });
    const operation = { restoreObject: { expirationInDays: 3, tier: "STANDARD" } };
    const token = randomUUID();
    const id = await createJob(stevedore, { operation, manifest, reports: "reports", token });
    const job = await untilEnded(stevedore, id);
    expect(job.progress).toMatchObject({ succeeded: 3, failed: 3 });
    const report = new Map(
      (await readReport(store.client, "reports", id)).map((row) => [
        decodeURIComponent(row.rawKey),
        row,
      ]),
    );
    for (const [state, status, , code] of states)
      expect(report.get(state)).toMatchObject({ status, code });
    expect(await told("not restored")).toBe('ongoing-request="true"');
    expect(await told("restored already and available")).toContain("Thu, 05 Mar 2026 00:00:00 GMT");
    expect(await told("not archived")).toBeUndefined();
    now += 6 * hourMs;
    for (const key of ["not restored", "under way, same days, this tier faster"])
      expect(await told(key)).toContain('ongoing-request="false"');
    expect(await told("under way, other days")).toBe('ongoing-request="true"');
  });
});
