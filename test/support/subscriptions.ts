/** Subscriptions as clients make them, over WebSocket. */
import type { EventStore, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { parseStream } from "../../src/job/streams.ts";
import { assert } from "../../src/lib/assert.ts";
import { socketClient } from "./api.ts";
import { allEvents } from "./engine.ts";

export interface EventMessage {
  readonly cursor: string;
  readonly replayed: boolean;
  readonly event: {
    readonly eventId: string;
    readonly jobId: string;
    readonly cursor: string;
    readonly stream: string;
    readonly revision: number;
    readonly position: number;
    readonly type: string;
    readonly category: string;
    readonly data: unknown;
  };
  readonly task: {
    readonly manifestRow: number;
    readonly key: string;
    readonly outcome: string;
  } | null;
}

export const jobEventsDocument = `subscription Events(
  $jobId: ID, $after: EventCursor, $fromStart: Boolean! = false,
  $categories: [JobEventCategory!], $unfoldTasks: Boolean! = false
) {
  jobEvents(
    jobId: $jobId, after: $after, fromStart: $fromStart, categories: $categories, unfoldTasks: $unfoldTasks
  ) {
    cursor
    replayed
    event { eventId jobId cursor stream revision position type category data }
    task { manifestRow bucket key outcome errorCode httpStatus message }
  }
}`;

/** The messages of `jobEvents`, over a connection of its own that closes with them. */
export async function* subscribe(
  url: string,
  variables: Record<string, unknown>,
): AsyncGenerator<EventMessage, void> {
  const client = socketClient(url);
  try {
    for await (const { data, errors } of client.iterate<{ jobEvents: EventMessage }>({
      query: jobEventsDocument,
      variables,
    })) {
      if (errors !== undefined) throw errors;
      assert(data, "a message has data");
      yield data.jobEvents;
    }
  } finally {
    await client.dispose();
  }
}

/** The next messages; the subscription ends with them unless it is to go on. */
export async function firstMessages<Message>(
  messages: AsyncGenerator<Message, void>,
  count: number,
  options: { readonly goOn?: boolean } = {},
): Promise<Message[]> {
  const found: Message[] = [];
  while (found.length < count) {
    const next = await messages.next();
    if (next.done === true) break;
    found.push(next.value);
  }
  if (options.goOn !== true) await messages.return();
  return found;
}

/** Every event of a job that stands in the log, in its order. */
export async function eventsOf(
  eventStore: EventStore,
  jobId: string,
): Promise<readonly RecordedEvent[]> {
  const events = await allEvents(eventStore);
  return events.filter(({ stream }) => {
    const about = parseStream(stream);
    return about !== null && "job" in about && about.job === jobId;
  });
}
