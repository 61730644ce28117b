import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { answered } from "../support/fault-cases.ts";
import {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type ProxiedCall,
} from "../support/fault-proxy.ts";
import { lookAtJob, type SeenJob } from "../support/job-audit.ts";
import {
  createJob,
  encodeKey,
  putManifest,
  putObjects,
  untilEnded,
  viewJob,
} from "../support/jobs-over-http.ts";
import { eventually, startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

const requestTimeoutMs = 1000;
const keys = Array.from({ length: 100 }, (_, row) => `photo ${row}`);
const missing = ["gone"];
const listed = [...keys, ...missing];
/** One row fails as not there, and that its failed rows are of this size makes the report be written in parts. */
const longKey = (row: number) => `${String(row).padStart(4, "0")}${"箱".repeat(340)}`;
const longRows = 2700;

/** What calls of one kind meet, by the name of the call. */
type Faults = Readonly<Record<string, Fault>>;

/** The first calls on a manifest and on each object of a report. */
const onAll = (fault: Fault): Faults => ({ HeadObject: fault, GetObject: fault, PutObject: fault });

const healing: readonly (readonly [name: string, faults: Faults, times: number])[] = [
  ["connections reset before the request was read", onAll({ kind: "cut before" }), 1],
  ["connections closed after the request was sent", onAll({ kind: "cut after" }), 1],
  ["answers lost after the call took effect", onAll({ kind: "lose answer" }), 1],
  ["late answers", onAll({ kind: "delay", ms: 300 }), 1],
  ["not a byte until the time-out", onAll({ kind: "freeze" }), 1],
  ["not a byte of the answer to a call that took effect", onAll({ kind: "freeze answer" }), 1],
  ["answers that end in their middle", onAll({ kind: "half answer" }), 1],
  ["answers shorter than they say", onAll({ kind: "length too long" }), 1],
  ["answers longer than they say", onAll({ kind: "length too short" }), 1],
  ["answers that are no HTTP", onAll({ kind: "garbage" }), 1],
  ["answers a few bytes at a time", onAll({ kind: "drip", bytes: 64, everyMs: 60 }), 1],
  [
    "a 200 that has an <Error>",
    { GetObject: answered(200, "InternalError"), PutObject: answered(200, "InternalError") },
    1,
  ],
  ["a 503 that asks for a second", onAll(answered(503, "SlowDown", { "retry-after": "1" })), 1],
  ["more answers of 500 than a call has attempts", onAll(answered(500, "InternalError")), 6],
];

const ofParts = (fault: Fault): Faults => ({
  CreateMultipartUpload: fault,
  UploadPart: fault,
  CompleteMultipartUpload: fault,
});

const inParts: readonly (readonly [name: string, faults: Faults, times: number])[] = [
  ["answers lost after the call took effect", ofParts({ kind: "lose answer" }), 1],
  ["not a byte until the time-out", ofParts({ kind: "freeze" }), 1],
  [
    "a reset, half an answer and a 200 that has an <Error>",
    {
      CreateMultipartUpload: { kind: "cut before" },
      UploadPart: { kind: "half answer" },
      CompleteMultipartUpload: answered(200, "InternalError"),
    },
    1,
  ],
];

const lasting: readonly (readonly [
  name: string,
  faults: Faults,
  code: string,
  tasks: "all ran" | "none ran",
])[] = [
  [
    "a manifest that may not be read",
    { GetObject: answered(403, "AccessDenied") },
    "ManifestReadForbidden",
    "none ran",
  ],
  [
    "a manifest that is gone",
    { HeadObject: answered(404, "NoSuchKey") },
    "ManifestNotFound",
    "none ran",
  ],
  [
    "a report that may not be written",
    { CreateMultipartUpload: answered(403, "AccessDenied") },
    "ReportWriteFailed",
    "none ran",
  ],
  [
    "a report that may not be written after all",
    { PutObject: answered(403, "AccessDenied") },
    "ReportWriteFailed",
    "all ran",
  ],
];

let store: TestStore;
let proxy: FaultProxy;
let dataDir: string;
let stevedore: StevedoreProcess;
const faultsOf = new Map<string, { readonly faults: Faults; readonly times: number }>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  store = await openTestStore();
  for (const bucket of ["photos", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  await putObjects(store.client, "photos", keys);
  proxy = await startFaultProxy(store.store.url);
  proxy.play((call) => {
    const meets = faultsOf.get(prefixOf(call));
    const fault = call.bucket === "reports" ? meets?.faults[call.operation] : undefined;
    return fault !== undefined && call.nth <= meets!.times ? fault : { kind: "pass" };
  });
  const env = { REQUEST_TIMEOUT_MS: String(requestTimeoutMs) };
  stevedore = await startStevedore({ dataDir, storeUrl: proxy.url, env });
});

afterAll(async () => {
  await stevedore.kill();
  await proxy.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

/** Manifest and report of a job lie under a prefix of their own. */
function prefixOf({ key }: Pick<ProxiedCall, "key">): string {
  return key.slice(0, key.indexOf("/"));
}

let jobs = 0;

/** A job whose manifest and report meet these faults. */
async function start(
  { faults, times }: { readonly faults: Faults; readonly times: number },
  rows: readonly string[] = listed,
): Promise<{ readonly id: string; readonly prefix: string }> {
  const prefix = `job${jobs++}`;
  faultsOf.set(prefix, { faults, times });
  const manifest = { bucket: "reports", key: `${prefix}/list.csv` };
  await putManifest(store.client, manifest, { bucket: "photos", keys: rows });
  const id = await createJob(stevedore, {
    operation: { deleteObjectTagging: {} },
    manifest,
    reports: "reports",
    token: prefix,
    more: {
      report: { bucket: "reports", prefix },
      failureThreshold: { maximumFailureRate: 1 },
    },
  });
  return { id, prefix };
}

function look({ id, prefix }: { readonly id: string; readonly prefix: string }): Promise<SeenJob> {
  return lookAtJob(stevedore, { id, client: store.client, reports: "reports", prefix });
}

const metBy = (prefix: string, operation: string) =>
  proxy.calls.filter((call) => prefixOf(call) === prefix && call.operation === operation);

describe("a job whose manifest and report meet", () => {
  test.concurrent.each(healing)(
    "%s completes, with every row in its report",
    async (_, faults, times) => {
      const job = await start({ faults, times });
      expect(await untilEnded(stevedore, job.id)).toMatchObject({
        status: "COMPLETE",
        progress: { total: listed.length, succeeded: keys.length, failed: missing.length },
      });
      const { report } = await look(job);
      expect(report!.map(({ rawKey, status }) => `${rawKey} ${status}`).toSorted()).toEqual(
        [
          ...keys.map((key) => `${encodeKey(key)} succeeded`),
          ...missing.map((key) => `${encodeKey(key)} failed`),
        ].toSorted(),
      );
      for (const operation of Object.keys(faults)) {
        const spoilt = metBy(job.prefix, operation).filter(({ fault }) => fault !== "pass");
        expect(spoilt.length).toBeGreaterThanOrEqual(times);
        // Not by the time-out of minutes that the engine has of itself.
        for (const { at, endedAt } of spoilt)
          expect(endedAt! - at).toBeLessThan(60 * requestTimeoutMs);
      }
    },
  );

  test.concurrent.each(lasting)("%s fails and says so", async (_, faults, code, tasks) => {
    const job = await start({ faults, times: Infinity });
    const ended = await untilEnded(stevedore, job.id);
    expect(ended).toMatchObject({ status: "FAILED", failureReasons: [{ code }] });
    const [operation] = Object.keys(faults);
    // Each object is asked for once: what was said is for good.
    for (const call of metBy(job.prefix, operation!)) expect(call.nth).toBe(1);
    expect(ended.progress.succeeded).toBe(tasks === "all ran" ? keys.length : 0);
  });

  test("a report store that stays down waits, and completes when it is back", async () => {
    const faults: Faults = { PutObject: answered(503, "SlowDown") };
    const job = await start({ faults, times: Infinity });
    await eventually(async () => (metBy(job.prefix, "PutObject").length > 12 ? true : null), {
      withinMs: 60_000,
      what: "more calls than one write has attempts",
    });
    expect(await viewJob(stevedore, job.id)).toMatchObject({
      status: "COMPLETING",
      report: { status: "WRITING" },
    });
    faultsOf.delete(job.prefix);
    expect(await untilEnded(stevedore, job.id)).toMatchObject({ status: "COMPLETE" });
    expect((await look(job)).report).toHaveLength(listed.length);
  });

  test.each(inParts)(
    "%s while a report of several parts is written completes, with every row in it",
    async (_, faults, times) => {
      const rows = Array.from({ length: longRows }, (_row, row) => longKey(row));
      const job = await start({ faults, times }, rows);
      expect(await untilEnded(stevedore, job.id)).toMatchObject({
        status: "COMPLETE",
        progress: { failed: longRows },
      });
      const { report } = await look(job);
      expect(new Set(report!.map(({ rawKey }) => rawKey))).toEqual(new Set(rows.map(encodeKey)));
      expect(report).toHaveLength(longRows);
      expect(metBy(job.prefix, "UploadPart").length).toBeGreaterThanOrEqual(2);
      for (const operation of Object.keys(faults))
        expect(metBy(job.prefix, operation).some(({ fault }) => fault !== "pass")).toBe(true);
    },
  );
});
