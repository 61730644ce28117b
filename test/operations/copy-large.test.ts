/** Copies by parts and across stores, against development stores over HTTP. */
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CopyObjectParameters } from "../../src/job/spec.ts";
import { copyAcrossStores } from "../../src/operations/copy-across-stores.ts";
import { copyByParts, isTooLargeForOneCall } from "../../src/operations/copy-by-parts.ts";
import type { Copying } from "../../src/operations/copy-steps.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import type { Answer, Transport } from "../../src/s3/transport.ts";
import { failing } from "../support/engine.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";

const mebibyte = 1024 * 1024;

let from: TestStore;
let to: TestStore;
let sent: string[] = [];
/** Answers in the place of the store's, by the name of the command and how often it came. */
let play: (name: string, count: number, answer: () => Promise<Answer>) => Promise<Answer>;

beforeEach(async () => {
  [from, to] = [await openTestStore(), await openTestStore()];
  await from.client.send(new CreateBucketCommand({ Bucket: "copies" }));
  await to.client.send(new CreateBucketCommand({ Bucket: "copies" }));
  sent = [];
  play = (_name, _count, answer) => answer();
});
afterEach(async () => {
  await from.close();
  await to.close();
});

function transportOf({ store }: TestStore, name: string): Transport {
  const transport = createSdkTransport(
    createS3Client({
      name,
      endpoint: store.url,
      region: "us-east-1",
      credentials: testKeys,
      connectionsMax: 8,
      connectTimeoutMs: 5000,
      requestTimeoutMs: 5000,
    }),
  );
  return {
    send(command) {
      const called = command.constructor.name.replace(/Command$/, "");
      sent.push(`${name} ${called}`);
      const count = sent.filter((one) => one.endsWith(` ${called}`)).length;
      return play(called, count, () => transport.send(command));
    },
  };
}

function copying(
  parameters: Partial<CopyObjectParameters> = {},
  task: Partial<Copying["task"]> = {},
): Copying {
  const transports = { from: transportOf(from, "from"), to: transportOf(to, "to") };
  return {
    parameters: {
      targetStore: "from",
      targetBucket: "copies",
      metadataDirective: "COPY",
      requesterPays: false,
      ...parameters,
    },
    task: { bucket: "bucket", key: "in/größe +%.bin", versionId: null, ...task },
    key: "copied/größe +%.bin",
    sourceStore: "from",
    calls: {
      send: (store, command) => transports[store as "from" | "to"].send(command),
      invoke: () => Promise.reject(new Error("no function is invoked")),
    },
  };
}

const facts = {
  Metadata: { owner: "harbour" },
  ContentType: "text/crate",
  CacheControl: "no-store",
  Expires: new Date("2030-01-01T00:00:00Z"),
  Tagging: "colour=blue&size=large",
};

async function put(body: Buffer, input: object = {}) {
  return from.client.send(
    new PutObjectCommand({ Bucket: "bucket", Key: "in/größe +%.bin", Body: body, ...input }),
  );
}

async function expectCopy({ client }: TestStore, body: Buffer): Promise<void> {
  const target = { Bucket: "copies", Key: "copied/größe +%.bin" };
  const { Body, ...head } = await client.send(new GetObjectCommand(target));
  const bytes = Buffer.from(await Body!.transformToByteArray());
  expect(bytes.equals(body)).toBe(true);
  expect(head).toMatchObject({
    Metadata: { owner: "harbour" },
    ContentType: "text/crate",
    CacheControl: "no-store",
    ExpiresString: "Tue, 01 Jan 2030 00:00:00 GMT",
  });
  const { TagSet } = await client.send(new GetObjectTaggingCommand(target));
  expect(TagSet).toEqual([
    { Key: "colour", Value: "blue" },
    { Key: "size", Value: "large" },
  ]);
}

