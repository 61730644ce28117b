import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { hasDotSegments, keepDotSegments } from "../../src/s3/dot-segments.ts";
import { ownFailure } from "../../src/s3/failures.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import { byPromise } from "../../src/s3/transport.ts";
import type { Answer, CommandOf, OperationCommand, Transport } from "../../src/s3/transport.ts";
import { openTestStore, testKeys } from "../support/devstore.ts";
import { startHostileStore } from "../support/hostile-store.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const tag: CommandOf = ({ bucket, key }) =>
  new PutObjectTaggingCommand({ Bucket: bucket, Key: key, Tagging: { TagSet: [] } });
const to = (key: string, bucket = "photos") => ({ bucket, key, versionId: null });
const done: Answer = { ok: true, status: 200, output: { $metadata: {} } };
const failing = (status: number): Answer => ({
  ok: false,
  failure: ownFailure("UnexpectedStatus", { status }),
});
const holding = (...keys: readonly string[]): Answer => ({
  ok: true,
  status: 200,
  output: { Contents: keys.map((Key) => ({ Key })), $metadata: {} },
});
const timedOut: Answer = { ok: false, failure: ownFailure("TimedOut") };

/** Gives `lists` and `answers` to the questions about keys with dots, one after another; every other call is done. */
function transportWith({
  lists = holding("b/photo.jpg"),
  answers = [],
}: {
  readonly lists?: Answer;
  readonly answers?: readonly Answer[];
} = {}) {
  const sent: OperationCommand[] = [];
  const left = [...answers];
  const transport: Transport = {
    async send(command) {
      if (command instanceof ListObjectsV2Command) return lists;
      sent.push(command);
      return command instanceof HeadObjectCommand ? left.shift()! : done;
    },
  };
  const keys = () => sent.map(({ input }) => (input as { Key?: string }).Key);
  return { transport: keepDotSegments(transport), keys };
}

const asked = "stevedore-asks-about-dots/../b/photo.jpg";

describe("dot segments", () => {
  test.each(["..", ".", "../a", "./a", "a/..", "a/.", "a/../b", "a/./b", "//..//"])(
    "%j has",
    (key) => expect(hasDotSegments(key)).toBe(true),
  );
  test.each(["", "a.b", "..a", "a..", "a/..b/c", "a/b../c", "...", "a/.../b", ".hidden/a"])(
    "%j has none",
    (key) => expect(hasDotSegments(key)).toBe(false),
  );
});

