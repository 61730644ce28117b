/** Looks at a list before a job exists: its first rows, how long it is, and what would go wrong. Reads, and writes nothing. */
import type { GeneratedManifestSpec, ManifestSpec } from "../job/spec.ts";
import {
  createRowCheck,
  type Finding,
  type LookedAtRow,
  type RowCheck,
} from "../manifest/check-rows.ts";
import { columnsOf, type ManifestColumns } from "../manifest/entries.ts";
import { listingProblem } from "../manifest/generation-problems.ts";
import { gunzip, memberStart } from "../manifest/gunzip.ts";
import { InflateError } from "../manifest/inflate.ts";
import { readInventoryList, type InventoryFile } from "../manifest/inventory-list.ts";
import { wholeLines } from "../manifest/lines.ts";
import { findObject, isBucketMissing, refOf, withoutQuotes } from "../manifest/located-object.ts";
import type { ManifestProblem } from "../manifest/manifest.ts";
import { askObjects, asksObjects, isListed } from "../manifest/object-filter.ts";
import { readRange, type PinnedObject } from "../manifest/pinned-object.ts";
import { shown } from "../manifest/shown.ts";
import { storeProblem } from "../manifest/store-problems.ts";
import { StoreError } from "../s3/failures.ts";
import type { ListedObject, ListPlace } from "../s3/object-listing.ts";
import type { Stores } from "../s3/stores.ts";

type Previewable = Exclude<ManifestSpec, { kind: "failed-tasks" }>;

export interface PreviewRequest {
  readonly manifest: Previewable;
  /** Rows that are shown. */
  readonly first: number;
  /** Rows that are looked at. */
  readonly rowsMax: number;
  /** Whether the caller may use a bucket that only the list names. */
  readonly mayUseBucket: (bucket: string) => boolean;
  /** Whether the bucket that the list names is looked for too. */
  readonly findsBucket?: boolean;
}

export interface ManifestPreview {
  readonly rows: readonly LookedAtRow[];
  readonly etag: string | null;
  readonly sizeBytes: number | null;
  readonly estimatedRows: number | null;
  readonly exact: boolean;
  readonly findings: readonly Finding[];
  readonly problem: (Pick<ManifestProblem, "reason"> & { readonly code: string }) | null;
}

export type PreviewManifest = (request: PreviewRequest) => Promise<ManifestPreview>;

type PreviewStores = Pick<Stores, "objectStore" | "listing">;