async function expectNothing({ client }: TestStore): Promise<void> {
  const target = { Bucket: "copies", Key: "copied/größe +%.bin" };
  await expect(client.send(new HeadObjectCommand(target))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
}

describe("a copy by parts", () => {
  const rules = { bytesMin: 5 * mebibyte, partsMax: 10_000 };

  test("has the bytes, metadata and tags of its source, and its row says how it was made", async () => {
    const body = randomBytes(12 * mebibyte + 1);
    await put(body, facts);
    expect(await copyByParts(copying(), rules)).toEqual({
      succeeded: true,
      message: "Successful (copied by 3 parts)",
    });
    await expectCopy(from, body);
    expect(sent.filter((call) => call.endsWith("UploadPartCopy"))).toHaveLength(3);
  });

  test("takes parts so large that there are never too many", async () => {
    await put(randomBytes(12 * mebibyte));
    const few = { bytesMin: 5 * mebibyte, partsMax: 2 };
    expect(await copyByParts(copying(), few)).toMatchObject({
      message: "Successful (copied by 2 parts)",
    });
  });

  test("has new metadata, tags and class when they are given", async () => {
    await put(randomBytes(100), facts);
    const parameters: Partial<CopyObjectParameters> = {
      metadataDirective: "REPLACE",
      metadata: { contentType: "text/new", user: [{ key: "mark", value: "new" }] },
      newTags: [{ key: "shape", value: "round" }],
      storageClass: "GLACIER_IR",
    };
    await copyByParts(copying(parameters), rules);
    const target = { Bucket: "copies", Key: "copied/größe +%.bin" };
    const head = await from.client.send(new HeadObjectCommand(target));
    expect(head).toMatchObject({
      ContentType: "text/new",
      Metadata: { mark: "new" },
      StorageClass: "GLACIER_IR",
    });
    expect(head.Metadata).not.toHaveProperty("owner");
    const { TagSet } = await from.client.send(new GetObjectTaggingCommand(target));
    expect(TagSet).toEqual([{ Key: "shape", Value: "round" }]);
  });

  test("is of one version, also when another is written meanwhile", async () => {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await from.client.send(
      new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration }),
    );
    const body = randomBytes(11 * mebibyte);
    await put(body, facts);
    play = async (name, count, answer) => {
      if (name === "UploadPartCopy" && count === 2) await put(randomBytes(11 * mebibyte));
      return answer();
    };
    expect(await copyByParts(copying(), rules)).toMatchObject({ succeeded: true });
    await expectCopy(from, body);
  });

  test("of an object that is overwritten meanwhile fails and leaves nothing", async () => {
    await put(randomBytes(11 * mebibyte));
    play = async (name, count, answer) => {
      if (name === "UploadPartCopy" && count === 2) await put(randomBytes(11 * mebibyte));
      return answer();
    };
    expect(await copyByParts(copying(), rules)).toMatchObject({
      failure: { code: "PreconditionFailed" },
    });
    expect(sent.at(-1)).toBe("from AbortMultipartUpload");
    await expectNothing(from);
  });

  test("that fails at a part, or at its end, is aborted and tried again from the beginning", async () => {
    await put(randomBytes(11 * mebibyte), facts);
    for (const broken of ["UploadPartCopy", "CompleteMultipartUpload"]) {
      play = (name, _count, answer) =>
        name === broken
          ? Promise.resolve(failing("InternalError", { status: 500, kind: "transient" }))
          : answer();
      expect(await copyByParts(copying(), rules)).toMatchObject({
        failure: { code: "InternalError", kind: "transient" },
      });
      expect(sent.at(-1)).toBe("from AbortMultipartUpload");
    }
    await expectNothing(from);
  });

  test("keeps the conditions of the job on its source", async () => {
    await put(randomBytes(10));
    const after = { modifiedSince: "2099-01-01T00:00:00Z" };
    const before = { unmodifiedSince: "2000-01-01T00:00:00Z" };
    for (const condition of [after, before]) {
      expect(await copyByParts(copying(condition), rules)).toMatchObject({
        failure: { code: "PreconditionFailed", status: 412, kind: "permanent" },
      });
    }
    await expectNothing(from);
  });

  test("is made when the store says that its source is too large for one call, and for nothing else", () => {
    const failure = (code: string, message: string) =>
      isTooLargeForOneCall({ code, message, status: 400, kind: "permanent" });
    const words =
      "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120";
    expect(failure("InvalidRequest", words)).toBe(true);
    expect(failure("EntityTooLarge", "")).toBe(true);
    expect(failure("InvalidRequest", "This copy request is illegal")).toBe(false);
    expect(failure("AccessDenied", words)).toBe(false);
  });
});

