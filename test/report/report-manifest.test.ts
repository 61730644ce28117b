import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { writeReportManifest } from "../../src/report/report-manifest.ts";
import { StoreError } from "../../src/s3/failures.ts";
import { jobId, report } from "./report-events.ts";
import { createReportStore } from "./report-store.ts";

const createdAt = "2026-03-01T09:15:22.418Z";
const folder = `runs/job-${jobId}`;
const file = (name: string, rows: number) => ({
  key: `${folder}/results/${name}.csv`,
  md5: createHash("md5").update(name).digest("hex"),
  sizeBytes: rows * 50,
  rows,
});

const outcomesHash = "a".repeat(64);

describe("the manifest of a report", () => {
  test("is byte for byte what S3 Batch Operations writes, without the white space", async () => {
    const { store, objects } = createReportStore();
    const files = [{ succeeded: file("a", 20), failed: file("b", 3) }];
    const written = await writeReportManifest({
      store,
      report,
      jobId,
      createdAt,
      files,
      outcomesHash,
    });
    expect(written).toEqual({ manifestKey: `${folder}/manifest.json`, files: 2, rows: 23 });
    expect(objects.get(written.manifestKey)!.toString("utf8")).toBe(
      [
        '{"Format":"Report_CSV_20180820","ReportCreationDate":"2026-03-01T09:15:22.418Z","Results":[',
        '{"TaskExecutionStatus":"succeeded","Bucket":"audit","MD5Checksum":"0cc175b9c0f1b6a831c399e269772661",',
        `"Key":"${folder}/results/a.csv"},`,
        '{"TaskExecutionStatus":"failed","Bucket":"audit","MD5Checksum":"92eb5ffee6ae2fec3ad71c777531578f",',
        `"Key":"${folder}/results/b.csv"}],`,
        '"ReportSchema":"Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage"}',
      ].join(""),
    );
  });

  test("comes last, after its MD5 and the hash over the outcomes", async () => {
    const { store, objects } = createReportStore();
    await writeReportManifest({ store, report, jobId, createdAt, files: [], outcomesHash });
    expect([...objects.keys()]).toEqual([
      `${folder}/outcomes.sha256`,
      `${folder}/manifest.json.md5`,
      `${folder}/manifest.json`,
    ]);
    expect(objects.get(`${folder}/outcomes.sha256`)!.toString()).toBe(outcomesHash);
    const bytes = objects.get(`${folder}/manifest.json`)!;
    expect(objects.get(`${folder}/manifest.json.md5`)!.toString()).toBe(
      createHash("md5").update(bytes).digest("hex"),
    );
  });

  test("lists nothing when there is nothing", async () => {
    const { store, objects } = createReportStore();
    const files = [{ succeeded: null, failed: null }];
    const written = await writeReportManifest({
      store,
      report,
      jobId,
      createdAt,
      files,
      outcomesHash,
    });
    expect(written).toMatchObject({ files: 0, rows: 0 });
    expect(JSON.parse(objects.get(written.manifestKey)!.toString())).toMatchObject({ Results: [] });
  });

  test("lists thousands of files in order, a block at a time", async () => {
    const sizes: number[] = [];
    const { store, objects } = createReportStore((_object, block) => void sizes.push(block.length));
    const files = Array.from({ length: 5000 }, (_, number) => ({
      succeeded: number % 3 === 0 ? null : file(`s${number}`, 10),
      failed: number % 2 === 0 ? null : file(`f${number}`, 1),
    }));
    const written = await writeReportManifest({
      store,
      report,
      jobId,
      createdAt,
      files,
      outcomesHash,
    });
    const listed = files
      .flatMap(({ succeeded, failed }) => [succeeded, failed])
      .filter((one) => one !== null);
    const { Results } = JSON.parse(objects.get(written.manifestKey)!.toString());
    expect(Results.map(({ Key }: { Key: string }) => Key)).toEqual(listed.map(({ key }) => key));
    expect(written).toMatchObject({ files: listed.length, rows: 3333 * 10 + 2500 });
    expect(Math.max(...sizes)).toBeLessThan(80 * 1024);
  });

  test("is the same when it is written again", async () => {
    const files = [{ succeeded: file("a", 20), failed: null }];
    const [first, again] = [createReportStore(), createReportStore()];
    for (const { store } of [first, again]) {
      await writeReportManifest({ store, report, jobId, createdAt, files, outcomesHash });
    }
    expect(again.objects).toEqual(first.objects);
  });

  test("lies beside the job's files for any prefix, for the owner the bucket must have", async () => {
    const { store, options } = createReportStore();
    const owned = { ...report, prefix: null, expectedBucketOwner: "123456789012" };
    await writeReportManifest({ store, report: owned, jobId, createdAt, files: [], outcomesHash });
    expect(options.get(`job-${jobId}/manifest.json`)).toEqual({
      contentType: "application/json",
      expectedBucketOwner: "123456789012",
    });
  });

  test("is not written when what stands before it cannot be", async () => {
    const refusal = new StoreError({
      code: "SlowDown",
      status: 503,
      message: "",
      kind: "throttle",
    });
    const { store, begun } = createReportStore(() => {
      throw refusal;
    });
    await expect(
      writeReportManifest({ store, report, jobId, createdAt, files: [], outcomesHash }),
    ).rejects.toBe(refusal);
    expect(begun).toEqual([`${folder}/outcomes.sha256`]);
  });
});
