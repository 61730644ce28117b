/** One subscription of EventStoreDB as pages of the port, until it breaks. */
import type { AllStreamSubscription, EventStoreDBClient } from "@eventstore/db-client";
import type { LogPage, RecordedEvent } from "./eventstore.ts";
import { NoAnswer } from "./eventstoredb-errors.ts";
import { roughBytes, toRecordedEvent } from "./eventstoredb-events.ts";
import { readEnd, subscribeAfter } from "./eventstoredb-reader.ts";
import { pageBytesMax } from "./log-tail.ts";

export interface PageOptions {
  readonly after: number;
  readonly typePrefixes: readonly string[] | undefined;
  readonly maxCount: number;
  /** No further page is wanted. */
  readonly stop: AbortSignal;
}

/** Pages after a position, then live ones. Ends when `stop` aborts. @throws what the client says when it breaks. */
export async function* readPages(
  client: EventStoreDBClient,
  options: PageOptions,
): AsyncGenerator<LogPage, void> {
  const { after, typePrefixes, maxCount, stop } = options;
  // What was there before the subscription began has been sent when it says that it has caught up.
  const end = await readEnd(client);
  const marks = createMarks();
  const subscription = await subscribeAfter(client, {
    after,
    typePrefixes,
    checkpointReached: (position, at) => marks.add(at.readableLength, { position }),
  });
  const feed = createFeed(subscription, { marks, end, stop });
  let position = after;
  let page: RecordedEvent[] = [];
  let bytes = 0;
  let told = -1;
  const takePage = (caughtUp: boolean): LogPage => {
    const taken = { events: page, position, caughtUp, end: Math.max(end, position) };
    page = [];
    bytes = 0;
    told = position;
    return taken;
  };
  try {
    while (!stop.aborted) {
      const event = feed.next();
      if (event !== undefined && event.position > position) {
        page.push(event);
        bytes += roughBytes(event);
        ({ position } = event);
      }
      const { live, reached } = feed.settle();
      position = Math.max(position, reached);
      if (page.length >= maxCount || bytes >= pageBytesMax) {
        yield takePage(live && feed.isEmpty());
        continue;
      }
      if (event !== undefined && !feed.isEmpty()) continue;
      // Also without an event: a reader wants to know how far it is.
      if (live ? position > told : reached > told && page.length === 0) yield takePage(live);
      else if (feed.broken() !== null) {
        if (page.length > 0) yield takePage(false);
        throw feed.broken();
      } else if (live && page.length > 0) yield takePage(true);
      else await feed.change();
    }
  } finally {
    await feed.end();
  }
}

interface Mark {
  /** Everything up to here has been looked at. */
  readonly position?: number;
  readonly live?: boolean;
}

/** What was said between two events, to be heeded when the events before it have been taken. */
interface Marks {
  add(eventsBefore: number, mark: Mark): void;
  taken(): void;
  /** Marks whose turn has come. */
  due(): readonly Mark[];
}

function createMarks(): Marks {
  let taken = 0;
  let waiting: { readonly at: number; readonly mark: Mark }[] = [];
  return {
    add: (eventsBefore, mark) => void waiting.push({ at: taken + eventsBefore, mark }),
    taken: () => void (taken += 1),
    due() {
      if (waiting.length === 0) return [];
      const due = waiting.filter(({ at }) => at <= taken);
      waiting = waiting.filter(({ at }) => at > taken);
      return due.map(({ mark }) => mark);
    },
  };
}

interface Feed {
  /** The next event that is there; undefined when none is. */
  next(): RecordedEvent | undefined;
  isEmpty(): boolean;
  /** Heeds what was said up to here. */
  settle(): { readonly live: boolean; readonly reached: number };
  /** Why no more will come; null while more may. */
  broken(): Error | null;
  /** Resolves when something has come, or `stop` aborts. */
  change(): Promise<void>;
  end(): Promise<void>;
}

function createFeed(
  subscription: AllStreamSubscription,
  context: { readonly marks: Marks; readonly end: number; readonly stop: AbortSignal },
): Feed {
  const { marks, end, stop } = context;
  let live = false;
  let reached = -1;
  let broken: Error | null = null;
  let alarm = Promise.withResolvers<void>();
  const wake = (): void => alarm.resolve();
  const breaks = (error: Error): void => {
    broken ??= error;
    wake();
  };
  const mark = (said: Mark): void => {
    marks.add(subscription.readableLength, said);
    wake();
  };
  subscription.on("readable", wake);
  subscription.on("error", breaks);
  subscription.on("end", () => breaks(new NoAnswer("the subscription ended")));
  subscription.on("close", () => breaks(new NoAnswer("the subscription was closed")));
  subscription.on("caughtUp", () => mark({ live: true, position: end }));
  subscription.on("fellBehind", () => mark({ live: false }));
  stop.addEventListener("abort", wake);
  return {
    next() {
      const resolved = subscription.read() as { readonly event?: unknown } | null;
      if (resolved === null) return undefined;
      marks.taken();
      return toRecordedEvent(resolved.event as Parameters<typeof toRecordedEvent>[0]);
    },
    isEmpty: () => subscription.readableLength === 0,
    settle() {
      for (const said of marks.due()) {
        live = said.live ?? live;
        reached = Math.max(reached, said.position ?? -1);
      }
      return { live, reached };
    },
    broken: () => broken,
    async change() {
      alarm = Promise.withResolvers();
      if (stop.aborted || broken !== null || subscription.readableLength > 0) return;
      await alarm.promise;
    },
    async end() {
      stop.removeEventListener("abort", wake);
      await subscription.unsubscribe().catch(() => {});
      subscription.destroy();
    },
  };
}
