/** Loads of an event store, each of which gives events a second. */
import { randomUUID } from "node:crypto";
import type { EventStore, NewEvent } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";

const nextIds = createEventIds(randomUUID());
const eventsAStream = 20;

/** Of the size of an event of a job's life, or of a small flush. */
function newEvents(count: number, type = "ChunkAdvanced"): readonly NewEvent[] {
  return nextIds(count).map((id, index) => ({
    id,
    type,
    data: {
      executor: "6f1c2a34-0b7e-4d19-9c55-2f3a4b5c6d7e",
      succeeded: index,
      failed: 0,
      deferred: 0,
      keys: ["photos/2026/camera-007/picture-000000000001.jpg"],
    },
    metadata: { actor: { kind: "ENGINE", id: "e", name: "executor" }, schemaVersion: 1 },
  }));
}

/** Appends for a while, each lane to streams of its own. */
export async function appendFor(
  eventStore: EventStore,
  options: { readonly events: number; readonly inFlight: number; readonly forMs: number },
): Promise<number> {
  const { events, inFlight, forMs } = options;
  // Made before, so that what is measured is the store; contents are free to repeat, ids are not.
  const [{ data, metadata }] = newEvents(1) as [NewEvent];
  const start = performance.now();
  let written = 0;
  const lane = async () => {
    const stream = `bench-${randomUUID()}`;
    while (performance.now() - start < forMs) {
      const batch = nextIds(events).map((id) => ({ id, type: "ChunkAdvanced", data, metadata }));
      await eventStore.append(stream, batch, { expected: "any" });
      written += events;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return perSecond(written, start);
}

/** Many short streams, in which three events of four are of the bulky kind. */
export async function fillLog(eventStore: EventStore, streams: number): Promise<void> {
  const bulky = (eventsAStream * 3) / 4;
  for (let stream = 0; stream < streams; stream++) {
    const events = [...newEvents(bulky, "TaskSucceeded"), ...newEvents(eventsAStream - bulky)];
    await eventStore.append(streamName(stream), events, { expected: "no-stream" });
  }
}

const streamName = (stream: number) => `filled-${stream}`;

export async function readStreams(eventStore: EventStore, streams: number): Promise<number> {
  const start = performance.now();
  let read = 0;
  for (let stream = 0; stream < streams; stream++) {
    read += (await eventStore.readStream(streamName(stream))).length;
  }
  return perSecond(read, start);
}

export async function readLog(eventStore: EventStore): Promise<number> {
  const start = performance.now();
  let read = 0;
  let after: number | undefined;
  for (;;) {
    const page = await eventStore.readAll({ after, maxCount: 1000 });
    read += page.events.length;
    if (page.caughtUp) return perSecond(read, start);
    after = page.position;
  }
}

/** Until the end of the log; events that the filter leaves out do not count. */
export async function followAll(
  eventStore: EventStore,
  typePrefixes?: readonly string[],
): Promise<number> {
  const start = performance.now();
  const stop = new AbortController();
  let read = 0;
  const filter = typePrefixes === undefined ? {} : { typePrefixes };
  for await (const page of eventStore.subscribe({ ...filter, signal: stop.signal })) {
    read += page.events.length;
    if (page.caughtUp) break;
  }
  stop.abort();
  return perSecond(read, start);
}

function perSecond(events: number, start: number): number {
  return events / ((performance.now() - start) / 1000);
}
