/**
 * Tasks by the chunks they ran in, in the order of the manifest: those that succeeded are kept nowhere else than in the
 * streams of their chunks, and whether a task was called that is UNKNOWN only its chunk can tell.
 */
import type { EventStore, RecordedEvent } from "../eventstore/eventstore.ts";
import type { ChunkEvent } from "../job/chunk-events.ts";
import { chunkDecider, isOpen, type KnownChunk } from "../job/chunk.ts";
import { decode } from "../job/codec.ts";
import { fold } from "../job/decider.ts";
import type { ManifestTotals, PartChunksPlanned } from "../job/events.ts";
import { findByHalves } from "../lib/find-by-halves.ts";
import { isTerminal } from "../job/lifecycle.ts";
import { chunkStream, planStream } from "../job/streams.ts";
import { numberIn } from "../../projections/rows.ts";
import { decodeCursor, encodeCursor } from "./cursors.ts";
import type { Database } from "./database.ts";
import { tasksIn } from "./logged-events.ts";
import type { ForwardPage, JobRow, Page, TaskOutcome, TaskRow } from "./read-models.ts";

export interface ChunkTasksDependencies {
  readonly eventStore: Pick<EventStore, "readStream">;
  /** Where the chunks are known that an executor was lost with. */
  readonly database: Pick<Database, "all">;
  readonly readRows: ReadRows;
}

/** The rows of a chunk as the manifest has them; null when it cannot be read any more. Calls a store. */
export type ReadRows = (job: JobRow, chunk: ChunkPlace) => Promise<readonly RowOfManifest[] | null>;

export interface RowOfManifest {
  /** Row in the part, from 0. */
  readonly row: number;
  /** Key as the manifest writes it. */
  readonly rawKey: string;
  readonly versionId: string | null;
}

/** A task, and the chunk it was found in. */
interface Found {
  readonly place: ChunkPlace;
  readonly task: TaskRow;
}

export interface ChunkTasksQuery extends ForwardPage {
  readonly outcomes: ReadonlySet<TaskOutcome>;
}

/** Chunks that one page looks into; a page may be short because few of their tasks are wanted. */
const chunksMax = 40;

interface Place {
  readonly part: number;
  readonly chunk: number;
  /** Row in the part of the last task that was given; -1: none of this chunk. */
  readonly row: number;
}

export async function tasksOfChunks(
  dependencies: ChunkTasksDependencies,
  job: JobRow,
  { outcomes, first, after }: ChunkTasksQuery,
): Promise<Page<TaskRow>> {
  const totals = totalsOf(job);
  const start: Place = after === undefined ? { part: 0, chunk: 0, row: -1 } : placeOf(after);
  const found: Found[] = [];
  const page = async (hasNextPage: boolean): Promise<Page<TaskRow>> => {
    const rows = (await named(dependencies, job, found)).map(({ place, task }) => ({
      cursor: encodeCursor("tasks", [place.part, place.chunk, task.row]),
      row: task,
    }));
    return { rows, hasNextPage };
  };
  if (totals === null) return page(false);
  let looked = 0;
  for (const place of chunksFrom(dependencies, job, { totals, start, outcomes })) {
    const { part, chunk } = place;
    // Nothing is known of the chunk yet; the next page begins with it.
    if (looked === chunksMax && found.length > 0) return page(true);
    looked += 1;
    const isFirst = part === start.part && chunk === start.chunk;
    const history = await readChunk(dependencies, job, place);
    for (const task of tasksOf(history, job, place)) {
      if (!outcomes.has(task.outcome) || (isFirst && task.row <= start.row)) continue;
      if (found.length === first) return page(true);
      found.push({ place, task });
    }
  }
  return page(false);
}

