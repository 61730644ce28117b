import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, storages } from "../support/devstore.ts";
import type { ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import type { TestStore } from "../support/devstore.ts";

describe.each(storages)("listings in %s", (storage) => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore({ storage });
  });
  afterEach(() => opened.close());

  const fill = async (keys: readonly string[]) => {
    for (const Key of keys)
      await opened.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: "x" }));
  };
  const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
    opened.client.send(new ListObjectsV2Command({ Bucket: "bucket", ...more }));
  const listAll = async (more: Partial<ListObjectsV2CommandInput>) => {
    const found: (string | undefined)[] = [];
    const sizes: (number | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ ...more, ContinuationToken });
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix}*`));
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      sizes.push(page.KeyCount);
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken !== undefined);
    return { found, sizes };
  };

  test("keys stand in the order of their UTF-8 bytes", async () => {
    await fill(["b", "a", "\u{1F6A2}", "\uFFFD", "é", "Z", "a/b"]);
    const { Contents } = await list();
    expect(Contents?.map(({ Key }) => Key)).toEqual([
      "Z",
      "a",
      "a/b",
      "b",
      "é",
      "\uFFFD",
      "\u{1F6A2}",
    ]);
    expect(Contents?.[0]).toMatchObject({
      Size: 1,
      StorageClass: "STANDARD",
      ETag: expect.stringMatching(/^"/),
    });
  });

  test("pages follow each other without gap or repeat, also while keys come and go", async () => {
    await fill(["a", "b", "c", "d", "e"]);
    const first = await list({ MaxKeys: 2 });
    await fill(["bb", "0"]);
    await opened.client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "b" }));
    await opened.client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "d" }));
    const rest = await list({ ContinuationToken: first.NextContinuationToken });
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["a", "b"]);
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(["bb", "c", "e"]);
  });

  test("a delimiter rolls keys up, each group once, over all pages", async () => {
    await fill(["a/1", "a/2", "a/3", "b", "c/1", "c/d/2", "d"]);
    const whole = await list({ Delimiter: "/" });
    expect(whole.CommonPrefixes).toEqual([{ Prefix: "a/" }, { Prefix: "c/" }]);
    expect(whole.Contents?.map(({ Key }) => Key)).toEqual(["b", "d"]);
    const paged = await listAll({ Delimiter: "/", MaxKeys: 1 });
    expect(paged.found).toEqual(["a/*", "b", "c/*", "d"]);
    expect(paged.sizes).toEqual([1, 1, 1, 1]);
    const inside = await list({ Delimiter: "/", Prefix: "c/" });
    expect(inside.CommonPrefixes).toEqual([{ Prefix: "c/d/" }]);
    expect(inside.Contents?.map(({ Key }) => Key)).toEqual(["c/1"]);
  });

  test("a prefix and a start narrow the listing", async () => {
    await fill(["a", "p/1", "p/2", "p/3", "q"]);
    expect((await listAll({ Prefix: "p/" })).found).toEqual(["p/1", "p/2", "p/3"]);
    expect((await listAll({ Prefix: "p/", StartAfter: "p/1" })).found).toEqual(["p/2", "p/3"]);
    expect((await listAll({ StartAfter: "p/3" })).found).toEqual(["q"]);
    expect((await listAll({ Prefix: "none" })).found).toEqual([]);
  });

  test("keys that XML cannot hold are listed percent-encoded", async () => {
    await fill(["a b+c", "\u0001/\n"]);
    const { Contents, EncodingType } = await list({ EncodingType: "url" });
    expect(EncodingType).toBe("url");
    expect(Contents?.map(({ Key }) => Key)).toEqual(["%01/%0A", "a+b%2Bc"]);
  });

  test("a page of no keys, a wrong size and a foreign token are understood", async () => {
    await fill(["a"]);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await refusalOf(list({ MaxKeys: -1 }))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusalOf(list({ ContinuationToken: "foreign" }))).toMatchObject({
      code: "InvalidArgument",
    });
  });

  test("a page has at most a thousand keys", async () => {
    const keys = Array.from(
      { length: 1001 },
      (_, number) => `key-${String(number).padStart(4, "0")}`,
    );
    await Promise.all(keys.map((key) => fill([key])));
    const { found, sizes } = await listAll({ MaxKeys: 5000 });
    expect(found).toEqual(keys);
    expect(sizes).toEqual([1000, 1]);
  });
});
