import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, sendSigned, storages } from "../support/devstore.ts";
import type { TestStore } from "../support/devstore.ts";

describe.each(storages)("buckets and versions in %s", (storage) => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore({ storage });
  });
  afterEach(() => opened.close());

  const turn = (Status: "Enabled" | "Suspended") =>
    opened.client.send(
      new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration: { Status } }),
    );
  const status = async () =>
    (await opened.client.send(new GetBucketVersioningCommand({ Bucket: "bucket" }))).Status;
  const put = async (Key: string, Body: string) =>
    (await opened.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body }))).VersionId;
  const get = async (Key: string, VersionId?: string) =>
    (
      await opened.client.send(new GetObjectCommand({ Bucket: "bucket", Key, VersionId }))
    ).Body!.transformToString();
  const remove = (Key: string, VersionId?: string) =>
    opened.client.send(new DeleteObjectCommand({ Bucket: "bucket", Key, VersionId }));

  test("a bucket is created once, listed, and deleted when it is empty", async () => {
    const { client } = opened;
    const again = client.send(new CreateBucketCommand({ Bucket: "bucket" }));
    expect(await refusalOf(again)).toMatchObject({ code: "BucketAlreadyOwnedByYou", status: 409 });
    const odd = client.send(new CreateBucketCommand({ Bucket: "Not_A_Bucket" }));
    expect(await refusalOf(odd)).toMatchObject({ code: "InvalidBucketName" });
    expect((await client.send(new ListBucketsCommand({}))).Buckets).toMatchObject([
      { Name: "bucket" },
    ]);
    expect(await client.send(new HeadBucketCommand({ Bucket: "bucket" }))).toMatchObject({
      BucketRegion: "us-east-1",
    });
    await put("a", "x");
    const full = client.send(new DeleteBucketCommand({ Bucket: "bucket" }));
    expect(await refusalOf(full)).toMatchObject({ code: "BucketNotEmpty", status: 409 });
    await remove("a");
    await client.send(new DeleteBucketCommand({ Bucket: "bucket" }));
    const gone = client.send(new HeadBucketCommand({ Bucket: "bucket" }));
    expect(await refusalOf(gone)).toMatchObject({ status: 404 });
  });

  test("versioning has no status until it is turned on", async () => {
    expect(await status()).toBeUndefined();
    await turn("Enabled");
    expect(await status()).toBe("Enabled");
    await turn("Suspended");
    expect(await status()).toBe("Suspended");
  });

  test("under versioning every write is kept and read by its id", async () => {
    expect(await put("a", "before")).toBeUndefined();
    await turn("Enabled");
    const first = await put("a", "first");
    const second = await put("a", "second");
    expect(new Set([first, second]).size).toBe(2);
    expect(await get("a")).toBe("second");
    expect(await get("a", first)).toBe("first");
    expect(await get("a", "null")).toBe("before");
  });

  test("a delete writes a marker, and deleting the marker brings the object back", async () => {
    await turn("Enabled");
    await put("a", "first");
    const marker = await remove("a");
    expect(marker.DeleteMarker).toBe(true);
    const hidden = await sendSigned(opened.store, { method: "GET", target: "/bucket/a" });
    expect(hidden).toMatchObject({ status: 404, headers: { "x-amz-delete-marker": "true" } });
    expect(await refusalOf(get("a", marker.VersionId))).toMatchObject({
      code: "MethodNotAllowed",
      status: 405,
    });
    await remove("a", marker.VersionId);
    expect(await get("a")).toBe("first");
  });

  test("with versioning suspended the null version is overwritten and the others stay", async () => {
    await turn("Enabled");
    const kept = await put("a", "kept");
    await turn("Suspended");
    expect(await put("a", "one")).toBe("null");
    expect(await put("a", "two")).toBe("null");
    expect(await get("a")).toBe("two");
    expect(await get("a", kept)).toBe("kept");
    expect(await remove("a")).toMatchObject({ DeleteMarker: true, VersionId: "null" });
    const { Versions, DeleteMarkers } = await opened.client.send(
      new ListObjectVersionsCommand({ Bucket: "bucket" }),
    );
    expect(Versions).toMatchObject([{ Key: "a", VersionId: kept, IsLatest: false }]);
    expect(DeleteMarkers).toMatchObject([{ Key: "a", VersionId: "null", IsLatest: true }]);
  });

  test("version ids that cannot be are told from those that are not there", async () => {
    await put("a", "x");
    expect(await refusalOf(get("a", "nonsense"))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
    });
    expect(await refusalOf(get("a", "x".repeat(32)))).toMatchObject({
      code: "NoSuchVersion",
      status: 404,
    });
    await remove("a", "x".repeat(32));
    expect(await get("a")).toBe("x");
  });

  test("versions are listed newest first, page by page", async () => {
    await turn("Enabled");
    const ids: (string | undefined)[] = [];
    for (const key of ["a", "b"]) {
      for (const text of ["1", "2", "3"]) ids.push(await put(key, text));
    }
    const seen: (string | undefined)[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const page = await opened.client.send(
        new ListObjectVersionsCommand({ Bucket: "bucket", MaxKeys: 2, KeyMarker, VersionIdMarker }),
      );
      seen.push(...page.Versions!.map(({ VersionId }) => VersionId));
      ({ NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page);
    } while (KeyMarker !== undefined);
    expect(seen).toEqual([ids[2], ids[1], ids[0], ids[5], ids[4], ids[3]]);
  });

  test("many keys are deleted at once, each with its own result", async () => {
    await put("a", "x");
    await put("\n<b>", "x");
    const Objects = [
      { Key: "a" },
      { Key: "\n<b>" },
      { Key: "never was" },
      { Key: "a", VersionId: "nonsense" },
    ];
    const done = await opened.client.send(
      new DeleteObjectsCommand({ Bucket: "bucket", Delete: { Objects } }),
    );
    expect(done.Deleted?.map(({ Key }) => Key)).toEqual(["a", "\n<b>", "never was"]);
    expect(done.Errors).toMatchObject([
      { Key: "a", VersionId: "nonsense", Code: "InvalidArgument" },
    ]);
    expect(await refusalOf(get("a"))).toMatchObject({ code: "NoSuchKey" });
    expect(opened.log.find(({ operation }) => operation === "DeleteObjects")?.keys).toEqual(
      Objects.map(({ Key }) => Key),
    );
  });

  test("a quiet deletion of many names only what failed", async () => {
    await turn("Enabled");
    const Objects = [{ Key: "a" }, { Key: "b", VersionId: "nonsense" }];
    const command = new DeleteObjectsCommand({
      Bucket: "bucket",
      Delete: { Objects, Quiet: true },
    });
    const done = await opened.client.send(command);
    expect(done.Deleted).toBeUndefined();
    expect(done.Errors).toHaveLength(1);
  });

  test("more than a thousand keys at once are refused", async () => {
    const Objects = Array.from({ length: 1001 }, (_, number) => ({ Key: `key-${number}` }));
    const refused = await refusalOf(
      opened.client.send(new DeleteObjectsCommand({ Bucket: "bucket", Delete: { Objects } })),
    );
    expect(refused).toMatchObject({ code: "MalformedXML", status: 400 });
  });
});
