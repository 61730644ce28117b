import {
  PutBucketVersioningCommand,
  PutObjectCommand,
  DeleteObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GeneratedManifestSpec, ManifestFilter } from "../../src/job/spec.ts";
import { createGeneratedReader } from "../../src/manifest/generated.ts";
import type { GeneratedDependencies } from "../../src/manifest/generated.ts";
import { createInventoryLists, createInventoryReader } from "../../src/manifest/inventory.ts";
import type { ManifestReader, PackedFile } from "../../src/manifest/manifest.ts";
import type { ObjectListing } from "../../src/s3/object-listing.ts";
import { createS3ObjectListing } from "../../src/s3/s3-object-listing.ts";
import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { createBucket } from "../support/buckets.ts";
import {
  checkpointAfter,
  openManifest,
  placeOf,
  readPart,
  readWhole,
} from "../support/manifests.ts";

const none: ManifestFilter = {
  keyPrefixes: [],
  keySuffixes: [],
  keySubstrings: [],
  createdAfter: null,
  createdBefore: null,
  sizeGreaterThan: null,
  sizeLessThan: null,
  storageClasses: [],
  encryptions: [],
  replicationStatuses: [],
  eligibleForReplication: null,
};

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore({ accountId: "111122223333" });
});
afterAll(() => test.close());

interface Options extends Partial<Pick<GeneratedDependencies, "rowsMax" | "rowsPerFile">> {
  readonly filter?: Partial<ManifestFilter>;
  readonly rowsPerChunk?: number;
  readonly spec?: Partial<GeneratedManifestSpec>;
  readonly job?: string;
  /** Played in the place of the store's. */
  readonly changes?: Partial<ObjectListing>;
}

/** A reader that lists a bucket of the development store. */
function readerOf(sourceBucket: string, options: Options = {}): ManifestReader {
  const { filter, rowsPerChunk, spec, job = "j", changes, ...sizes } = options;
  const store = createS3ObjectStore(test.client);
  const listing = { ...createS3ObjectListing(test.client), ...changes };
  return createGeneratedReader({
    job,
    manifest: {
      kind: "generated",
      sourceStore: "default",
      sourceBucket,
      expectedBucketOwner: null,
      filter: { ...none, ...filter },
      output: null,
      ...spec,
    },
    listing,
    objectStoreOf: () => store,
    listingOf: () => listing,
    scratch: { store: "default", bucket: "bucket", prefix: `scratch-${sourceBucket}/` },
    ...sizes,
    ...(rowsPerChunk === undefined ? {} : { rowsPerChunk: { max: rowsPerChunk } }),
  });
}

async function bucketWith(keys: readonly string[], options: { versioned?: boolean } = {}) {
  const bucket = await createBucket(test.client, options);
  for (const Key of keys) {
    await test.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
  }
  return bucket;
}

async function keysOf(reader: ManifestReader): Promise<string[]> {
  const { entries } = await readWhole(reader);
  return entries.flat().map(({ key }) => key);
}

