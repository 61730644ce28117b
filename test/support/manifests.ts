import { createCsvManifestReader } from "../../src/manifest/csv.ts";
import type { CsvManifestDependencies } from "../../src/manifest/csv.ts";
import type { OpenedManifest } from "../../src/job/events.ts";
import type { CsvManifestSpec, ManifestField } from "../../src/job/spec.ts";
import type {
  ManifestEntry,
  ManifestProblem,
  ManifestReader,
  PartCheckpoint,
  PartItem,
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
}

/** A reader of a CSV manifest in memory. */
export function csvReader(
  content: Uint8Array | string | Content,
  options: CsvReaderOptions = {},
): { readonly reader: ManifestReader; readonly store: MemoryObjectStore } {
  const { fields = ["BUCKET", "KEY"], etag = null, blockBytes = 65_536, ...sizes } = options;
  const store = createMemoryObjectStore({ buckets: [manifestObject.bucket], blockBytes });
  store.put(manifestObject, content);
  const manifest: CsvManifestSpec = {
    kind: "csv",
    object: { ...manifestObject, store: "default", versionId: null, etag },
    fields,
    sourceStore: "default",
  };
  const { rowsPerChunk, ...others } = sizes;
  const dependencies: CsvManifestDependencies = {
    store,
    manifest,
    ...others,
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
  readonly problem: ManifestProblem | null;
}

/** Reads a part to its end. A problem that is not the last item is an error. */
export async function readPart(
  reader: ManifestReader,
  opened: OpenedManifest,
  part: number,
  from?: PartCheckpoint,
): Promise<ReadPart> {
  const items: PartItem[] = [];
  for await (const item of reader.planPart(opened, part, from)) items.push(item);
  const last = items.at(-1);
  const problem = last?.kind === "problem" ? last.problem : null;
  const chunks = items.filter((item) => item.kind === "chunk").map((item) => item.chunk);
  if (chunks.length + (problem === null ? 0 : 1) !== items.length) {
    throw new Error("something follows a problem");
  }
  return { chunks, problem };
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
    entries.push(await readChunks(reader, opened, read.chunks));
  }
  return { parts, entries };
}

async function readChunks(
  reader: ManifestReader,
  opened: OpenedManifest,
  chunks: readonly PlannedChunk[],
): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for (const { start, end } of chunks) {
    entries.push(...(await reader.readChunk(opened, { start, end, firstRow: entries.length })));
  }
  return entries;
}
