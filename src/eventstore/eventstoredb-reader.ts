/** Reads of EventStoreDB, each with a limit of time of its own: the client's deadlines do not hold for reads. */
import {
  BACKWARDS,
  END,
  excludeSystemEvents,
  eventTypeFilter,
  FORWARDS,
  START,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type StreamingRead,
} from "@eventstore/db-client";
import type { ReadStreamOptions, RecordedEvent } from "./eventstore.ts";
import { isNoPlace, isOfType, NoAnswer, within } from "./eventstoredb-errors.ts";
import {
  positionOf,
  toPosition,
  toRecordedEvent,
  type ClientEvent,
} from "./eventstoredb-events.ts";

/** The longest wait for the next event of a read. */
const stallMs = 10_000;

/** Filtered reads look at so many events before they say how far they are. */
const searchWindow = 1000;

/** Held between the connection and a reader that is slow; some tens of megabytes when every one is bulky. */
const bufferedEvents = 128;

/** A stream's events; a deleted stream has none. Guards are read here, so the leader is asked. */
export async function readStream(
  client: EventStoreDBClient,
  stream: string,
  options: ReadStreamOptions,
): Promise<readonly RecordedEvent[]> {
  const { from, maxCount, backwards = false } = options;
  const start = backwards ? END : START;
  try {
    return await collect(
      client.readStream(stream, {
        direction: backwards ? BACKWARDS : FORWARDS,
        fromRevision: from === undefined ? start : BigInt(from),
        requiresLeader: true,
        ...(maxCount === undefined ? {} : { maxCount }),
      }),
    );
  } catch (error) {
    if (isOfType(error, "stream-not-found") || isOfType(error, "stream-deleted")) return [];
    throw error;
  }
}

/** Ends a stream for ever: a tombstone, which a scavenge of the server leaves and its events not. */
export async function deleteStream(client: EventStoreDBClient, stream: string): Promise<void> {
  try {
    await within(stallMs, client.tombstoneStream(stream));
  } catch (error) {
    if (!isOfType(error, "stream-deleted")) throw error;
  }
}

/** Position of the last event of the log, of whichever kind; 0 for an empty log. */
export async function readEnd(client: EventStoreDBClient): Promise<number> {
  const last = await collect(
    client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
  );
  return last[0]?.position ?? 0;
}

/**
 * A subscription that sends everything after a position, and maybe the event at it. The server takes the first event
 * that it finds at or after the place it is given for the one that was seen, which loses an event when the seen one has
 * been scavenged; so it is given the place of an event before, which was just read.
 */
export async function subscribeAfter(
  client: EventStoreDBClient,
  options: {
    readonly after: number;
    readonly typePrefixes: readonly string[] | undefined;
    readonly checkpointReached: (position: number, subscription: AllStreamSubscription) => void;
  },
): Promise<AllStreamSubscription> {
  const { after, typePrefixes, checkpointReached } = options;
  const before = after <= 0 ? undefined : await readBefore(client, after);
  const filterOptions = {
    maxSearchWindow: searchWindow,
    checkpointInterval: 1,
    checkpointReached: (
      subscription: AllStreamSubscription,
      position: { readonly commit: bigint },
    ) => checkpointReached(positionOf(position), subscription),
  };
  const filter =
    typePrefixes === undefined
      ? excludeSystemEvents(filterOptions)
      : eventTypeFilter({ ...filterOptions, prefixes: [...typePrefixes] });
  return client.subscribeToAll(
    { fromPosition: before === undefined ? START : toPosition(before), filter },
    { highWaterMark: bufferedEvents },
  );
}

/**
 * Position of the last event before a place in the log; undefined when there is none, or no event begins at the place or
 * one byte after it (callers say "from this event on" so): then everything has to be looked at.
 */
async function readBefore(client: EventStoreDBClient, after: number): Promise<number | undefined> {
  for (const place of [after, after + 1]) {
    try {
      const found = await collect(
        client.readAll({ direction: BACKWARDS, fromPosition: toPosition(place), maxCount: 1 }),
      );
      return found[0]?.position;
    } catch (error) {
      if (!isNoPlace(error)) throw error;
    }
  }
  return undefined;
}

/** Reads to the end: a read that is left early would leak, and hold up the end of the client. */
function collect(
  read: StreamingRead<{ readonly event?: unknown }>,
): Promise<readonly RecordedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    let timer: NodeJS.Timeout;
    const stalled = () => {
      reject(new NoAnswer(`a read got nothing for ${stallMs} ms`));
      read.cancel().catch(() => {});
    };
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
    };
    moved();
    read.on("data", ({ event }: { readonly event?: unknown }) => {
      moved();
      if (event !== undefined) events.push(toRecordedEvent(event as ClientEvent));
    });
    read.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    read.on("end", () => {
      clearTimeout(timer);
      resolve(events);
    });
  });
}
