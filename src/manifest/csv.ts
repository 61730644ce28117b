/**
 * CSV manifests: a plain file with a row for each object and no header (S3 Batch Operations guide, "Specifying a
 * manifest"). A part is a run of bytes; a row belongs to the part that holds its first byte.
 */
import type { OpenedManifest } from "../job/events.ts";
import type { CsvManifestSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import { ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { planChunks } from "./chunks.ts";
import { columnsOf } from "./entries.ts";
import { LINE_BYTES_MAX, wholeLines } from "./lines.ts";
import { findObject, refOf } from "./located-object.ts";
import type {
  ChunkPlace,
  ChunkRows,
  ManifestProblem,
  ManifestReader,
  PartCheckpoint,
  PartItem,
} from "./manifest.ts";
import { readRange, readRanges } from "./pinned-object.ts";
import type { ByteRange, PinnedObject } from "./pinned-object.ts";
import { readEntries } from "./read-entries.ts";
import { storeProblem } from "./store-problems.ts";

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

export interface RowsPerChunk {
  readonly min: number;
  readonly max: number;
}

const PART_BYTES = 1024 ** 3;
/** S3 Batch Operations guide, "Quotas": objects per job. */
export const ROWS_MAX = 20_000_000_000;
/** No fewer than one append of outcomes holds: to claim a chunk and to read its rows costs as much as hundreds of calls. */
export const ROWS_PER_CHUNK: RowsPerChunk = { min: 1000, max: 10_000 };
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
  const info = await findObject(store, manifest.object);
  if (!info.ok) return info;
  const { etag, sizeBytes } = info.value;
  return ok({
    etag,
    versionId: manifest.object.versionId,
    sizeBytes,
    partOffsets: Array.from(
      { length: Math.ceil(sizeBytes / partBytes) },
      (_, part) => part * partBytes,
    ),
    rowsPerChunk: estimateRowsPerChunk(sizeBytes / ROW_BYTES_ASSUMED, rowsPerChunk),
  });
}

/** How many rows a chunk of a list of some so many rows is to have. */
export function estimateRowsPerChunk(rows: number, { min, max }: RowsPerChunk): number {
  return Math.min(Math.max(Math.round(rows / CHUNKS_WANTED), min), max);
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
      headerRow: manifest.headerRow ?? false,
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
): Promise<ChunkRows> {
  const bytes = readRange(pin(store, manifest, opened), { start, end });
  return readEntries(wholeLines(bytes, { offset: start, end, skipsFirst: false }), {
    columns: columnsOf(manifest.fields),
    firstRow,
    rowsMax: opened.rowsPerChunk,
  });
}

function pin(
  store: ObjectStore,
  { object }: CsvManifestSpec,
  opened: OpenedManifest,
): PinnedObject {
  return { store, object: refOf({ ...object, versionId: opened.versionId }), etag: opened.etag };
}
