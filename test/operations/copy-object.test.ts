import { describe, expect, test } from "vitest";
import type { CopyObjectParameters } from "../../src/job/spec.ts";
import { targetKey } from "../../src/operations/target-key.ts";
import { copySource } from "../../src/operations/copy-source.ts";
import type { Answer } from "../../src/s3/transport.ts";
import { inputOf, serialise } from "../support/captured-request.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { oneCallOf } from "../support/one-call.ts";
import { fc } from "../support/fast-check.ts";

const plain: CopyObjectParameters = {
  targetStore: "default",
  targetBucket: "archive",
  metadataDirective: "COPY",
  requesterPays: false,
};
const task = { bucket: "photos", key: "2024/a b.jpg", versionId: null };
const copy = (changes: Partial<CopyObjectParameters> = {}) =>
  oneCallOf({ kind: "COPY_OBJECT", parameters: { ...plain, ...changes } });

const answer = (status: number, result?: object) =>
  ({
    ok: true,
    status,
    output: { $metadata: {}, ...(result === undefined ? {} : { CopyObjectResult: result }) },
  }) satisfies Answer;

describe("the command of a copy", () => {
  test("asks for nothing that the job does not", () => {
    expect(inputOf(copy().command(task))).toEqual({
      Bucket: "archive",
      Key: "2024/a b.jpg",
      CopySource: "photos/2024/a%20b.jpg",
      MetadataDirective: "COPY",
    });
  });

  test("carries everything that the job asks for", () => {
    const { check, command } = copy({
      targetKeyPrefix: "old",
      storageClass: "GLACIER_IR",
      cannedAcl: "bucket-owner-full-control",
      metadataDirective: "REPLACE",
      metadata: {
        cacheControl: "no-cache",
        contentDisposition: "inline",
        contentEncoding: "gzip",
        contentLanguage: "en",
        contentType: "image/jpeg",
        expires: "2030-01-01T00:00:00Z",
        user: [{ key: "Owner", value: "team 1" }],
      },
      newTags: [
        { key: "a b", value: "1+1=2" },
        { key: "état", value: "" },
      ],
      modifiedSince: "2024-01-01T00:00:00Z",
      unmodifiedSince: "2025-01-01T00:00:00+01:00",
      encryption: { algorithm: "KMS", kmsKeyId: "key-1", bucketKeyEnabled: true },
      checksumAlgorithm: "CRC64NVME",
      legalHold: "ON",
      retention: { mode: "GOVERNANCE", retainUntil: "2031-01-01T00:00:00Z" },
      redirectLocation: "/elsewhere",
      requesterPays: true,
    });
    expect(check()).toEqual([]);
    expect(inputOf(command({ ...task, versionId: "v1" }))).toEqual({
      Bucket: "archive",
      Key: "old/2024/a b.jpg",
      CopySource: "photos/2024/a%20b.jpg?versionId=v1",
      StorageClass: "GLACIER_IR",
      ACL: "bucket-owner-full-control",
      MetadataDirective: "REPLACE",
      CacheControl: "no-cache",
      ContentDisposition: "inline",
      ContentEncoding: "gzip",
      ContentLanguage: "en",
      ContentType: "image/jpeg",
      Expires: new Date("2030-01-01T00:00:00Z"),
      Metadata: { Owner: "team 1" },
      TaggingDirective: "REPLACE",
      Tagging: "a%20b=1%2B1%3D2&%C3%A9tat=",
      CopySourceIfModifiedSince: new Date("2024-01-01T00:00:00Z"),
      CopySourceIfUnmodifiedSince: new Date("2024-12-31T23:00:00Z"),
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "key-1",
      BucketKeyEnabled: true,
      ChecksumAlgorithm: "CRC64NVME",
      ObjectLockLegalHoldStatus: "ON",
      ObjectLockMode: "GOVERNANCE",
      ObjectLockRetainUntilDate: new Date("2031-01-01T00:00:00Z"),
      WebsiteRedirectLocation: "/elsewhere",
      RequestPayer: "requester",
    });
  });

  test("groups grants by permission, each grantee in quotes", () => {
    const { command } = copy({
      grants: [
        { granteeType: "ID", grantee: "75aa57f0", permission: "READ" },
        { granteeType: "EMAIL_ADDRESS", grantee: "a,b@example.com", permission: "FULL_CONTROL" },
        { granteeType: "URI", grantee: "http://example.com/all", permission: "READ" },
        { granteeType: "ID", grantee: "1", permission: "READ_ACP" },
        { granteeType: "ID", grantee: "2", permission: "WRITE_ACP" },
      ],
    });
    expect(inputOf(command(task))).toMatchObject({
      GrantRead: 'id="75aa57f0", uri="http://example.com/all"',
      GrantFullControl: 'emailAddress="a,b@example.com"',
      GrantReadACP: 'id="1"',
      GrantWriteACP: 'id="2"',
    });
  });

  test("keeps the metadata of the source when no new metadata is given, whatever the directive", () => {
    const input = inputOf(copy({ metadataDirective: "REPLACE" }).command(task));
    expect(input).toMatchObject({ MetadataDirective: "COPY" });
    expect(input).not.toHaveProperty("Metadata");
  });

  test("drops the metadata of the source for an empty set", () => {
    const { command } = copy({ metadataDirective: "REPLACE", metadata: { user: [] } });
    expect(inputOf(command(task))).toMatchObject({ MetadataDirective: "REPLACE", Metadata: {} });
  });

  test("says nothing of tags to keep those of the source, and gives none for an empty set", async () => {
    const kept = await serialise(copy().command(task));
    expect(Object.keys(kept.headers).join()).not.toContain("tagging");
    const none = await serialise(copy({ newTags: [] }).command(task));
    expect(none.headers).toMatchObject({ "x-amz-tagging-directive": "REPLACE" });
    expect(none.headers["x-amz-tagging"] ?? "").toBe("");
  });

  test("reaches the wire as S3 documents it", async () => {
    const { command } = copy({
      metadataDirective: "REPLACE",
      metadata: { user: [{ key: "Owner", value: "team 1" }] },
      encryption: { algorithm: "AES256" },
      modifiedSince: "2024-01-01T00:00:00.9Z",
    });
    const request = await serialise(command(task));
    expect(request).toMatchObject({ method: "PUT", path: "/archive/2024/a%20b.jpg" });
    expect(request.headers).toMatchObject({
      "x-amz-copy-source": "photos/2024/a%20b.jpg",
      "x-amz-metadata-directive": "REPLACE",
      "x-amz-meta-owner": "team 1",
      "x-amz-server-side-encryption": "AES256",
      "x-amz-copy-source-if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT",
    });
  });
});

