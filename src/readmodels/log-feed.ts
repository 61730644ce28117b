/**
 * The live end of the log for everybody in this process who wants events and not rows. It is read once, when the read
 * models have committed, and kept for a while; nothing is read while nobody listens. A reader takes events at its own
 * pace: who falls behind what is kept reads the log by itself, so a slow one costs the others nothing.
 */
import { Bell } from "../eventstore/follow-log.ts";
import type { LogPage } from "../eventstore/eventstore.ts";
import { LogMemory, type MemoryPage } from "./log-memory.ts";

export interface LogFeed {
  /** Readers that have not left; for metrics and tests. */
  readonly readers: number;
  /** Those of them that wait. */
  readonly waiting: number;
  join(): FeedReader;
  /** There may be something new in the log. */
  ring(): void;
  /** Ends every reader, those to come too. */
  close(): void;
}

export interface FeedReader {
  /** Grows with all that happens. Asked for before looking, it makes `changed` miss nothing. */
  version(): number;
  /** What is kept after a place; null when that reaches further back, and the log itself has to be read. */
  after(position: number): MemoryPage | null;
  /** Resolves when something happened since `version`, or when `signal` aborts; "closed" when nothing comes any more. */
  changed(version: number, signal: AbortSignal): Promise<"open" | "closed">;
  leave(): void;
}

export interface LogFeedOptions {
  /** The next page of the log, of the events that anybody may want. */
  readonly readPage: (after: number) => Promise<LogPage>;
  /** Where the log ends now. */
  readonly readEnd: () => Promise<number>;
  readonly log: (message: string) => void;
  readonly weightMax?: number;
}

/** Most events that a reader is given at once. */
export const feedPageEvents = 200;
const weightMaxDefault = 4 * 1024 * 1024;

export function createLogFeed(options: LogFeedOptions): LogFeed {
  const { readPage, readEnd, log, weightMax = weightMaxDefault } = options;
  const readers = new Set<FeedReader>();
  const bell = new Bell();
  let memory: LogMemory | null = null;
  let version = 0;
  let waiting = 0;
  let closed = false;
  let pumping = false;
  let rungAgain = false;

  const wake = (): void => {
    version += 1;
    bell.ring();
  };
  const isWanted = (): boolean => !closed && readers.size > 0;
  const readToEnd = async (): Promise<void> => {
    const kept = memory ?? new LogMemory({ start: await readEnd(), weightMax });
    // All may have left, and others come, while the end was looked for.
    if (isWanted()) memory = kept;
    for (let more = true; more && isWanted() && memory === kept;) {
      const page = await readPage(kept.end);
      more = !page.caughtUp && page.position > kept.end;
      kept.push(page);
      wake();
    }
  };
  const pump = async (): Promise<void> => {
    if (pumping) {
      rungAgain = true;
      return;
    }
    pumping = true;
    do {
      rungAgain = false;
      try {
        if (isWanted()) await readToEnd();
      } catch (error) {
        // Each reader now reads the log by itself, and is told by that what is wrong.
        memory = null;
        if (!closed) log(`The end of the log could not be read: ${String(error)}`);
      }
      wake();
    } while (rungAgain);
    pumping = false;
  };

  return {
    get readers() {
      return readers.size;
    },
    get waiting() {
      return waiting;
    },
    ring: () => void pump(),
    join() {
      const reader: FeedReader = {
        version: () => version,
        after: (position) => memory?.after(position, feedPageEvents) ?? null,
        async changed(seen, signal) {
          waiting += 1;
          while (!closed && version === seen && !signal.aborted) await bell.wait(signal);
          waiting -= 1;
          return closed ? "closed" : "open";
        },
        leave() {
          readers.delete(reader);
          if (readers.size === 0) memory = null;
        },
      };
      if (closed) return reader;
      readers.add(reader);
      if (memory === null) void pump();
      return reader;
    },
    close() {
      closed = true;
      readers.clear();
      memory = null;
      wake();
    },
  };
}
