import { mkdtemp, rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileKeysToPrefix } from "../support/hostile-keys.ts";
import {
  createJob,
  encodeKey,
  listKeys,
  putManifest,
  putObjects,
  readReport,
  readText,
  untilEnded,
} from "../support/jobs-over-http.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

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

const keys = [
  ...hostileKeysToPrefix,
  ...Array.from({ length: 1500 }, (_, index) => `plain/${String(index).padStart(5, "0")}.txt`),
];
const missing = ["gone/1", "gone/2 +%"];
const listed = [...keys, ...missing];

describe.skipIf(!hasServer)(`whole jobs on a real S3 server${note}`, () => {
  const run = randomUUID().slice(0, 8);
  const buckets = { photos: `photos-${run}`, copies: `copies-${run}`, reports: `reports-${run}` };
  const manifest = { bucket: buckets.reports, key: "list.csv" };
  let client: S3Client;
  let dataDir: string;
  let stevedore: StevedoreProcess;

  beforeAll(async () => {
    client = new S3Client({
      endpoint: endpoint!,
      region: "us-east-1",
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
    });
    for (const bucket of Object.values(buckets))
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await putObjects(client, buckets.photos, keys);
    await putManifest(client, manifest, { bucket: buckets.photos, keys: listed });
    dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
    const env = { AWS_ACCESS_KEY_ID: accessKeyId!, AWS_SECRET_ACCESS_KEY: secretAccessKey! };
    stevedore = await startStevedore({ dataDir, storeUrl: endpoint!, env });
  });

  afterAll(async () => {
    await stevedore.stop();
    client.destroy();
    await rm(dataDir, { recursive: true });
  });

  /** Runs a job to its end, and gives what its report says of each key. */
  async function runJob(operation: object): Promise<ReadonlyMap<string, string>> {
    const id = await createJob(stevedore, {
      operation,
      manifest,
      reports: buckets.reports,
      token: randomUUID(),
    });
    const job = await untilEnded(stevedore, id);
    expect(job).toMatchObject({
      status: "COMPLETE",
      progress: { total: listed.length, succeeded: keys.length, failed: missing.length },
    });
    const report = await readReport(client, buckets.reports, id);
    expect(report).toHaveLength(listed.length);
    return new Map(report.map(({ rawKey, status, code }) => [rawKey, `${status} ${code}`.trim()]));
  }

  function expectReport(report: ReadonlyMap<string, string>): void {
    for (const key of keys) expect(report.get(encodeKey(key))).toBe("succeeded");
    for (const key of missing) expect(report.get(encodeKey(key))).toBe("failed NoSuchKey");
  }

  test("copy gives objects with the bytes and the metadata asked for", async () => {
    const metadata = { contentType: "text/x-copied", user: [{ key: "origin", value: "batch" }] };
    const operation = {
      copyObject: { targetBucket: buckets.copies, targetKeyPrefix: "copied", metadata },
    };
    expectReport(await runJob(operation));
    expect(await listKeys(client, buckets.copies)).toEqual(
      new Set(keys.map((key) => `copied/${key}`)),
    );
    for (const key of keys.slice(0, 40)) {
      expect(await readText(client, buckets.copies, `copied/${key}`)).toBe(`of ${key}`);
      const head = await client.send(
        new HeadObjectCommand({ Bucket: buckets.copies, Key: `copied/${key}` }),
      );
      expect(head).toMatchObject({ ContentType: "text/x-copied", Metadata: { origin: "batch" } });
    }
  });

  test("replace tags sets them on every object, and delete tags takes them away", async () => {
    const tagSet = [{ key: "state", value: "done +/ =" }];
    expectReport(await runJob({ putObjectTagging: { tagSet } }));
    const tagsOf = async (key: string) => {
      const { TagSet } = await client.send(
        new GetObjectTaggingCommand({ Bucket: buckets.photos, Key: key }),
      );
      return TagSet?.map(({ Key, Value }) => ({ key: Key, value: Value }));
    };
    for (const key of keys) expect(await tagsOf(key)).toEqual(tagSet);
    expectReport(await runJob({ deleteObjectTagging: {} }));
    for (const key of keys) expect(await tagsOf(key)).toEqual([]);
  });

  test("a manifest that lists nothing, a bucket that is not there and a report that cannot be written are told apart", async () => {
    const operation = { deleteObjectTagging: {} };
    await client.send(new CreateBucketCommand({ Bucket: `empty-${run}` }));
    const gone = { bucket: buckets.reports, key: "not-there.csv" };
    const noManifest = await createJob(stevedore, {
      operation,
      manifest: gone,
      reports: buckets.reports,
      token: randomUUID(),
    });
    expect(await untilEnded(stevedore, noManifest)).toMatchObject({
      status: "FAILED",
      failureReasons: [{ code: "ManifestNotFound" }],
    });
    const noReport = await createJob(stevedore, {
      operation,
      manifest,
      reports: `nowhere-${run}`,
      token: randomUUID(),
    });
    expect(await untilEnded(stevedore, noReport)).toMatchObject({
      status: "FAILED",
      failureReasons: [{ code: "ReportWriteFailed" }],
      progress: { succeeded: 0, failed: 0 },
    });
  });
});
