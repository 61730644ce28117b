/** Reads one part of a manifest to its end, checks every row, and records where its chunks lie. */
import {
  StreamConflict,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
} from "../eventstore/eventstore.ts";
import type { JobFailureCode, PartChunksPlanned, PartEvent } from "../job/events.ts";
import { planStream } from "../job/streams.ts";
import type { Clock } from "../lib/clock.ts";
import { assert, unreachable } from "../lib/assert.ts";
import type { ManifestProblem, ManifestReader, PartCheckpoint } from "../manifest/manifest.ts";
import { areCredentialsRefused } from "../s3/failure-kinds.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import { appendUnlessConflict, lostHolder, type Taking } from "./claim.ts";
import type { JobBoard } from "./job-board.ts";
import { createPlannedChunks } from "./planned-chunks.ts";
import { openRestartPoints, readRestartPoint } from "./restart-points.ts";
import { readEvents, type StreamWriter } from "./stream-writer.ts";

export interface PreparePartDependencies {
  readonly eventStore: EventStore;
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly reader: ManifestReader;
  /** The job is not prepared any more, or the process stops. */
  readonly stop: { readonly aborted: boolean };
}

export type PreparePartResult =
  | { readonly kind: "planned" | "rejected" | "lost" | "stopped" }
  /** The store does not answer: try again later. */
  | { readonly kind: "unreadable"; readonly failure: StoreFailure };

/** A plan is written when it holds so many chunks, or at the latest after this time, so that progress is seen. */
const checkpointMs = 1000;

export async function preparePart(
  dependencies: PreparePartDependencies,
  job: JobBoard,
  options: Taking & { readonly part: number },
): Promise<PreparePartResult> {
  const { eventStore, writer } = dependencies;
  const stream = planStream(job.id, options.part);
  const history = await readEvents<PartEvent>(eventStore, stream);
  const events = history.map(({ event }) => event);
  const holder = holderOf(events);
  const free =
    holder === null || holder === lostHolder(options, history) || holder === writer.executor;
  if (!free || events.some(isEnd)) return { kind: "lost" };
  const plan = createPlan(dependencies, {
    stream,
    job: job.id,
    revision: history.at(-1)?.revision ?? null,
  });
  try {
    // What is ours already needs no second claim: while a store is down, each try would leave one in the log.
    if (holder !== writer.executor)
      await plan.append([{ type: "PartClaimed", data: { executor: writer.executor } }]);
    const planned = events.filter((event) => event.type === "PartChunksPlanned");
    return await readPart(dependencies, job, {
      part: options.part,
      plan,
      checkpoint: await checkpointOf(eventStore, { job: job.id, part: options.part }, planned),
    });
  } catch (error) {
    if (error instanceof StreamConflict) return { kind: "lost" };
    if (!(error instanceof StoreError)) throw error;
    if (error.failure.kind !== "permanent") return { kind: "unreadable", failure: error.failure };
    const rejected = {
      type: "PartRejected",
      data: { executor: writer.executor, ...unreadable(error.failure) },
    } as const;
    const written = await appendUnlessConflict(() => plan.append([rejected]));
    return { kind: written === null ? "lost" : "rejected" };
  }
}

function isEnd({ type }: PartEvent): boolean {
  return type === "PartPlanned" || type === "PartRejected";
}

function holderOf(events: readonly PartEvent[]): string | null {
  return events.findLast(({ type }) => type === "PartClaimed")?.data.executor ?? null;
}

interface Checkpoint extends PartCheckpoint {
  readonly chunks: number;
  /** Revision of the restart point of its compressed file; -1: none. */
  readonly point: number;
}

/** Where the plan ends, and the reading goes on. */
async function checkpointOf(
  eventStore: Pick<EventStore, "readStream">,
  partOf: { readonly job: string; readonly part: number },
  planned: readonly PartChunksPlanned[],
): Promise<Checkpoint | null> {
  const last = planned.at(-1);
  if (last === undefined) return null;
  const { firstChunk, firstRow, rows, offsets, bucket, packed } = last.data;
  const checkpoint = {
    offset: offsets.at(-1)!,
    rows: rows.reduce((sum, count) => sum + count, firstRow),
    chunks: firstChunk + rows.length,
    bucket,
    point: packed?.points.at(-1) ?? -1,
  };
  if (packed === undefined) return checkpoint;
  const { key, etag, sizeBytes, lastKey } = packed;
  const point = await readRestartPoint(eventStore, { ...partOf, revision: checkpoint.point });
  const place = { packed: { file: { key, etag, sizeBytes }, point } };
  return { ...checkpoint, ...place, ...(lastKey === undefined ? {} : { lastKey }) };
}

