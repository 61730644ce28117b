/** Chunks of a part that were found and are not written yet, with what is counted of all before them. */
import type { PackedChunks, PartChunksPlanned } from "../job/events.ts";
import type { PackedFile, PlannedChunk } from "../manifest/manifest.ts";

/** The most chunks that one `PartChunksPlanned` holds: chunk n stands in an event from revision n / 1 000 on. */
export const chunksPerPlanEvent = 1000;

export interface PlannedChunks {
  /** The chunks that follow lie in this compressed file; those before must have been taken. */
  inFile(file: PackedFile): void;
  /** Revision of the restart point that the chunks that follow are decompressed from. */
  fromPoint(revision: number): void;
  add(chunk: PlannedChunk): void;
  isFull(): boolean;
  /** Everything that waits, in as many events as it needs. */
  take(): readonly PartChunksPlanned[];
  /** What was added in all, also before the checkpoint. */
  totals(): { readonly rows: number; readonly chunks: number; readonly bucket: string | null };
}

/** Where the plan of a part ended that is gone on with. */
export interface PlanReached {
  readonly rows: number;
  readonly chunks: number;
  readonly bucket: string;
  /** Of the file that is gone on with; -1: none. */
  readonly point: number;
  readonly packed?: { readonly file: PackedFile };
}

export function createPlannedChunks(options: {
  readonly executor: string;
  readonly reached: PlanReached | null;
}): PlannedChunks {
  const { executor, reached } = options;
  let rows = reached?.rows ?? 0;
  let chunks = reached?.chunks ?? 0;
  let bucket = reached?.bucket ?? null;
  let file: PackedFile | null = null;
  // The file of the checkpoint is given once more, and its chunks go on from where they were.
  let resumed = reached?.packed?.file.key ?? null;
  let point = reached?.point ?? -1;
  const waiting: PlannedChunk[] = [];
  let points: number[] = [];

  function packed(taken: readonly PlannedChunk[]): { readonly packed?: PackedChunks } {
    if (file === null) return {};
    const ends = taken.map(({ inputEnd }) => inputEnd ?? 0);
    const members = taken.flatMap(({ memberStart }) => memberStart ?? []);
    const { lastKey } = taken.at(-1)!;
    return {
      packed: {
        ...file,
        points: points.splice(0, taken.length),
        ends,
        ...(members.length === 0 ? {} : { members }),
        ...(lastKey === undefined ? {} : { lastKey }),
      },
    };
  }

  function takeSome(taken: readonly PlannedChunk[]): PartChunksPlanned {
    const data: PartChunksPlanned["data"] = {
      executor,
      firstChunk: chunks,
      firstRow: rows,
      rows: taken.map((chunk) => chunk.rows),
      offsets: [...taken.map(({ start }) => start), taken.at(-1)!.end],
      bucket: taken[0]!.bucket,
      ...packed(taken),
    };
    rows = taken.reduce((sum, chunk) => sum + chunk.rows, rows);
    chunks += taken.length;
    return { type: "PartChunksPlanned", data };
  }

  return {
    inFile(next) {
      if (next.key !== resumed) point = -1;
      resumed = null;
      file = next;
    },
    fromPoint(revision) {
      point = revision;
    },
    add(chunk) {
      bucket ??= chunk.bucket;
      waiting.push(chunk);
      points.push(point);
    },
    isFull: () => waiting.length >= chunksPerPlanEvent,
    take() {
      const events: PartChunksPlanned[] = [];
      while (waiting.length > 0) events.push(takeSome(waiting.splice(0, chunksPerPlanEvent)));
      points = [];
      return events;
    },
    totals: () => ({ rows, chunks, bucket }),
  };
}
