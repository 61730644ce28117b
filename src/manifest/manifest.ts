/**
 * What to do it to: a manifest is cut into parts that are read at once, each part into chunks of rows. Everything is
 * streamed and pinned to the content that was opened.
 */
import type { JobFailureCode, OpenedManifest, RestartPoint } from "../job/events.ts";
import type { Result } from "../lib/result.ts";

export interface ManifestReader {
  /** Finds the manifest and fixes its content, its parts and the size of a chunk. Reads no row. */
  open(): Promise<Result<OpenedManifest, ManifestProblem>>;

  /**
   * Reads one part to its end, checks every row, and gives its chunks in order. A problem is the last item. `from`
   * goes on after a checkpoint. Throws `StoreError` when the store does not answer.
   */
  planPart(opened: OpenedManifest, part: number, from?: PartCheckpoint): AsyncIterable<PartItem>;

  /** The rows of one chunk, in order. Throws `StoreError`; a changed manifest is `PreconditionFailed`. */
  readChunk(opened: OpenedManifest, place: ChunkPlace): Promise<ChunkRows>;

  /**
   * Only of lists that are generated. Writes what makes the files of all parts one list, before the first task; null
   * when the list is not kept. Throws `StoreError`.
   */
  finish?(
    opened: OpenedManifest,
    files: readonly PackedFile[],
  ): Promise<{ readonly key: string; readonly etag: string } | null>;

  /** Only of lists that are generated: removes what was written for the time of the job. Throws `StoreError`. */
  discard?(opened: OpenedManifest): Promise<void>;
}

/** Why a manifest cannot be used: the place, what is wrong, and the way out, in one sentence of at most 256 characters. */
export interface ManifestProblem {
  readonly code: JobFailureCode;
  /** Row in the part, from 0; null when it is about the whole object. */
  readonly row: number | null;
  /** Column, from 1. */
  readonly column: number | null;
  /** Does not name the row: who knows the rows before this part puts its number in front. */
  readonly reason: string;
}

export type PartItem =
  /** The chunks that follow lie in this compressed file. */
  | { readonly kind: "file"; readonly file: PackedFile }
  /** The chunks that follow can be decompressed from here, and not from where the ones before can. */
  | { readonly kind: "restart"; readonly point: RestartPoint }
  | { readonly kind: "chunk"; readonly chunk: PlannedChunk }
  /** A page of a bucket was listed, of which no chunk can be given yet: who has to stop does so here. */
  | { readonly kind: "page" }
  | { readonly kind: "problem"; readonly problem: ManifestProblem };

/** A compressed file that holds rows, as it was when it was found. */
export interface PackedFile {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** Lower-case hex; where it is not in a list already. */
  readonly md5?: string;
}

export interface PlannedChunk {
  /** Bytes of the manifest: the first of the chunk, and the one after its last. Decompressed ones of a file. */
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  readonly bucket: string;
  /** The byte of its compressed file after the last one that it needs. */
  readonly inputEnd?: number;
  /** It is a gzip member that begins at this byte of its file. */
  readonly memberStart?: number;
  /** Key of its last row, where the plan must know how far it is. */
  readonly lastKey?: string;
}

/** Where the reading of a part goes on: the byte after the last planned chunk, and the rows before it in the part. */
export interface PartCheckpoint {
  readonly offset: number;
  readonly rows: number;
  readonly bucket: string;
  /** The file that the reading is in, and from where it is decompressed; null: from its beginning. */
  readonly packed?: { readonly file: PackedFile; readonly point: RestartPoint | null };
  /** Of a generated list: the key of the last row. */
  readonly lastKey?: string;
}

export interface ChunkPlace {
  readonly start: number;
  readonly end: number;
  /** Row in the part of its first row. */
  readonly firstRow: number;
  /** Only of a chunk in a compressed file. */
  readonly packed?: PackedPlace;
}

export interface PackedPlace {
  readonly file: PackedFile;
  readonly inputEnd: number;
  readonly point: RestartPoint | null;
  readonly memberStart?: number;
}

/** Rows that were all looked at, in order; each may be made when it is asked for. */
export interface ChunkRows extends Iterable<ManifestEntry> {
  readonly length: number;
}

export interface ManifestEntry {
  /** Row in the part, from 0. */
  readonly row: number;
  /** Key as the manifest writes it. */
  readonly rawKey: string;
  /** Decoded. */
  readonly key: string;
  /** Null when the manifest has no such column; empty when the row leaves it empty. */
  readonly versionId: string | null;
}
