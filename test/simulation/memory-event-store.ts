/** The event store port over a log in memory: what lies between, time and faults, is the wire's affair. */
import type {
  EventStore,
  LogPage,
  RecordedEvent,
  SubscribeOptions,
} from "../../src/eventstore/eventstore.ts";
import { stoppable } from "../../src/eventstore/follow-log.ts";
import type { MemoryLog } from "./memory-log.ts";

export type WireCall =
  | { readonly kind: "append"; readonly stream: string; readonly types: readonly string[] }
  | { readonly kind: "read" | "remove"; readonly stream: string }
  | { readonly kind: "page" };

/** Carries a call to the log and the answer back. */
export interface Wire {
  carry<Answer>(call: WireCall, effect: () => Answer): Promise<Answer>;
  /** Most events of the next page; a wire may cut pages short. */
  pageEventsMax(asked: number): number;
}

/** No time, no faults. */
export const directWire: Wire = {
  carry: async (_call, effect) => effect(),
  pageEventsMax: (asked) => asked,
};

export interface MemoryEventStoreOptions {
  readonly log: MemoryLog;
  readonly wire: Wire;
  readonly exclusive: boolean;
  /** Called with each page before the reader has it. */
  readonly onPage?: (page: LogPage) => void;
}

export function createMemoryEventStore(options: MemoryEventStoreOptions): EventStore {
  const { log, wire, exclusive } = options;
  let closed = false;
  return {
    exclusive,
    append: (stream, events, { expected }) =>
      wire.carry({ kind: "append", stream, types: events.map(({ type }) => type) }, () =>
        log.append(stream, events, expected),
      ),
    readStream: (stream, read) =>
      wire.carry<readonly RecordedEvent[]>({ kind: "read", stream }, () =>
        log.readStream(stream, read),
      ),
    readAll: ({ after = 0, typePrefixes, maxCount }) =>
      wire.carry({ kind: "page" }, () => log.readPage({ after, typePrefixes, maxCount })),
    subscribe: (subscription) =>
      stoppable(subscription.signal, (stop) =>
        pagesOf({ ...options, isOver: () => stop.aborted || closed }, subscription, stop),
      ),
    truncateStream: (stream, before) =>
      wire.carry({ kind: "remove", stream }, () => log.truncate(stream, before)),
    deleteStream: (stream) => wire.carry({ kind: "remove", stream }, () => log.delete(stream)),
    limitAge: (stream, seconds) =>
      wire.carry({ kind: "remove", stream }, () => log.removeOlder(stream, seconds)),
    async close() {
      closed = true;
      log.bell.ring();
    },
  };
}

async function* pagesOf(
  store: MemoryEventStoreOptions & { readonly isOver: () => boolean },
  { after: start = 0, typePrefixes, maxCount: asked = 1000 }: SubscribeOptions,
  stop: AbortSignal,
): AsyncGenerator<LogPage, void> {
  const { log, wire, onPage, isOver } = store;
  let after = start;
  let live = false;
  while (!isOver()) {
    if (live && log.end <= after) {
      await log.bell.wait(stop);
      continue;
    }
    const maxCount = wire.pageEventsMax(asked);
    const read = { after, typePrefixes, maxCount };
    const page = await wire.carry({ kind: "page" }, () => log.readPage(read));
    if (isOver()) return;
    after = page.position;
    live = page.caughtUp;
    onPage?.(page);
    yield page;
  }
}