describe("the copy source", () => {
  const encoded = /^[A-Za-z0-9._~-]+\/(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*$/;
  const keys = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.string({ unit: "binary", minLength: 1 }),
    fc.string({
      unit: fc.constantFrom(...Array.from("/.%+?&=#!'()* $~\u0000\n\"é€😀")),
      minLength: 1,
    }),
    fc.constantFrom(...hostileKeys.map(([, key]) => key)),
  );

  test("gives every key back when it is decoded, and has none but unreserved characters", () => {
    fc.assert(
      fc.property(keys, (key) => {
        const source = copySource({ bucket: "photos", key, versionId: null });
        expect(source).toMatch(encoded);
        expect(decodeURIComponent(source)).toBe(`photos/${key}`);
        expect(source.split("/").length).toBe(key.split("/").length + 1);
      }),
      { numRuns: 1000 },
    );
  });

  test("keeps a question mark in the key apart from the version", () => {
    expect(copySource({ bucket: "photos", key: "a?versionId=1", versionId: "b&c/d=" })).toBe(
      "photos/a%3FversionId%3D1?versionId=b%26c%2Fd%3D",
    );
  });

  test("encodes a colon in the name of a bucket", () => {
    expect(copySource({ bucket: "tenant:photos", key: "a", versionId: null })).toBe(
      "tenant%3Aphotos/a",
    );
  });

  test.each(hostileKeys)("is sent by the SDK as it is for a key with %s", async (_trouble, key) => {
    const request = await serialise(copy().command({ ...task, key, versionId: "v+1" }));
    const [source, version] = request.headers["x-amz-copy-source"]!.split("?");
    expect(decodeURIComponent(source!)).toBe(`photos/${key}`);
    expect(version).toBe("versionId=v%2B1");
    expect(decodeURIComponent(request.path)).toBe(`/archive/${key}`);
  });
});

describe("the key of a copy", () => {
  test.each([
    [undefined, "a/b", "a/b"],
    ["old", "a/b", "old/a/b"],
    ["old/", "a/b", "old/a/b"],
    ["old/", "/a", "old//a"],
    ["old", "/a", "old//a"],
    ["/", "a", "/a"],
  ])("for the prefix %j and the key %j is %j", (prefix, key, target) => {
    const given = prefix === undefined ? {} : { targetKeyPrefix: prefix };
    expect(targetKey(given, { ...task, key })).toBe(target);
  });
});

describe("the answer to a copy", () => {
  const { judge } = copy();

  test.each([
    ["an ETag", { ETag: '"9b2c"' }],
    ["a date", { LastModified: new Date(0) }],
    ["both", { ETag: "9b2c", LastModified: new Date(0) }],
  ])("is a success with 200 and a result with %s", (_what, result) => {
    expect(judge(answer(200, result))).toEqual({ succeeded: true, message: null });
  });

  test.each([
    ["200 and no result", answer(200)],
    ["200 and an empty result", answer(200, {})],
    ["200 and a result with an empty ETag", answer(200, { ETag: "" })],
    ["204 and no result", answer(204)],
  ])("is broken with %s, and worth another try", (_what, broken) => {
    expect(judge(broken)).toEqual({
      succeeded: false,
      failure: {
        code: "AnswerBroken",
        status: broken.status,
        kind: "transient",
        message: expect.stringContaining("does not say that the object was copied"),
      },
    });
  });
});
