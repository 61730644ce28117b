/** Where a worker thread begins: stores and connections of its own, and the event store behind a channel. */
import { workerData, type MessagePort } from "node:worker_threads";
import type { Config } from "../config.ts";
import { openLog, openWorker, openWriter } from "./engine-parts.ts";
import { connectRemoteEventStore } from "./remote-eventstore.ts";
import { serveWorker } from "./remote-worker.ts";
import { openStores } from "./stores.ts";

export interface WorkerThreadData {
  readonly config: Config;
  readonly executor: string;
  /** Number of the thread in its process. */
  readonly thread: number;
  readonly events: MessagePort;
  readonly work: MessagePort;
}

const { config, executor, thread, events, work } = workerData as WorkerThreadData;
const eventStore = connectRemoteEventStore(events);
const writer = openWriter(eventStore, { executor, writer: `worker ${thread}` });
const stores = openStores(config, { log: openLog(config) });
const worker = openWorker(config, { writer, eventStore, stores });
serveWorker(worker, work, (error) => {
  // A bug, or the event store is gone: the process ends and starts again from history.
  queueMicrotask(() => {
    throw error;
  });
});
