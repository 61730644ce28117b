import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { StoreError } from "../../src/s3/failures.ts";
import type { ObjectStore, ReadOptions } from "../../src/s3/object-store.ts";

/** What the suite works on: a store with two buckets in it that are empty and that nobody else uses. */
interface ObjectStoreUnderTest {
  readonly store: ObjectStore;
  readonly bucket: string;
  /** A bucket that keeps versions. */
  readonly versionedBucket: string;
}

interface ObjectStoreSetup {
  readonly setup: () => Promise<ObjectStoreUnderTest>;
  readonly teardown: () => Promise<void>;
}

const mebibyte = 1024 * 1024;

/** What every adapter of the object store port does. */
export function describeObjectStore(name: string, { setup, teardown }: ObjectStoreSetup): void {
  describe(`object store: ${name}`, () => {
    let store: ObjectStore;
    let bucket: string;
    let versionedBucket: string;
    beforeAll(async () => {
      ({ store, bucket, versionedBucket } = await setup());
    });
    afterAll(teardown);

    const read = async (key: string, options?: ReadOptions, versionId?: string) =>
      buffer(await store.read({ bucket, key, versionId }, options));
    const write = (key: string, body: string) => store.write({ bucket, key }, Buffer.from(body));

    it("gives back the bytes that were written", async () => {
      const written = await write("plain.txt", "forty crates of oranges");

      expect(written).toEqual({ sizeBytes: 23, md5: md5("forty crates of oranges") });
      expect((await read("plain.txt")).toString()).toBe("forty crates of oranges");
    });

    it("writes an empty object", async () => {
      expect(await write("empty", "")).toEqual({ sizeBytes: 0, md5: md5("") });
      expect(await read("empty")).toHaveLength(0);
      expect((await store.head({ bucket, key: "empty" })).sizeBytes).toBe(0);
    });

    it("tells whether an object could be written, and writes none", async () => {
      await store.tryWriting({ bucket, key: "tried" }, { contentType: "text/csv" });

      await expect(store.head({ bucket, key: "tried" })).rejects.toThrow(StoreError);
      await expect(store.tryWriting({ bucket: `${bucket}-not`, key: "x" })).rejects.toMatchObject({
        failure: { code: "NoSuchBucket", kind: "permanent" },
      });
    });

    it("replaces an object", async () => {
      await write("replaced", "first");
      await write("replaced", "second");

      expect((await read("replaced")).toString()).toBe("second");
    });

    it("knows the ETag without quotes and the size of an object", async () => {
      await write("known", "abc");

      expect(await store.head({ bucket, key: "known" })).toMatchObject({
        etag: md5("abc"),
        sizeBytes: 3,
      });
    });

    it.for([
      ["exactly one part", 8 * mebibyte],
      ["a byte more than one part", 8 * mebibyte + 1],
      ["exactly two parts", 16 * mebibyte],
      ["two and a half parts", 20 * mebibyte],
    ] as const)("writes %s from a stream of odd pieces", async ([, size]) => {
      const content = bytesOf(size);
      const written = await store.write({ bucket, key: "large" }, inPieces(content, 777_777));

      expect(written).toEqual({ sizeBytes: size, md5: md5(content) });
      expect(md5(await read("large"))).toBe(md5(content));
    });

    it("writes one large piece", async () => {
      const content = bytesOf(9 * mebibyte);

      expect(await store.write({ bucket, key: "large" }, content)).toEqual({
        sizeBytes: 9 * mebibyte,
        md5: md5(content),
      });
      expect(md5(await read("large"))).toBe(md5(content));
    });

    it.for([
      ["small", 10],
      ["large", 17 * mebibyte],
    ] as const)(
      "leaves nothing of a %s object whose stream fails, and throws its reason",
      async ([size, bytes]) => {
        const key = `broken-${size}`;
        const reason = new Error("the rest is lost");

        await expect(store.write({ bucket, key }, failingAfter(bytes, reason))).rejects.toBe(
          reason,
        );
        expect(await failureOf(store.head({ bucket, key }))).toMatchObject({
          code: "NoSuchKey",
          status: 404,
        });
      },
    );

    it("reads a range", async () => {
      await write("ranged", "0123456789");

      expect((await read("ranged", { range: { start: 2, end: 5 } })).toString()).toBe("234");
      expect((await read("ranged", { range: { start: 0, end: 1 } })).toString()).toBe("0");
      expect((await read("ranged", { range: { start: 8, end: 100 } })).toString()).toBe("89");
      expect((await read("ranged", { range: { start: 4, end: 4 } })).toString()).toBe("");
    });

    it("reads only the content that was asked for", async () => {
      await write("pinned", "first");
      const { etag } = await store.head({ bucket, key: "pinned" });

      expect((await read("pinned", { etag })).toString()).toBe("first");
      await write("pinned", "second");
      expect(await failureOf(read("pinned", { etag }))).toMatchObject({
        code: "PreconditionFailed",
        status: 412,
        kind: "permanent",
      });
      expect(await failureOf(read("pinned", { etag, range: { start: 1, end: 2 } }))).toMatchObject({
        code: "PreconditionFailed",
      });
    });

    it("reads an earlier version", async () => {
      const object = { bucket: versionedBucket, key: "versioned" };
      await store.write(object, Buffer.from("first"));
      const { versionId } = await store.head(object);
      await store.write(object, Buffer.from("second, longer"));

      expect(versionId).toBeTruthy();
      expect((await buffer(await store.read({ ...object, versionId }))).toString()).toBe("first");
      expect(await store.head({ ...object, versionId })).toMatchObject({ sizeBytes: 5, versionId });
      expect((await store.head(object)).sizeBytes).toBe(14);
    });

    it("lets go of a stream that is not read to its end", async () => {
      await store.write({ bucket, key: "left" }, bytesOf(4 * mebibyte));
      // More often than there are connections: one that stayed open each time would be missed.
      for (let time = 0; time < 20; time++) {
        for await (const piece of await store.read({ bucket, key: "left" })) {
          expect(piece.byteLength).toBeGreaterThan(0);
          break;
        }
        const unread = (await store.read({ bucket, key: "left" }))[Symbol.asyncIterator]();
        await unread.return?.();
      }
      expect(await read("left")).toHaveLength(4 * mebibyte);
    });

    it.for(["with space", "plus+percent%41", "näive/ключ/箱.txt", "a//b/../c", "#hash?query&amp;"])(
      "keeps a hostile key as it is: %s",
      async (key) => {
        await write(key, key);

        expect((await read(key)).toString()).toBe(key);
      },
    );

    it("fails with the store's code for what is not there", async () => {
      const missing = { code: "NoSuchKey", status: 404, kind: "permanent" };
      expect(await failureOf(store.head({ bucket, key: "nothing" }))).toMatchObject(missing);
      expect(await failureOf(read("nothing"))).toMatchObject(missing);
      const elsewhere = { bucket: `${bucket}-missing`, key: "nothing" };
      const noBucket = { code: "NoSuchBucket", status: 404 };
      expect(await failureOf(store.read(elsewhere))).toMatchObject(noBucket);
      expect(await failureOf(store.write(elsewhere, Buffer.from("lost")))).toMatchObject(noBucket);
    });
  });
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof StoreError ? error.failure : error;
}

function md5(bytes: string | Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** Bytes that differ from place to place, so that parts in a wrong order are noticed. */
function bytesOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let place = 0; place + 4 <= size; place += 4096) bytes.writeUInt32LE(place, place);
  return bytes;
}

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes)
    yield bytes.subarray(start, start + pieceBytes);
}

async function* failingAfter(size: number, reason: Error): AsyncGenerator<Uint8Array> {
  yield* inPieces(bytesOf(size), mebibyte);
  throw reason;
}
