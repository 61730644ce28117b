/** Where a chunk lies in the manifest: found in the plan of its part, of which nobody keeps more than the log does. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { PartChunksPlanned, PartEvent } from "../job/events.ts";
import { planStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import { findByHalves } from "../lib/find-by-halves.ts";
import type { ChunkPlace } from "../manifest/manifest.ts";
import { chunksPerPlanEvent } from "./planned-chunks.ts";
import { readRestartPoint } from "./restart-points.ts";

type Plan = PartChunksPlanned["data"];

interface ChunkOfPart {
  readonly job: string;
  readonly part: number;
  readonly chunk: number;
}

export async function locateChunk(
  eventStore: Pick<EventStore, "readStream">,
  chunkOf: ChunkOfPart,
): Promise<{ readonly place: ChunkPlace; readonly rows: number }> {
  const { job, part, chunk } = chunkOf;
  const { firstChunk, firstRow, rows, offsets, packed } = await findPlan(eventStore, chunkOf);
  const index = chunk - firstChunk;
  const rowsBefore = rows.slice(0, index).reduce((sum, count) => sum + count, firstRow);
  const place = { start: offsets[index]!, end: offsets[index + 1]!, firstRow: rowsBefore };
  if (packed === undefined) return { place, rows: rows[index]! };
  const { key, etag, sizeBytes, points, ends, members } = packed;
  const point = await readRestartPoint(eventStore, { job, part, revision: points[index]! });
  const file = { key, etag, sizeBytes };
  return {
    place: {
      ...place,
      packed: { file, inputEnd: ends[index]!, point, ...memberAt(members, index) },
    },
    rows: rows[index]!,
  };
}

function memberAt(members: readonly number[] | undefined, index: number) {
  return members === undefined ? {} : { memberStart: members[index]! };
}

/** The event that holds a chunk. A plan is written at least once a second, so an event may hold few chunks. */
async function findPlan(
  eventStore: Pick<EventStore, "readStream">,
  { job, part, chunk }: ChunkOfPart,
): Promise<Plan> {
  const stream = planStream(job, part);
  const found = await findByHalves({
    from: Math.floor(chunk / chunksPerPlanEvent),
    look: (place) => planFrom(eventStore, stream, place),
    wanted: ({ firstChunk, rows }) => {
      if (chunk < firstChunk) return "before";
      return chunk < firstChunk + rows.length ? "here" : "after";
    },
  });
  assert(found !== null, `${stream} does not hold chunk ${chunk}`);
  return found;
}

/** The first event with chunks at or after a revision; null when none is there. */
async function planFrom(
  eventStore: Pick<EventStore, "readStream">,
  stream: string,
  revision: number,
): Promise<{ readonly item: Plan; readonly place: number } | null> {
  for (let from = revision; ; from++) {
    const [recorded] = await eventStore.readStream(stream, { from, maxCount: 1 });
    if (recorded === undefined) return null;
    const event = { type: recorded.type, data: recorded.data } as unknown as PartEvent;
    if (event.type === "PartChunksPlanned") return { item: event.data, place: recorded.revision };
  }
}
