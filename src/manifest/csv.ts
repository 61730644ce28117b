/**
 * CSV manifests: a plain file with a row for each object and no header (S3 Batch Operations guide, "Specifying a
 * manifest"). A part is a run of bytes; a row belongs to the part that holds its first byte.
 */
import type { OpenedManifest } from "../job/events.ts";
import type { CsvManifestSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import { StoreError } from "../s3/failures.ts";
import type { ObjectInfo, ObjectRef, ObjectStore } from "../s3/object-store.ts";
import { planChunks } from "./chunks.ts";
import { parseLines } from "./columns.ts";
import { checkRow, columnsOf } from "./entries.ts";
import { LINE_BYTES_MAX, wholeLines } from "./lines.ts";
import type {
  ChunkPlace,
  ManifestEntry,
  ManifestProblem,
  ManifestReader,
  PartCheckpoint,
  PartItem,
} from "./manifest.ts";
import { readRange, readRanges } from "./pinned-object.ts";
import type { ByteRange, PinnedObject } from "./pinned-object.ts";
import { shown } from "./shown.ts";
import { storeProblem, wholeProblem } from "./store-problems.ts";

export interface CsvManifestDependencies {
  /** The store that holds the manifest. */
  readonly store: ObjectStore;
  readonly manifest: CsvManifestSpec;
  /** Size of a part. */
  readonly partBytes?: number;
  /** Most rows of a part; the rows of all parts are counted by who knows them all. */
  readonly rowsMax?: number;
  /** Fewest and most rows of a chunk. Fewer for operations whose calls take long. */
  readonly rowsPerChunk?: RowsPerChunk;
}

interface RowsPerChunk {
  readonly min: number;
  readonly max: number;
}

const PART_BYTES = 1024 ** 3;
/** S3 Batch Operations guide, "Quotas": objects per job. */
const ROWS_MAX = 20_000_000_000;
const ROWS_PER_CHUNK: RowsPerChunk = { min: 500, max: 10_000 };
/** Enough chunks for many executors to have their share, few enough to be looked at one by one. */
const CHUNKS_WANTED = 400;
/** Length of a usual row: a bucket, and a key with a few folders. A guess serves, as the bounds forgive it. */
const ROW_BYTES_ASSUMED = 60;
/** The last row of a part may begin in its last byte, be of the greatest length, and end with CRLF. */
const TAIL_BYTES_MAX = LINE_BYTES_MAX + 2;

/** A reader of one CSV manifest. */
export function createCsvManifestReader(dependencies: CsvManifestDependencies): ManifestReader {
  return {
    open: () => open(dependencies),
    planPart: (opened, part, from) => planPart(dependencies, { opened, part, from }),
    readChunk: (opened, place) => readChunk(dependencies, opened, place),
  };
}

async function open(
  dependencies: CsvManifestDependencies,
): Promise<Result<OpenedManifest, ManifestProblem>> {
  const { store, manifest, partBytes = PART_BYTES, rowsPerChunk = ROWS_PER_CHUNK } = dependencies;
  let info: ObjectInfo;
  try {
    info = await store.head(refOf(manifest, manifest.object.versionId));
  } catch (error) {
    return err(storeProblem(error, manifest.object));
  }
  const problem = checkInfo(info, manifest);
  if (problem !== null) return err(problem);
  return ok({
    etag: withoutQuotes(info.etag),
    versionId: manifest.object.versionId,
    sizeBytes: info.sizeBytes,
    partOffsets: Array.from(
      { length: Math.ceil(info.sizeBytes / partBytes) },
      (_, part) => part * partBytes,
    ),
    rowsPerChunk: estimateRowsPerChunk(info.sizeBytes, rowsPerChunk),
  });
}

function checkInfo(info: ObjectInfo, { object }: CsvManifestSpec): ManifestProblem | null {
  const etag = withoutQuotes(info.etag);
  if (object.etag !== null && withoutQuotes(object.etag) !== etag) {
    return wholeProblem(
      "ManifestETagMismatch",
      `the manifest has the ETag ${shown(etag)}, the job asks for ${shown(withoutQuotes(object.etag))}; make a new job for its new content`,
    );
  }
  if (info.sizeBytes === 0) return wholeProblem("InvalidManifestContent", "the manifest is empty");
  return null;
}

function estimateRowsPerChunk(sizeBytes: number, { min, max }: RowsPerChunk): number {
  const rows = Math.round(sizeBytes / ROW_BYTES_ASSUMED / CHUNKS_WANTED);
  return Math.min(Math.max(rows, min), max);
}

interface PartToPlan {
  readonly opened: OpenedManifest;
  readonly part: number;
  readonly from: PartCheckpoint | undefined;
}

async function* planPart(
  { store, manifest, rowsMax = ROWS_MAX }: CsvManifestDependencies,
  { opened, part, from }: PartToPlan,
): AsyncGenerator<PartItem> {
  const partStart = opened.partOffsets[part];
  assert(partStart !== undefined, `the manifest has no part ${part}`);
  const end = opened.partOffsets[part + 1] ?? opened.sizeBytes;
  // One byte early: a row that begins with the part is known by the line feed before it.
  const start = from?.offset ?? Math.max(partStart - 1, 0);
  if (start >= end) return;

  const pinned = pin(store, manifest, opened);
  const bytes = readRanges(pinned, [{ start, end }, tailOf(end, opened.sizeBytes)]);
  const skipsFirst = from === undefined && partStart > 0;
  try {
    yield* planChunks(wholeLines(bytes, { offset: start, end, skipsFirst }), {
      columns: columnsOf(manifest.fields),
      sizeBytes: opened.sizeBytes,
      rowsPerChunk: opened.rowsPerChunk,
      rowsMax,
      rowsBefore: from?.rows ?? 0,
      bucket: from?.bucket ?? null,
    });
  } catch (error) {
    yield { kind: "problem", problem: storeProblem(error, manifest.object) };
  }
}

/** What the last row of a part may need of the next one. */
function tailOf(end: number, sizeBytes: number): ByteRange {
  return { start: end, end: Math.min(end + TAIL_BYTES_MAX, sizeBytes) };
}

async function readChunk(
  { store, manifest }: CsvManifestDependencies,
  opened: OpenedManifest,
  { start, end, firstRow }: ChunkPlace,
): Promise<readonly ManifestEntry[]> {
  const columns = columnsOf(manifest.fields);
  const bytes = readRange(pin(store, manifest, opened), { start, end });
  const entries: ManifestEntry[] = [];
  let bucket: string | null = null;
  for await (const block of wholeLines(bytes, { offset: start, end, skipsFirst: false })) {
    const { lines, problem } = parseLines(block.bytes);
    if (problem !== null) throw contentChanged(problem.reason);
    for (const line of lines) {
      const row = checkRow(line.columns, columns, bucket);
      if (!row.ok) throw contentChanged(row.error.reason);
      const { rawKey, key, versionId } = row.value;
      ({ bucket } = row.value);
      entries.push({ row: firstRow + entries.length, rawKey, key, versionId });
    }
  }
  if (entries.length === 0 || entries.length > opened.rowsPerChunk) {
    throw contentChanged(`${entries.length} rows instead of 1 to ${opened.rowsPerChunk}`);
  }
  return entries;
}

/**
 * The rows were in order when they were planned. A store that does not honour If-Match has given other bytes: told
 * like a manifest that changed, and not an assertion, as it is the world that is at fault.
 */
function contentChanged(found: string): StoreError {
  const message = `The manifest is not what it was when it was planned: ${found}`;
  return new StoreError({ code: "PreconditionFailed", status: null, message, kind: "permanent" });
}

function pin(store: ObjectStore, manifest: CsvManifestSpec, opened: OpenedManifest): PinnedObject {
  return { store, object: refOf(manifest, opened.versionId), etag: opened.etag };
}

function refOf({ object }: CsvManifestSpec, versionId: string | null): ObjectRef {
  return { bucket: object.bucket, key: object.key, versionId: versionId ?? undefined };
}

function withoutQuotes(etag: string): string {
  return etag.replaceAll('"', "");
}
