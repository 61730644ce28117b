import { setImmediate as nextTurn } from "node:timers/promises";
import type { LogPage, SubscribeOptions } from "./eventstore.ts";

/** A log as its followers see it. */
export interface FollowedLog {
  readonly closed: boolean;
  /** Position of the last event. */
  readonly end: number;
  readPage(options: {
    readonly after: number;
    readonly typePrefixes: readonly string[] | undefined;
    readonly maxCount: number;
  }): LogPage;
  /** Resolves after the next commit, when the log closes, or when `stop` aborts. */
  change(stop: AbortSignal): Promise<void>;
}

const pageEventsDefault = 1000;

/** Reads a log page by page from a position on, and then each time something was committed. */
export function followLog(log: FollowedLog, options: SubscribeOptions): AsyncIterable<LogPage> {
  return stoppable(options.signal, (stop) => pagesOf(log, options, stop));
}

async function* pagesOf(
  log: FollowedLog,
  options: SubscribeOptions,
  stop: AbortSignal,
): AsyncGenerator<LogPage, void> {
  const { typePrefixes, maxCount = pageEventsDefault } = options;
  let after = options.after ?? 0;
  let live = false;
  while (!stop.aborted && !log.closed) {
    if (live && log.end <= after) {
      await log.change(stop);
      continue;
    }
    const page = log.readPage({ after, typePrefixes, maxCount });
    after = page.position;
    live = page.caughtUp;
    yield page;
    // Pages are read synchronously: without a pause, a reader that catches up would keep everyone else from running,
    // commits included.
    if (!live) await nextTurn();
  }
}

/**
 * Makes pages stoppable at any moment: by the signal, or by `return`, also while the next page is awaited (a plain
 * generator would first wait for that page). A listener hangs on `signal` only while a page is awaited, so an iterator
 * that somebody forgets leaves nothing behind.
 */
export function stoppable<Page>(
  signal: AbortSignal,
  pages: (stop: AbortSignal) => AsyncGenerator<Page, void>,
): AsyncIterable<Page> {
  return { [Symbol.asyncIterator]: () => startPages(signal, pages) };
}

function startPages<Page>(
  signal: AbortSignal,
  pages: (stop: AbortSignal) => AsyncGenerator<Page, void>,
): AsyncIterator<Page, void> {
  const stop = new AbortController();
  const generator = pages(stop.signal);
  return {
    async next() {
      // One for each call: several may wait, and each takes its own away.
      const end = stop.abort.bind(stop, undefined);
      if (signal.aborted) end();
      signal.addEventListener("abort", end);
      try {
        return await generator.next();
      } finally {
        signal.removeEventListener("abort", end);
      }
    },
    return() {
      stop.abort();
      return generator.return();
    },
  };
}

/** Wakes everyone who waits. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  /** Resolves at the next ring, or when `stop` aborts. */
  wait(stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        stop.removeEventListener("abort", wake);
        resolve();
      };
      if (stop.aborted) return resolve();
      this.#waiting.add(wake);
      stop.addEventListener("abort", wake);
    });
  }

  ring(): void {
    for (const wake of this.#waiting) wake();
  }
}
