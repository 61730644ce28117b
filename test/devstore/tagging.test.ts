import {
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, storages } from "../support/devstore.ts";
import type { TestStore } from "../support/devstore.ts";

describe.each(storages)("tags in %s", (storage) => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore({ storage });
    await opened.client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "a", Body: "hello", Tagging: "old=1" }),
    );
  });
  afterEach(() => opened.close());

  const target = { Bucket: "bucket", Key: "a" };
  const tag = (tags: Record<string, string>, more: object = {}) => {
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    return opened.client.send(
      new PutObjectTaggingCommand({ ...target, Tagging: { TagSet }, ...more }),
    );
  };
  const tagsOf = async (more: object = {}) =>
    Object.fromEntries(
      (await opened.client.send(new GetObjectTaggingCommand({ ...target, ...more }))).TagSet!.map(
        ({ Key, Value }) => [Key, Value],
      ),
    );

  test("a new set replaces the old one and leaves the object alone", async () => {
    await tag({ "ключ 1": "Wert ü", "a+b-c=d._:/@": "" });
    expect(await tagsOf()).toEqual({ "ключ 1": "Wert ü", "a+b-c=d._:/@": "" });
    const read = await opened.client.send(new GetObjectCommand(target));
    expect(await read.Body!.transformToString()).toBe("hello");
    expect(read.TagCount).toBe(2);
  });

  test("deleting tags deletes tags and nothing else, twice as well", async () => {
    for (let time = 0; time < 2; time++) {
      const deleted = await opened.client.send(new DeleteObjectTaggingCommand(target));
      expect(deleted.$metadata.httpStatusCode).toBe(204);
    }
    expect(await tagsOf()).toEqual({});
    const read = await opened.client.send(new GetObjectCommand(target));
    expect(await read.Body!.transformToString()).toBe("hello");
  });

  test("each version has tags of its own", async () => {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await opened.client.send(
      new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration }),
    );
    const { VersionId } = await opened.client.send(
      new PutObjectCommand({ ...target, Body: "new" }),
    );
    expect(await tag({ x: "1" }, { VersionId: "null" })).toMatchObject({ VersionId: "null" });
    expect(await tagsOf({ VersionId })).toEqual({});
    expect(await tagsOf({ VersionId: "null" })).toEqual({ x: "1" });
  });

  test("more than ten tags are refused in S3's own words", async () => {
    const eleven = Object.fromEntries(
      Array.from({ length: 11 }, (_, number) => [`tag-${number}`, "x"]),
    );
    expect(await refusalOf(tag(eleven))).toEqual({
      code: "BadRequest",
      status: 400,
      message: "Object tags cannot be greater than 10",
    });
    expect(await tagsOf()).toEqual({ old: "1" });
  });

  test("duplicate keys, wrong characters and lengths are refused", async () => {
    const invalid = { code: "InvalidTag", status: 400 };
    const TagSet = [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    const twice = opened.client.send(
      new PutObjectTaggingCommand({ ...target, Tagging: { TagSet } }),
    );
    expect(await refusalOf(twice)).toMatchObject(invalid);
    expect(await refusalOf(tag({ "": "x" }))).toMatchObject(invalid);
    expect(await refusalOf(tag({ "a<b": "x" }))).toMatchObject(invalid);
    expect(await refusalOf(tag({ ["k".repeat(129)]: "x" }))).toMatchObject(invalid);
    expect(await refusalOf(tag({ a: "v".repeat(257) }))).toMatchObject(invalid);
    expect(await refusalOf(tag({ "aws:reserved": "x" }))).toMatchObject(invalid);
    const header = opened.client.send(
      new PutObjectCommand({ ...target, Body: "x", Tagging: "a=1&a=2" }),
    );
    expect(await refusalOf(header)).toMatchObject({ code: "InvalidArgument" });
  });

  test("an object that is not there has no tags to change", async () => {
    expect(await refusalOf(tag({ a: "b" }, { Key: "none" }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
  });
});
