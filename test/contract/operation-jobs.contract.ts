/**
 * Every operation as a whole job: made through the API of a process of its own, its report compared row by row with what
 * the store holds afterwards, read back through the plain SDK.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFunctionHost, type FunctionHost } from "../../src/devlambda/function-host.ts";
import { createBucket } from "../support/buckets.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import {
  confirmJob,
  createJob,
  encodeKey,
  readReport,
  readText,
  untilEnded,
  untilStatus,
  type JobView,
  type ReportRow,
} from "../support/jobs-over-http.ts";
import { setTags, tagsOf } from "../support/s3-calls.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

export interface StoreOfJobs {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const everyone = "http://acs.amazonaws.com/groups/global/AllUsers";
const keys = [
  ...hostileKeys.map(([, key]) => key).filter((key) => Buffer.byteLength(key) < 990),
  ...Array.from({ length: 40 }, (_, index) => `plain/${index}.txt`),
];
const missing = ["gone/1", "gone/2 +%"];

interface Row {
  readonly key: string;
  readonly versionId?: string | undefined;
}

export function describeOperationJobs(
  name: string,
  setup: {
    readonly connect: () => StoreOfJobs | Promise<StoreOfJobs>;
    readonly close?: () => Promise<void>;
  },
): void {
  describe(`operations as jobs on ${name}`, () => {
    let store: StoreOfJobs;
    let client: S3Client;
    let stevedore: StevedoreProcess;
    let functions: FunctionHost;
    let dataDir: string;
    let reports: string;

    beforeAll(async () => {
      // The SDK writes into the credentials that it is given.
      const { endpoint, accessKeyId, secretAccessKey } = await setup.connect();
      store = { endpoint, accessKeyId, secretAccessKey };
      const credentials = { accessKeyId, secretAccessKey };
      client = new S3Client({
        endpoint,
        region: "us-east-1",
        forcePathStyle: true,
        maxAttempts: 1,
        requestChecksumCalculation: "WHEN_REQUIRED",
        credentials,
      });
      reports = await createBucket(client);
      functions = await startFunctionHost({
        folder: new URL("../devlambda/handlers", import.meta.url).pathname,
        timeoutMs: 60_000,
        memoryMb: 64,
        processesMax: 2,
      });
      dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
      const file = join(dataDir, "stevedore.json");
      const config = {
        stores: { other: store },
        functions: {
          work: {
            function: "results",
            endpoint: functions.url,
            accessKeyId: "any",
            secretAccessKey: "any",
          },
        },
      };
      await writeFile(file, JSON.stringify(config));
      stevedore = await startStevedore({
        dataDir,
        storeUrl: endpoint,
        env: {
          STEVEDORE_CONFIG: file,
          COPY_PART_BYTES: String(5 * 1024 * 1024),
          AWS_ACCESS_KEY_ID: store.accessKeyId,
          AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
        },
      });
    });

    afterAll(async () => {
      await stevedore.stop();
      await functions.close();
      client.destroy();
      await rm(dataDir, { recursive: true });
      await setup.close?.();
    });

    async function fill(bucket: string, input: object = {}): Promise<Row[]> {
      const rows: Row[] = [];
      for (const key of keys) {
        const { VersionId } = await client.send(
          new PutObjectCommand({ Bucket: bucket, Key: key, Body: `of ${key}`, ...input }),
        );
        rows.push({ key, versionId: VersionId });
      }
      return rows;
    }

    interface Ended {
      readonly job: JobView;
      /** By key as the manifest writes it. */
      readonly report: ReadonlyMap<string, ReportRow>;
    }

    async function runJob(
      operation: object,
      options: {
        readonly bucket: string;
        readonly rows: readonly Row[];
        readonly versions?: boolean;
        readonly confirm?: boolean;
      },
    ): Promise<Ended> {
      const { bucket, rows, versions = false, confirm = false } = options;
      const manifest = { bucket: reports, key: `${randomUUID()}.csv` };
      const text = rows.map(({ key, versionId }) => {
        const version = versions ? `,${versionId}` : "";
        return `${bucket},${encodeKey(key)}${version}\n`;
      });
      await client.send(
        new PutObjectCommand({ Bucket: reports, Key: manifest.key, Body: text.join("") }),
      );
      const fields = ["BUCKET", "KEY", ...(versions ? ["VERSION_ID"] : [])];
      const id = await createJob(stevedore, {
        operation,
        manifest,
        reports,
        token: randomUUID(),
        more: { confirmationRequired: confirm, manifest: { csv: { object: manifest, fields } } },
      });
      if (confirm) {
        await untilStatus(stevedore, id, "SUSPENDED");
        await confirmJob(stevedore, id);
      }
      const job = await untilEnded(stevedore, id);
      const ran = job.report?.status === "READY";
      const report = ran ? await readReport(client, reports, id) : [];
      return { job, report: new Map(report.map((row) => [row.rawKey, row])) };
    }

    /** The objects that are there succeeded, those that are not failed so. */
    function expectReport({ job, report }: Ended, code: string): void {
      expect(job).toMatchObject({
        status: "COMPLETE",
        progress: { succeeded: keys.length, failed: missing.length, unknown: 0 },
      });
      expect(report.size).toBe(keys.length + missing.length);
      for (const key of keys)
        expect(report.get(encodeKey(key))).toMatchObject({ status: "succeeded", code: "" });
      for (const key of missing)
        expect(report.get(encodeKey(key))).toMatchObject({ status: "failed", code });
    }

    const all = (rows: readonly Row[]): Row[] => [...rows, ...missing.map((key) => ({ key }))];

    test("replace access control list", async () => {
      const bucket = await createBucket(client);
      const rows = await fill(bucket);
      const operation = { putObjectAcl: { acl: { canned: "PUBLIC_READ" } } };
      expectReport(await runJob(operation, { bucket, rows: all(rows) }), "NoSuchKey");
      for (const Key of keys) {
        const { Grants } = await client.send(new GetObjectAclCommand({ Bucket: bucket, Key }));
        const grants = (Grants ?? []).map(({ Grantee, Permission }) => [Grantee?.URI, Permission]);
        expect(grants).toContainEqual([everyone, "READ"]);
        expect(await readText(client, bucket, Key)).toBe(`of ${Key}`);
      }
    });

    test("Object Lock retention of each version, then shorter with a bypass", async () => {
      const bucket = await createBucket(client, { locked: true });
      const rows = await fill(bucket);
      const retainUntil = wholeDays(3);
      const set = { putObjectRetention: { retention: { mode: "GOVERNANCE", retainUntil } } };
      const first = await runJob(set, { bucket, rows, versions: true });
      expect(first.job).toMatchObject({ status: "COMPLETE", progress: { succeeded: keys.length } });
      const shorter = { mode: "GOVERNANCE", retainUntil: wholeDays(1) };
      const refused = await runJob(
        { putObjectRetention: { retention: shorter } },
        { bucket, rows },
      );
      expect(refused.job).toMatchObject({ progress: { succeeded: 0, failed: keys.length } });
      for (const row of refused.report.values()) expect(row.code).toBe("AccessDenied");
      const bypassing = { putObjectRetention: { retention: shorter, bypassGovernance: true } };
      const last = await runJob(bypassing, { bucket, rows });
      expect(last.job).toMatchObject({ progress: { succeeded: keys.length } });
      for (const { key: Key, versionId: VersionId } of rows) {
        const { Retention } = await client.send(
          new GetObjectRetentionCommand({ Bucket: bucket, Key, VersionId }),
        );
        expect(Retention).toEqual({
          Mode: "GOVERNANCE",
          RetainUntilDate: new Date(shorter.retainUntil),
        });
      }
    });

    test("Object Lock legal hold, on and off, and no object can be deleted while it is on", async () => {
      const bucket = await createBucket(client, { locked: true });
      const rows = await fill(bucket);
      for (const status of ["ON", "OFF"] as const) {
        const { job } = await runJob({ putObjectLegalHold: { status } }, { bucket, rows });
        expect(job).toMatchObject({ status: "COMPLETE", progress: { succeeded: keys.length } });
        for (const { key: Key, versionId: VersionId } of rows) {
          const { LegalHold } = await client.send(
            new GetObjectLegalHoldCommand({ Bucket: bucket, Key, VersionId }),
          );
          expect(LegalHold?.Status).toBe(status);
        }
        const [first] = rows;
        const deleted = client
          .send(
            new DeleteObjectCommand({
              Bucket: bucket,
              Key: first!.key,
              VersionId: first!.versionId,
            }),
          )
          .then(
            () => "deleted",
            (error: Error) => error.name,
          );
        expect(await deleted).toBe(status === "ON" ? "AccessDenied" : "deleted");
      }
    });

    test("a job on locks fails before its first task where the bucket has no Object Lock", async () => {
      const bucket = await createBucket(client);
      const rows = await fill(bucket);
      const { job } = await runJob({ putObjectLegalHold: { status: "ON" } }, { bucket, rows });
      expect(job).toMatchObject({
        status: "FAILED",
        failureReasons: [{ code: "ObjectLockNotEnabled" }],
        progress: { succeeded: 0, failed: 0 },
      });
      for (const Key of keys) expect(await readText(client, bucket, Key)).toBe(`of ${Key}`);
    });

    test("merge tags keeps the others", async () => {
      const bucket = await createBucket(client);
      const rows = await fill(bucket);
      const place = { client, bucket, versioned: bucket, locked: bucket };
      for (const key of keys) await setTags(place, key, { keep: "1", change: "old", drop: "x" });
      const operation = {
        mergeObjectTags: {
          set: [
            { key: "change", value: "new" },
            { key: "add", value: "2" },
          ],
          remove: ["drop"],
        },
      };
      expectReport(await runJob(operation, { bucket, rows: all(rows) }), "NoSuchKey");
      for (const key of keys) {
        expect(await tagsOf(place, key)).toEqual({ keep: "1", change: "new", add: "2" });
        expect(await readText(client, bucket, key)).toBe(`of ${key}`);
      }
    });

    test("compute checksum, whose value stands in the report", async () => {
      const bucket = await createBucket(client);
      const rows = await fill(bucket);
      const operation = { computeChecksum: { algorithm: "SHA256" } };
      const ended = await runJob(operation, { bucket, rows: all(rows) });
      expectReport(ended, "PermanentFailure");
      for (const key of keys) {
        const { message } = ended.report.get(encodeKey(key))!;
        const digest = createHash("sha256").update(await readText(client, bucket, key));
        expect(JSON.parse(message)).toMatchObject({
          checksum_base64: digest.digest("base64"),
          checksumAlgorithm: "SHA256",
          checksumType: "FULL_OBJECT",
        });
      }
      for (const key of missing) {
        const { message, httpStatus } = ended.report.get(encodeKey(key))!;
        expect(httpStatus).toBe("200");
        expect(message).toMatch(/^error details: \{"failureMessage":.*"errorCode":"404"\}$/);
      }
    });

    test("delete takes the versions of the manifest and leaves the others", async () => {
      const bucket = await createBucket(client, { versioned: true });
      const [old, current] = [await fill(bucket), await fill(bucket)];
      const { job, report } = await runJob(
        { deleteObject: {} },
        { bucket, rows: old, versions: true, confirm: true },
      );
      expect(job).toMatchObject({ status: "COMPLETE", progress: { succeeded: keys.length } });
      expect(report.size).toBe(keys.length);
      const { Versions = [], DeleteMarkers } = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, EncodingType: "url" }),
      );
      expect(new Set(Versions.map(({ VersionId }) => VersionId))).toEqual(
        new Set(current.map(({ versionId }) => versionId)),
      );
      expect(DeleteMarkers ?? []).toEqual([]);
    });

    test("delete judges each key: what a lock protects stays, and what is not there is no failure", async () => {
      const bucket = await createBucket(client, { locked: true });
      const rows = await fill(bucket);
      const held = rows.filter((_, index) => index % 3 === 0);
      const hold = { putObjectLegalHold: { status: "ON" } };
      await runJob(hold, { bucket, rows: held, versions: true });
      const { report } = await runJob(
        { deleteObject: { bypassGovernance: true } },
        { bucket, rows, versions: true, confirm: true },
      );
      const isHeld = new Set(held.map(({ key }) => key));
      for (const { key: Key, versionId: VersionId } of rows) {
        const row = report.get(encodeKey(Key));
        const there = await client
          .send(new HeadObjectCommand({ Bucket: bucket, Key, VersionId }))
          .then(
            () => true,
            () => false,
          );
        expect([row?.status, row?.code, there]).toEqual(
          isHeld.has(Key) ? ["failed", "AccessDenied", true] : ["succeeded", "", false],
        );
      }
    });

    test("invoke function, whose results are those of the report", async () => {
      const bucket = await createBucket(client);
      const rows = ["done/a b", "refused/1", "missing/1"].map((key) => ({ key }));
      const operation = { invokeFunction: { function: "work", invocationSchemaVersion: "2.0" } };
      const { job, report } = await runJob(operation, { bucket, rows });
      expect(job.progress).toMatchObject({ succeeded: 1, failed: 2 });
      expect(report.get("done/a%20b")).toMatchObject({
        status: "succeeded",
        httpStatus: "200",
        code: "",
        message: "done done/a b",
      });
      expect(report.get("refused/1")).toMatchObject({
        status: "failed",
        httpStatus: "200",
        code: "PermanentFailure",
        message: "refused refused/1",
      });
      expect(report.get("missing/1")).toMatchObject({ code: "PermanentFailure" });
    });

    // The store refuses to copy it in one call, as S3 does with what is over 5 GB.
    test("copy of a large object goes on by parts, and its row says so, unless the job forbids it", async () => {
      const [bucket, target] = [await createBucket(client), await createBucket(client)];
      const body = randomBytes(12 * 1024 * 1024 + 5);
      const facts = { Metadata: { owner: "harbour" }, ContentType: "text/crate", Tagging: "a=b" };
      // Without a percent sign: Ceph's gateway decodes the source of a part twice, and may end itself over what it finds.
      const large = "large/größe +.bin";
      for (const [Key, Body] of [
        [large, body],
        ["small", "of small"],
      ] as const)
        await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...facts }));
      const rows = [{ key: large }, { key: "small" }];
      const copy = { targetBucket: target, targetKeyPrefix: "whole" };
      const { job, report } = await runJob({ copyObject: copy }, { bucket, rows });
      expect(job).toMatchObject({ status: "COMPLETE", progress: { succeeded: 2, failed: 0 } });
      const messages = rows.map(({ key }) => report.get(encodeKey(key))?.message);
      expect(messages).toEqual(["Successful (copied by 3 parts)", "Successful"]);
      const Key = `whole/${large}`;
      const { Body, ...head } = await client.send(new GetObjectCommand({ Bucket: target, Key }));
      expect(Buffer.compare(await Body!.transformToByteArray(), body)).toBe(0);
      expect(head).toMatchObject({ Metadata: { owner: "harbour" }, ContentType: "text/crate" });
      const place = { client, bucket: target, versioned: target, locked: target };
      expect(await tagsOf(place, Key)).toEqual({ a: "b" });

      const forbidden = { targetBucket: target, targetKeyPrefix: "not", copyLargeObjects: false };
      const refused = await runJob({ copyObject: forbidden }, { bucket, rows });
      expect(refused.job).toMatchObject({ progress: { succeeded: 1, failed: 1 } });
      expect(refused.report.get(encodeKey(large))).toMatchObject({
        code: "InvalidRequest",
        httpStatus: "400",
      });
    });

    test.each(["default", "other"])(
      "copy by a template into the store %s carries bytes, metadata and tags",
      async (targetStore) => {
        const [bucket, target] = [await createBucket(client), await createBucket(client)];
        const facts = { Metadata: { owner: "harbour" }, ContentType: "text/crate", Tagging: "a=b" };
        const rows = await fill(bucket, facts);
        const operation = {
          copyObject: {
            targetStore,
            targetBucket: target,
            targetKeyTemplate: "{folder}of {{2026}}/{file}",
          },
        };
        const ended = await runJob(operation, { bucket, rows: all(rows) });
        expectReport(ended, "NoSuchKey");
        const place = { client, bucket: target, versioned: target, locked: target };
        for (const key of keys) {
          const slash = key.lastIndexOf("/") + 1;
          const Key = `${key.slice(0, slash)}of {2026}/${key.slice(slash)}`;
          expect(await readText(client, target, Key)).toBe(`of ${key}`);
          const head = await client.send(new HeadObjectCommand({ Bucket: target, Key }));
          expect(head).toMatchObject({ Metadata: { owner: "harbour" }, ContentType: "text/crate" });
          expect(await tagsOf(place, Key)).toEqual({ a: "b" });
          const { message } = ended.report.get(encodeKey(key))!;
          expect(message).toBe(
            targetStore === "other" ? "Successful (copied from the store default)" : "Successful",
          );
        }
      },
    );
  });
}

/** Whole seconds, as stores keep them. */
function wholeDays(days: number): string {
  return new Date((Math.floor(Date.now() / 1000) + days * 86_400) * 1000).toISOString();
}
