/** What is done about a list that is generated: its files are made one list, and it is removed when nobody needs it. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { EngineCommand } from "../job/commands.ts";
import type { JobEvent, PartEvent } from "../job/events.ts";
import { jobStream, planStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { ManifestReader, PackedFile } from "../manifest/manifest.ts";
import { writingProblem } from "../manifest/generation-problems.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { JobBoard } from "./job-board.ts";
import type { OpenReader } from "./open-reader.ts";
import { readEvents } from "./stream-writer.ts";

type FinishPreparing = Extract<EngineCommand, { type: "FinishPreparing" }>;

type Finished =
  | { readonly kind: "command"; readonly command: EngineCommand }
  /** The store does not answer: try again later. */
  | { readonly kind: "later"; readonly store: string; readonly failure: StoreFailure };

export interface ListDependencies {
  readonly eventStore: Pick<EventStore, "readStream">;
  readonly openReader: OpenReader;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Before the preparation ends: the files that the parts have written become one list. */
export async function finishList(
  { eventStore, openReader }: Pick<ListDependencies, "eventStore" | "openReader">,
  job: JobBoard,
  command: FinishPreparing,
): Promise<Finished> {
  const { opened, spec } = job;
  if (opened?.listing === undefined) return { kind: "command", command };
  const reader: ManifestReader = openReader(spec, job.id);
  assert(reader.finish !== undefined, "a list that is generated is finished");
  const { store, bucket, prefix } = opened.listing;
  try {
    const generated = await reader.finish(opened, await filesOf(eventStore, job));
    if (generated === null) return { kind: "command", command };
    const totals = { ...command.totals, generated };
    return { kind: "command", command: { ...command, totals } };
  } catch (error) {
    if (error instanceof StoreError && error.failure.kind !== "permanent")
      return { kind: "later", store, failure: error.failure };
    const { code, reason } = writingProblem(error, { bucket, key: `${prefix}manifest.json` });
    return { kind: "command", command: { type: "FailJob", code, reason } };
  }
}

/** In the order of the list. A file may stand in several events. */
async function filesOf(
  eventStore: Pick<EventStore, "readStream">,
  job: JobBoard,
): Promise<readonly PackedFile[]> {
  const files = new Map<string, PackedFile>();
  for (const part of job.parts.keys()) {
    for (const { event } of await readEvents<PartEvent>(eventStore, planStream(job.id, part))) {
      if (event.type !== "PartChunksPlanned" || event.data.packed === undefined) continue;
      const { key, etag, sizeBytes, md5 } = event.data.packed;
      files.set(key, { key, etag, sizeBytes, ...(md5 === undefined ? {} : { md5 }) });
    }
  }
  return [...files.values()];
}

/** How long the removal of a list is tried while its store does not answer; then the list stays. */
const discardTriesMs = 60_000;

/**
 * When no row is read any more: a list that was made for the time of the job is removed. Null when that is done, or is
 * not to be: what cannot be removed stays, and is told of; no job fails for it. Otherwise it is to be tried again.
 */
export async function discardList(
  { openReader, log, clock }: Pick<ListDependencies, "openReader" | "log" | "clock">,
  { id, opened, spec }: JobBoard,
  failingSince: number | null,
): Promise<{ readonly store: string; readonly failure: StoreFailure } | null> {
  if (opened?.listing?.scratch !== true) return null;
  const { store, bucket, prefix } = opened.listing;
  try {
    await openReader(spec, id).discard?.(opened);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { failure } = error;
    const isTried = failingSince === null || clock.now() - failingSince < discardTriesMs;
    if (failure.kind !== "permanent" && isTried) return { store, failure };
    log.warn("a list cannot be removed", { job: id, store, bucket, prefix, failure });
  }
  return null;
}

/** Whether no row is read any more after this command. */
export function isLastReading({ status }: JobBoard, { type }: EngineCommand): boolean {
  if (type === "CompleteTasks") return true;
  return type === "RecordDrained" && (status === "CANCELLING" || status === "FAILING");
}

/** Whether the log says of a job that no row of it is read any more. */
export async function isReadNoMore(
  eventStore: Pick<EventStore, "readStream">,
  job: string,
): Promise<boolean> {
  const events = await readEvents<JobEvent>(eventStore, jobStream(job));
  const types = events.map(({ event }) => event.type);
  const stops = types.findLastIndex(
    (type) => type === "JobFailing" || type === "JobCancelRequested",
  );
  const isDrained = stops !== -1 && types.indexOf("JobDrained", stops) !== -1;
  return isDrained || types.some((type) => endsReading.has(type));
}

const endsReading: ReadonlySet<JobEvent["type"]> = new Set([
  "JobCompleting",
  "JobCompleted",
  "JobCancelled",
  "JobFailed",
]);
