import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, storages } from "../support/devstore.ts";
import type { TestStore } from "../support/devstore.ts";

const mebibyte = 1024 * 1024;

const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();

describe.each(storages)("multipart uploads in %s", (storage) => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore({ storage, checksums: "WHEN_SUPPORTED" });
  });
  afterEach(() => opened.close());

  const target = { Bucket: "bucket", Key: "a b" };
  const begin = async (more: object = {}) =>
    (await opened.client.send(new CreateMultipartUploadCommand({ ...target, ...more }))).UploadId!;
  const upload = async (UploadId: string, PartNumber: number, Body: Buffer) => ({
    PartNumber,
    ETag: (
      await opened.client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }))
    ).ETag!,
  });
  const copyPart = async (UploadId: string, PartNumber: number, more: object = {}) => ({
    PartNumber,
    ETag: (
      await opened.client.send(
        new UploadPartCopyCommand({
          ...target,
          UploadId,
          PartNumber,
          CopySource: "bucket/source",
          ...more,
        }),
      )
    ).CopyPartResult!.ETag!,
  });
  const complete = (UploadId: string, Parts: { PartNumber: number; ETag: string }[]) =>
    opened.client.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
    );
  const putSource = (Body: Buffer) =>
    opened.client.send(new PutObjectCommand({ Bucket: "bucket", Key: "source", Body }));

  test("parts become one object with the ETag of parts", async () => {
    const id = await begin({
      ContentType: "text/plain",
      Metadata: { colour: "blue" },
      Tagging: "team=a",
    });
    const first = Buffer.alloc(5 * mebibyte, "a");
    const second = Buffer.from("the end");
    const parts = [await upload(id, 2, first), await upload(id, 7, second)];
    const done = await complete(id, parts);
    const etag = `"${md5(Buffer.concat([md5(first), md5(second)])).toString("hex")}-2"`;
    expect(done).toMatchObject({ ETag: etag, Bucket: "bucket", Key: "a b" });
    const read = await opened.client.send(new GetObjectCommand(target));
    expect(read).toMatchObject({
      ETag: etag,
      ContentType: "text/plain",
      Metadata: { colour: "blue" },
      TagCount: 1,
    });
    const bytes = Buffer.from(await read.Body!.transformToByteArray());
    expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
    const tail = await opened.client.send(new GetObjectCommand({ ...target, Range: "bytes=-9" }));
    expect(await tail.Body!.transformToString()).toBe("aathe end");
    const tags = await opened.client.send(new GetObjectTaggingCommand(target));
    expect(tags.TagSet).toEqual([{ Key: "team", Value: "a" }]);
  });

  test("a copy of such an object has the MD5 of its bytes", async () => {
    const id = await begin();
    const bytes = Buffer.alloc(5 * mebibyte, "b");
    await complete(id, [await upload(id, 1, bytes), await upload(id, 2, Buffer.from("c"))]);
    const copied = await opened.client.send(
      new CopyObjectCommand({ Bucket: "bucket", Key: "copy", CopySource: "bucket/a%20b" }),
    );
    const expected = createHash("md5").update(bytes).update("c").digest("hex");
    expect(copied.CopyObjectResult?.ETag).toBe(`"${expected}"`);
  });

  test("a part that is uploaded again replaces the first", async () => {
    const id = await begin();
    const first = await upload(id, 1, Buffer.from("first"));
    const second = await upload(id, 1, Buffer.from("second"));
    expect(await refusalOf(complete(id, [first]))).toMatchObject({
      code: "InvalidPart",
      status: 400,
    });
    await complete(id, [second]);
    const read = await opened.client.send(new GetObjectCommand(target));
    expect(await read.Body!.transformToString()).toBe("second");
  });

  test("parts in the wrong order, too small or never sent are refused", async () => {
    const id = await begin();
    const parts = [
      await upload(id, 1, Buffer.from("small")),
      await upload(id, 2, Buffer.from("last")),
    ];
    expect(await refusalOf(complete(id, parts.toReversed()))).toMatchObject({
      code: "InvalidPartOrder",
    });
    expect(await refusalOf(complete(id, parts))).toMatchObject({ code: "EntityTooSmall" });
    expect(await refusalOf(complete(id, [{ PartNumber: 3, ETag: "x" }]))).toMatchObject({
      code: "InvalidPart",
    });
    expect(await refusalOf(upload(id, 10_001, Buffer.from("x")))).toMatchObject({
      code: "InvalidArgument",
    });
    expect(await refusalOf(opened.client.send(new HeadObjectCommand(target)))).toMatchObject({
      status: 404,
    });
  });

  test("an aborted upload is gone", async () => {
    const id = await begin();
    const part = await upload(id, 1, Buffer.alloc(100_000));
    await opened.client.send(new AbortMultipartUploadCommand({ ...target, UploadId: id }));
    expect(await refusalOf(complete(id, [part]))).toMatchObject({
      code: "NoSuchUpload",
      status: 404,
    });
    expect(await refusalOf(upload(id, 1, Buffer.from("x")))).toMatchObject({
      code: "NoSuchUpload",
    });
  });

  test("an upload belongs to its key", async () => {
    const id = await begin();
    const elsewhere = new UploadPartCommand({
      Bucket: "bucket",
      Key: "other",
      UploadId: id,
      PartNumber: 1,
      Body: "x",
    });
    expect(await refusalOf(opened.client.send(elsewhere))).toMatchObject({ code: "NoSuchUpload" });
  });

  test("parts are copied from ranges of another object", async () => {
    const bytes = Buffer.from(
      Array.from({ length: 11 * mebibyte }, (_, place) => (place * 7) % 251),
    );
    await putSource(bytes);
    const id = await begin();
    const middle = 5 * mebibyte + 3;
    const parts = [
      await copyPart(id, 1, { CopySourceRange: `bytes=0-${middle - 1}` }),
      await copyPart(id, 2, { CopySourceRange: `bytes=${middle}-${bytes.length - 1}` }),
    ];
    expect(parts[0]!.ETag).toBe(
      `"${createHash("md5").update(bytes.subarray(0, middle)).digest("hex")}"`,
    );
    await complete(id, parts);
    const read = await opened.client.send(new GetObjectCommand(target));
    expect(Buffer.from(await read.Body!.transformToByteArray()).equals(bytes)).toBe(true);
    const behind = await refusalOf(
      copyPart(await begin(), 1, { CopySourceRange: `bytes=0-${bytes.length}` }),
    );
    expect(behind).toMatchObject({ code: "InvalidArgument", status: 400 });
  });

  test("an object over 5 GiB is built from shared parts and cannot be copied in one call", async () => {
    await putSource(Buffer.alloc(64 * mebibyte));
    const id = await begin();
    const parts = [];
    for (let number = 1; number <= 81; number++) parts.push(await copyPart(id, number));
    await complete(id, parts);
    const head = await opened.client.send(new HeadObjectCommand(target));
    expect(head.ContentLength).toBe(81 * 64 * mebibyte);
    const copy = new CopyObjectCommand({
      Bucket: "bucket",
      Key: "copy",
      CopySource: "bucket/a%20b",
    });
    expect(await refusalOf(opened.client.send(copy))).toEqual({
      code: "InvalidRequest",
      status: 400,
      message:
        "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120",
    });
  });
});