describe("a copy across stores", () => {
  const rules = { wholeMax: mebibyte, partMin: 5 * mebibyte, partsMax: 10_000 };
  const across = { targetStore: "to" };

  test.each([
    ["nothing", 0, "PutObject"],
    ["a little", 1000, "PutObject"],
    ["as much as goes at once", mebibyte, "PutObject"],
    ["more than that", mebibyte + 1, "UploadPart"],
    ["several parts", 11 * mebibyte + 7, "UploadPart"],
  ])("of %s has the bytes, metadata and tags of its source", async (_what, bytes, call) => {
    const body = randomBytes(bytes);
    await put(body, facts);
    expect(await copyAcrossStores(copying(across), rules)).toEqual({
      succeeded: true,
      message: "Successful (copied from the store from)",
    });
    await expectCopy(to, body);
    expect(sent).toContain(`to ${call}`);
    // What the target told was compared, so nothing had to be read back.
    expect(sent.filter((one) => one === "to GetObject")).toEqual([]);
  });

  test("reads the copy back where the target's ETags are no MD5", async () => {
    const opaque = (told: Answer): Answer =>
      told.ok && "ETag" in told.output
        ? { ...told, output: { ...told.output, ETag: '"opaque"' } }
        : told;
    const small = randomBytes(100);
    await put(small, facts);
    play = async (name, _count, answer) =>
      name === "PutObject" ? opaque(await answer()) : answer();
    expect(await copyAcrossStores(copying(across), rules)).toMatchObject({ succeeded: true });
    expect(sent).toContain("to GetObject");
    await expectCopy(to, small);
  });

  test("that the target damages is no success", async () => {
    await put(randomBytes(100));
    const target = { Bucket: "copies", Key: "copied/größe +%.bin" };
    play = async (name, _count, answer) => {
      const told = await answer();
      if (name !== "PutObject" || !told.ok) return told;
      await to.client.send(new PutObjectCommand({ ...target, Body: randomBytes(100) }));
      return { ...told, output: { ...told.output, ETag: '"opaque"' } };
    };
    expect(await copyAcrossStores(copying(across), rules)).toMatchObject({
      failure: { code: "CopyDiffers", kind: "transient" },
    });
  });

  test("whose source breaks off is tried again, and its upload is aborted", async () => {
    await put(randomBytes(11 * mebibyte));
    play = async (name, _count, answer) => {
      const told = await answer();
      if (name !== "GetObject" || !told.ok) return told;
      async function* half() {
        yield randomBytes(6 * mebibyte);
        throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
      }
      return { ...told, output: { ...told.output, Body: Readable.from(half()) } as never };
    };
    expect(await copyAcrossStores(copying(across), rules)).toMatchObject({
      failure: { kind: "transient" },
    });
    expect(sent.at(-1)).toBe("to AbortMultipartUpload");
    await expectNothing(to);
  });

  test("of a missing object fails as its store says, and nothing is written", async () => {
    expect(await copyAcrossStores(copying(across), rules)).toMatchObject({
      failure: { code: "NoSuchKey", status: 404, kind: "permanent" },
    });
    expect(sent).toEqual(["from GetObject"]);
  });

  test("keeps the conditions of the job on its source", async () => {
    await put(randomBytes(10));
    const condition = { ...across, modifiedSince: "2099-01-01T00:00:00Z" };
    expect(await copyAcrossStores(copying(condition), rules)).toMatchObject({
      failure: { code: "PreconditionFailed", status: 412 },
    });
    await expectNothing(to);
  });

  test("holds no more of an object than what came at once", async () => {
    const body = randomBytes(40 * mebibyte);
    await put(body, facts);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    play = (_name, _count, answer) => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      return answer();
    };
    const judgement = await copyAcrossStores(copying(across), rules);
    expect(judgement).toMatchObject({ succeeded: true });
    // The stores of this test keep everything in this same process: the copy itself, and no second one beside it.
    expect(most).toBeLessThan(2 * body.length);
  });
});
