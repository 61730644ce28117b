/** Boards, folded from short histories. */
import { createBoard, type Board } from "../../src/executors/board.ts";
import type { JobBoard } from "../../src/executors/job-board.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import type { JobEvent, PartEvent } from "../../src/job/events.ts";
import { chunkStream, executorStream, jobStream, planStream } from "../../src/job/streams.ts";
import { assert } from "../../src/lib/assert.ts";
import { type CsvJobSpec, event, historyOf, validSpec, type Situation } from "./jobs.ts";
import { inStream, record, type Entry } from "./recorded.ts";

/** The process whose board it is. */
export const self = "me";

/** A board that has seen these entries, and can be shown more. */
export interface Watched {
  readonly board: Board;
  readonly job: (id: string) => JobBoard;
  readonly see: (entries: readonly Entry[]) => void;
}

export function watch(...entries: readonly Entry[][]): Watched {
  const board = createBoard();
  const log: Entry[] = [];
  const see = (more: readonly Entry[]) => {
    log.push(...more);
    const events = record(log).slice(log.length - more.length);
    board.apply({ events, position: 10 * log.length, caughtUp: true });
  };
  see(entries.flat());
  return {
    board,
    see,
    job(id) {
      const found = board.jobs.get(id);
      assert(found !== undefined, `${id} is not on the board`);
      return found;
    },
  };
}

/** The history of a job that stands there; each of its events `at` so many seconds. */
export function jobIn(
  situation: Situation,
  id: string,
  options: { readonly at?: number; readonly spec?: Partial<CsvJobSpec> } = {},
): Entry[] {
  const events = historyOf(situation, validSpec(options.spec ?? {})).map((one) =>
    one.type === "JobCreated" ? { ...one, data: { ...one.data, jobId: id } } : one,
  );
  return inStream(jobStream(id), events, options.at);
}

/** A job that is prepared from parts that begin at these bytes. */
export function preparing(id: string, parts: number): Entry[] {
  const partOffsets = Array.from({ length: parts }, (_, part) => part * 1000);
  const { data } = event.preparing;
  return [
    ...jobIn("NEW", id),
    ofJob(id, { type: "JobPreparing", data: { manifest: { ...data.manifest, partOffsets } } }),
  ];
}

/** An ACTIVE job with chunks of `rows` rows, so many in each part. */
export function active(
  id: string,
  options: {
    readonly chunks: readonly number[];
    readonly rows?: number;
    readonly spec?: Partial<CsvJobSpec>;
  },
): Entry[] {
  const { rows = 10, spec = {} } = options;
  const parts = options.chunks.map((chunks) => ({ rows: rows * chunks, chunks }));
  const chunks = options.chunks.reduce((sum, count) => sum + count, 0);
  const totals = { bucket: "photos", rows: rows * chunks, chunks, parts };
  return [
    ...jobIn("PREPARING", id, { spec }),
    ofJob(id, { type: "ManifestRead", data: totals }),
    ofJob(id, event.ready),
    ofJob(id, event.activated),
  ];
}

export function ofJob(id: string, one: JobEvent, at = 0): Entry {
  return { stream: jobStream(id), event: one, at };
}

export function ofPart(id: string, part: number, one: PartEvent): Entry {
  return { stream: planStream(id, part), event: one };
}

/** A part that was read to its end: one chunk with so many rows. */
export function planned(id: string, part: number, rows: number, bucket = "photos"): Entry[] {
  return [
    chunksPlanned(id, part, rows, bucket),
    ofPart(id, part, { type: "PartPlanned", data: { executor: "a", rows, chunks: 1, bucket } }),
  ];
}

export function chunksPlanned(id: string, part: number, rows: number, bucket = "photos"): Entry {
  const place = { firstChunk: 0, firstRow: 0, offsets: [0, 10] };
  const data = { executor: "a", ...place, rows: [rows], bucket };
  return ofPart(id, part, { type: "PartChunksPlanned", data });
}

export function emptyPart(id: string, part: number): Entry {
  const data = { executor: "a", rows: 0, chunks: 0, bucket: null };
  return ofPart(id, part, { type: "PartPlanned", data });
}

export function rejectedPart(id: string, part: number, row: number | null): Entry {
  const data = { executor: "a", code: "InvalidManifestContent" as const, row, column: null };
  return ofPart(id, part, { type: "PartRejected", data: { ...data, reason: "it is odd." } });
}

export function ofChunk(id: string, [part, chunk]: readonly [number, number], one: ChunkEvent) {
  return { stream: chunkStream(id, part, chunk), event: one } satisfies Entry;
}

export const chunk = {
  claimed: (executor: string, rows = 10): ChunkEvent => ({
    type: "ChunkClaimed",
    data: { executor, firstRow: 0, rows },
  }),
  released: (executor: string, open: number, lost = false): ChunkEvent => ({
    type: "ChunkReleased",
    data: { executor, lost, open },
  }),
  /** Its first flush. */
  advanced: (
    executor: string,
    counts: { succeeded?: number; failed?: number; deferred?: number },
  ) => {
    const change = { succeeded: 0, failed: 0, deferred: 0, ...counts };
    const data = { executor, ...change, change, outcomesHash: "h" };
    return { type: "ChunkAdvanced", data } satisfies ChunkEvent;
  },
  completed: (executor: string, succeeded: number, failed = 0): ChunkEvent => ({
    type: "ChunkCompleted",
    data: { executor, succeeded, failed, outcomesHash: "h" },
  }),
};

/** The last of an executor that was told to stop. */
export function stopped(executor: string): Entry[] {
  return inStream(executorStream(executor), [{ type: "ExecutorStopped", data: { executor } }]);
}

/** Beats of one executor. */
export function beats(executor: string, count: number): Entry[] {
  const data = { executor, host: "h", threads: 1, storesDown: [] };
  return inStream(
    executorStream(executor),
    Array.from({ length: count }, () => ({ type: "ExecutorSeen" as const, data })),
  );
}
