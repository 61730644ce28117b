/**
 * The engine of one process: event store, coordinator and workers. With executor threads, the main thread keeps to the
 * API: the coordinator thread owns the embedded store, and each worker thread has its own connections. Without, all of
 * it runs here, through the same functions. A process without executors only reads and writes the event store.
 */
import { randomUUID } from "node:crypto";
import { MessageChannel, MessagePort, Worker as Thread } from "node:worker_threads";
import type { Config } from "../config.ts";
import { StoreLocked } from "../eventstore/eventstore.ts";
import { createLease, leaseMemory } from "../executors/lease.ts";
import { systemClock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { Stores } from "../s3/stores.ts";
import type { CoordinatorMessage, CoordinatorThreadData } from "./coordinator-thread.ts";
import { makeDataFolder } from "./data-folder.ts";
import { openCoordinator, openWorker, openWriter } from "./engine-parts.ts";
import { isEmbedded, openEventStore, type OpenedEventStore } from "./open-event-store.ts";
import { heapOf, limitHeaps } from "./heap-limits.ts";
import { connectRemoteEventStore } from "./remote-eventstore.ts";
import { stopOrGiveUp } from "./stop.ts";
import type { WorkerThreadData } from "./worker-thread.ts";

export interface Engine extends OpenedEventStore {
  /** Id of the executor that this process is. */
  readonly executor: string;
  /** Rejects when the engine cannot go on; the process must end then. */
  readonly failure: Promise<never>;
  /** Gives everything back and closes the event store. */
  stop(): Promise<void>;
}

/** @throws ConfigError when there can be no data folder, StoreLocked when another process owns the event store. */
export async function startEngine(config: Config, parts: EngineParts): Promise<Engine> {
  limitHeaps(config.callsInFlight);
  makeDataFolder(config);
  if (config.executors === "off") return startWithoutExecutors(config, parts);
  return config.executorThreads === 0 ? startHere(config, parts) : startThreads(config, parts);
}

interface EngineParts {
  readonly stores: Stores;
  readonly log: Logger;
}

/** Only the way to the event store: other processes do the work. */
async function startWithoutExecutors(config: Config, { log }: EngineParts): Promise<Engine> {
  const executor = randomUUID();
  const opened = await openEventStore(config, { user: `${executor} api`, log });
  const { failure } = createFailure();
  return { ...opened, executor, failure, stop: () => opened.eventStore.close() };
}

async function startHere(config: Config, { stores, log }: EngineParts): Promise<Engine> {
  const executor = randomUUID();
  const { eventStore, reachable } = await openEventStore(config, { user: executor, log });
  const lease = createLease(systemClock);
  const writer = openWriter(eventStore, { executor, writer: "worker 0" });
  // With worker threads this thread calls no task, and can do without.
  const { openTaskStores } = await import("./task-stores.ts");
  const taskStores = openTaskStores(config, { log });
  const workers = [await openWorker(config, { writer, eventStore, stores: taskStores, lease })];
  const parts = { executor, eventStore, workers, stores, lease, log };
  const coordinator = await openCoordinator(config, parts);
  const { failure, fail } = createFailure();
  coordinator.run().catch(fail);
  return {
    eventStore,
    reachable,
    executor,
    failure,
    async stop() {
      await stopOrGiveUp(coordinator, { reachable, clock: systemClock, log });
      taskStores.close();
      await eventStore.close();
    },
  };
}

/** The embedded store is open in one thread and reached through channels; to EventStoreDB each thread has its own way. */
async function startThreads(config: Config, { log }: EngineParts): Promise<Engine> {
  const executor = randomUUID();
  const lease = leaseMemory();
  const { failure, fail } = createFailure();
  const embedded = isEmbedded(config);
  const toMain = new MessageChannel();
  const workers = Array.from({ length: config.executorThreads }, () => ({
    events: embedded ? new MessageChannel() : null,
    work: new MessageChannel(),
  }));
  const coordinator = startThread("coordinator", {
    config,
    executor,
    lease,
    events: embedded ? [toMain.port1, ...workers.map(({ events }) => events!.port1)] : [],
    work: workers.map(({ work }) => work.port1),
  });
  coordinator.on("error", fail);
  await started(coordinator, failure);
  const threads = workers.map(({ events, work }, thread) =>
    startThread("worker", {
      config,
      executor,
      thread,
      events: events?.port2 ?? null,
      work: work.port2,
      lease,
    }),
  );
  for (const thread of threads) thread.on("error", fail);
  const own = embedded
    ? { eventStore: connectRemoteEventStore(toMain.port2), reachable: () => true }
    : await openEventStore(config, { user: `${executor} api`, log });
  return {
    ...own,
    executor,
    failure,
    async stop() {
      coordinator.postMessage("stop");
      await Promise.race([answerOf(coordinator, "stopped"), failure.catch(() => {})]);
      await own.eventStore.close();
      await Promise.all([coordinator, ...threads].map((thread) => thread.terminate()));
    },
  };
}

function startThread(
  kind: "coordinator" | "worker",
  data: CoordinatorThreadData | WorkerThreadData,
): Thread {
  return new Thread(new URL(`${kind}-thread.ts`, import.meta.url), {
    workerData: data,
    transferList: portsOf(data),
    resourceLimits: heapOf(kind, data.config.callsInFlight),
  });
}

function portsOf(data: object): MessagePort[] {
  return Object.values(data)
    .flat()
    .filter((value) => value instanceof MessagePort);
}

async function started(coordinator: Thread, failure: Promise<never>): Promise<void> {
  const answer = await Promise.race([answerOf(coordinator, "ready", "refused"), failure]);
  if (answer.kind !== "refused") return;
  await coordinator.terminate();
  throw new StoreLocked(answer.message);
}

function answerOf(
  coordinator: Thread,
  ...kinds: readonly CoordinatorMessage["kind"][]
): Promise<CoordinatorMessage> {
  return new Promise((resolve) => {
    const heard = (message: CoordinatorMessage) => {
      if (!kinds.includes(message.kind)) return;
      coordinator.off("message", heard);
      resolve(message);
    };
    coordinator.on("message", heard);
  });
}

function createFailure() {
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  failure.catch(() => {});
  return { failure, fail };
}
