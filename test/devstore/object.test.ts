import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, sendSigned, storages } from "../support/devstore.ts";
import type { TestStore } from "../support/devstore.ts";

const hostileKeys = [
  "a b",
  "a+b",
  "100%",
  "%41",
  "a%2Fb",
  "..",
  ".",
  "../up",
  "../../bucket/other",
  "a/../b",
  "./a",
  "/leading",
  "//",
  "a//b/",
  "trailing/",
  "quote\"'`",
  "<&>;",
  "tab\tnewline\nreturn\r",
  "$&$1$$",
  "ünïcödé",
  "日本語",
  "🚢 emoji 👩‍👩‍👧",
  "e\u0301 is not \u00E9",
  "\u0001\u007f",
  "?versionId=x",
  "key?tagging",
  "#fragment",
  "a=b&c=d",
  "*!'()~",
  "\\back\\slash",
  "C:\\windows",
  "index.jsonl",
  "x".repeat(1024),
  "é".repeat(512),
];

describe.each(storages)("objects in %s", (storage) => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore({ storage });
  });
  afterEach(() => opened.close());

  const put = (Key: string, Body: string, more: object = {}) =>
    opened.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body, ...more }));
  const get = (Key: string, more: object = {}) =>
    opened.client.send(new GetObjectCommand({ Bucket: "bucket", Key, ...more }));
  const textOf = async (Key: string, more: object = {}) =>
    (await get(Key, more)).Body!.transformToString();

  const aclOf = async (Key: string) =>
    (await opened.client.send(new GetObjectAclCommand({ Bucket: "bucket", Key }))).Grants?.map(
      ({ Grantee, Permission }) => [
        Grantee?.ID ?? Grantee?.URI ?? Grantee?.EmailAddress,
        Permission,
      ],
    );

  test("an object comes back with its bytes and all that was said about it", async () => {
    const written = await put("a", "hello", {
      ContentType: "text/plain",
      CacheControl: "max-age=60",
      ContentDisposition: "attachment",
      ContentLanguage: "de",
      ContentEncoding: "identity",
      Metadata: { Colour: "blue", empty: "" },
      Tagging: "team=a%20b&flag",
      StorageClass: "STANDARD_IA",
    });
    const read = await get("a");
    expect(written.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(await read.Body!.transformToString()).toBe("hello");
    expect(read).toMatchObject({
      ETag: written.ETag,
      ContentLength: 5,
      ContentType: "text/plain",
      CacheControl: "max-age=60",
      ContentDisposition: "attachment",
      ContentLanguage: "de",
      ContentEncoding: "identity",
      Metadata: { colour: "blue", empty: "" },
      TagCount: 2,
      StorageClass: "STANDARD_IA",
    });
    expect(read.VersionId).toBeUndefined();
  });

  test("a hostile key is a key like any other", async () => {
    for (const key of hostileKeys) await put(key, `content of ${key}`);
    for (const key of hostileKeys) expect(await textOf(key)).toBe(`content of ${key}`);
    for (const key of hostileKeys) {
      const source = `bucket/${encodeURIComponent(key)}`;
      await opened.client.send(
        new CopyObjectCommand({ Bucket: "bucket", Key: "copy", CopySource: source }),
      );
      expect(await textOf("copy")).toBe(`content of ${key}`);
    }
    for (const key of hostileKeys)
      await opened.client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: key }));
    const left = await opened.client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(["copy"]);
    const logged = new Set(
      opened.log.filter(({ operation }) => operation === "GetObject").map(({ key }) => key),
    );
    expect(hostileKeys.filter((key) => !logged.has(key))).toEqual([]);
  });

  test("a key over 1024 bytes is refused", async () => {
    expect(await refusalOf(put("é".repeat(513), "x"))).toMatchObject({
      code: "KeyTooLongError",
      status: 400,
    });
  });

  test("an empty object is an object", async () => {
    await put("empty", "", { ContentLength: 0 });
    expect(await textOf("empty")).toBe("");
    expect((await get("empty")).ContentLength).toBe(0);
  });

  test("a large object is streamed in and out, whatever checksum mode the client has", async () => {
    const bytes = Buffer.alloc(3_000_000, "0123456789abcdef");
    const md5 = createHash("md5").update(bytes).digest("hex");
    const second = await openTestStore({ storage, checksums: "WHEN_SUPPORTED" });
    for (const { client } of [opened, second]) {
      const body = Readable.from([bytes.subarray(0, 1_234_567), bytes.subarray(1_234_567)]);
      const written = await client.send(
        new PutObjectCommand({
          Bucket: "bucket",
          Key: "large",
          Body: body,
          ContentLength: bytes.length,
        }),
      );
      expect(written.ETag).toBe(`"${md5}"`);
      const read = await client.send(new GetObjectCommand({ Bucket: "bucket", Key: "large" }));
      expect(Buffer.from(await read.Body!.transformToByteArray()).equals(bytes)).toBe(true);
      expect(read.ContentEncoding).toBeUndefined();
    }
    await second.close();
  });

  test.each(["CRC32", "CRC32C", "SHA1", "SHA256"] as const)(
    "a %s checksum is verified, kept and answered",
    async (algorithm) => {
      const written = await put("a", "hello", { ChecksumAlgorithm: algorithm });
      const read = await get("a", { ChecksumMode: "ENABLED" });
      const name = `Checksum${algorithm}` as const;
      expect(read[name]).toMatch(/=$/);
      expect(read[name]).toBe(written[name]);
      expect(await refusalOf(put("b", "hello", { [name]: "AAAAAA==" }))).toMatchObject({
        code: "BadDigest",
        status: 400,
      });
    },
  );

  test("a wrong Content-MD5 is refused and nothing is stored", async () => {
    const wrong = createHash("md5").update("other").digest("base64");
    expect(await refusalOf(put("a", "hello", { ContentMD5: wrong }))).toMatchObject({
      code: "BadDigest",
    });
    expect(await refusalOf(put("a", "hello", { ContentMD5: "short" }))).toMatchObject({
      code: "InvalidDigest",
    });
    expect(await refusalOf(get("a"))).toMatchObject({ code: "NoSuchKey" });
  });

  test.each([
    ["bytes=0-1", "he", "bytes 0-1/5"],
    ["bytes=3-", "lo", "bytes 3-4/5"],
    ["bytes=-2", "lo", "bytes 3-4/5"],
    ["bytes=1-100", "ello", "bytes 1-4/5"],
    ["bytes=-100", "hello", "bytes 0-4/5"],
    ["lines=1-2", "hello", undefined],
  ])("the range %s gives %s", async (Range, text, contentRange) => {
    await put("a", "hello");
    const read = await get("a", { Range });
    expect(await read.Body!.transformToString()).toBe(text);
    expect(read.ContentRange).toBe(contentRange);
    expect(read.$metadata.httpStatusCode).toBe(contentRange === undefined ? 200 : 206);
  });

  test("a range behind the end is refused", async () => {
    await put("a", "hello");
    expect(await refusalOf(get("a", { Range: "bytes=5-" }))).toMatchObject({
      code: "InvalidRange",
      status: 416,
    });
  });

  test("a range of a large object is cut from the right place", async () => {
    const text = Array.from({ length: 100_000 }, (_, line) => `${line}\n`).join("");
    await put("large", text);
    expect(await textOf("large", { Range: "bytes=400000-400099" })).toBe(
      text.slice(400_000, 400_100),
    );
  });

  test("conditions of a read are judged", async () => {
    const { ETag } = await put("a", "hello");
    expect(await textOf("a", { IfMatch: ETag })).toBe("hello");
    expect(await refusalOf(get("a", { IfMatch: '"other"' }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    expect(await refusalOf(get("a", { IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
    const modifiedAt = (await get("a")).LastModified!;
    expect(await refusalOf(get("a", { IfModifiedSince: modifiedAt }))).toMatchObject({
      status: 304,
    });
    const before = new Date(modifiedAt.getTime() - 1000);
    expect(await refusalOf(get("a", { IfUnmodifiedSince: before }))).toMatchObject({ status: 412 });
    expect(await textOf("a", { IfMatch: ETag, IfUnmodifiedSince: before })).toBe("hello");
  });

  test("conditions of a write are judged against what is there", async () => {
    const { ETag } = await put("a", "one", { IfNoneMatch: "*" });
    expect(await refusalOf(put("a", "two", { IfNoneMatch: "*" }))).toMatchObject({
      code: "PreconditionFailed",
    });
    expect(await refusalOf(put("a", "two", { IfMatch: '"other"' }))).toMatchObject({
      code: "PreconditionFailed",
    });
    expect(await refusalOf(put("none", "two", { IfMatch: ETag }))).toMatchObject({
      code: "NoSuchKey",
    });
    expect(await textOf("a")).toBe("one");
    await put("a", "two", { IfMatch: ETag });
    expect(await textOf("a")).toBe("two");
  });

  test("of many writers with If-None-Match exactly one wins", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, writer) => put("a", `writer ${writer}`, { IfNoneMatch: "*" })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("what is not there is refused in S3's own words", async () => {
    expect(await refusalOf(get("none"))).toEqual({
      code: "NoSuchKey",
      status: 404,
      message: "The specified key does not exist.",
    });
    const elsewhere = new GetObjectCommand({ Bucket: "elsewhere", Key: "a" });
    expect(await refusalOf(opened.client.send(elsewhere))).toEqual({
      code: "NoSuchBucket",
      status: 404,
      message: "The specified bucket does not exist",
    });
    const head = opened.client.send(new HeadObjectCommand({ Bucket: "bucket", Key: "none" }));
    expect(await refusalOf(head)).toMatchObject({ code: "NotFound", status: 404 });
  });

  test("a caller can say which headers the answer is to have", async () => {
    await put("a", "hello", { ContentType: "text/plain" });
    expect((await get("a", { ResponseContentType: "text/csv" })).ContentType).toBe("text/csv");
    expect(await refusalOf(get("a", { ResponseContentType: "text\n" }))).toMatchObject({
      code: "InvalidArgument",
    });
  });

  test("an archived object has a head and no readable body", async () => {
    await put("a", "hello", { StorageClass: "GLACIER" });
    const head = await opened.client.send(new HeadObjectCommand({ Bucket: "bucket", Key: "a" }));
    expect(head).toMatchObject({ StorageClass: "GLACIER", ContentLength: 5 });
    expect(await refusalOf(get("a"))).toMatchObject({ code: "InvalidObjectState", status: 403 });
  });

  test("ACL headers are remembered", async () => {
    await put("canned", "x", { ACL: "public-read" });
    await put("granted", "x", { GrantRead: 'id="somebody", emailAddress="a@example.com"' });
    expect(await aclOf("canned")).toEqual([
      ["stevedore-development-store", "FULL_CONTROL"],
      ["http://acs.amazonaws.com/groups/global/AllUsers", "READ"],
    ]);
    expect(await aclOf("granted")).toEqual([
      ["somebody", "READ"],
      ["a@example.com", "READ"],
    ]);
  });

  test("too much metadata and unknown storage classes are refused", async () => {
    const refused = await refusalOf(put("a", "x", { Metadata: { long: "x".repeat(2048) } }));
    expect(refused).toMatchObject({ code: "MetadataTooLarge", status: 400 });
    expect(await refusalOf(put("a", "x", { StorageClass: "COLD" }))).toMatchObject({
      code: "InvalidStorageClass",
    });
  });

  test("a body without a length is refused", async () => {
    const headers = { "transfer-encoding": "chunked", "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const answer = await sendSigned(opened.store, {
      method: "PUT",
      target: "/bucket/a",
      headers,
      body: "hello",
    });
    expect(answer.status).toBe(411);
    expect(answer.body).toContain("<Code>MissingContentLength</Code>");
  });

  test("a body that is not what its signature covers is refused", async () => {
    const headers = { "x-amz-content-sha256": createHash("sha256").update("other").digest("hex") };
    const answer = await sendSigned(opened.store, {
      method: "PUT",
      target: "/bucket/a",
      headers,
      body: "hello",
    });
    expect(answer.body).toContain("<Code>XAmzContentSHA256Mismatch</Code>");
    expect(await refusalOf(get("a"))).toMatchObject({ code: "NoSuchKey" });
  });

  test("an overwritten large object can be read to its end by who began before", async () => {
    const text = "old ".repeat(2_000_000);
    await put("a", text);
    const reading = await get("a");
    await put("a", "new ".repeat(2_000_000));
    expect((await reading.Body!.transformToString()) === text).toBe(true);
    expect((await textOf("a")).startsWith("new new")).toBe(true);
  });
});
