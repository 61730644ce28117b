import {
  CopyObjectCommand,
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { createTryOperation } from "../../src/executors/try-operation.ts";
import type { PreflightResult } from "../../src/inspect/preflight.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";
import { operations } from "../../src/operations/index.ts";
import { trials } from "../../src/operations/trials.ts";
import { ownFailure } from "../../src/s3/failures.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import type { PreflightSetting } from "../../src/s3/stores.ts";
import type { Transport } from "../../src/s3/transport.ts";
import { openTestStore, testKeys } from "../support/devstore.ts";
import { startHostileStore, type Manners } from "../support/hostile-store.ts";
import { validSpec } from "../support/jobs.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const soon = new Date(Date.now() + 3_600_000).toISOString();
const copy = (changes: object = {}): OperationSpec => ({
  kind: "COPY_OBJECT",
  parameters: {
    targetStore: "default",
    targetBucket: "bucket",
    metadataDirective: "COPY",
    requesterPays: false,
    ...changes,
  },
});
const tags: OperationSpec = {
  kind: "PUT_OBJECT_TAGGING",
  parameters: { tagSet: [{ key: "team", value: "photos" }] },
};
const noTags: OperationSpec = { kind: "DELETE_OBJECT_TAGGING", parameters: {} };
const merge: OperationSpec = {
  kind: "MERGE_OBJECT_TAGS",
  parameters: { set: [{ key: "team", value: "photos" }], remove: ["stevedore-preflight"] },
};
const remove: OperationSpec = { kind: "DELETE_OBJECT", parameters: { bypassGovernance: false } };
const acl: OperationSpec = { kind: "PUT_OBJECT_ACL", parameters: { cannedAcl: "public-read" } };
const restore: OperationSpec = {
  kind: "RESTORE_OBJECT",
  parameters: { expirationInDays: 1, tier: "BULK" },
};
const hold = (status: "ON" | "OFF"): OperationSpec => ({
  kind: "PUT_OBJECT_LEGAL_HOLD",
  parameters: { status },
});
const retain = (mode: "COMPLIANCE" | "GOVERNANCE"): OperationSpec => ({
  kind: "PUT_OBJECT_RETENTION",
  parameters: { retention: { mode, retainUntil: soon }, bypassGovernance: false },
});
const release: OperationSpec = {
  kind: "PUT_OBJECT_RETENTION",
  parameters: { retention: null, bypassGovernance: true },
};

function tryOn(
  url: string,
  operation: OperationSpec,
  options: {
    readonly bucket?: string;
    readonly setting?: PreflightSetting;
    /** Stands between. */
    readonly through?: (transport: Transport) => Transport;
    readonly clock?: Clock;
  } = {},
): Promise<PreflightResult> {
  const { bucket = "bucket", setting = { off: false, bucket: null }, through } = options;
  const { clock = systemClock } = options;
  const client = createS3Client({
    name: "default",
    endpoint: url,
    region: "us-east-1",
    credentials: testKeys,
    connectionsMax: 4,
    connectTimeoutMs: 60_000,
    requestTimeoutMs: 60_000,
  });
  closing.push(() => client.destroy());
  const direct = createSdkTransport(client);
  const transport = through?.(direct) ?? direct;
  const tryOperation = createTryOperation({
    transportOf: () => transport,
    settingOf: () => setting,
    clock,
    randomId: () => crypto.randomUUID(),
  });
  return tryOperation(validSpec({ operation }), bucket);
}

async function onHostile(manners: Manners, operation: OperationSpec) {
  const store = await startHostileStore(manners);
  closing.push(() => store.close());
  const result = await tryOn(store.url, operation);
  return { result, store };
}

const refusalOf = (result: PreflightResult) =>
  result.kind === "known" ? (result.refusal?.reason ?? null) : "later";

describe("the table of trials", () => {
  test("has a line for every operation", () => {
    expect(Object.keys(trials).toSorted()).toEqual(Object.keys(operations).toSorted());
  });
});

describe("a scratch object that a trial left behind when it was cut off", () => {
  test("is deleted by the next one, every version of it, and one that may be under way is not", async () => {
    const store = await openTestStore();
    closing.push(() => store.close());
    const { client } = store;
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await client.send(
      new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration }),
    );
    for (const Key of [".stevedore-preflight/a", ".stevedore-preflight/a", "photos/b"])
      await client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: "x" }));
    await tryOn(store.store.url, tags);
    expect(await left(client, "bucket")).toHaveLength(3);
    const later = { ...systemClock, now: () => Date.now() + 3_700_000 };
    const result = await tryOn(store.store.url, tags, { clock: later });
    expect(result).toMatchObject({
      refusal: null,
      preflight: {
        outcome: "PASSED",
        notes: ["Deleted 2 scratch objects that earlier trials had left behind."],
      },
    });
    expect(await left(client, "bucket")).toHaveLength(1);
  });
});

