/**
 * Jobs over inventories and over lists that the engine makes of a bucket, as their users run them: through the API of a
 * process, compared row by row with what the store holds afterwards, read back through the plain SDK.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { GetObjectTaggingCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBucket } from "../support/buckets.ts";
import { hostileKeysToPrefix } from "../support/hostile-keys.ts";
import {
  createJob,
  encodeKey,
  listKeys,
  readReport,
  readText,
  untilEnded,
  type JobView,
  type ReportRow,
} from "../support/jobs-over-http.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";
import type { StoreOfJobs } from "./operation-jobs.contract.ts";

interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
}

const keys = [
  ...hostileKeysToPrefix.map((key) => `odd/${key}`),
  ...Array.from({ length: 90 }, (_, index) => `in/${index % 9}/${index}.jpg`),
];

export function describeListJobs(
  name: string,
  setup: {
    readonly connect: () => StoreOfJobs | Promise<StoreOfJobs>;
    readonly close?: () => Promise<void>;
  },
): void {
  describe(`lists of jobs on ${name}`, () => {
    let client: S3Client;
    let stevedore: StevedoreProcess;
    let dataDir: string;
    /** Lists, reports, and what is written for the time of a job. */
    let lists: string;
    let versioned: string;
    let old: readonly ObjectVersion[];
    let current: readonly ObjectVersion[];

    beforeAll(async () => {
      const { endpoint, accessKeyId, secretAccessKey } = await setup.connect();
      client = new S3Client({
        endpoint,
        region: "us-east-1",
        forcePathStyle: true,
        maxAttempts: 1,
        requestChecksumCalculation: "WHEN_REQUIRED",
        credentials: { accessKeyId, secretAccessKey },
      });
      lists = await createBucket(client);
      versioned = await createBucket(client, { versioned: true });
      old = await fill(versioned, "old");
      current = await fill(versioned, "newer");
      dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
      const env = {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        SCRATCH: `s3://${lists}/scratch`,
      };
      stevedore = await startStevedore({ dataDir, storeUrl: endpoint, env });
    }, 180_000);

    afterAll(async () => {
      await stevedore.stop();
      client.destroy();
      await rm(dataDir, { recursive: true });
      await setup.close?.();
    });

    async function fill(Bucket: string, Body: string): Promise<ObjectVersion[]> {
      const put = async (Key: string) => {
        const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key, Body }));
        return { key: Key, versionId: VersionId ?? "" };
      };
      return Promise.all(keys.map(put));
    }

    interface Ended {
      readonly id: string;
      readonly job: JobView;
      readonly report: readonly ReportRow[];
    }

    /** Tags what the manifest lists. */
    async function runJob(manifest: object, tag: string): Promise<Ended> {
      const id = await createJob(stevedore, {
        operation: { putObjectTagging: { tagSet: [{ key: "state", value: tag }] } },
        manifest: { bucket: lists, key: "" },
        reports: lists,
        token: randomUUID(),
        more: { manifest },
      });
      const job = await untilEnded(stevedore, id);
      const ran = job.report?.status === "READY";
      return { id, job, report: ran ? await readReport(client, lists, id) : [] };
    }

    /** Those of the versions that have the tag, as `key version`. */
    async function tagged(versions: readonly ObjectVersion[], tag: string): Promise<string[]> {
      const found: string[] = [];
      for (const { key: Key, versionId: VersionId } of versions) {
        const { TagSet } = await client.send(
          new GetObjectTaggingCommand({ Bucket: versioned, Key, VersionId }),
        );
        if (TagSet?.[0]?.Value === tag) found.push(`${Key} ${VersionId}`);
      }
      return found;
    }

    const named = (versions: readonly ObjectVersion[]) =>
      versions.map(({ key, versionId }) => `${key} ${versionId}`);
    const reported = (report: readonly ReportRow[]) =>
      report.map((row) => `${decodeURIComponent(row.rawKey)} ${row.versionId}`).toSorted();

    /** An inventory of these rows, in files as S3 writes them; gives its manifest as the API takes it. */
    async function putInventory(
      rows: readonly (readonly string[])[],
      options: { readonly damaged?: number } = {},
    ): Promise<object> {
      const prefix = `inventories/${randomUUID()}`;
      const files = [];
      for (let file = 0; file < 4; file++) {
        const lines = rows
          .filter((_, row) => row % 4 === file)
          .map((row) => `${row.map((text) => `"${text}"`).join(",")}\n`);
        const bytes = gzipSync(lines.join(""));
        const key = `${prefix}/data/${file}.csv.gz`;
        const MD5checksum = createHash("md5").update(bytes).digest("hex");
        if (options.damaged === file) bytes[bytes.length - 5]! ^= 1;
        await client.send(new PutObjectCommand({ Bucket: lists, Key: key, Body: bytes }));
        files.push({ key, size: bytes.length, MD5checksum });
      }
      const list = {
        sourceBucket: versioned,
        destinationBucket: `arn:aws:s3:::${lists}`,
        version: "2016-11-30",
        creationTimestamp: "1767225600000",
        fileFormat: "CSV",
        fileSchema: "Bucket, Key, VersionId, IsLatest",
        files,
      };
      const key = `${prefix}/manifest.json`;
      await client.send(
        new PutObjectCommand({ Bucket: lists, Key: key, Body: JSON.stringify(list) }),
      );
      return { inventory: { object: { bucket: lists, key } } };
    }

    const rowOf = ({ key, versionId }: ObjectVersion, isLatest = "true") => [
      versioned,
      encodeKey(key),
      versionId,
      isLatest,
    ];

    test("every row of an inventory, a version each, is done or fails as it must", async () => {
      const without = { key: keys[0]!, versionId: "" };
      const gone = { key: "gone/1", versionId: current[0]!.versionId };
      const rows = [...old, without, gone].map((version) => rowOf(version, "false"));
      const { job, report } = await runJob(await putInventory(rows), "old");
      expect(job).toMatchObject({
        status: "COMPLETE",
        progress: { total: old.length + 2, succeeded: old.length, failed: 2, unknown: 0 },
      });
      expect(reported(report.filter(({ status }) => status === "succeeded"))).toEqual(
        named(old).toSorted(),
      );
      expect(await tagged(old, "old")).toEqual(named(old));
      expect(await tagged(current, "old")).toEqual([]);
      const failed = report.filter(({ status }) => status === "failed");
      expect(failed.map(({ message }) => message)).toContain(
        "Task failed due to missing VersionId",
      );
      expect(failed.map(({ httpStatus }) => httpStatus).toSorted()).toEqual(["400", "404"]);
    });

    test("an inventory with one corrupted file fails its job before the first task, and says which", async () => {
      const manifest = await putInventory(
        current.map((version) => rowOf(version)),
        { damaged: 2 },
      );
      const { job } = await runJob(manifest, "never");
      expect(job).toMatchObject({
        status: "FAILED",
        failureReasons: [
          { code: "ManifestChecksumMismatch", reason: expect.stringContaining("data/2.csv.gz") },
        ],
        progress: { succeeded: 0, failed: 0 },
      });
      expect(await tagged(current, "never")).toEqual([]);
    });

    test("a list of a bucket holds what the filter keeps, is kept as an inventory, and can be used as one", async () => {
      const generator = {
        sourceBucket: versioned,
        filter: { keyPrefixes: ["in/"], keySuffixes: ["0.jpg", "5.jpg"], sizeGreaterThan: "4" },
        output: { bucket: lists, prefix: "kept" },
      };
      const kept = current.filter(({ key }) => /^in\/.*[05]\.jpg$/.test(key));
      const { id, job, report } = await runJob({ generator }, "kept");
      expect(job).toMatchObject({
        status: "COMPLETE",
        progress: { total: kept.length, succeeded: kept.length, failed: 0 },
      });
      expect(reported(report)).toEqual(named(kept).toSorted());
      expect(await tagged(current, "kept")).toEqual(named(kept));
      const key = `kept/job-${id}/manifest.json`;
      expect(JSON.parse(await readText(client, lists, key))).toMatchObject({ fileFormat: "CSV" });
      const again = await runJob({ inventory: { object: { bucket: lists, key } } }, "again");
      expect(reported(again.report)).toEqual(named(kept).toSorted());
      expect(await tagged(current, "again")).toEqual(named(kept));
    });

    test("a list that is not kept takes every object, odd keys too, and is gone when the job has ended", async () => {
      const generator = { sourceBucket: versioned };
      const { job, report } = await runJob({ generator }, "all");
      expect(job).toMatchObject({ status: "COMPLETE", progress: { succeeded: keys.length } });
      expect(reported(report)).toEqual(named(current).toSorted());
      expect(await tagged(current, "all")).toEqual(named(current));
      expect(await tagged(old, "all")).toEqual([]);
      expect([...(await listKeys(client, lists, "scratch/"))]).toEqual([]);
    });

    test("a list that nothing matches fails its job", async () => {
      const generator = { sourceBucket: versioned, filter: { keyPrefixes: ["nothing/"] } };
      const { job } = await runJob({ generator }, "never");
      expect(job).toMatchObject({
        status: "FAILED",
        failureReasons: [
          {
            code: "ManifestGenerationEmpty",
            reason: "Manifest generation found no keys matching the filter criteria.",
          },
        ],
      });
    });
  });
}