/** One task by its row in the whole manifest, from 0; null when there is no such row or it has no outcome. */
export async function taskAt(
  dependencies: ChunkTasksDependencies,
  job: JobRow,
  manifestRow: number,
): Promise<TaskRow | null> {
  const place = await locate(dependencies, job, manifestRow);
  if (place === null) return null;
  const history = await readChunk(dependencies, job, place);
  const task = tasksOf(history, job, place).find(({ row }) => row === place.row);
  if (task === undefined) return null;
  const [found] = await named(dependencies, job, [{ place, task }]);
  return found!.task;
}

interface LocatedRow extends ChunkPlace {
  /** In the part, from 0. */
  readonly row: number;
  /** Chunks of the parts before. */
  readonly chunksBefore: number;
}

/** Where a row of the whole manifest, from 0, was run; null when there is no such row. */
export async function locate(
  dependencies: ChunkTasksDependencies,
  job: JobRow,
  manifestRow: number,
): Promise<LocatedRow | null> {
  const totals = totalsOf(job);
  if (totals === null || manifestRow < 0) return null;
  let [row, chunksBefore] = [manifestRow, 0];
  for (const [part, { rows, chunks }] of totals.parts.entries()) {
    if (row < rows) {
      const chunk = await chunkOfRow(dependencies, job.id, { part, row });
      return chunk === null ? null : { part, chunk, row, chunksBefore };
    }
    row -= rows;
    chunksBefore += chunks;
  }
  return null;
}

function totalsOf({ state }: JobRow): ManifestTotals | null {
  return "totals" in state ? state.totals : null;
}

function placeOf(cursor: string): Place {
  const types = ["number", "number", "number"] as const;
  const [part, chunk, row] = decodeCursor(cursor, { list: "tasks", types }) as [
    number,
    number,
    number,
  ];
  return { part, chunk, row };
}

export interface ChunkPlace {
  readonly part: number;
  readonly chunk: number;
}

/** Every chunk from a place on; only those that an executor was lost with when nothing else is wanted. */
function* chunksFrom(
  { database }: ChunkTasksDependencies,
  job: JobRow,
  range: {
    readonly totals: ManifestTotals;
    readonly start: Place;
    readonly outcomes: ReadonlySet<TaskOutcome>;
  },
): Generator<ChunkPlace> {
  const { totals, start, outcomes } = range;
  if (outcomes.size === 1 && outcomes.has("UNKNOWN")) {
    const sql = `SELECT part, chunk FROM progress_chunks
      WHERE job_id = ? AND lost = 1 AND (part, chunk) >= (?, ?) ORDER BY part, chunk LIMIT ?`;
    const lost = database.all(sql, job.id, start.part, start.chunk, 2 * chunksMax);
    for (const row of lost) yield { part: numberIn(row, "part"), chunk: numberIn(row, "chunk") };
    return;
  }
  for (let part = start.part; part < totals.parts.length; part++) {
    const from = part === start.part ? start.chunk : 0;
    for (let chunk = from; chunk < totals.parts[part]!.chunks; chunk++) yield { part, chunk };
  }
}

export function readChunk(
  { eventStore }: ChunkTasksDependencies,
  job: JobRow,
  { part, chunk }: ChunkPlace,
): Promise<readonly RecordedEvent[]> {
  return eventStore.readStream(chunkStream(job.id, part, chunk));
}

/** The events that this version understands. */
export function knownIn(history: readonly RecordedEvent[]) {
  return history.flatMap((recorded) => {
    const decoded = decode(recorded);
    return decoded.ok ? [{ recorded, event: decoded.value as ChunkEvent }] : [];
  });
}

/** The tasks of a chunk that have an outcome, in the order of their rows. */
export function tasksOf(
  history: readonly RecordedEvent[],
  job: JobRow,
  { part }: ChunkPlace,
): readonly TaskRow[] {
  const known = knownIn(history);
  const ended = known.flatMap(({ recorded, event }) =>
    tasksIn(event, { part, recordedAt: recorded.recordedAt }),
  );
  const timed = known.map(({ recorded, event }) => ({ event, at: recorded.recordedAt }));
  const state = fold(chunkDecider, timed);
  const unknown =
    isTerminal(job.state.status) && state.claimed && wasLost(known) && !state.completed
      ? openTasks(state, { part, recorded: history.at(-1)! })
      : [];
  return [...ended, ...unknown].toSorted((a, b) => a.row - b.row);
}

