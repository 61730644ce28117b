/**
 * One gzip file of rows. It is read once from its beginning to its end, hashed and checked row by row; on the way,
 * places are noted from which it can be decompressed again, so that a chunk of rows is read later without what lies
 * before it. Nothing is kept but a few blocks.
 */
import { createHash, type Hash } from "node:crypto";
import type { RestartPoint } from "../job/events.ts";
import { assert } from "../lib/assert.ts";
import { StoreError } from "../s3/failures.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { planChunks } from "./chunks.ts";
import type { PartPlan } from "./chunks.ts";
import type { ManifestColumns } from "./entries.ts";
import { gunzip, memberStart } from "./gunzip.ts";
import type { GzipBlock, GzipPlace } from "./gunzip.ts";
import { InflateError } from "./inflate.ts";
import type { InventoryFile } from "./inventory-list.ts";
import { wholeLines } from "./lines.ts";
import { contentChanged, withoutQuotes } from "./located-object.ts";
import type { ChunkPlace, ChunkRows, ManifestProblem, PackedPlace, PartItem } from "./manifest.ts";
import { readRange } from "./pinned-object.ts";
import type { PinnedObject } from "./pinned-object.ts";
import { readEntries } from "./read-entries.ts";
import { placeOf, pointOf } from "./restart-point.ts";
import { shownEnd } from "./shown.ts";
import { storeProblem, wholeProblem } from "./store-problems.ts";

/** Where a file lies, and what its list says of it. */
export interface ListedFile {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly file: InventoryFile;
}

/** Where the reading of a file goes on: decompressed bytes that are planned, and from where they are decompressed. */
interface PackedCheckpoint {
  readonly offset: number;
  readonly point: RestartPoint | null;
}

/** At most so much is decompressed for nothing when a chunk is read, but for a block. */
const RESTART_BYTES = 1024 * 1024;
/** What the decompression reads ahead of what it gives. */
const READ_AHEAD_BYTES = 1024;
const START = memberStart({ input: 0, output: 0 });

/** The chunks of a file, and before each, where it is to be decompressed from if that is a new place. */
export async function* planPackedFile(
  listed: ListedFile,
  plan: Omit<PartPlan, "sizeBytes">,
  from: PackedCheckpoint | null,
): AsyncGenerator<PartItem> {
  let reading: Reading | null = null;
  try {
    const pinned = await pin(listed);
    if ("code" in pinned) {
      yield { kind: "problem", problem: pinned };
      return;
    }
    const { key, sizeBytes } = listed.file;
    yield { kind: "file", file: { key, etag: pinned.etag, sizeBytes } };
    reading = { pinned, listed, hash: createHash("md5"), hashedTo: 0 };
    yield* planRows(reading, plan, from);
  } catch (error) {
    yield { kind: "problem", problem: await whyUnreadable(error, listed, reading) };
  }
}

/** A file that is being read, with what is known of its MD5. */
interface Reading {
  readonly pinned: PinnedObject;
  readonly listed: ListedFile;
  readonly hash: Hash;
  hashedTo: number;
}

async function pin({ store, bucket, file }: ListedFile): Promise<PinnedObject | ManifestProblem> {
  const object = { bucket, key: file.key };
  const info = await store.head(object);
  if (info.sizeBytes !== file.sizeBytes) {
    return mismatch(file, `has ${info.sizeBytes} bytes, its list says ${file.sizeBytes}`);
  }
  return { store, object, etag: withoutQuotes(info.etag) };
}

async function* planRows(
  reading: Reading,
  plan: Omit<PartPlan, "sizeBytes">,
  from: PackedCheckpoint | null,
): AsyncGenerator<PartItem> {
  const place = from?.point == null ? START : placeOf(from.point);
  const offset = from?.offset ?? 0;
  const trail: Trace[] = [];
  const blocks = gunzip(hashed(reading, place), { from: place, isWhole: true });
  const lines = wholeLines(bytesFrom(remembered(blocks, trail), offset), {
    offset,
    end: Infinity,
    skipsFirst: false,
  });
  let restartAt = place.outputBytes;
  for await (const item of planChunks(lines, { ...plan, sizeBytes: null })) {
    if (item.kind === "problem") {
      yield { kind: "problem", problem: await soundOr(reading, inFile(item.problem, reading)) };
      return;
    }
    if (item.kind === "chunk") {
      const { start, end } = item.chunk;
      const first = blockAt(trail, start);
      if (first.from.outputBytes - restartAt >= RESTART_BYTES) {
        restartAt = first.from.outputBytes;
        yield { kind: "restart", point: pointOf(first.from) };
      }
      yield { ...item, chunk: { ...item.chunk, inputEnd: blockAt(trail, end - 1).inputEnd } };
      while (trail.length > 1 && trail[1]!.offset <= end) trail.shift();
    }
  }
  const damage = await checkMd5(reading);
  if (damage !== null) yield { kind: "problem", problem: damage };
}