/** Appends to the plan of a part, each time at the revision that the append before left. */
interface Plan {
  append(events: readonly PartEvent[]): Promise<AppendResult>;
}

function createPlan(
  { writer }: PreparePartDependencies,
  at: { readonly stream: string; readonly job: string; readonly revision: number | null },
): Plan {
  let expected: ExpectedRevision = at.revision ?? "no-stream";
  return {
    async append(events) {
      const result = await writer.append(at.stream, events, { expected, correlationId: at.job });
      expected = result.revision;
      return result;
    },
  };
}

async function readPart(
  dependencies: PreparePartDependencies,
  job: JobBoard,
  options: { readonly part: number; readonly plan: Plan; readonly checkpoint: Checkpoint | null },
): Promise<PreparePartResult> {
  const { reader, writer, clock, stop, eventStore } = dependencies;
  const { part, plan, checkpoint } = options;
  const { opened } = job;
  assert(opened !== null, `${job.id} is prepared without a manifest`);
  const { executor } = writer;
  const points = await openRestartPoints({ eventStore, writer }, { job: job.id, part });
  const planned = createPlannedChunks({ executor, reached: checkpoint });
  let writtenAt = clock.now();

  async function write(): Promise<void> {
    writtenAt = clock.now();
    // First what the chunks refer to: a plan that stands is whole.
    await points.write();
    const events = planned.take();
    if (events.length > 0) await plan.append(events);
  }

  for await (const item of reader.planPart(opened, part, checkpoint ?? undefined)) {
    if (stop.aborted) return { kind: "stopped" };
    switch (item.kind) {
      case "problem":
        await write();
        await plan.append([rejectedBy(executor, item.problem)]);
        return { kind: "rejected" };
      case "file":
        await write();
        planned.inFile(item.file);
        break;
      case "restart":
        if (points.isFull()) await write();
        planned.fromPoint(points.add(item.point));
        break;
      case "chunk":
        planned.add(item.chunk);
        // A file that was written for the list is planned whole: who went on after a piece would list the rest again.
        if (item.chunk.memberStart !== undefined) break;
        if (planned.isFull() || clock.now() - writtenAt >= checkpointMs) await write();
        break;
      case "page":
        break;
      default:
        unreachable(item);
    }
  }
  await write();
  await plan.append([{ type: "PartPlanned", data: { executor, ...planned.totals() } }]);
  return { kind: "planned" };
}

function rejectedBy(executor: string, { code, row, column, reason }: ManifestProblem): PartEvent {
  return { type: "PartRejected", data: { executor, code, row, column, reason } };
}

/** What a manifest that cannot be read does to its job. The sentence for a refusal is Amazon's, for clients match on it. */
export function manifestFailure({ code, message }: StoreFailure): {
  readonly code: JobFailureCode;
  readonly reason: string;
} {
  if (areCredentialsRefused(code))
    return {
      code: "ManifestReadForbidden",
      reason: `Reading the manifest is forbidden: AccessDenied (the store does not take its credentials: ${code})`,
    };
  switch (code) {
    case "PreconditionFailed":
      return {
        code: "ManifestETagMismatch",
        reason: "The manifest was replaced while the job read it. Create the job again.",
      };
    case "AccessDenied":
      return {
        code: "ManifestReadForbidden",
        reason: "Reading the manifest is forbidden: AccessDenied",
      };
    case "RoleNotAssumable":
      return { code, reason: message };
    case "NoSuchBucket":
      return { code: "ManifestNotFound", reason: "The bucket of the manifest is not there." };
    case "NoSuchKey":
    case "NoSuchVersion":
      return { code: "ManifestNotFound", reason: `The manifest is not there (${code}).` };
    default:
      return { code: "ManifestUnreadable", reason: `The manifest cannot be read: ${message}` };
  }
}

function unreadable(failure: StoreFailure) {
  return { ...manifestFailure(failure), row: null, column: null };
}
