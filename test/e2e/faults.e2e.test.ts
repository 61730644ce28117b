import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { taskFaults, type TaskFault } from "../support/fault-cases.ts";
import { startFaultProxy, type FaultProxy, type RecordedCall } from "../support/fault-proxy.ts";
import { expectAgreement, lookAtJob, type SeenJob } from "../support/job-audit.ts";
import {
  createJob,
  listKeys,
  putManifest,
  putObjects,
  untilEnded,
} from "../support/jobs-over-http.ts";
import { readLoggedJob, type LoggedJob } from "../support/outcomes-in-log.ts";
import { startStevedore } from "../support/stevedore-process.ts";

/** Long enough for a busy machine, short enough to be waited for fifteen times. */
const requestTimeoutMs = 1000;
const rowsOfFault = 8;
const tagSet = [{ key: "state", value: "done" }];

const keyOf = (fault: number, row: number) => `fault-${fault}/key +${row}`;
const keysOf = (fault: number) =>
  Array.from({ length: rowsOfFault }, (_, row) => keyOf(fault, row));
const plain = Array.from({ length: 60 }, (_, row) => `plain/${row}`);
const missing = ["gone/1", "gone/2"];
const keys = [...taskFaults.flatMap((_, fault) => keysOf(fault)), ...plain];

const operations = {
  copy: {
    name: "CopyObject",
    input: { copyObject: { targetBucket: "copies", targetKeyPrefix: "c" } },
    bucket: "copies",
    prefix: "c/",
  },
  tags: {
    name: "PutObjectTagging",
    input: { putObjectTagging: { tagSet } },
    bucket: "photos",
    prefix: "",
  },
} as const;

type OperationUnderTest = keyof typeof operations;

interface EndedJob {
  readonly seen: SeenJob;
  readonly logged: LoggedJob;
}

let store: TestStore;
let proxy: FaultProxy;
let dataDir: string;
const jobs: Partial<Record<OperationUnderTest, EndedJob>> = {};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  store = await openTestStore();
  for (const bucket of ["photos", "copies", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  await putObjects(store.client, "photos", keys);
  const manifest = { bucket: "reports", key: "list.csv" };
  await putManifest(store.client, manifest, { bucket: "photos", keys: [...keys, ...missing] });
  proxy = await startFaultProxy(store.store.url);
  proxy.play(({ operation, key, nth }) => {
    const fault = faultOf(operation, key);
    return fault !== null && nth <= fault.times ? fault.fault : { kind: "pass" };
  });
  // A store that seems to be down is waited for a second here, not an hour.
  const env = { REQUEST_TIMEOUT_MS: String(requestTimeoutMs), STORE_DOWN_MAX_MS: "1000" };
  const stevedore = await startStevedore({ dataDir, storeUrl: proxy.url, env });
  try {
    const run = async (operation: OperationUnderTest) => {
      const id = await createJob(stevedore, {
        operation: operations[operation].input,
        manifest,
        reports: "reports",
        token: operation,
        more: { failureThreshold: { maximumFailureRate: 1 } },
      });
      await untilEnded(stevedore, id, 500_000);
      return [
        operation,
        id,
        await lookAtJob(stevedore, { id, client: store.client, reports: "reports" }),
      ] as const;
    };
    const ended = await Promise.all([run("copy"), run("tags")]);
    await stevedore.stop();
    for (const [operation, id, seen] of ended)
      jobs[operation] = { seen, logged: await readLoggedJob(dataDir, id) };
  } finally {
    await stevedore.kill();
  }
}, 600_000);

