/**
 * One held chunk: calls with a bound, outcomes recorded as they come, and the chunk given back when it is done or its
 * job stops. Runs in a worker thread or in any other place: all it needs comes in.
 */
import type { OpenedManifest } from "../job/events.ts";
import { isOpen, type KnownChunk } from "../job/chunk.ts";
import type { JobSpec } from "../job/spec.ts";
import { chunkStream } from "../job/streams.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { createSemaphore, type Semaphore } from "../lib/semaphore.ts";
import type { ChunkPlace, ManifestEntry, ManifestReader } from "../manifest/manifest.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import { createChunkRecorder, type ChunkRecorder, type FlushPolicy } from "./chunk-recorder.ts";
import type { RetryPolicy } from "./retry.ts";
import { executorLost, runTask, type CallTask } from "./run-task.ts";
import type { StreamWriter } from "./stream-writer.ts";

/** A chunk that was claimed: everything a worker needs to run it, as plain data. */
export interface ChunkAssignment {
  readonly job: string;
  readonly part: number;
  readonly chunk: number;
  readonly spec: JobSpec;
  readonly bucket: string;
  readonly opened: OpenedManifest;
  readonly place: ChunkPlace;
  /** Where the chunk's stream stands after the claim, and the state folded from it. */
  readonly revision: number;
  readonly state: KnownChunk;
  readonly correlationId: string;
  /** The most calls in flight for this chunk; null for no bound but that of the worker. */
  readonly callsMax: number | null;
  /** The most calls a second for this chunk; null for none. */
  readonly callsPerSecondMax: number | null;
}

/** `position`: place in the log of what was written last. */
export type ChunkResult = { readonly position: number } & (
  | { readonly kind: "completed" | "released" | "lost" }
  /** The rows of the chunk could not be read; it was given back. */
  | { readonly kind: "unreadable"; readonly failure: StoreFailure }
);

export interface RunChunkDependencies {
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  readonly flush: FlushPolicy;
  /** Bounds the calls in flight of the whole worker. */
  readonly calls: Semaphore;
  readonly reader: ManifestReader;
  readonly call: CallTask;
  /** No further call may start for this job. */
  readonly stop: AbortSignal;
}

/** A chunk that was claimed so often without any outcome is run row by row. */
const fruitlessClaimsMax = 3;
const announcementsMax = 3;

export async function runChunk(
  assignment: ChunkAssignment,
  dependencies: RunChunkDependencies,
): Promise<ChunkResult> {
  const { job, part, chunk, revision, state, correlationId } = assignment;
  const { writer, clock, flush } = dependencies;
  const recorder = createChunkRecorder({
    writer,
    clock,
    policy: flush,
    stream: chunkStream(job, part, chunk),
    correlationId,
    revision,
    state,
  });
  const rows = await readRows(assignment, dependencies);
  if (!rows.ok) {
    await Promise.race([recorder.finish(), recorder.broken]);
    return { kind: "unreadable", failure: rows.error, position: recorder.position };
  }
  const open = openFirst(rows.value, state);
  const run = isDeadly(state) ? runRowByRow : runRows;
  await Promise.race([run(open, assignment, dependencies, recorder), recorder.broken]);
  await Promise.race([recorder.finish(), recorder.broken]);
  const { position } = recorder;
  if (recorder.lost) return { kind: "lost", position };
  return { kind: recorder.state.completed ? "completed" : "released", position };
}

/** A store that ignores If-Match gave another content: the rows are not those that were planned. */
const otherManifest: StoreFailure = {
  code: "PreconditionFailed",
  status: null,
  message: "The manifest is not the one that was read before.",
  kind: "permanent",
};

async function readRows(
  { opened, place, state }: ChunkAssignment,
  { reader }: RunChunkDependencies,
): Promise<Result<readonly ManifestEntry[], StoreFailure>> {
  try {
    const rows = await reader.readChunk(opened, place);
    return rows.length === state.rows ? ok(rows) : err(otherManifest);
  } catch (error) {
    if (error instanceof StoreError) return err(error.failure);
    throw error;
  }
}

/** Rows without an outcome; those that were set aside come last. */
function openFirst(rows: readonly ManifestEntry[], state: KnownChunk): ManifestEntry[] {
  const open = rows.filter(({ row }) => isOpen(state, row));
  const fresh = open.filter(({ row }) => !state.deferred.has(row));
  return [...fresh, ...open.filter(({ row }) => state.deferred.has(row))];
}

async function runRows(
  rows: readonly ManifestEntry[],
  assignment: ChunkAssignment,
  dependencies: RunChunkDependencies,
  recorder: ChunkRecorder,
): Promise<void> {
  const { calls, stop, clock } = dependencies;
  const { callsMax, callsPerSecondMax, state } = assignment;
  const own = callsMax === null ? null : createSemaphore(callsMax);
  const pace = callsPerSecondMax === null ? null : createPace(clock, callsPerSecondMax);
  const inFlight = new Set<Promise<void>>();
  for (const entry of rows) {
    await recorder.ready();
    await pace?.(stop);
    if (own !== null && !(await own.acquire(stop))) break;
    if (!(await calls.acquire(stop))) break;
    if (stop.aborted || recorder.lost) {
      calls.release();
      break;
    }
    const task = runOne(entry, assignment, dependencies, recorder, state).finally(() => {
      calls.release();
      own?.release();
      inFlight.delete(task);
    });
    inFlight.add(task);
  }
  await Promise.all(inFlight);
}

async function runOne(
  entry: ManifestEntry,
  { bucket }: ChunkAssignment,
  dependencies: RunChunkDependencies,
  recorder: ChunkRecorder,
  state: KnownChunk,
): Promise<void> {
  const { call, retry: policy, clock, random, stop } = dependencies;
  const outcome = await runTask(
    { call, bucket, policy, clock, random, stop },
    entry,
    state.deferred.get(entry.row),
  );
  if (outcome !== null) recorder.add(outcome);
}

/** Whether executors seem to die on this chunk: often claimed without an outcome, or on a row that was announced. */
export function isDeadly(state: KnownChunk): boolean {
  if (state.fruitlessClaims >= fruitlessClaimsMax) return true;
  return [...state.announced.keys()].some((row) => isOpen(state, row));
}

/**
 * Each row is announced before it is called, so that the one they die on is known. When it was found, the rest is run
 * in the common way.
 */
async function runRowByRow(
  rows: readonly ManifestEntry[],
  assignment: ChunkAssignment,
  dependencies: RunChunkDependencies,
  recorder: ChunkRecorder,
): Promise<void> {
  const { calls, stop } = dependencies;
  for (const [index, entry] of rows.entries()) {
    if (stop.aborted || recorder.lost) return;
    const announced = recorder.state.announced.get(entry.row) ?? 0;
    if (announced >= announcementsMax) {
      recorder.add(executorLost(entry, announced));
      await recorder.flush();
      return runRows(rows.slice(index + 1), assignment, dependencies, recorder);
    }
    if (!(await recorder.announce(entry.row)) || !(await calls.acquire(stop))) return;
    await runOne(entry, assignment, dependencies, recorder, recorder.state).finally(() =>
      calls.release(),
    );
    await recorder.flush();
  }
}

/** Lets one through every so often: the share that this chunk has of its job's rate. */
function createPace(clock: Clock, perSecond: number): (stop: AbortSignal) => Promise<void> {
  let nextAt = clock.now();
  return async (stop) => {
    const waitMs = nextAt - clock.now();
    nextAt = Math.max(nextAt, clock.now()) + 1000 / perSecond;
    if (waitMs > 0) await sleep(clock, waitMs, stop);
  };
}
