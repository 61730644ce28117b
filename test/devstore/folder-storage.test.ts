import { appendFile, mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startDevelopmentStore } from "../../src/devstore/server.ts";
import { clientOf, refusalOf, testKeys } from "../support/devstore.ts";
import type { S3Client } from "@aws-sdk/client-s3";
import type { DevelopmentStore } from "../../src/devstore/server.ts";

let folder: string;
let store: DevelopmentStore;
let client: S3Client;

const open = async () => {
  store = await startDevelopmentStore({ ...testKeys, folder });
  client = clientOf(store);
};
const close = async () => {
  client.destroy();
  await store.close();
};
const reopen = async () => {
  await close();
  await open();
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "devstore-"));
  await open();
  await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true });
});

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body, ...more }));
const textOf = async (Key: string, VersionId?: string) =>
  (
    await client.send(new GetObjectCommand({ Bucket: "bucket", Key, VersionId }))
  ).Body!.transformToString();
const contentFiles = () => readdir(join(folder, "content"));
const large = "0123456789".repeat(10_000);

test("everything is there again after a restart", async () => {
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await put("../small", "small", { Metadata: { colour: "blue" }, ContentType: "text/plain" });
  await put("large", large);
  await client.send(
    new CopyObjectCommand({ Bucket: "bucket", Key: "copy", CopySource: "bucket/large" }),
  );
  await client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "large" }));
  await client.send(new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration }));
  await put("../small", "newer");
  const Tagging = { TagSet: [{ Key: "a", Value: "b" }] };
  await client.send(
    new PutObjectTaggingCommand({ Bucket: "bucket", Key: "../small", VersionId: "null", Tagging }),
  );
  const target = { Bucket: "bucket", Key: "parts" };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const { ETag } = await client.send(
    new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: large }),
  );
  const before = await client.send(new ListObjectVersionsCommand({ Bucket: "bucket" }));

  await reopen();

  const after = await client.send(new ListObjectVersionsCommand({ Bucket: "bucket" }));
  expect(after.Versions).toEqual(before.Versions);
  expect(await textOf("copy")).toBe(large);
  expect(await textOf("../small")).toBe("newer");
  const old = await client.send(
    new GetObjectCommand({ Bucket: "bucket", Key: "../small", VersionId: "null" }),
  );
  expect(await old.Body!.transformToString()).toBe("small");
  expect(old).toMatchObject({
    Metadata: { colour: "blue" },
    ContentType: "text/plain",
    TagCount: 1,
  });
  const tags = await client.send(
    new GetObjectTaggingCommand({ Bucket: "bucket", Key: "../small" }),
  );
  expect(tags.TagSet).toEqual([]);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
  expect(await textOf("parts")).toBe(large);
});

test("a torn last line of the index is cut off, and work goes on behind it", async () => {
  await put("whole", "whole");
  await put("torn", "torn");
  await close();
  const index = join(folder, "index.jsonl");
  const { length } = await readFile(index);
  await truncate(index, length - 10);
  await open();
  expect(await textOf("whole")).toBe("whole");
  expect(await refusalOf(textOf("torn"))).toMatchObject({ code: "NoSuchKey" });
  await put("after", "after");
  await reopen();
  expect(await textOf("whole")).toBe("whole");
  expect(await textOf("after")).toBe("after");
});

test("every place where the last line may tear gives the objects before it", async () => {
  await put("whole", "whole");
  const index = join(folder, "index.jsonl");
  const whole = await readFile(index);
  await put("torn ü", "torn");
  const both = await readFile(index);
  for (let length = whole.length; length < both.length; length += 7) {
    await close();
    await writeFile(index, both.subarray(0, length));
    await open();
    expect(await textOf("whole")).toBe("whole");
    expect(await refusalOf(textOf("torn ü"))).toMatchObject({ code: "NoSuchKey" });
    expect((await readFile(index)).equals(whole)).toBe(true);
  }
});

test("a damaged line before the last is not passed over", async () => {
  await put("a", "a");
  await close();
  await appendFile(join(folder, "index.jsonl"), "{ damaged\n{}\n");
  await expect(startDevelopmentStore({ ...testKeys, folder })).rejects.toThrow(
    "line 3 of the development store's index",
  );
  await rm(join(folder, "index.jsonl"));
  await open();
});

test("keys never become file names", async () => {
  await put("../../outside", large);
  await put("index.jsonl", large);
  expect(await readdir(folder)).toEqual(["content", "index.jsonl"]);
  for (const file of await contentFiles())
    expect(file).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
});

test("the file of an object goes with the last object that points to it", async () => {
  await put("a", large);
  await client.send(new CopyObjectCommand({ Bucket: "bucket", Key: "b", CopySource: "bucket/a" }));
  expect(await contentFiles()).toHaveLength(1);
  await put("a", "small now");
  expect(await textOf("b")).toBe(large);
  await client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "b" }));
  await expect.poll(contentFiles).toHaveLength(0);
});

test("refused bytes leave no file, and what a killed process left is swept at the next start", async () => {
  expect(await refusalOf(put("a", large, { IfMatch: '"none"' }))).toMatchObject({
    code: "NoSuchKey",
  });
  await expect.poll(contentFiles).toHaveLength(0);
  await put("kept", large);
  await close();
  await writeFile(
    join(folder, "content", "00000000-0000-4000-8000-000000000000"),
    "half an upload",
  );
  await open();
  expect(await contentFiles()).toHaveLength(1);
  expect(await textOf("kept")).toBe(large);
});
