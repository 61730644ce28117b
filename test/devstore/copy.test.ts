import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, sendSigned, storages } from "../support/devstore.ts";
import type { TestStore } from "../support/devstore.ts";

describe.each(storages)("copies in %s", (storage) => {
  let opened: TestStore;
  let etag: string;
  beforeEach(async () => {
    opened = await openTestStore({ storage });
    const source = new PutObjectCommand({
      Bucket: "bucket",
      Key: "source",
      Body: "hello ".repeat(5000),
      ContentType: "text/plain",
      CacheControl: "no-cache",
      Metadata: { colour: "blue" },
      Tagging: "team=a",
      StorageClass: "STANDARD_IA",
      ACL: "public-read",
      WebsiteRedirectLocation: "/elsewhere",
    });
    etag = (await opened.client.send(source)).ETag!;
  });
  afterEach(() => opened.close());

  const copy = (more: object = {}) =>
    opened.client.send(
      new CopyObjectCommand({
        Bucket: "bucket",
        Key: "copy",
        CopySource: "bucket/source",
        ...more,
      }),
    );
  const head = (Key: string) =>
    opened.client.send(new HeadObjectCommand({ Bucket: "bucket", Key }));
  const tagsOf = async (Key: string) =>
    (await opened.client.send(new GetObjectTaggingCommand({ Bucket: "bucket", Key }))).TagSet;

  test("a plain copy takes bytes, metadata and tags along, but not class and redirect", async () => {
    const copied = await copy();
    expect(copied.CopyObjectResult).toMatchObject({ ETag: etag, LastModified: expect.any(Date) });
    const read = await opened.client.send(new GetObjectCommand({ Bucket: "bucket", Key: "copy" }));
    expect(await read.Body!.transformToString()).toBe("hello ".repeat(5000));
    expect(read).toMatchObject({
      ContentType: "text/plain",
      CacheControl: "no-cache",
      Metadata: { colour: "blue" },
    });
    expect(read.StorageClass).toBeUndefined();
    expect(read.WebsiteRedirectLocation).toBeUndefined();
    expect(await tagsOf("copy")).toEqual([{ Key: "team", Value: "a" }]);
  });

  test("with REPLACE nothing of the old metadata stays", async () => {
    await copy({
      MetadataDirective: "REPLACE",
      Metadata: { shape: "round" },
      StorageClass: "GLACIER_IR",
    });
    const replaced = await head("copy");
    expect(replaced).toMatchObject({ Metadata: { shape: "round" }, StorageClass: "GLACIER_IR" });
    expect(replaced.ContentType).toBe("binary/octet-stream");
    expect(replaced.CacheControl).toBeUndefined();
  });

  test("with COPY the metadata of the request does not count", async () => {
    await copy({ MetadataDirective: "COPY", Metadata: { shape: "round" }, Tagging: "team=b" });
    expect((await head("copy")).Metadata).toEqual({ colour: "blue" });
    expect(await tagsOf("copy")).toEqual([{ Key: "team", Value: "a" }]);
  });

  test("tags are replaced on request, with none as well", async () => {
    await copy({ TaggingDirective: "REPLACE", Tagging: "team=b&x=y%20z" });
    expect(await tagsOf("copy")).toEqual([
      { Key: "team", Value: "b" },
      { Key: "x", Value: "y z" },
    ]);
    await copy({ TaggingDirective: "REPLACE" });
    expect(await tagsOf("copy")).toEqual([]);
  });

  test("unknown directives are refused", async () => {
    expect(await refusalOf(copy({ MetadataDirective: "MERGE" }))).toMatchObject({
      code: "InvalidArgument",
    });
    expect(await refusalOf(copy({ TaggingDirective: "MERGE" }))).toMatchObject({
      code: "InvalidArgument",
    });
  });

  test("conditions on the source are judged", async () => {
    const modifiedAt = (await head("source")).LastModified!;
    const before = new Date(modifiedAt.getTime() - 1000);
    const failed = { code: "PreconditionFailed", status: 412 };
    expect(await refusalOf(copy({ CopySourceIfMatch: '"other"' }))).toMatchObject(failed);
    expect(await refusalOf(copy({ CopySourceIfNoneMatch: etag }))).toMatchObject(failed);
    expect(await refusalOf(copy({ CopySourceIfModifiedSince: modifiedAt }))).toMatchObject(failed);
    expect(await refusalOf(copy({ CopySourceIfUnmodifiedSince: before }))).toMatchObject(failed);
    expect(await refusalOf(head("copy"))).toMatchObject({ status: 404 });
    await copy({ CopySourceIfMatch: etag, CopySourceIfUnmodifiedSince: before });
    await copy({ CopySourceIfNoneMatch: '"other"', CopySourceIfModifiedSince: before });
    expect((await head("copy")).ETag).toBe(etag);
  });

  test("a copy onto itself must change something", async () => {
    const refused = await refusalOf(copy({ Key: "source", StorageClass: "STANDARD_IA" }));
    expect(refused).toMatchObject({ code: "InvalidRequest", status: 400 });
    expect(refused.message).toMatch(/^This copy request is illegal/);
    await copy({ Key: "source", StorageClass: "STANDARD" });
    await copy({ Key: "source", MetadataDirective: "REPLACE", Metadata: { shape: "round" } });
    const read = await opened.client.send(
      new GetObjectCommand({ Bucket: "bucket", Key: "source" }),
    );
    expect(read.Metadata).toEqual({ shape: "round" });
    expect(await read.Body!.transformToString()).toBe("hello ".repeat(5000));
  });

  test("a copy outlives its source", async () => {
    await copy();
    await opened.client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "source" }));
    const read = await opened.client.send(new GetObjectCommand({ Bucket: "bucket", Key: "copy" }));
    expect(await read.Body!.transformToString()).toBe("hello ".repeat(5000));
  });

  test("an old version is copied by its id", async () => {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await opened.client.send(
      new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration }),
    );
    await opened.client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "source", Body: "newer" }),
    );
    const copied = await copy({ CopySource: "bucket/source?versionId=null" });
    expect(copied.CopySourceVersionId).toBe("null");
    expect(copied.VersionId).toMatch(/^[\w-]{32}$/);
    expect(copied.CopyObjectResult?.ETag).toBe(etag);
    const marker = await opened.client.send(
      new DeleteObjectCommand({ Bucket: "bucket", Key: "source" }),
    );
    expect(await refusalOf(copy())).toMatchObject({ code: "NoSuchKey" });
    const named = await refusalOf(
      copy({ CopySource: `bucket/source?versionId=${marker.VersionId}` }),
    );
    expect(named).toMatchObject({ code: "InvalidRequest", status: 400 });
  });

  test("a source that is not there or names nothing is refused", async () => {
    expect(await refusalOf(copy({ CopySource: "bucket/none" }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
    expect(await refusalOf(copy({ CopySource: "elsewhere/a" }))).toMatchObject({
      code: "NoSuchBucket",
    });
    expect(await refusalOf(copy({ CopySource: "bucket" }))).toMatchObject({
      code: "InvalidArgument",
    });
    const missing = `bucket/source?versionId=${"x".repeat(32)}`;
    expect(await refusalOf(copy({ CopySource: missing }))).toMatchObject({ code: "NoSuchVersion" });
  });

  test("an archived source is refused", async () => {
    await copy({ Key: "archived", StorageClass: "DEEP_ARCHIVE" });
    const refused = await refusalOf(copy({ CopySource: "bucket/archived" }));
    expect(refused).toMatchObject({ code: "InvalidObjectState", status: 403 });
  });

  test("a checksum is computed when one is asked for", async () => {
    const copied = await copy({ ChecksumAlgorithm: "SHA256" });
    expect(copied.CopyObjectResult?.ChecksumSHA256).toMatch(/^[\w+/]{43}=$/);
    expect(await refusalOf(copy({ ChecksumAlgorithm: "CRC64NVME" }))).toMatchObject({
      code: "NotImplemented",
    });
  });

  test("the answer is the document that S3 gives", async () => {
    const headers = { "x-amz-copy-source": "/bucket/source" };
    const answer = await sendSigned(opened.store, {
      method: "PUT",
      target: "/bucket/copy",
      headers,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<CopyObjectResult xmlns="http:\/\/s3.amazonaws.com\/doc\/2006-03-01\/"><LastModified>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z<\/LastModified><ETag>&quot;[\da-f]{32}&quot;<\/ETag><\/CopyObjectResult>$/,
    );
    expect(opened.log.at(-1)).toMatchObject({
      operation: "CopyObject",
      key: "copy",
      copySource: "/bucket/source",
    });
  });
});
