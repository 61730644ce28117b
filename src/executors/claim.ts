/**
 * A claim: read the stream, append the claim at the revision that was seen, and, before any call, ask the job's own
 * stream whether it is still ACTIVE. Who meets a conflict lets go.
 */
import { loadJob, NewerEvents } from "../commands/handle-command.ts";
import {
  StreamConflict,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
} from "../eventstore/eventstore.ts";
import type { ChunkEvent } from "../job/chunk-events.ts";
import { chunkDecider } from "../job/chunk.ts";
import { fold } from "../job/decider.ts";
import { chunkStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import { partOfChunk, type JobBoard } from "./job-board.ts";
import { locateChunk } from "./locate-chunk.ts";
import type { ChunkAssignment } from "./run-chunk.ts";
import { readEvents, type StreamWriter } from "./stream-writer.ts";

export interface ClaimDependencies {
  readonly eventStore: EventStore;
  readonly writer: StreamWriter;
}

/** A chunk in hand, before it is known what bounds its calls and flushes. */
export type ClaimedChunk = Omit<ChunkAssignment, "limits" | "flushWaitMs">;

/** A claim that is over by what was read of the log up to a place: who wrote later lives. */
export interface Taking {
  /** Holder whose claim is over; null when nobody holds it. */
  readonly over: string | null;
  /** Up to where the log was read when that was found. */
  readonly seenAt: number;
}

/** The holder whose work may be taken, if it has not written since it was found to be lost. */
export function lostHolder(
  { over, seenAt }: Taking,
  history: readonly { readonly position: number }[],
): string | null {
  return (history.at(-1)?.position ?? -1) > seenAt ? null : over;
}

/** Takes a chunk; null when another was faster, or the job must not run any more. */
export async function claimChunk(
  dependencies: ClaimDependencies,
  job: JobBoard,
  options: Taking & { readonly number: number },
): Promise<ClaimedChunk | null> {
  const { eventStore, writer } = dependencies;
  const { part, chunk } = partOfChunk(job, options.number);
  const stream = chunkStream(job.id, part, chunk);
  const { place, rows } = await locateChunk(eventStore, { job: job.id, part, chunk });
  const history = await readEvents<ChunkEvent>(eventStore, stream);
  const before = fold(
    chunkDecider,
    history.map(({ event, recordedAt }) => ({ event, at: recordedAt })),
  );
  const command = {
    type: "ClaimChunk",
    executor: writer.executor,
    firstRow: place.firstRow,
    rows,
    over: lostHolder(options, history),
  } as const;
  const decision = chunkDecider.decide(command, before);
  if (!decision.ok || decision.value.length === 0) return null;
  const correlationId = job.id;
  const expected: ExpectedRevision = history.at(-1)?.revision ?? "no-stream";
  const appended = await appendUnlessConflict(() =>
    writer.append(stream, decision.value, { expected, correlationId }),
  );
  if (appended === null) return null;
  const after = decision.value.reduce(
    (state, event) => chunkDecider.evolve(state, event, ""),
    before,
  );
  assert(after.claimed, "a claimed chunk is known");
  const { opened, totals, spec } = job;
  assert(opened !== null && totals !== null, `${job.id} runs without a manifest`);
  const claimed: ClaimedChunk = {
    job: job.id,
    part,
    chunk,
    spec,
    bucket: totals.bucket,
    opened,
    place,
    revision: appended.revision,
    state: after,
    correlationId,
  };
  if (await isStillActive(eventStore, job.id)) return claimed;
  await releaseChunk(dependencies, claimed);
  return null;
}

async function isStillActive(eventStore: EventStore, job: string): Promise<boolean> {
  try {
    const { state } = await loadJob(eventStore, job);
    return state.phase === "job" && state.status === "ACTIVE";
  } catch (error) {
    if (error instanceof NewerEvents) return false;
    throw error;
  }
}

/** Gives a chunk back that was not run. */
export async function releaseChunk(
  { writer }: ClaimDependencies,
  claimed: ClaimedChunk,
): Promise<void> {
  const { job, part, chunk, state, revision, correlationId } = claimed;
  const decision = chunkDecider.decide(
    { type: "ReleaseChunk", executor: writer.executor, lost: false },
    state,
  );
  assert(decision.ok, "a holder may give its chunk back");
  const stream = chunkStream(job, part, chunk);
  await appendUnlessConflict(() =>
    writer.append(stream, decision.value, { expected: revision, correlationId }),
  );
}

/**
 * The steward gives back a chunk whose holder is lost, at the revision it reads: that append is the fence, after which a
 * flush of the holder fails. Gives its place in the log; null when the holder was alive and wrote.
 */
export async function releaseLostChunk(
  dependencies: ClaimDependencies,
  job: JobBoard,
  options: { readonly number: number; readonly holder: string; readonly seenAt: number },
): Promise<number | null> {
  const { eventStore, writer } = dependencies;
  const { part, chunk } = partOfChunk(job, options.number);
  const stream = chunkStream(job.id, part, chunk);
  const history = await readEvents<ChunkEvent>(eventStore, stream);
  const state = fold(
    chunkDecider,
    history.map(({ event, recordedAt }) => ({ event, at: recordedAt })),
  );
  const decision = chunkDecider.decide(
    { type: "ReleaseChunk", executor: options.holder, lost: true },
    state,
  );
  const lives = lostHolder({ over: options.holder, seenAt: options.seenAt }, history) === null;
  if (lives || !decision.ok || decision.value.length === 0) return null;
  const expected = history.at(-1)!.revision;
  const append = () => writer.append(stream, decision.value, { expected, correlationId: job.id });
  return (await appendUnlessConflict(append))?.position ?? null;
}

/** What was appended; null when another was there first. */
export async function appendUnlessConflict(
  append: () => Promise<AppendResult>,
): Promise<AppendResult | null> {
  try {
    return await append();
  } catch (error) {
    if (error instanceof StreamConflict) return null;
    throw error;
  }
}
