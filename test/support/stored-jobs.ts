/** Jobs in an event store, boards that are folded from it, and writers that crash. */
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import { createBoard } from "../../src/executors/board.ts";
import type { JobBoard } from "../../src/executors/job-board.ts";
import { createStreamWriter, readEvents } from "../../src/executors/stream-writer.ts";
import type { AnyEvent } from "../../src/job/codec.ts";
import { assert } from "../../src/lib/assert.ts";
import { appendAll, type Entry } from "./recorded.ts";

export class Crash extends Error {
  override readonly name = "Crash";
}

export interface CrashAt {
  /** Number of the append at which it crashes, from 1. */
  readonly append: number;
  /** Whether that append was written before the crash. */
  readonly written: boolean;
}

/** An event store as one process sees it, which dies at an append. */
export function crashing(inner: EventStore, { append: at, written }: CrashAt): EventStore {
  let appends = 0;
  return {
    ...inner,
    async append(stream, events, options) {
      appends += 1;
      if (appends < at) return inner.append(stream, events, options);
      if (appends === at && written) await inner.append(stream, events, options);
      throw new Crash(`append ${appends}`);
    },
  };
}

/** Every way to crash in the course of so many appends. */
export function everyCrash(appends: number): CrashAt[] {
  return Array.from({ length: appends }, (_, index) => index + 1).flatMap((append) => [
    { append, written: false },
    { append, written: true },
  ]);
}

export async function storeWith(...entries: readonly (readonly Entry[])[]): Promise<EventStore> {
  const eventStore = openEmbeddedEventStore({ file: ":memory:" });
  await appendAll(eventStore, entries.flat());
  return eventStore;
}

/** What every step of an executor needs of its process. */
export function executorOn(eventStore: EventStore, executor: string) {
  const nextIds = createEventIds(crypto.randomUUID());
  return { eventStore, writer: createStreamWriter({ eventStore, nextIds, executor }) };
}

/** The job as a process sees it that has followed the log to its end. */
export async function jobOn(eventStore: EventStore, id: string): Promise<JobBoard> {
  const board = createBoard();
  for (let caughtUp = false; !caughtUp;) {
    const page = await eventStore.readAll({ after: Math.max(0, board.position), maxCount: 1000 });
    board.apply(page);
    ({ caughtUp } = page);
  }
  const job = board.jobs.get(id);
  assert(job !== undefined, `${id} is not on the board`);
  return job;
}

export async function eventsIn(eventStore: EventStore, stream: string): Promise<AnyEvent[]> {
  return (await readEvents(eventStore, stream)).map(({ event }) => event);
}