/** Nobody takes a held chunk but from a holder that was lost. */
function wasLost(history: readonly { readonly event: ChunkEvent }[]): boolean {
  let isHeld = false;
  for (const { event } of history) {
    if (event.type === "ChunkReleased" && event.data.lost) return true;
    if (event.type === "ChunkClaimed" && isHeld) return true;
    if (event.type === "ChunkClaimed") isHeld = true;
    else if (event.type === "ChunkReleased") isHeld = false;
  }
  return false;
}

function openTasks(
  state: KnownChunk,
  { part, recorded }: { readonly part: number; readonly recorded: RecordedEvent },
): TaskRow[] {
  const rows = Array.from({ length: state.rows }, (_, index) => state.firstRow + index);
  return rows
    .filter((row) => isOpen(state, row))
    .map((row) => ({
      part,
      row,
      rawKey: null,
      versionId: null,
      attempts: state.deferred.get(row)?.attempts ?? 0,
      httpStatus: null,
      recordedAt: recorded.recordedAt,
      outcome: "UNKNOWN",
      firstErrorCode: null,
      errorCode: null,
      message: null,
    }));
}

/** Found in the plan of its part, of which nobody keeps more than the log does. */
async function chunkOfRow(
  { eventStore }: ChunkTasksDependencies,
  job: string,
  { part, row }: { readonly part: number; readonly row: number },
): Promise<number | null> {
  const stream = planStream(job, part);
  const plan = await findByHalves({
    from: 0,
    look: (place) => planFrom(eventStore, stream, place),
    wanted: ({ firstRow, rows }) => {
      if (row < firstRow) return "before";
      return row < rows.reduce((sum, count) => sum + count, firstRow) ? "here" : "after";
    },
  });
  if (plan === null) return null;
  let end = plan.firstRow;
  for (const [index, count] of plan.rows.entries()) {
    end += count;
    if (row < end) return plan.firstChunk + index;
  }
  return null;
}

/** The first event with chunks at or after a place of the plan; null when none is there. */
async function planFrom(
  eventStore: ChunkTasksDependencies["eventStore"],
  stream: string,
  revision: number,
): Promise<{ readonly item: PartChunksPlanned["data"]; readonly place: number } | null> {
  for (let from = revision; ; from++) {
    const [recorded] = await eventStore.readStream(stream, { from, maxCount: 1 });
    if (recorded === undefined) return null;
    if (recorded.type !== "PartChunksPlanned") continue;
    return { item: recorded.data as PartChunksPlanned["data"], place: recorded.revision };
  }
}

/** Nothing is recorded of a row that is UNKNOWN, so which object it is about is read in the manifest again. */
export async function named(
  { readRows }: ChunkTasksDependencies,
  job: JobRow,
  found: readonly Found[],
): Promise<readonly Found[]> {
  const chunks = new Map<string, Promise<ReadonlyMap<number, RowOfManifest> | null>>();
  const rowsOf = ({ part, chunk }: ChunkPlace) => {
    const key = `${part}-${chunk}`;
    const known = chunks.get(key) ?? rowsByNumber(readRows(job, { part, chunk }));
    chunks.set(key, known);
    return known;
  };
  return Promise.all(
    found.map(async ({ place, task }) => {
      if (task.outcome !== "UNKNOWN") return { place, task };
      const row = (await rowsOf(place))?.get(task.row);
      if (row === undefined) return { place, task };
      const { rawKey, versionId } = row;
      return { place, task: { ...task, rawKey, versionId: versionId === "" ? null : versionId } };
    }),
  );
}

async function rowsByNumber(
  reading: ReturnType<ReadRows>,
): Promise<ReadonlyMap<number, RowOfManifest> | null> {
  const rows = await reading;
  return rows === null ? null : new Map(rows.map((row) => [row.row, row]));
}