describe("a generated list", () => {
  it("holds every object once, in the order of keys, also where the bucket is cut at its folders", async () => {
    const keys = [
      "a",
      "b/1",
      "b/2",
      "b/x/3",
      "c",
      "d/1",
      "é",
      "🚢/1",
      "\uFF5E",
      ...Array.from({ length: 40 }, (_, n) => `f${n}/k`),
    ];
    const bucket = await bucketWith(keys);
    const reader = readerOf(bucket, { rowsPerChunk: 2 });
    const opened = await openManifest(reader);

    expect(opened.partOffsets.length).toBeGreaterThan(10);
    const order = keys.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    expect(await keysOf(reader)).toEqual(order);
  });

  it("gives keys as they are, however hostile", async () => {
    const keys = hostileKeys.map(([, key]) => key);
    const bucket = await bucketWith(keys);

    expect((await keysOf(readerOf(bucket))).toSorted()).toEqual(keys.toSorted());
  });

  it("lists pages beyond the first", async () => {
    const keys = Array.from({ length: 2300 }, (_, row) => `k${String(row).padStart(5, "0")}`);
    const bucket = await bucketWith(keys);

    expect(await keysOf(readerOf(bucket, { rowsPerFile: 700 }))).toEqual(keys);
  });

  it("names the newest version of each object of a versioned bucket, and no delete marker", async () => {
    const bucket = await bucketWith(["a", "b", "c"], { versioned: true });
    await test.client.send(new PutObjectCommand({ Bucket: bucket, Key: "a", Body: "newer" }));
    await test.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "b" }));
    const { entries } = await readWhole(readerOf(bucket));
    const reader = createS3ObjectStore(test.client);

    expect(entries.flat().map(({ key }) => key)).toEqual(["a", "c"]);
    for (const { key, versionId } of entries.flat()) {
      expect(versionId).toBe((await reader.head({ bucket, key })).versionId);
    }
  });

  it("names the null version of objects older than the versions of their bucket", async () => {
    const bucket = await bucketWith(["old"]);
    await test.client.send(
      new PutBucketVersioningCommand({
        Bucket: bucket,
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
    const { entries } = await readWhole(readerOf(bucket));

    expect(entries.flat()).toMatchObject([{ key: "old", versionId: "null" }]);
  });

  it("goes on after the last row that is planned, and lists nothing twice", async () => {
    const keys = Array.from({ length: 60 }, (_, row) => `k${String(row).padStart(2, "0")}`);
    const reader = readerOf(await bucketWith(keys), { rowsPerChunk: 7, rowsPerFile: 14 });
    const opened = await openManifest(reader);
    const whole = await readPart(reader, opened, 0);

    for (const index of whole.chunks.keys()) {
      const rest = await readPart(reader, opened, 0, checkpointAfter(whole, index));
      const read: string[] = [];
      for (const later of rest.chunks.keys()) {
        const entries = [...(await reader.readChunk(opened, placeOf(rest, later, read.length)))];
        read.push(...entries.map(({ key }) => key));
      }
      expect(read).toEqual(keys.slice((index + 1) * 7));
    }
  });

  it("is refused with more rows than allowed", async () => {
    const keys = Array.from({ length: 20 }, (_, row) => `k${row}`);
    const reader = readerOf(await bucketWith(keys), { rowsMax: 12, rowsPerChunk: 5 });
    const { problem } = await readPart(reader, await openManifest(reader), 0);

    expect(problem?.reason).toMatch(/contains more keys than the maximum allowed/);
  });
});

describe("the filter of a generated list", () => {
  const objects = [
    ["Tax/1.pdf", "STANDARD", 10],
    ["Tax/2.txt", "STANDARD_IA", 20],
    ["/Tax/3.pdf", "STANDARD", 30],
    ["photos/tax.jpg", "GLACIER", 40],
    ["Tax", "STANDARD", 50],
  ] as const;
  let bucket: string;
  beforeAll(async () => {
    bucket = await createBucket(test.client);
    for (const [Key, StorageClass, size] of objects) {
      await test.client.send(
        new PutObjectCommand({ Bucket: bucket, Key, StorageClass, Body: "x".repeat(size) }),
      );
    }
  });

  it.each<readonly [string, Partial<ManifestFilter>, readonly string[]]>([
    ["nothing", {}, ["/Tax/3.pdf", "Tax", "Tax/1.pdf", "Tax/2.txt", "photos/tax.jpg"]],
    ["a prefix, literally", { keyPrefixes: ["/Tax/"] }, ["/Tax/3.pdf"]],
    ["two prefixes", { keyPrefixes: ["photos", "/"] }, ["/Tax/3.pdf", "photos/tax.jpg"]],
    [
      "prefixes of which one covers the other",
      { keyPrefixes: ["Tax/", "Tax"] },
      ["Tax", "Tax/1.pdf", "Tax/2.txt"],
    ],
    ["a suffix", { keySuffixes: [".pdf"] }, ["/Tax/3.pdf", "Tax/1.pdf"]],
    ["a substring", { keySubstrings: ["ax."] }, ["photos/tax.jpg"]],
    ["prefix and suffix", { keyPrefixes: ["Tax/"], keySuffixes: [".txt"] }, ["Tax/2.txt"]],
    ["a size above, strictly", { sizeGreaterThan: 40 }, ["Tax"]],
    ["a size below, strictly", { sizeLessThan: 20 }, ["Tax/1.pdf"]],
    [
      "a storage class",
      { storageClasses: ["GLACIER", "STANDARD_IA"] },
      ["Tax/2.txt", "photos/tax.jpg"],
    ],
    ["a time before all", { createdBefore: "2000-01-01T00:00:00Z" }, []],
    ["a time after all", { createdAfter: "2100-01-01T00:00:00Z" }, []],
    [
      "a time that holds for all",
      { createdAfter: "2000-01-01T00:00:00Z", sizeLessThan: 11 },
      ["Tax/1.pdf"],
    ],
    [
      "no encryption",
      {
        encryptions: [{ kind: "NONE", kmsKeyArn: null, bucketKeyEnabled: null }],
        sizeLessThan: 11,
      },
      ["Tax/1.pdf"],
    ],
    [
      "an encryption that no object has",
      { encryptions: [{ kind: "SSE_KMS", kmsKeyArn: null, bucketKeyEnabled: null }] },
      [],
    ],
    ["no replication", { replicationStatuses: ["NONE"], sizeGreaterThan: 40 }, ["Tax"]],
    ["a replication that no object has", { replicationStatuses: ["FAILED", "REPLICA"] }, []],
  ])("keeps by %s", async (_, filter, keys) => {
    expect(await keysOf(readerOf(bucket, { filter }))).toEqual(keys);
  });

  it("passes over what was deleted after it was listed and before it was asked", async () => {
    const shrinking = await bucketWith(["a", "b", "c"]);
    const listing = createS3ObjectListing(test.client);
    const changes: Partial<ObjectListing> = {
      async facts(from, object) {
        if (object.key === "b")
          await test.client.send(new DeleteObjectCommand({ Bucket: shrinking, Key: "b" }));
        return listing.facts(from, object);
      },
    };
    const filter: Partial<ManifestFilter> = {
      encryptions: [{ kind: "NONE", kmsKeyArn: null, bucketKeyEnabled: null }],
    };
    expect(await keysOf(readerOf(shrinking, { filter, changes }))).toEqual(["a", "c"]);
  });
});

describe("a generated list that is kept", () => {
  it("is an inventory that is read back to the same rows", async () => {
    const bucket = await bucketWith(["a b", "c+d", "e/f"], { versioned: true });
    const output = {
      store: "default",
      bucket: "bucket",
      prefix: "lists",
      expectedBucketOwner: null,
      encryption: null,
    };
    const reader = readerOf(bucket, { spec: { output }, job: "kept", rowsPerChunk: 2 });
    const opened = await openManifest(reader);
    const files: PackedFile[] = [];
    const listed: unknown[] = [];
    for (const part of opened.partOffsets.keys()) {
      const read = await readPart(reader, opened, part);
      for (const [index, place] of read.packed.entries()) {
        if (place !== undefined && !files.includes(place.file)) files.push(place.file);
        listed.push(
          ...[...(await reader.readChunk(opened, placeOf(read, index)))].map(
            ({ rawKey, versionId }) => [rawKey, versionId],
          ),
        );
      }
    }
    const made = await reader.finish!(opened, files);

    expect(made?.key).toBe("lists/job-kept/manifest.json");
    const object = {
      store: "default",
      bucket: "bucket",
      key: made!.key,
      versionId: null,
      etag: made!.etag,
    };
    const again = createInventoryReader({
      store: createS3ObjectStore(test.client),
      manifest: { kind: "inventory", object, sourceStore: "default" },
      lists: createInventoryLists(),
    });
    const { entries } = await readWhole(again);
    expect(entries.flat().map(({ rawKey, versionId }) => [rawKey, versionId])).toEqual(listed);
    await reader.discard!(opened);
    expect((await again.open()).ok).toBe(true);
  });
});

describe("what goes wrong with a generated list", () => {
  it("a store that answers that it deleted a list, and keeps it", async () => {
    const removed: string[] = [];
    const changes: Partial<ObjectListing> = {
      remove: (_, keys) => Promise.resolve(void removed.push(...keys)),
    };
    const reader = readerOf(await bucketWith(["a"]), { changes });
    const opened = await openManifest(reader);
    const Key = `${opened.listing!.prefix}part`;
    await test.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: "" }));
    await reader.discard!(opened);
    expect(removed).toEqual([Key]);
  });

  it("a bucket that is not there", async () => {
    expect(await readerOf("no-such-bucket").open()).toMatchObject({
      ok: false,
      error: {
        code: "ManifestNotFound",
        reason: expect.stringMatching(/"no-such-bucket": NoSuchBucket/) as string,
      },
    });
  });

  it("a bucket of another account", async () => {
    const bucket = await bucketWith(["a"]);
    const open = (expectedBucketOwner: string) =>
      readerOf(bucket, { spec: { expectedBucketOwner } }).open();

    expect(await open("111122223333")).toMatchObject({ ok: true });
    expect(await open("999999999999")).toMatchObject({
      ok: false,
      error: {
        code: "ManifestBucketOwnerMismatch",
        reason: expect.stringMatching(/does not belong to the account 999999999999/) as string,
      },
    });
  });

  it("a place that cannot be written to", async () => {
    const bucket = await bucketWith(["a"]);
    const output = {
      store: "default",
      bucket: "no-such-bucket",
      prefix: null,
      expectedBucketOwner: null,
      encryption: null,
    };
    const reader = readerOf(bucket, { spec: { output } });
    const { problem } = await readPart(reader, await openManifest(reader), 0);

    expect(problem).toMatchObject({
      code: "ManifestWriteFailed",
      reason: expect.stringMatching(/NoSuchBucket/) as string,
    });
  });
});
