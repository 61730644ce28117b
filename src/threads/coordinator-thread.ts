/** Where the coordinator thread begins: it owns the embedded event store, and serves it to the others. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { saveCompiledCode } from "../compile-cache.ts";
import type { Config } from "../config.ts";
import { createLease } from "../executors/lease.ts";
import { assert } from "../lib/assert.ts";
import { systemClock } from "../lib/clock.ts";
import { openCoordinator, openLog } from "./engine-parts.ts";
import { openEventStore } from "./open-event-store.ts";
import { serveEventStore } from "./remote-eventstore.ts";
import { connectRemoteWorker } from "./remote-worker.ts";
import { stopOrGiveUp } from "./stop.ts";
import { openStores } from "./stores.ts";

export interface CoordinatorThreadData {
  readonly config: Config;
  readonly executor: string;
  readonly lease: SharedArrayBuffer;
  /** A channel to the embedded event store for each thread that uses it; none for EventStoreDB. */
  readonly events: readonly MessagePort[];
  /** A channel to each worker. */
  readonly work: readonly MessagePort[];
}

/** What this thread tells the main thread. */
export type CoordinatorMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly name: string; readonly message: string }
  | { readonly kind: "stopped" };

const { config, executor, lease, events, work } = workerData as CoordinatorThreadData;
assert(parentPort !== null, "this file is the start of a thread");
const parent = parentPort;
const tell = (message: CoordinatorMessage) => parent.postMessage(message);

async function start(): Promise<void> {
  const log = openLog(config);
  const { eventStore, reachable } = await openEventStore(config, {
    user: `${executor} coordinator`,
    log,
  });
  for (const port of events) serveEventStore(eventStore, port);
  const workers = work.map(connectRemoteWorker);
  const stores = openStores(config, { log });
  const coordinator = await openCoordinator(config, {
    executor,
    eventStore,
    workers,
    stores,
    lease: createLease(systemClock, lease),
    log,
  });
  parent.once("message", () => {
    void (async () => {
      await stopOrGiveUp(coordinator, { reachable, clock: systemClock, log });
      await eventStore.close();
      stores.close();
      tell({ kind: "stopped" });
    })();
  });
  const running = coordinator.run();
  tell({ kind: "ready" });
  saveCompiledCode();
  await running;
}

start().catch((error: unknown) => {
  if (error instanceof Error && error.name === "StoreLocked") {
    tell({ kind: "refused", name: error.name, message: error.message });
    return;
  }
  queueMicrotask(() => {
    throw error;
  });
});