describe("on a store that does what it says", () => {
  test.each([
    ["a copy", copy()],
    [
      "a copy with all that can be read back",
      copy({
        newTags: [{ key: "a", value: "1" }],
        metadataDirective: "REPLACE",
        metadata: { contentType: "image/png", user: [{ key: "Team", value: "photos" }] },
        checksumAlgorithm: "SHA256",
      }),
    ],
    [
      "a copy on conditions",
      copy({ modifiedSince: "2020-01-01T00:00:00Z", unmodifiedSince: "2099-01-01T00:00:00Z" }),
    ],
    ["tags", tags],
    ["an empty set of tags", { kind: "PUT_OBJECT_TAGGING", parameters: { tagSet: [] } } as const],
    ["the end of tags", noTags],
    ["an access control list", acl],
    ["a restore", restore],
    ["a merge of tags", merge],
    ["a deletion", remove],
  ])("%s passes, and leaves nothing behind", async (_, operation) => {
    const store = await openTestStore();
    closing.push(() => store.close());
    const result = await tryOn(store.store.url, operation);
    expect(result).toMatchObject({
      kind: "known",
      refusal: null,
      preflight: { outcome: "PASSED", bucket: "bucket", notes: [] },
    });
    expect(await left(store.client, "bucket")).toEqual([]);
  });

  test("an answer that breaks once on its way is no refusal", async () => {
    const store = await openTestStore();
    closing.push(() => store.close());
    let copies = 0;
    const through = (direct: Transport): Transport => ({
      ...direct,
      async send(...request) {
        const answer = await direct.send(...request);
        if (!(request[0] instanceof CopyObjectCommand)) return answer;
        copies += 1;
        if (copies > 1) return answer;
        return { ok: false, failure: ownFailure("AnswerBroken", { status: 200 }) };
      },
    });
    const result = await tryOn(store.store.url, copy(), { through });
    expect(result).toMatchObject({ kind: "known", refusal: null });
    expect(copies).toBe(2);
  });

  test.each([
    ["retention", retain("GOVERNANCE")],
    ["compliance, which is tried as governance", retain("COMPLIANCE")],
    ["the end of a retention", release],
    ["a hold", hold("ON")],
    ["the end of a hold", hold("OFF")],
    [
      "a copy under a hold and retention",
      copy({
        legalHold: "ON",
        retention: { mode: "COMPLIANCE", retainUntil: soon },
        targetBucket: "locked",
      }),
    ],
  ])("%s passes on a bucket with Object Lock, and leaves nothing behind", async (_, operation) => {
    const store = await openTestStore();
    closing.push(() => store.close());
    await store.client.send(
      new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }),
    );
    const result = await tryOn(store.store.url, operation, { bucket: "locked" });
    expect(result).toMatchObject({ kind: "known", refusal: null, preflight: { notes: [] } });
    expect(await left(store.client, "locked")).toEqual([]);
  });
});

describe("a store that takes a sub-resource for the object", () => {
  test.each([
    ["tags", tags, "DAMAGE"],
    ["the end of tags", noTags, "DELETE"],
    ["an access control list", acl, "DAMAGE"],
    ["retention", retain("GOVERNANCE"), "DAMAGE"],
    ["a hold", hold("ON"), "DAMAGE"],
    ["a restore", restore, "ignores"],
    ["a merge of tags", merge, "DAMAGE"],
  ])("is refused by name for %s", async (_, operation, word) => {
    const { result, store } = await onHostile("overwrites", operation);
    expect(refusalOf(result)).toContain("The store default");
    expect(refusalOf(result)).toContain(word);
    expect(result).toMatchObject({ preflight: { outcome: "REFUSED" } });
    expect([...store.objects.keys()]).toEqual([]);
  });
});

