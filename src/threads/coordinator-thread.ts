/** Where the coordinator thread begins: it owns the embedded event store, and serves it to the others. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import type { Config } from "../config.ts";
import { openEmbeddedEventStore } from "../eventstore/embedded.ts";
import { assert } from "../lib/assert.ts";
import { openCoordinator, openLog } from "./engine-parts.ts";
import { serveEventStore } from "./remote-eventstore.ts";
import { connectRemoteWorker } from "./remote-worker.ts";
import { openStores } from "./stores.ts";

export interface CoordinatorThreadData {
  readonly config: Config;
  readonly executor: string;
  readonly file: string;
  /** A channel to the event store for each thread that uses it. */
  readonly events: readonly MessagePort[];
  /** A channel to each worker. */
  readonly work: readonly MessagePort[];
}

/** What this thread tells the main thread. */
export type CoordinatorMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly name: string; readonly message: string }
  | { readonly kind: "stopped" };

const { config, executor, file, events, work } = workerData as CoordinatorThreadData;
assert(parentPort !== null, "this file is the start of a thread");
const parent = parentPort;
const tell = (message: CoordinatorMessage) => parent.postMessage(message);

async function start(): Promise<void> {
  const eventStore = openEmbeddedEventStore({ file });
  for (const port of events) serveEventStore(eventStore, port);
  const log = openLog(config);
  const workers = work.map(connectRemoteWorker);
  const stores = openStores(config, { log });
  const coordinator = await openCoordinator(config, { executor, eventStore, workers, stores, log });
  parent.once("message", () => {
    void (async () => {
      await coordinator.stop();
      await eventStore.close();
      stores.close();
      tell({ kind: "stopped" });
    })();
  });
  const running = coordinator.run();
  tell({ kind: "ready" });
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