export function createPreviewManifest(stores: PreviewStores): PreviewManifest {
  return async (request) => {
    const { manifest } = request;
    try {
      switch (manifest.kind) {
        case "csv":
        case "inventory":
          return await previewObject(stores, request);
        case "generated":
          return await previewListing(stores, manifest, request);
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // Also what may pass: whoever looks can look again.
      return failed({ code: error.failure.code, reason: error.failure.message });
    }
  };
}

function failed(problem: NonNullable<ManifestPreview["problem"]>): ManifestPreview {
  const nothing = { rows: [], etag: null, sizeBytes: null, estimatedRows: null, exact: false };
  return { ...nothing, findings: [], problem };
}

async function previewObject(
  stores: PreviewStores,
  request: PreviewRequest,
): Promise<ManifestPreview> {
  const { manifest } = request;
  if (manifest.kind === "generated") throw new Error("a generated list is no object");
  const { object } = manifest;
  const store = stores.objectStore(object.store);
  const info = await findObject(store, object);
  if (!info.ok) return failed(info.error);
  const { etag, sizeBytes } = info.value;
  const pinned = { store, object: refOf(object), etag };
  if (manifest.kind === "csv") {
    const check = createRowCheck({
      columns: columnsOf(manifest.fields),
      firstMax: request.first,
      headerRow: manifest.headerRow ?? false,
    });
    const bytesRead = await lookAt(plainBytes(pinned, sizeBytes), check, request.rowsMax);
    await lookForBucket(stores, request, check);
    return previewOf(check, {
      etag,
      sizeBytes,
      share: bytesRead.ended ? 1 : bytesRead.bytes / sizeBytes,
    });
  }
  const versionId = object.versionId;
  const list = await readInventoryList(store, manifest, { etag, sizeBytes, versionId });
  if (!list.ok) return failed(list.error);
  const { bucket, columns, files } = list.value;
  if (!request.mayUseBucket(bucket)) {
    return failed({ code: "NOT_ALLOWED", reason: `You may not use the bucket ${bucket}.` });
  }
  const check = createRowCheck({
    columns: { ...columns, listedBy: "fileSchema" },
    firstMax: request.first,
  });
  const packedBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const read = await lookAtFiles({ store, bucket, columns }, files, {
    check,
    rowsMax: request.rowsMax,
  });
  await lookForBucket(stores, request, check);
  return previewOf(check, {
    etag,
    sizeBytes: packedBytes,
    share: read === packedBytes ? 1 : read / packedBytes,
  });
}

/** Asks for one object of the list, for a job has one bucket. */
async function lookForBucket(
  stores: PreviewStores,
  { manifest, mayUseBucket, findsBucket = false }: PreviewRequest,
  check: RowCheck,
): Promise<void> {
  const [row] = check.first;
  if (!findsBucket || row === undefined || !mayUseBucket(row.bucket)) return;
  const store = stores.objectStore(manifest.sourceStore);
  if (!(await isBucketMissing(store, { bucket: row.bucket, key: row.key }))) return;
  check.note("NoSuchBucket", `there is no bucket ${shown(row.bucket)} in the store of the objects`);
}

function previewOf(
  check: RowCheck,
  {
    etag,
    sizeBytes,
    share,
  }: { readonly etag: string; readonly sizeBytes: number; readonly share: number },
): ManifestPreview {
  return {
    rows: check.first,
    etag,
    sizeBytes,
    estimatedRows: share === 0 ? null : Math.round(check.rows / share),
    exact: share === 1,
    findings: check.findings(),
    problem: null,
  };
}

/** Blocks of bytes, with how much of the file was needed for them. */
type Bytes = AsyncIterable<{ readonly bytes: Buffer; readonly inputEnd: number }>;

async function* plainBytes(pinned: PinnedObject, sizeBytes: number): Bytes {
  let inputEnd = 0;
  for await (const bytes of readRange(pinned, { start: 0, end: sizeBytes })) {
    inputEnd += bytes.length;
    yield { bytes, inputEnd };
  }
}

/** Looks at the lines of one file, until there are enough. */
async function lookAt(
  source: Bytes,
  check: RowCheck,
  rowsMax: number,
): Promise<{ readonly ended: boolean; readonly bytes: number }> {
  let reached = 0;
  async function* measured() {
    for await (const { bytes, inputEnd } of source) {
      reached = inputEnd;
      yield bytes;
    }
  }
  const blocks = wholeLines(measured(), { offset: 0, end: Infinity, skipsFirst: false });
  // One behind: only the last block may end in an empty line.
  let waiting: { readonly bytes: Buffer; readonly isFileStart: boolean } | null = null;
  for await (const { offset, bytes } of blocks) {
    if (waiting !== null) check.add(waiting.bytes, { ...waiting, isFileEnd: false });
    waiting = { bytes, isFileStart: offset === 0 };
    if (check.rows < rowsMax) continue;
    check.add(bytes, { ...waiting, isFileEnd: false });
    return { ended: false, bytes: reached };
  }
  if (waiting !== null) check.add(waiting.bytes, { ...waiting, isFileEnd: true });
  return { ended: true, bytes: reached };
}

/** More files than these are not asked for: a list may have a hundred thousand. */
const filesAskedMax = 200;

async function lookAtFiles(
  place: {
    readonly store: PinnedObject["store"];
    readonly bucket: string;
    readonly columns: ManifestColumns;
  },
  files: readonly InventoryFile[],
  { check, rowsMax }: { readonly check: RowCheck; readonly rowsMax: number },
): Promise<number> {
  const { store, bucket } = place;
  let bytesRead = 0;
  let isFull = false;
  for (const file of files.slice(0, filesAskedMax)) {
    const object = { bucket, key: file.key };
    const etag = await etagOf(store, object, { file, check });
    if (etag === null || isFull) continue;
    const pinned = { store, object, etag };
    try {
      const read = await lookAt(unpacked(pinned, file), check, rowsMax);
      bytesRead += read.ended ? file.sizeBytes : read.bytes;
      isFull = !read.ended;
    } catch (error) {
      if (!(error instanceof InflateError)) throw error;
      check.note("FileDiffers", `${file.key} cannot be decompressed: ${error.message}`);
    }
  }
  return bytesRead;
}

async function* unpacked(pinned: PinnedObject, { sizeBytes }: InventoryFile): Bytes {
  const source = readRange(pinned, { start: 0, end: sizeBytes });
  yield* gunzip(source, { from: memberStart({ input: 0, output: 0 }), isWhole: true });
}

/** Null, and noted, when the file is not as its list says. */
async function etagOf(
  store: PinnedObject["store"],
  object: { readonly bucket: string; readonly key: string },
  { file, check }: { readonly file: InventoryFile; readonly check: RowCheck },
): Promise<string | null> {
  try {
    const info = await store.head(object);
    if (info.sizeBytes === file.sizeBytes) return withoutQuotes(info.etag);
    const message = `${file.key} has ${info.sizeBytes} bytes, its list says ${file.sizeBytes}`;
    check.note("FileDiffers", message);
  } catch (error) {
    check.note("FileDiffers", `${file.key}: ${storeProblem(error, object).reason}`);
  }
  return null;
}

/** Pages of a bucket that are looked through for the first objects that a filter keeps. */
const pagesMax = 20;

async function previewListing(
  stores: PreviewStores,
  manifest: GeneratedManifestSpec,
  { first, rowsMax }: PreviewRequest,
): Promise<ManifestPreview> {
  const { sourceBucket, expectedBucketOwner, filter } = manifest;
  const listing = stores.listing(manifest.sourceStore);
  const bucket = { bucket: sourceBucket, expectedOwner: expectedBucketOwner };
  const kept: ListedObject[] = [];
  let exact = true;
  try {
    const versions = await listing.isVersioned(bucket);
    const asks = asksObjects(filter);
    const rules =
      filter.eligibleForReplication === null ? [] : await listing.replicationRules(bucket);
    let from: ListPlace | null = null;
    const [only] = filter.keyPrefixes;
    const prefix = filter.keyPrefixes.length === 1 ? only! : "";
    for (let pages = 0; ; pages++) {
      if (pages === pagesMax || kept.length >= rowsMax || (asks && kept.length >= first)) {
        exact = false;
        break;
      }
      const page = await listing.page({ ...bucket, prefix, from, versions });
      const listed = page.objects.filter((object) => isListed(object, filter));
      kept.push(...(asks ? await askObjects(listed, { listing, bucket, filter, rules }) : listed));
      from = page.next;
      if (from === null) break;
    }
  } catch (error) {
    return failed(await listingProblem(error, listing, bucket));
  }
  const rows = kept.slice(0, first).map(({ key, versionId }, index) => ({
    row: index + 1,
    bucket: sourceBucket,
    rawKey: key,
    key,
    versionId,
  }));
  const estimatedRows = exact ? kept.length : null;
  return { rows, etag: null, sizeBytes: null, estimatedRows, exact, findings: [], problem: null };
}
