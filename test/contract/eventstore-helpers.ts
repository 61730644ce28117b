import { randomUUID } from "node:crypto";
import type {
  EventStore,
  LogPage,
  NewEvent,
  RecordedEvent,
} from "../../src/eventstore/eventstore.ts";

/** A name that nobody else uses, also on a server that others share. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

export function newEvent(type: string, data: NewEvent["data"] = {}): NewEvent {
  return { id: randomUUID(), type, data, metadata: {} };
}

export function newEvents(type: string, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, place) => newEvent(type, { place }));
}

export function idsOf(events: readonly NewEvent[]): string[] {
  return events.map((event) => event.id);
}

/** Where the log ends now: the position of an event that is appended to find out. */
export async function endOfLog(store: EventStore): Promise<number> {
  const { position } = await store.append(uniqueName("marker"), [newEvent("Marker")], {
    expected: "no-stream",
  });
  return position;
}

/** Reads the log page by page until its end. */
export async function readPages(
  store: EventStore,
  options: { after: number; typePrefixes?: readonly string[]; maxCount: number },
): Promise<LogPage[]> {
  const pages: LogPage[] = [];
  let { after } = options;
  for (;;) {
    const page = await store.readAll({ ...options, after });
    pages.push(page);
    if (page.caughtUp) return pages;
    after = page.position;
  }
}

/** Follows the log until so many events have come. */
export async function followUntil(
  store: EventStore,
  options: { after: number; typePrefixes?: readonly string[]; maxCount?: number; count: number },
): Promise<RecordedEvent[]> {
  const { count, ...rest } = options;
  const events: RecordedEvent[] = [];
  for await (const page of store.subscribe({ ...rest, signal: AbortSignal.timeout(60_000) })) {
    events.push(...page.events);
    if (events.length >= count) break;
  }
  return events;
}

/** The outcome of a promise that is expected to be rejected. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("not rejected");
}
