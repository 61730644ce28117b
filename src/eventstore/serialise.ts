import { assert } from "../lib/assert.ts";
import { appendLimits, AppendTooLarge } from "./eventstore.ts";
import type { JsonObject, NewEvent } from "./eventstore.ts";

/** An event whose contents are JSON text already. */
export interface SerialisedEvent {
  /** UUID in lower case, as every store gives it back. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The events of one append as JSON, checked against the limits. Every adapter does this first, so that all refuse the
 * same things before anything is written.
 *
 * @throws AppendTooLarge beyond `appendLimits`.
 */
export function serialiseAppend(
  stream: string,
  events: readonly NewEvent[],
): readonly SerialisedEvent[] {
  assert(stream !== "", "an append names its stream");
  assert(events.length > 0, `an append to ${stream} holds at least one event`);
  const { eventsMax, bytesMax } = appendLimits;
  if (events.length > eventsMax) {
    throw new AppendTooLarge(
      `${events.length} events in one append to ${stream}, at most ${eventsMax} are allowed`,
    );
  }
  const serialised = events.map((event) => serialiseEvent(stream, event));
  const bytes = serialised.reduce((sum, event) => sum + sizeBytes(event), 0);
  if (bytes > bytesMax) {
    throw new AppendTooLarge(
      `${bytes} bytes in one append to ${stream}, at most ${bytesMax} are allowed`,
    );
  }
  return serialised;
}

function serialiseEvent(stream: string, event: NewEvent): SerialisedEvent {
  const id = event.id.toLowerCase();
  assert(uuid.test(id), `the id of an event is a UUID, not ${event.id}`);
  assert(event.type !== "", `an event for ${stream} has a type`);
  return {
    id,
    type: event.type,
    data: toJson(event.data, `the data of ${event.type} for ${stream}`),
    metadata: toJson(event.metadata, `the metadata of ${event.type} for ${stream}`),
  };
}

function toJson(value: JsonObject, what: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new TypeError(`${what} cannot be written as JSON`, { cause });
  }
  assert(text?.startsWith("{"), `${what} is an object`);
  return text;
}

/** What counts towards the limit: data, metadata and type, in UTF-8. */
function sizeBytes(event: SerialisedEvent): number {
  return (
    Buffer.byteLength(event.data) +
    Buffer.byteLength(event.metadata) +
    Buffer.byteLength(event.type)
  );
}
