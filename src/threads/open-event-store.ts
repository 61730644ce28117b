/** The event store that the configuration names, opened by the thread that uses it. */
import { join } from "node:path";
import type { Config } from "../config.ts";
import { openEmbeddedEventStore } from "../eventstore/embedded.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import type { Logger } from "../log.ts";

/** Whether the events lie in a file that one process owns, and one thread of it has open for the others. */
export function isEmbedded({ eventStoreUrl }: Pick<Config, "eventStoreUrl">): boolean {
  return eventStoreUrl === "embedded";
}

/** Where the embedded event store lies. */
export function eventStoreFile({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "events.sqlite");
}

/** An event store as its thread has it. */
export interface OpenedEventStore {
  readonly eventStore: EventStore;
  /** Whether it answers; the embedded one always does. */
  readonly reachable: () => boolean;
}

/** `user`: who it is for, shown in the connection list of EventStoreDB. @throws StoreLocked */
export async function openEventStore(
  config: Pick<Config, "eventStoreUrl" | "dataDir">,
  { user, log }: { readonly user: string; readonly log: Pick<Logger, "info" | "warn"> },
): Promise<OpenedEventStore> {
  if (isEmbedded(config)) {
    const eventStore = openEmbeddedEventStore({ file: eventStoreFile(config) });
    return { eventStore, reachable: () => true };
  }
  // Its client is several megabytes in each thread, which the embedded store has no use for.
  const { openEventStoreDb } = await import("../eventstore/eventstoredb.ts");
  const eventStore = openEventStoreDb({
    url: config.eventStoreUrl,
    connectionName: `stevedore ${user}`,
    onReachability(message, problem) {
      if (problem === null) log.info(message, { user });
      else log.warn(message, { user, problem });
    },
  });
  return { eventStore, reachable: () => eventStore.reachability.reachable };
}
