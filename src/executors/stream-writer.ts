/** How executors write: events get the ids, actor and correlation of this writer, one append after another. */
import { appendSettled } from "../eventstore/append-settled.ts";
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  ReadStreamOptions,
  RecordedEvent,
} from "../eventstore/eventstore.ts";
import { decode, encode, type Actor, type AnyEvent } from "../job/codec.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";

export interface StreamWriter {
  /** The executor in whose name it writes. */
  readonly executor: string;
  /** @throws StreamConflict when another was there first. */
  append(
    stream: string,
    events: readonly AnyEvent[],
    options: { readonly expected: ExpectedRevision; readonly correlationId: string },
  ): Promise<AppendResult>;
}

export function createStreamWriter(dependencies: {
  readonly eventStore: Pick<EventStore, "append">;
  readonly nextIds: (count: number) => string[];
  readonly executor: string;
  readonly clock?: Clock;
}): StreamWriter {
  const { eventStore, nextIds, executor, clock } = dependencies;
  const actor: Actor = { kind: "ENGINE", id: executor, name: "executor" };
  return {
    executor,
    append(stream, events, { expected, correlationId }) {
      const ids = nextIds(events.length);
      const written = events.map((event, index) => ({
        id: ids[index]!,
        ...encode(event, { actor, correlationId, causationId: null }),
      }));
      return appendSettled(eventStore, stream, written, { expected, clock });
    },
  };
}

// oxlint-disable typescript/no-unnecessary-type-parameters -- which events a stream holds is known by its name alone
/** Events of a stream, all of them unless told otherwise, decoded; asserts that this version understands it (the board keeps the others away). */
export async function readEvents<Event extends AnyEvent>(
  eventStore: Pick<EventStore, "readStream">,
  stream: string,
  options: ReadStreamOptions = {},
): Promise<readonly (RecordedEvent & { readonly event: Event })[]> {
  const recorded = await eventStore.readStream(stream, options);
  return recorded.map((stored) => {
    const decoded = decode(stored);
    assert(decoded.ok, `${stream}@${stored.revision} cannot be understood`);
    return { ...stored, event: decoded.value as Event };
  });
}
