/** Where a worker thread begins: stores and connections of its own, the embedded event store behind a channel. */
import { workerData, type MessagePort } from "node:worker_threads";
import { saveCompiledCode } from "../compile-cache.ts";
import type { Config } from "../config.ts";
import { createLease } from "../executors/lease.ts";
import { systemClock } from "../lib/clock.ts";
import { collectWhenIdle } from "./collect-when-idle.ts";
import { openLog, openWorker, openWriter } from "./engine-parts.ts";
import { openEventStore } from "./open-event-store.ts";
import { connectRemoteEventStore } from "./remote-eventstore.ts";
import { serveWorker } from "./remote-worker.ts";
import { openTaskStores } from "./task-stores.ts";

export interface WorkerThreadData {
  readonly config: Config;
  readonly executor: string;
  /** Number of the thread in its process. */
  readonly thread: number;
  /** Leads to the embedded event store; null where each thread has a connection of its own to the event store. */
  readonly events: MessagePort | null;
  readonly work: MessagePort;
  readonly lease: SharedArrayBuffer;
}

const { config, executor, thread, events, work, lease } = workerData as WorkerThreadData;
const log = openLog(config);
const user = `worker ${thread}`;
const eventStore =
  events === null
    ? (await openEventStore(config, { user: `${executor} ${user}`, log })).eventStore
    : connectRemoteEventStore(events);
const worker = await openWorker(config, {
  writer: openWriter(eventStore, { executor, writer: user }),
  eventStore,
  stores: openTaskStores(config, { log }),
  lease: createLease(systemClock, lease),
});
serveWorker(collectWhenIdle(worker), work, (error) => {
  // A bug, or the event store is gone: the process ends and starts again from history.
  queueMicrotask(() => {
    throw error;
  });
});
saveCompiledCode();
