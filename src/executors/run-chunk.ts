/**
 * One held chunk: calls with a bound, outcomes recorded as they come, and the chunk given back when it is done or its
 * job stops. Runs in a worker thread or in any other place: all it needs comes in.
 */
import type { OpenedManifest } from "../job/events.ts";
import { isOpen, type KnownChunk } from "../job/chunk.ts";
import type { JobSpec } from "../job/spec.ts";
import { chunkStream } from "../job/streams.ts";
import type { Clock } from "../lib/clock.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { ChunkPlace, ChunkRows, ManifestEntry, ManifestReader } from "../manifest/manifest.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { CallGate } from "./call-gate.ts";
import type { Lease } from "./lease.ts";
import { createChunkRecorder, type ChunkRecorder, type FlushPolicy } from "./chunk-recorder.ts";
import type { FlushMoments } from "./flush-moments.ts";
import type { ChunkLimits } from "./gates.ts";
import type { Outcome } from "./outcomes.ts";
import type { RetryPolicy } from "./retry.ts";
import { groupRows, runBatch, type CallBatch } from "./run-batch.ts";
import { runTask, type CallTask, type TaskEnds } from "./run-task.ts";
import { runUnits, type Ends } from "./run-units.ts";
import { searchDeadlyRow } from "./search-deadly-row.ts";
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
  readonly limits: ChunkLimits;
  /** The least time between two flushes that are made by time, for the sake of the event store. */
  readonly flushWaitMs: number;
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
  /** Those of all chunks of a thread. */
  readonly moments: FlushMoments;
  /** Bounds the calls. */
  readonly gate: CallGate;
  readonly reader: ManifestReader;
  readonly call: CallTask;
  /** Looked at in the moment of each call. */
  readonly lease: Pick<Lease, "isHeld">;
  /** Where one call does many rows; they are run one by one all the same when executors die on them. */
  readonly batch?: CallBatch | undefined;
  /** No further call may start for this job. */
  readonly stop: AbortSignal;
}

/** In a chunk that was claimed so often without any outcome a deadly row is searched for. */
const fruitlessClaimsMax = 3;

export async function runChunk(
  assignment: ChunkAssignment,
  dependencies: RunChunkDependencies,
): Promise<ChunkResult> {
  const { job, part, chunk, revision, state, correlationId } = assignment;
  const { writer, moments, flush } = dependencies;
  const recorder = createChunkRecorder({
    writer,
    moments,
    policy: flush,
    stream: chunkStream(job, part, chunk),
    correlationId,
    revision,
    state,
  });
  const rows = await readRows(assignment, dependencies);
  if (!rows.ok) {
    await Promise.race([recorder.finish(), recorder.broken]);
    return { kind: "unreadable", failure: rows.error, position: recorder.position() };
  }
  const running: Running = {
    ...dependencies,
    assignment,
    job,
    part,
    bucket: assignment.bucket,
    wasLost: state.wasLost,
    recorder,
    stop: either(dependencies.stop, recorder.gone),
  };
  const open = openFirst(rows.value, state);
  const run = isDeadly(state) ? search : runRows;
  await Promise.race([run(open, running), recorder.broken]);
  await Promise.race([recorder.finish(), recorder.broken]);
  const position = recorder.position();
  if (recorder.gone.aborted) return { kind: "lost", position };
  return { kind: recorder.state().completed ? "completed" : "released", position };
}

/** A plain signal: whether one made by `AbortSignal.any` has aborted takes longer to tell than all else of a call's start. */
function either(one: AbortSignal, other: AbortSignal): AbortSignal {
  const both = new AbortController();
  for (const signal of [one, other]) {
    if (signal.aborted) both.abort();
    else signal.addEventListener("abort", () => both.abort(), { once: true });
  }
  return both.signal;
}

/** What every step of one run of a chunk works with. */
interface Running extends RunChunkDependencies {
  readonly assignment: ChunkAssignment;
  readonly job: string;
  readonly part: number;
  readonly bucket: string;
  readonly wasLost: boolean;
  readonly recorder: ChunkRecorder;
  /** No further call may start: the job stops, or the chunk is not ours any more. */
  readonly stop: AbortSignal;
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
): Promise<Result<ChunkRows, StoreFailure>> {
  try {
    const rows = await reader.readChunk(opened, place);
    return rows.length === state.rows ? ok(rows) : err(otherManifest);
  } catch (error) {
    if (error instanceof StoreError) return err(error.failure);
    throw error;
  }
}

/** Rows without an outcome, each made when it is its turn; those that were set aside come last. */
function* openFirst(rows: ChunkRows, state: KnownChunk): Generator<ManifestEntry, void, void> {
  for (const entry of rows)
    if (isOpen(state, entry.row) && !state.deferred.has(entry.row)) yield entry;
  if (state.deferred.size === 0) return;
  for (const entry of rows)
    if (isOpen(state, entry.row) && state.deferred.has(entry.row)) yield entry;
}

function runRows(rows: Iterable<ManifestEntry>, running: Running): Promise<void> {
  const { batch, bucket } = running;
  if (batch === undefined) return runUnits(rows, running, (ends) => startRow(running, ends));
  return runUnits(groupRows(rows, { batch, bucket }), running, (ends) =>
    startGroup({ ...running, batch }, ends),
  );
}

/** The gate has been entered for the first call of a row. */
function startRow(running: Running, ends: Ends): (entry: ManifestEntry) => void {
  const { recorder, assignment } = running;
  const { deferred } = assignment.state;
  const told: TaskEnds = {
    ended(outcome) {
      if (outcome !== null) recorder.add(outcome);
      ends.ended();
    },
    failed: ends.failed,
  };
  return (entry) => runTask(running, entry, deferred.get(entry.row), told);
}

function startGroup(
  running: Running & { readonly batch: CallBatch },
  ends: Ends,
): (group: readonly ManifestEntry[]) => void {
  const { recorder, assignment } = running;
  const { deferred } = assignment.state;
  const add = (outcome: Outcome) => recorder.add(outcome);
  const startAlone = startRow(running, ends);
  return (group) => {
    const [only] = group;
    if (group.length === 1 && only !== undefined) startAlone(only);
    else runBatch({ ...running, deferred, add }, group).then(ends.ended, ends.failed);
  };
}

/** The gate has been entered for the first call. */
function runOne(entry: ManifestEntry, running: Running): Promise<void> {
  return new Promise((ended, failed) => startRow(running, { ended, failed })(entry));
}

/** Whether executors seem to die on this chunk: often claimed without an outcome, or lost with rows that were announced. */
export function isDeadly({ fruitlessClaims, suspects }: KnownChunk): boolean {
  return fruitlessClaims >= fruitlessClaimsMax || suspects.losses.size > 0;
}

/** What is left when the deadly row was found is given back with the chunk, to be run as any other. */
function search(open: Iterable<ManifestEntry>, running: Running): Promise<void> {
  const rowsPerCall = running.batch?.rowsMax ?? 1;
  const run = (entry: ManifestEntry) => runOne(entry, running);
  return searchDeadlyRow(open, { ...running, rowsPerCall, run });
}
