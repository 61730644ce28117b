/**
 * The places in the compressed files of a part from which they can be decompressed, in a stream beside the plan: they
 * are some KiB each, and only who reads a chunk needs one.
 */
import type { EventStore, ExpectedRevision } from "../eventstore/eventstore.ts";
import { decode } from "../job/codec.ts";
import type { RestartPoint, RestartPointFound } from "../job/events.ts";
import { restartStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import type { StreamWriter } from "./stream-writer.ts";

export interface RestartPoints {
  /** Keeps a point until it is written; gives the revision that it will have. */
  add(point: RestartPoint): number;
  /** So much waits that it must be written first. */
  isFull(): boolean;
  /** @throws StreamConflict when another holds the part now. */
  write(): Promise<void>;
}

/** An append stays well below what an event store takes at once. */
const waitingBytesMax = 256 * 1024;

interface PointsOf {
  readonly job: string;
  readonly part: number;
}

/** The points of a part that is in the hand of this writer. */
export async function openRestartPoints(
  dependencies: {
    readonly eventStore: Pick<EventStore, "readStream">;
    readonly writer: StreamWriter;
  },
  { job, part }: PointsOf,
): Promise<RestartPoints> {
  const { eventStore, writer } = dependencies;
  const stream = restartStream(job, part);
  const [last] = await eventStore.readStream(stream, { backwards: true, maxCount: 1 });
  let expected: ExpectedRevision = last?.revision ?? "no-stream";
  let next = (last?.revision ?? -1) + 1;
  let waiting: RestartPointFound[] = [];
  let waitingBytes = 0;
  return {
    add(point) {
      waiting.push({ type: "RestartPointFound", data: { executor: writer.executor, ...point } });
      waitingBytes += point.window.length + (point.codeLengths?.length ?? 0);
      return next++;
    },
    isFull: () => waitingBytes >= waitingBytesMax,
    async write() {
      if (waiting.length === 0) return;
      const events = waiting;
      waiting = [];
      waitingBytes = 0;
      ({ revision: expected } = await writer.append(stream, events, {
        expected,
        correlationId: job,
      }));
    },
  };
}

/** The point at a revision; null for -1, the beginning of the file. */
export async function readRestartPoint(
  eventStore: Pick<EventStore, "readStream">,
  { job, part, revision }: PointsOf & { readonly revision: number },
): Promise<RestartPoint | null> {
  if (revision === -1) return null;
  const stream = restartStream(job, part);
  const [recorded] = await eventStore.readStream(stream, { from: revision, maxCount: 1 });
  assert(recorded !== undefined, `${stream} has no revision ${revision}`);
  const decoded = decode(recorded);
  assert(decoded.ok, `${stream}@${revision} cannot be understood`);
  const { executor: _, ...point } = (decoded.value as RestartPointFound).data;
  return point;
}
