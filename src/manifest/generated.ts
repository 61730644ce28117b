/**
 * Lists that the engine makes of what a bucket holds. A part is a range of keys: it is listed, filtered and written as
 * gzip files, and planned in the same go; when all are, a `manifest.json` makes them one inventory, which is read like
 * any other (S3 Batch Operations guide, "Specifying a manifest": S3InventoryReport_CSV_20211130).
 */
import type { ListRange, OpenedListing, OpenedManifest } from "../job/events.ts";
import type { GeneratedManifestSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import { compareKeys } from "../lib/key-order.ts";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import type {
  ListedBucket,
  ListedObject,
  ListedPage,
  ListPlace,
  ObjectListing,
} from "../s3/object-listing.ts";
import type { ObjectStore, WriteOptions } from "../s3/object-store.ts";
import { ROWS_MAX } from "./csv.ts";
import { tooManyRows } from "./chunks.ts";
import { listingProblem, writingProblem } from "./generation-problems.ts";
import { findRanges } from "./list-ranges.ts";
import { contentChanged, withoutQuotes } from "./located-object.ts";
import type {
  ChunkPlace,
  ManifestProblem,
  ManifestReader,
  PackedFile,
  PartCheckpoint,
  PartItem,
} from "./manifest.ts";
import { askObjects, asksObjects, isListed } from "./object-filter.ts";
import { readPackedChunk } from "./packed-file.ts";
import { createPackedWriter } from "./packed-writer.ts";
import type { PackedWriter, Packing } from "./packed-writer.ts";

export interface GeneratedDependencies {
  readonly job: string;
  readonly manifest: GeneratedManifestSpec;
  readonly listing: ObjectListing;
  readonly objectStoreOf: (store: string) => ObjectStore;
  readonly listingOf: (store: string) => ObjectListing;
  /** Where lists are written that are not to be kept; null: nowhere. */
  readonly scratch: ScratchPlace | null;
  readonly rowsMax?: number;
  /** Smaller pieces than the engine would choose. */
  readonly rowsPerChunk?: { readonly max: number };
  readonly rowsPerFile?: number;
  readonly packing?: Packing;
}

export interface ScratchPlace {
  readonly store: string;
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

/** How long a list will be is not known before it is there: small chunks first, so that short lists have several. */
const ROWS_PER_CHUNK = [500, 2000, 10_000] as const;
const CHUNKS_OF_A_SIZE = 40;
/** A file is written when it has so many rows: also how much is listed again after a crash. */
const ROWS_PER_FILE = 100_000;
/** After so many files of a part they become longer, so that the longest lists stay within what an inventory may have. */
const FILES_OF_A_SIZE = 100;

/** A reader that makes its list first. */
export function createGeneratedReader(dependencies: GeneratedDependencies): ManifestReader {
  return {
    open: () => open(dependencies),
    planPart: (opened, part, from) => planPart(dependencies, { opened, part, from }),
    readChunk: (opened, place) => readChunk(dependencies, opened, place),
    finish: (opened, files) => finish(dependencies, opened, files),
    discard: (opened) => discard(dependencies, opened),
  };
}

function bucketOf({ sourceBucket, expectedBucketOwner }: GeneratedManifestSpec): ListedBucket {
  return { bucket: sourceBucket, expectedOwner: expectedBucketOwner };
}

async function open(
  dependencies: GeneratedDependencies,
): Promise<Result<OpenedManifest, ManifestProblem>> {
  const { job, manifest, listing, scratch, rowsPerChunk } = dependencies;
  const { output, filter } = manifest;
  const bucket = bucketOf(manifest);
  assert(output !== null || scratch !== null, `${job} has a place for its list`);
  const place = output === null ? scratch! : { ...output, prefix: prefixOf(output.prefix) };
  try {
    const versions = await listing.isVersioned(bucket);
    const ranges = await findRanges(listing, bucket, filter.keyPrefixes);
    return ok({
      etag: "",
      versionId: null,
      sizeBytes: 0,
      partOffsets: [...ranges.keys()],
      rowsPerChunk: rowsPerChunk?.max ?? ROWS_PER_CHUNK.at(-1)!,
      inventory: {
        bucket: place.bucket,
        files: 0,
        columns: { count: versions ? 3 : 2, bucket: 0, key: 1, versionId: versions ? 2 : -1 },
      },
      listing: {
        store: place.store,
        bucket: place.bucket,
        prefix: `${place.prefix}job-${job}/`,
        scratch: output === null,
        versions,
        ranges,
      },
    });
  } catch (error) {
    return err(await listingProblem(error, listing, bucket));
  }
}

/** As reports have it: a prefix names a folder, and none is none. */
function prefixOf(prefix: string | null): string {
  if (prefix === null || prefix === "") return "";
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}

interface PartToPlan {
  readonly opened: OpenedManifest;
  readonly part: number;
  readonly from: PartCheckpoint | undefined;
}

/** A part that is being listed. */
interface Listed extends GeneratedDependencies {
  readonly place: OpenedListing;
  readonly range: ListRange;
  readonly writer: PackedWriter;
  chunks: number;
  files: number;
  rows: number;
}

async function* planPart(
  dependencies: GeneratedDependencies,
  { opened, part, from }: PartToPlan,
): AsyncGenerator<PartItem> {
  const { manifest, listing, packing } = dependencies;
  const { rowsMax = ROWS_MAX, rowsPerFile = ROWS_PER_FILE } = dependencies;
  const place = placeOf(opened);
  const bucket = bucketOf(manifest);
  const writer = createPackedWriter({
    bucket: bucket.bucket,
    part,
    ...(packing === undefined ? {} : { packing }),
  });
  const range = place.ranges[part];
  assert(range !== undefined, `the list has no part ${part}`);
  const listed: Listed = {
    ...dependencies,
    place,
    range,
    writer,
    chunks: 0,
    files: 0,
    rows: from?.rows ?? 0,
  };
  try {
    for await (const objects of keptObjects(listed, from?.lastKey ?? range.after)) {
      if (objects.length === 0) {
        yield { kind: "page" };
        continue;
      }
      await writer.add(objects);
      listed.chunks += 1;
      listed.rows += objects.length;
      if (listed.rows > rowsMax) {
        yield { kind: "problem", problem: tooManyRows };
        return;
      }
      const longer = listed.files < FILES_OF_A_SIZE ? 1 : 10;
      if (writer.rows >= rowsPerFile * longer) yield* writeFile(listed);
    }
    if (writer.rows > 0) yield* writeFile(listed);
  } catch (error) {
    yield { kind: "problem", problem: await listingProblem(error, listing, bucket) };
  }
}

function placeOf({ listing }: OpenedManifest): OpenedListing {
  assert(listing !== undefined, "the manifest is generated");
  return listing;
}

/** What the filter keeps, in runs that each make a chunk; an empty one after each page that has a next. */
async function* keptObjects(
  listed: Listed,
  after: string | null,
): AsyncGenerator<readonly ListedObject[]> {
  const { manifest, listing, place, range } = listed;
  const { filter } = manifest;
  const bucket = bucketOf(manifest);
  const asks = asksObjects(filter);
  const rules =
    filter.eligibleForReplication === null ? [] : await listing.replicationRules(bucket);
  let waiting: ListedObject[] = [];
  let from: ListPlace | null = after === null ? null : { key: after, versionId: null };
  for (;;) {
    const { prefix } = range;
    const page = await listing.page({ ...bucket, prefix, from, versions: place.versions });
    const inRange = page.objects.filter(
      ({ key }) => isInRange(key, range) && !isOwn(key, place, manifest),
    );
    const candidates = inRange.filter((object) => isListed(object, filter));
    const kept = asks
      ? await askObjects(candidates, { listing, bucket, filter, rules })
      : candidates;
    waiting.push(...kept);
    for (let size = chunkSize(listed); waiting.length >= size; size = chunkSize(listed)) {
      yield waiting.slice(0, size);
      waiting = waiting.slice(size);
    }
    if (page.next === null || !isInRange(page.next.key, range)) break;
    from = page.next;
    yield [];
  }
  if (waiting.length > 0) yield waiting;
}

/** A list that is written into the bucket that it lists does not list itself. */
function isOwn(key: string, place: OpenedListing, manifest: GeneratedManifestSpec): boolean {
  const isSame = place.store === manifest.sourceStore && place.bucket === manifest.sourceBucket;
  return isSame && key.startsWith(place.prefix);
}

function isInRange(key: string, { after, upTo }: ListRange): boolean {
  if (after !== null && compareKeys(key, after) <= 0) return false;
  return upTo === null || compareKeys(key, upTo) <= 0;
}

function chunkSize({ chunks, rowsPerChunk }: Listed): number {
  const size = ROWS_PER_CHUNK[Math.floor(chunks / CHUNKS_OF_A_SIZE)] ?? ROWS_PER_CHUNK.at(-1)!;
  return Math.min(size, rowsPerChunk?.max ?? size);
}

async function* writeFile(listed: Listed): AsyncGenerator<PartItem> {
  const { place, manifest, objectStoreOf, writer } = listed;
  const { name, bytes, md5, chunks } = writer.take();
  listed.files += 1;
  const store = objectStoreOf(place.store);
  const object = { bucket: place.bucket, key: `${place.prefix}data/${name}` };
  let etag: string;
  try {
    await store.write(object, bytes, { ...optionsOf(manifest), contentType: "application/gzip" });
    etag = withoutQuotes((await store.head(object)).etag);
  } catch (error) {
    yield { kind: "problem", problem: writingProblem(error, object) };
    return;
  }
  yield { kind: "file", file: { key: object.key, etag, sizeBytes: bytes.length, md5 } };
  for (const chunk of chunks) {
    yield { kind: "chunk", chunk: { ...chunk, bucket: manifest.sourceBucket } };
  }
}

function optionsOf({ output }: GeneratedManifestSpec): WriteOptions {
  if (output === null) return {};
  const { expectedBucketOwner, encryption } = output;
  return {
    ...(expectedBucketOwner === null ? {} : { expectedBucketOwner }),
    ...(encryption === null ? {} : { encryption }),
  };
}

function readChunk(
  { objectStoreOf }: GeneratedDependencies,
  opened: OpenedManifest,
  place: ChunkPlace,
) {
  const { packed } = place;
  const { inventory, rowsPerChunk } = opened;
  assert(inventory !== undefined, "a generated list is written as an inventory");
  if (packed === undefined) throw contentChanged("the plan does not say where its rows lie");
  const { bucket, columns } = inventory;
  const store = objectStoreOf(placeOf(opened).store);
  const dependencies = { store, bucket, columns, rowsMax: rowsPerChunk };
  return readPackedChunk(dependencies, { ...place, packed });
}

async function finish(
  { manifest, objectStoreOf }: GeneratedDependencies,
  opened: OpenedManifest,
  files: readonly PackedFile[],
): Promise<{ readonly key: string; readonly etag: string } | null> {
  const { store: name, bucket, prefix, scratch, versions } = placeOf(opened);
  if (scratch) return null;
  const list = {
    sourceBucket: manifest.sourceBucket,
    destinationBucket: `arn:aws:s3:::${bucket}`,
    version: "2021-11-30",
    fileFormat: "CSV",
    fileSchema: versions ? "Bucket, Key, VersionId" : "Bucket, Key",
    files: files.map(({ key, sizeBytes, md5 }) => ({ key, size: sizeBytes, MD5checksum: md5 })),
  };
  const object = { bucket, key: `${prefix}manifest.json` };
  const store = objectStoreOf(name);
  const options = { ...optionsOf(manifest), contentType: "application/json" };
  await store.write(object, Buffer.from(`${JSON.stringify(list, null, 2)}\n`), options);
  return { key: object.key, etag: withoutQuotes((await store.head(object)).etag) };
}

async function discard(
  { listingOf }: GeneratedDependencies,
  opened: OpenedManifest,
): Promise<void> {
  const { store, bucket, prefix, scratch } = placeOf(opened);
  if (!scratch) return;
  const listing = listingOf(store);
  // Page after page, and not until nothing is left: there are stores that say so and keep what they were to delete.
  let from: ListPlace | null = null;
  do {
    const request = { bucket, expectedOwner: null, prefix, from, versions: false };
    const page: ListedPage = await listing.page(request);
    await listing.remove(
      bucket,
      page.objects.map(({ key }) => key),
    );
    from = page.next;
  } while (from !== null);
}
