/** The preflight on a real S3 server: Ceph's gateway, whose ways were measured before. */
import { randomUUID } from "node:crypto";
import { CreateBucketCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTryOperation } from "../../src/executors/try-operation.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import { validSpec } from "../support/jobs.ts";

const {
  S3_ENDPOINT: endpoint,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
} = process.env;
const hasServer =
  endpoint !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined;
const note = hasServer
  ? ""
  : " (skipped: S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not set)";

const run = randomUUID().slice(0, 8);
const buckets = { plain: `preflight-${run}`, locked: `preflight-locked-${run}` };
const soon = new Date(Date.now() + 3_600_000).toISOString();
const copy = (changes: object = {}): OperationSpec => ({
  kind: "COPY_OBJECT",
  parameters: {
    targetStore: "default",
    targetBucket: buckets.plain,
    metadataDirective: "COPY",
    requesterPays: false,
    ...changes,
  },
});

describe.skipIf(!hasServer)(`the preflight on a real S3 server${note}`, () => {
  let client: ReturnType<typeof createS3Client>;
  beforeAll(async () => {
    client = createS3Client({
      name: "default",
      endpoint: endpoint!,
      region: "us-east-1",
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
      connectionsMax: 4,
      connectTimeoutMs: 60_000,
      requestTimeoutMs: 30_000,
    });
    await client.send(new CreateBucketCommand({ Bucket: buckets.plain }));
    await client.send(
      new CreateBucketCommand({ Bucket: buckets.locked, ObjectLockEnabledForBucket: true }),
    );
  });
  afterAll(() => client?.destroy());

  async function tryOn(operation: OperationSpec, bucket: string) {
    const transport = createSdkTransport(client);
    const tryOperation = createTryOperation({
      transportOf: () => transport,
      settingOf: () => ({ off: false, bucket: null }),
      clock: systemClock,
      randomId: randomUUID,
    });
    const result = await tryOperation(validSpec({ operation }), bucket);
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    return { result, left: Versions.map(({ Key = "" }) => Key) };
  }

  test.each<readonly [string, OperationSpec, string]>([
    ["a copy", copy(), buckets.plain],
    ["a copy with new tags", copy({ newTags: [{ key: "a", value: "1" }] }), buckets.plain],
    [
      "tags",
      { kind: "PUT_OBJECT_TAGGING", parameters: { tagSet: [{ key: "team", value: "x" }] } },
      buckets.plain,
    ],
    ["the end of tags", { kind: "DELETE_OBJECT_TAGGING", parameters: {} }, buckets.plain],
    [
      "a merge of tags",
      { kind: "MERGE_OBJECT_TAGS", parameters: { set: [{ key: "a", value: "1" }], remove: [] } },
      buckets.plain,
    ],
    [
      "an access control list",
      { kind: "PUT_OBJECT_ACL", parameters: { cannedAcl: "public-read" } },
      buckets.plain,
    ],
    [
      "a deletion",
      { kind: "DELETE_OBJECT", parameters: { bypassGovernance: false } },
      buckets.plain,
    ],
    ["a hold", { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } }, buckets.locked],
    [
      "retention",
      {
        kind: "PUT_OBJECT_RETENTION",
        parameters: {
          retention: { mode: "COMPLIANCE", retainUntil: soon },
          bypassGovernance: false,
        },
      },
      buckets.locked,
    ],
  ])("%s passes, and leaves nothing behind", async (_, operation, bucket) => {
    const { result, left } = await tryOn(operation, bucket);
    expect(result).toMatchObject({ kind: "known", refusal: null, preflight: { notes: [] } });
    expect(left).toEqual([]);
  });

  test.each<readonly [string, OperationSpec, RegExp]>([
    [
      "a restore, which it does not know",
      { kind: "RESTORE_OBJECT", parameters: { expirationInDays: 1, tier: "BULK" } },
      /does not know/,
    ],
    [
      "a copy on a condition, which it ignores",
      copy({ modifiedSince: "2020-01-01T00:00:00Z" }),
      /ignores the condition/,
    ],
    [
      "a copy with a checksum, which it leaves out",
      copy({ checksumAlgorithm: "SHA256" }),
      /SHA256 checksum/,
    ],
  ])("%s, is refused", async (_, operation, words) => {
    const { result, left } = await tryOn(operation, buckets.plain);
    expect(result).toMatchObject({ refusal: { reason: expect.stringMatching(words) } });
    expect(left).toEqual([]);
  });
});
