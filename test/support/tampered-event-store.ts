import type { EventStore } from "../../src/eventstore/eventstore.ts";

export interface AppendCall {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly expected: unknown;
}

/** What happens instead of one append; `append` does what was asked of the store. */
export type Tamper = (
  append: () => ReturnType<EventStore["append"]>,
) => ReturnType<EventStore["append"]>;

/** A store whose first appends go through `tampers`, one each, and that remembers every append. */
export function tamperedEventStore(
  inner: EventStore,
  tampers: readonly Tamper[],
): { readonly eventStore: EventStore; readonly calls: readonly AppendCall[] } {
  const calls: AppendCall[] = [];
  const eventStore: EventStore = {
    ...inner,
    append: (stream, events, options) => {
      const tamper = tampers[calls.length] ?? ((append) => append());
      calls.push({ stream, ids: events.map(({ id }) => id), expected: options.expected });
      return tamper(() => inner.append(stream, events, options));
    },
  };
  return { eventStore, calls };
}