describe("a transport that keeps dot segments", () => {
  test("asks a bucket once, and then sends what it keeps", async () => {
    const { transport, keys } = transportWith({ answers: [failing(404)] });
    const send = byPromise(transport.bind!(tag));
    expect(await Promise.all([send(to("a/../b")), send(to("./c"))])).toEqual([done, done]);
    expect(await transport.send(tag(to("..")))).toEqual(done);
    expect(keys()).toEqual([asked, "a/../b", "./c", ".."]);
  });

  test("asks each bucket for itself", async () => {
    const { transport, keys } = transportWith({ answers: [done, failing(404)] });
    const send = byPromise(transport.bind!(tag));
    expect(await send(to("..", "one"))).toMatchObject({ failure: { code: "DotSegments" } });
    expect(await send(to("..", "two"))).toEqual(done);
    expect(keys()).toHaveLength(3);
  });

  test("asks nothing for other keys", async () => {
    const { transport, keys } = transportWith();
    expect(await byPromise(transport.bind!(tag))(to("a.b/..c"))).toEqual(done);
    expect(await transport.send(tag(to("a.b/..c")))).toEqual(done);
    expect(keys()).toEqual(["a.b/..c", "a.b/..c"]);
  });

  test("looks at the key of the call, not at that of the task alone", async () => {
    const { transport, keys } = transportWith({ answers: [done] });
    const under: CommandOf = (target) => tag({ ...target, key: `new/../${target.key}` });
    expect(await byPromise(transport.bind!(under))(to("a"))).toMatchObject({
      failure: { code: "DotSegments", kind: "permanent" },
    });
    const renamed: CommandOf = (target) => tag({ ...target, key: "new" });
    expect(await byPromise(transport.bind!(renamed))(to(".."))).toEqual(done);
    expect(keys()).toEqual([asked, "new"]);
  });

  test("looks at what a template makes of a key", async () => {
    const { transport, keys } = transportWith({ answers: [done] });
    const send = byPromise(transport.bind!((target) => tag({ ...target, key: `${target.key}.` })));
    expect(await send(to("photos"))).toEqual(done);
    expect(await send(to("photos/"))).toMatchObject({ failure: { code: "DotSegments" } });
    expect(keys()).toEqual(["photos.", asked]);
  });

  test.each([
    ["the bucket itself where it holds nothing", holding(), "stevedore-asks-about-dots/.."],
    ["the bucket itself where it may not list", failing(403), "stevedore-asks-about-dots/.."],
    [
      "a plain key among others",
      holding("a/../b", "folder/", "é", "plain"),
      "stevedore-asks-about-dots/../plain",
    ],
  ])("asks for %s", async (_, lists, key) => {
    const { transport, keys } = transportWith({ lists, answers: [failing(404)] });
    expect(await transport.send(tag(to("..")))).toEqual(done);
    expect(keys()).toEqual([key, ".."]);
  });

  test("sends nothing where the answers of both kinds of stores look alike", async () => {
    const { transport, keys } = transportWith({ lists: failing(403), answers: [failing(403)] });
    expect(await transport.send(tag(to("..")))).toMatchObject({
      failure: {
        code: "DotSegments",
        message: expect.stringContaining("may not list the bucket") as string,
      },
    });
    expect(keys()).toHaveLength(1);
  });

  test("asks again when a question had no answer, which is for the task to wait for", async () => {
    const { transport, keys } = transportWith({ answers: [timedOut, failing(404)] });
    const send = byPromise(transport.bind!(tag));
    expect(await send(to(".."))).toMatchObject({
      failure: { code: "TimedOut", kind: "transient" },
    });
    expect(await send(to(".."))).toEqual(done);
    expect(keys()).toHaveLength(3);
  });
});

describe("against a server", () => {
  const transportTo = (endpoint: string) => {
    const client = createS3Client({
      name: "default",
      endpoint,
      region: "us-east-1",
      credentials: testKeys,
      connectionsMax: 4,
      connectTimeoutMs: 60_000,
      requestTimeoutMs: 60_000,
    });
    closing.push(() => client.destroy());
    return keepDotSegments(createSdkTransport(client));
  };

  test("that resolves them nothing is sent, and no other object is changed", async () => {
    const store = await startHostileStore("overwrites");
    closing.push(() => store.close());
    const transport = transportTo(store.url);
    expect(await transport.send(tag(to("a/../b")))).toMatchObject({
      failure: { code: "DotSegments" },
    });
    expect(store.objects.size).toBe(0);
  });

  test("that keeps them the object with that key is meant", async () => {
    const store = await openTestStore();
    closing.push(() => store.close());
    await store.client.send(new CreateBucketCommand({ Bucket: "photos" }));
    for (const Key of ["a/../b", "b"])
      await store.client.send(new PutObjectCommand({ Bucket: "photos", Key, Body: "x" }));
    const command = new PutObjectTaggingCommand({
      Bucket: "photos",
      Key: "a/../b",
      Tagging: { TagSet: [{ Key: "team", Value: "media" }] },
    });
    expect(await transportTo(store.store.url).send(command)).toMatchObject({ ok: true });
    const tagsOf = async (Key: string) =>
      (await store.client.send(new GetObjectTaggingCommand({ Bucket: "photos", Key }))).TagSet;
    expect(await tagsOf("a/../b")).toEqual([{ Key: "team", Value: "media" }]);
    expect(await tagsOf("b")).toEqual([]);
  });
});
