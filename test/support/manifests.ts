import { createCsvManifestReader } from "../../src/manifest/csv.ts";
import type { CsvManifestDependencies } from "../../src/manifest/csv.ts";
import type { OpenedManifest, RestartPoint } from "../../src/job/events.ts";
import type { CsvManifestSpec, ManifestField } from "../../src/job/spec.ts";
import type {
  ChunkPlace,
  ManifestEntry,
  ManifestProblem,
  ManifestReader,
  PackedFile,
  PackedPlace,
  PartCheckpoint,
  PlannedChunk,
} from "../../src/manifest/manifest.ts";
import { createMemoryObjectStore } from "./memory-object-store.ts";
import type { Content, MemoryObjectStore } from "./memory-object-store.ts";

export const manifestObject = { bucket: "lists", key: "photos.csv" };

export interface CsvReaderOptions {
  readonly fields?: readonly ManifestField[];
  readonly partBytes?: number;
  readonly rowsPerChunk?: number;
  readonly rowsMax?: number;
  readonly blockBytes?: number;
  /** What the job asks for; null takes what is there. */
  readonly etag?: string | null;
  readonly headerRow?: boolean;
}

/** A reader of a CSV manifest in memory. */
export function csvReader(
  content: Uint8Array | string | Content,
  options: CsvReaderOptions = {},
): { readonly reader: ManifestReader; readonly store: MemoryObjectStore } {
  const { fields = ["BUCKET", "KEY"], etag = null, headerRow, ...others } = options;
  const { blockBytes = 65_536, rowsPerChunk, ...sizes } = others;
  const store = createMemoryObjectStore({ buckets: [manifestObject.bucket], blockBytes });
  store.put(manifestObject, content);
  const manifest: CsvManifestSpec = {
    kind: "csv",
    object: { ...manifestObject, store: "default", versionId: null, etag },
    fields,
    ...(headerRow === undefined ? {} : { headerRow }),
    sourceStore: "default",
  };
  const dependencies: CsvManifestDependencies = {
    store,
    manifest,
    ...sizes,
    ...(rowsPerChunk === undefined
      ? {}
      : { rowsPerChunk: { min: rowsPerChunk, max: rowsPerChunk } }),
  };
  return { reader: createCsvManifestReader(dependencies), store };
}

/** Opens a manifest that can be opened. */
export async function openManifest(reader: ManifestReader): Promise<OpenedManifest> {
  const opened = await reader.open();
  if (!opened.ok) throw new Error(`cannot be opened: ${opened.error.reason}`);
  return opened.value;
}

export interface ReadPart {
  readonly chunks: readonly PlannedChunk[];
  /** Of each chunk, where it lies in a compressed file. */
  readonly packed: readonly (PackedPlace | undefined)[];
  readonly problem: ManifestProblem | null;
}

/** Reads a part to its end. A problem that is not the last item is an error. */
export async function readPart(
  reader: ManifestReader,
  opened: OpenedManifest,
  part: number,
  from?: PartCheckpoint,
): Promise<ReadPart> {
  const chunks: PlannedChunk[] = [];
  const packed: (PackedPlace | undefined)[] = [];
  let problem: ManifestProblem | null = null;
  let file: PackedFile | null = null;
  let point: RestartPoint | null = null;
  let resumed = from?.packed?.file.key;
  for await (const item of reader.planPart(opened, part, from)) {
    if (item.kind === "page") continue;
    if (problem !== null) throw new Error("something follows a problem");
    if (item.kind === "problem") ({ problem } = item);
    else if (item.kind === "restart") ({ point } = item);
    else if (item.kind === "file") {
      ({ file } = item);
      point = file.key === resumed ? (from?.packed?.point ?? null) : null;
      resumed = undefined;
    } else {
      chunks.push(item.chunk);
      packed.push(file === null ? undefined : placeIn(file, point, item.chunk));
    }
  }
  return { chunks, packed, problem };
}

function placeIn(
  file: PackedFile,
  point: RestartPoint | null,
  { inputEnd, memberStart }: PlannedChunk,
): PackedPlace {
  return {
    file,
    point,
    inputEnd: inputEnd!,
    ...(memberStart === undefined ? {} : { memberStart }),
  };
}

/** Every part of a manifest, and every entry of every chunk of it. Throws when there is a problem. */
export async function readWhole(
  reader: ManifestReader,
): Promise<{ readonly parts: readonly ReadPart[]; readonly entries: readonly ManifestEntry[][] }> {
  const opened = await openManifest(reader);
  const parts: ReadPart[] = [];
  const entries: ManifestEntry[][] = [];
  for (const part of opened.partOffsets.keys()) {
    const read = await readPart(reader, opened, part);
    if (read.problem !== null) throw new Error(read.problem.reason);
    parts.push(read);
    entries.push(await readChunks(reader, opened, read));
  }
  return { parts, entries };
}

async function readChunks(
  reader: ManifestReader,
  opened: OpenedManifest,
  read: ReadPart,
): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for (const [index] of read.chunks.entries()) {
    entries.push(...(await reader.readChunk(opened, placeOf(read, index, entries.length))));
  }
  return entries;
}

export function placeOf({ chunks, packed }: ReadPart, index: number, firstRow = 0): ChunkPlace {
  const { start, end } = chunks[index]!;
  const place = packed[index];
  return { start, end, firstRow, ...(place === undefined ? {} : { packed: place }) };
}

/** What stands in a plan whose last chunk is this one. */
export function checkpointAfter({ chunks, packed }: ReadPart, index: number): PartCheckpoint {
  const { end, bucket, lastKey } = chunks[index]!;
  const rows = chunks.slice(0, index + 1).reduce((sum, chunk) => sum + chunk.rows, 0);
  const place = packed[index];
  return {
    offset: end,
    rows,
    bucket,
    ...(place === undefined ? {} : { packed: place }),
    ...(lastKey === undefined ? {} : { lastKey }),
  };
}
