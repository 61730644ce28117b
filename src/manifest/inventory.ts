/**
 * S3 Inventory reports as manifests (S3 user guide, "Amazon S3 Inventory"): a `manifest.json` that lists gzip files of
 * rows. A part is a run of files, most often one.
 */
import type { OpenedManifest } from "../job/events.ts";
import type { InventoryManifestSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import { ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { estimateRowsPerChunk, ROWS_MAX, ROWS_PER_CHUNK } from "./csv.ts";
import type { RowsPerChunk } from "./csv.ts";
import { readInventoryList } from "./inventory-list.ts";
import type { InventoryList } from "./inventory-list.ts";
import { contentChanged, findObject } from "./located-object.ts";
import type {
  ChunkRows,
  ManifestProblem,
  ManifestReader,
  ChunkPlace,
  PartCheckpoint,
  PartItem,
} from "./manifest.ts";
import { planPackedFile, readPackedChunk } from "./packed-file.ts";
import { storeProblem } from "./store-problems.ts";

export interface InventoryDependencies {
  /** The store that holds the report. */
  readonly store: ObjectStore;
  readonly manifest: InventoryManifestSpec;
  readonly rowsMax?: number;
  readonly rowsPerChunk?: RowsPerChunk;
  /** Most parts; more files than that are read several a part. */
  readonly partsMax?: number;
  /** Lists that this process has read, so that not every part reads it again. */
  readonly lists: InventoryLists;
}

/** A part is an entry in the events of its job, which must not grow beyond what a store takes at once. */
const PARTS_MAX = 10_000;
/** A usual row, compressed. A guess serves, as the bounds of a chunk forgive it. */
const PACKED_ROW_BYTES_ASSUMED = 20;

/** The newest lists of a process. A list may have 100 000 files, so no more than a few are kept. */
export interface InventoryLists {
  get(
    name: string,
    read: () => Promise<Result<InventoryList, ManifestProblem>>,
  ): Promise<Result<InventoryList, ManifestProblem>>;
}

export function createInventoryLists({ max = 2 } = {}): InventoryLists {
  const lists = new Map<string, Promise<Result<InventoryList, ManifestProblem>>>();
  return {
    async get(name, read) {
      const known = lists.get(name);
      lists.delete(name);
      const list = known ?? read();
      lists.set(name, list);
      const [oldest] = lists.keys();
      if (lists.size > max && oldest !== undefined) lists.delete(oldest);
      try {
        return await list;
      } catch (error) {
        // What failed may succeed when it is asked for again.
        if (lists.get(name) === list) lists.delete(name);
        throw error;
      }
    },
  };
}

/** A reader of one inventory report. */
export function createInventoryReader(dependencies: InventoryDependencies): ManifestReader {
  return {
    open: () => open(dependencies),
    planPart: (opened, part, from) => planPart(dependencies, { opened, part, from }),
    readChunk: (opened, place) => readChunk(dependencies, opened, place),
  };
}

async function open(
  dependencies: InventoryDependencies,
): Promise<Result<OpenedManifest, ManifestProblem>> {
  const { store, manifest, partsMax = PARTS_MAX, rowsPerChunk = ROWS_PER_CHUNK } = dependencies;
  const info = await findObject(store, manifest.object);
  if (!info.ok) return info;
  const { etag, sizeBytes } = info.value;
  const { versionId } = manifest.object;
  let list: Result<InventoryList, ManifestProblem>;
  try {
    list = await listOf(dependencies, { etag, sizeBytes, versionId });
  } catch (error) {
    return { ok: false, error: storeProblem(error, manifest.object) };
  }
  if (!list.ok) return list;
  const { bucket, columns, files } = list.value;
  const filesPerPart = Math.ceil(files.length / partsMax);
  const packedBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const rows = packedBytes / PACKED_ROW_BYTES_ASSUMED;
  return ok({
    etag,
    versionId,
    sizeBytes,
    partOffsets: Array.from(
      { length: Math.ceil(files.length / Math.max(filesPerPart, 1)) },
      (_, part) => part * filesPerPart,
    ),
    rowsPerChunk: estimateRowsPerChunk(rows, rowsPerChunk),
    inventory: { bucket, files: files.length, columns },
  });
}

type Pinned = Pick<OpenedManifest, "etag" | "sizeBytes" | "versionId">;

function listOf(
  { store, manifest, lists }: InventoryDependencies,
  { etag, sizeBytes, versionId }: Pinned,
): Promise<Result<InventoryList, ManifestProblem>> {
  const { object } = manifest;
  const pinned = { etag, sizeBytes, versionId };
  const name = JSON.stringify([object.store, object.bucket, object.key, pinned]);
  return lists.get(name, () => readInventoryList(store, manifest, pinned));
}

interface PartToPlan {
  readonly opened: OpenedManifest;
  readonly part: number;
  readonly from: PartCheckpoint | undefined;
}

async function* planPart(
  dependencies: InventoryDependencies,
  { opened, part, from }: PartToPlan,
): AsyncGenerator<PartItem> {
  const { store, manifest, rowsMax = ROWS_MAX } = dependencies;
  let list: Result<InventoryList, ManifestProblem>;
  try {
    list = await listOf(dependencies, opened);
  } catch (error) {
    yield { kind: "problem", problem: storeProblem(error, manifest.object) };
    return;
  }
  if (!list.ok) {
    yield { kind: "problem", problem: list.error };
    return;
  }
  const { bucket, columns, files } = list.value;
  const ofPart = files.slice(opened.partOffsets[part], opened.partOffsets[part + 1]);
  const reached = ofPart.findIndex(({ key }) => key === from?.packed?.file.key);
  const progress = { rows: from?.rows ?? 0, bucket: from?.bucket ?? null };
  for (const [index, file] of ofPart.entries()) {
    if (index < reached) continue;
    const checkpoint =
      index === reached && from?.packed !== undefined
        ? { offset: from.offset, point: from.packed.point }
        : null;
    const plan = {
      columns: { ...columns, listedBy: "fileSchema" },
      rowsPerChunk: opened.rowsPerChunk,
      rowsMax,
      rowsBefore: progress.rows,
      bucket: progress.bucket,
    };
    for await (const item of planPackedFile({ store, bucket, file }, plan, checkpoint)) {
      yield item;
      if (item.kind === "problem") return;
      if (item.kind === "chunk") {
        progress.rows += item.chunk.rows;
        progress.bucket = item.chunk.bucket;
      }
    }
  }
}

function readChunk(
  { store }: InventoryDependencies,
  { inventory, rowsPerChunk }: OpenedManifest,
  place: ChunkPlace,
): Promise<ChunkRows> {
  const { packed } = place;
  assert(inventory !== undefined, "the manifest is an inventory");
  if (packed === undefined) throw contentChanged("the plan does not say where its rows lie");
  const { bucket, columns } = inventory;
  const dependencies = { store, bucket, columns, rowsMax: rowsPerChunk };
  return readPackedChunk(dependencies, { ...place, packed });
}