describe("a store that answers 200 and does nothing", () => {
  test.each([
    ["a copy", copy()],
    ["tags", tags],
    ["an access control list", acl],
    ["retention", retain("GOVERNANCE")],
    ["a hold", hold("ON")],
    ["a restore", restore],
    ["a deletion", remove],
  ])("is refused for %s", async (_, operation) => {
    const { result, store } = await onHostile("does nothing", operation);
    expect(refusalOf(result)).toMatch(/ignores|does nothing/);
    expect([...store.objects.keys()]).toEqual([]);
  });
});

describe("a store that does not know the call", () => {
  test.each([
    ["a copy", copy()],
    ["tags", tags],
    ["an access control list", acl],
    ["retention", retain("GOVERNANCE")],
    ["a restore", restore],
  ])("is refused for %s before the tasks fail one by one", async (_, operation) => {
    const { result } = await onHostile("does not know", operation);
    expect(refusalOf(result)).toContain("does not know the operation");
  });
});

describe("a store that copies in spite of what the job says", () => {
  test.each([
    ["modified since", copy({ modifiedSince: "2020-01-01T00:00:00Z" })],
    ["not modified since", copy({ unmodifiedSince: "2099-01-01T00:00:00Z" })],
    ["SHA256 checksum", copy({ checksumAlgorithm: "SHA256" })],
    [
      "its metadata",
      copy({ metadataDirective: "REPLACE", metadata: { user: [{ key: "a", value: "1" }] } }),
    ],
  ])("is refused: %s", async (words, operation) => {
    const { result, store } = await onHostile("ignores conditions", operation);
    expect(refusalOf(result)).toContain(words);
    expect([...store.objects.keys()]).toEqual([]);
  });
});

describe("a trial", () => {
  test("that may not write is refused, with the ways out", async () => {
    const { result } = await onHostile("forbids", tags);
    expect(refusalOf(result)).toMatch(/AccessDenied.*PREFLIGHT/);
  });

  test("in a bucket that is not there says so", async () => {
    const store = await openTestStore();
    closing.push(() => store.close());
    const result = await tryOn(store.store.url, tags, { bucket: "no-such-bucket" });
    expect(result).toMatchObject({
      refusal: {
        code: "NoSuchBucket",
        reason: "There is no bucket no-such-bucket in the store default.",
      },
    });
  });

  test("of what only reads is not made", async () => {
    const operation: OperationSpec = {
      kind: "COMPUTE_CHECKSUM",
      parameters: { algorithm: "SHA256", type: "FULL_OBJECT" },
    };
    const { result, store } = await onHostile("overwrites", operation);
    expect(result).toMatchObject({ refusal: null, preflight: { outcome: "PASSED", key: null } });
    expect(store.objects.size).toBe(0);
  });

  test("waits for a store that does not answer", async () => {
    const { result } = await onHostile("busy", tags);
    expect(result).toMatchObject({ kind: "later", failure: { code: "SlowDown" } });
  });

  test("is made in the bucket that the configuration names for it", async () => {
    const store = await openTestStore();
    closing.push(() => store.close());
    await store.client.send(new CreateBucketCommand({ Bucket: "scratch" }));
    const setting = { off: false, bucket: "scratch" };
    for (const operation of [tags, copy({ targetBucket: "nowhere" })]) {
      const result = await tryOn(store.store.url, operation, { bucket: "nowhere", setting });
      expect(result).toMatchObject({ refusal: null, preflight: { bucket: "scratch" } });
    }
    expect(await left(store.client, "scratch")).toEqual([]);
  });

  test("that is off makes no call, and says so", async () => {
    const store = await openTestStore();
    closing.push(() => store.close());
    const before = store.log.length;
    const result = await tryOn(store.store.url, tags, { setting: { off: true, bucket: null } });
    expect(result).toMatchObject({ refusal: null, preflight: { outcome: "OFF", key: null } });
    expect(store.log).toHaveLength(before);
  });
});

async function left(client: S3Client, bucket: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = "" }) => Key);
}
