/**
 * Where the processes that tests start keep their events: in a file in their folder, or, when EVENTSTOREDB_URL is set, in
 * the EventStoreDB that it names. That one is shared by all that ever ran on it, so nothing is told by its being empty.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { openEventStoreDb } from "../../src/eventstore/eventstoredb.ts";

const url = process.env["EVENTSTOREDB_URL"] ?? "";

export const isOnEventStoreDb = url !== "";

/** For the environment of a process. */
export const eventStoreSettings: Readonly<Record<string, string>> = isOnEventStoreDb
  ? { EVENTSTORE_URL: url }
  : {};

/** On a store that is shared a request token of a test would find the job of an earlier run. */
export const tokenSuffix = isOnEventStoreDb ? ` ${randomUUID().slice(0, 8)}` : "";

/** The log of the processes with this folder; of the embedded one none may be running. */
export function openLog(dataDir: string): EventStore {
  return isOnEventStoreDb
    ? openEventStoreDb({ url })
    : openEmbeddedEventStore({ file: join(dataDir, "events.sqlite") });
}

/** Every event of a job and of its parts, chunks and files, in the order of the log. */
export async function eventsOfJob(
  eventStore: EventStore,
  job: string,
): Promise<readonly RecordedEvent[]> {
  const typePrefixes = ["Job", "Manifest", "Part", "Chunk", "Task", "Report"];
  const events: RecordedEvent[] = [];
  let after = 0;
  for (;;) {
    const page = await eventStore.readAll({ after, typePrefixes, maxCount: 1000 });
    events.push(...page.events.filter(({ stream }) => stream.includes(job)));
    if (page.caughtUp) return events;
    after = page.position;
  }
}