/** The bytes of the file from a place on; all of them are hashed. */
async function* hashed(reading: Reading, place: GzipPlace): AsyncGenerator<Buffer> {
  const wanted = Math.floor(place.inputBit / 8);
  const range = { start: 0, end: reading.listed.file.sizeBytes };
  for await (const bytes of readRange(reading.pinned, range)) {
    reading.hash.update(bytes);
    const skipped = Math.max(0, wanted - reading.hashedTo);
    reading.hashedTo += bytes.length;
    if (skipped < bytes.length) yield bytes.subarray(skipped);
  }
}

/** What is kept of a block that the planning may still ask for. Not more of them than a chunk has. */
type Trace = Omit<GzipBlock, "bytes">;

async function* remembered(
  blocks: AsyncIterable<GzipBlock>,
  trail: Trace[],
): AsyncGenerator<GzipBlock> {
  for await (const block of blocks) {
    const { offset, from, inputEnd } = block;
    trail.push({ offset, from, inputEnd });
    yield block;
  }
}

function blockAt(trail: readonly Trace[], offset: number): Trace {
  const block = trail.findLast((candidate) => candidate.offset <= offset);
  assert(block !== undefined, `byte ${offset} was decompressed`);
  return block;
}

async function* bytesFrom(
  blocks: AsyncIterable<GzipBlock>,
  start: number,
  end = Infinity,
): AsyncGenerator<Buffer> {
  for await (const { offset, bytes } of blocks) {
    if (offset + bytes.length > start) yield bytes.subarray(Math.max(0, start - offset));
    if (offset + bytes.length >= end) return;
  }
}

/** Damaged bytes may look like a bad row: the sum of the whole file tells which it is. */
async function soundOr(reading: Reading, problem: ManifestProblem): Promise<ManifestProblem> {
  return (await checkMd5(reading)) ?? problem;
}

async function checkMd5(reading: Reading): Promise<ManifestProblem | null> {
  const { hash, hashedTo, pinned, listed } = reading;
  const { file } = listed;
  const rest = readRange(pinned, { start: hashedTo, end: file.sizeBytes });
  for await (const bytes of rest) hash.update(bytes);
  const found = hash.digest("hex");
  return found === file.md5
    ? null
    : mismatch(file, `has the MD5 ${found}, its list says ${file.md5}`);
}

async function whyUnreadable(
  error: unknown,
  listed: ListedFile,
  reading: Reading | null,
): Promise<ManifestProblem> {
  const { bucket, file } = listed;
  if (error instanceof InflateError && reading !== null) {
    const reason = `the file ${shownEnd(file.key)} cannot be decompressed: ${error.message}`;
    return soundOr(reading, wholeProblem("InvalidManifestContent", reason));
  }
  if (error instanceof StoreError && error.failure.status === 404) {
    return mismatch(file, `is not there: ${error.failure.code}`);
  }
  return storeProblem(error, { bucket, key: file.key });
}

function inFile(problem: ManifestProblem, { listed }: Reading): ManifestProblem {
  return { ...problem, reason: `${problem.reason} (in ${shownEnd(listed.file.key)})` };
}

function mismatch({ key }: InventoryFile, found: string): ManifestProblem {
  return wholeProblem("ManifestChecksumMismatch", `the inventory's file ${shownEnd(key)} ${found}`);
}

export interface PackedFileDependencies {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly columns: ManifestColumns;
  readonly rowsMax: number;
}

/** The rows of a chunk in a gzip file. Throws `StoreError`. */
export async function readPackedChunk(
  { store, bucket, columns, rowsMax }: PackedFileDependencies,
  { start, end, firstRow, packed }: ChunkPlace & { readonly packed: PackedPlace },
): Promise<ChunkRows> {
  const { file, inputEnd, point, memberStart: input } = packed;
  const place =
    input !== undefined
      ? memberStart({ input, output: start })
      : point === null
        ? START
        : placeOf(point);
  const range = {
    start: Math.floor(place.inputBit / 8),
    end: Math.min(inputEnd + READ_AHEAD_BYTES, file.sizeBytes),
  };
  const pinned = { store, object: { bucket, key: file.key }, etag: file.etag };
  // To its end: a body that is let go of half read costs a connection.
  const pieces: Buffer[] = [];
  for await (const piece of readRange(pinned, range)) pieces.push(piece);
  const isWhole = range.end === file.sizeBytes;
  const bytes = bytesFrom(gunzip(given(pieces), { from: place, isWhole }), start, end);
  const lines = wholeLines(bytes, { offset: start, end, skipsFirst: false });
  try {
    return await readEntries(lines, { columns, firstRow, rowsMax });
  } catch (error) {
    throw error instanceof InflateError ? contentChanged(error.message) : error;
  }
}

async function* given(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