afterAll(async () => {
  await proxy.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

/** The fault that a call on a row meets; null for every other call. */
function faultOf(operation: string, key: string): TaskFault | null {
  const tried = Object.values(operations).find(({ name }) => name === operation);
  const [, number] = /fault-(\d+)\//.exec(key) ?? [];
  return tried === undefined || number === undefined ? null : (taskFaults[Number(number)] ?? null);
}

/** What one call on a key does, seen in the bucket: which of the keys it was done to. */
async function doneTo(operation: OperationUnderTest): Promise<ReadonlySet<string>> {
  if (operation === "copy")
    return new Set([...(await listKeys(store.client, "copies"))].map((key) => key.slice(2)));
  const tagged = new Set<string>();
  for (const Key of keys) {
    const { TagSet } = await store.client.send(
      new GetObjectTaggingCommand({ Bucket: "photos", Key }),
    );
    if (TagSet?.[0]?.Value === "done") tagged.add(Key);
  }
  return tagged;
}

function callsOn(operation: OperationUnderTest, key: string): RecordedCall[] {
  const { name, bucket, prefix } = operations[operation];
  return proxy.calls.filter(
    (call) => call.operation === name && call.bucket === bucket && call.key === prefix + key,
  );
}

describe.each(["copy", "tags"] as const)("a job of %s over a network with faults", (operation) => {
  test("ends, with one outcome a row, and API, report and log agree", () => {
    const { seen, logged } = jobs[operation]!;
    expect(seen.view).toMatchObject({ status: "COMPLETE", report: { status: "READY" } });
    expect(logged.outcomes).toHaveLength(keys.length + missing.length);
    expectAgreement(seen, logged);
  });

  test("says of each row what the bucket shows", async () => {
    const done = await doneTo(operation);
    const { outcomes } = jobs[operation]!.logged;
    const unlike = outcomes
      .map(({ rawKey, kind }) => ({ key: decodeURIComponent(rawKey), kind }))
      .filter(({ key, kind }) => {
        const told = faultOf(operations[operation].name, key)?.isDone === true;
        return done.has(key) !== (kind === "succeeded" || told);
      });
    expect(unlike).toEqual([]);
  });

  test("records as many attempts as there were calls", () => {
    const { outcomes } = jobs[operation]!.logged;
    const unlike = outcomes.filter(
      ({ rawKey, attempts }) => callsOn(operation, decodeURIComponent(rawKey)).length !== attempts,
    );
    expect(unlike).toEqual([]);
  });

  test("calls an object that is not there once", () => {
    for (const key of missing) expect(callsOn(operation, key)).toHaveLength(1);
  });

  test.each(
    taskFaults.map(
      (fault, number) =>
        [
          fault.name,
          fault.attempts === 1 ? "after the first call" : `after ${fault.attempts} calls or more`,
          fault.ends,
          fault.firstCode ?? "no failure",
          { fault, number },
        ] as const,
    ),
  )("%s: %s it has %s (%s)", (_name, _after, ends, _code, { fault, number }) => {
    const told = jobs[operation]!.logged.outcomes;
    const outcomes = keysOf(number).map((key) =>
      told.find(({ rawKey }) => decodeURIComponent(rawKey) === key),
    );
    const calls = keysOf(number).map((key) => callsOn(operation, key));
    for (const outcome of outcomes) expect(outcome).toMatchObject(outcomeOf(fault));
    for (const ofKey of calls) expect(ofKey.length).toBeGreaterThanOrEqual(fault.attempts);
    // What is for good is not called once more; what used up its attempts, only while the store itself was in doubt.
    const most = ends === "succeeded" ? Infinity : fault.attempts === 1 ? 1 : 2 * fault.attempts;
    for (const ofKey of calls) expect(ofKey.length).toBeLessThanOrEqual(most);
    if (fault.timesOut === true) expectTimeOuts(calls.flat().filter(isSpoilt));
  });

  test("waits as long as the store asks for", () => {
    const number = taskFaults.findIndex(({ name }) => name.includes("patience"));
    for (const key of keysOf(number)) {
      const [first, second] = callsOn(operation, key);
      expect(second!.at - first!.endedAt!).toBeGreaterThanOrEqual(990);
    }
  });
});

/** The log keeps codes of failed tasks only. */
function outcomeOf({ ends, firstCode }: TaskFault): object {
  return ends === "succeeded" ? { kind: ends } : { kind: ends, code: firstCode, firstCode };
}

function isSpoilt({ fault }: RecordedCall): boolean {
  return fault !== "pass";
}

/**
 * A call without an answer ends by the time-out that was set, as its code says, and not by one of minutes. The proxy hears
 * of its beginning and its end late on a busy machine.
 */
function expectTimeOuts(calls: readonly RecordedCall[]): void {
  for (const { at, endedAt } of calls) {
    expect(endedAt).not.toBeNull();
    expect(endedAt! - at).toBeLessThan(60 * requestTimeoutMs);
  }
}
