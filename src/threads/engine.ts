/**
 * The engine of one process: event store, coordinator and workers. With executor threads, the main thread keeps to the
 * API: the coordinator thread owns the embedded store, and each worker thread has its own connections. Without, all of
 * it runs here, through the same functions.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { MessageChannel, MessagePort, Worker as Thread } from "node:worker_threads";
import type { Config } from "../config.ts";
import { openEmbeddedEventStore } from "../eventstore/embedded.ts";
import { StoreLocked, type EventStore } from "../eventstore/eventstore.ts";
import type { Logger } from "../log.ts";
import type { Stores } from "../s3/stores.ts";
import type { CoordinatorMessage, CoordinatorThreadData } from "./coordinator-thread.ts";
import { makeDataFolder } from "./data-folder.ts";
import { openCoordinator, openWorker, openWriter } from "./engine-parts.ts";
import { connectRemoteEventStore } from "./remote-eventstore.ts";
import type { WorkerThreadData } from "./worker-thread.ts";

export interface Engine {
  readonly eventStore: EventStore;
  /** Id of the executor that this process is. */
  readonly executor: string;
  /** Rejects when the engine cannot go on; the process must end then. */
  readonly failure: Promise<never>;
  /** Gives everything back and closes the event store. */
  stop(): Promise<void>;
}

/** Where the embedded event store lies. */
export function eventStoreFile({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "events.sqlite");
}

/** @throws ConfigError when there can be no data folder, StoreLocked when another process owns the event store. */
export async function startEngine(
  config: Config,
  parts: { readonly stores: Stores; readonly log: Logger },
): Promise<Engine> {
  makeDataFolder(config);
  const file = eventStoreFile(config);
  return config.executorThreads === 0
    ? startHere(config, { ...parts, file })
    : startThreads(config, file);
}

async function startHere(
  config: Config,
  parts: { readonly stores: Stores; readonly log: Logger; readonly file: string },
): Promise<Engine> {
  const { stores, log, file } = parts;
  const executor = randomUUID();
  const eventStore = openEmbeddedEventStore({ file });
  const writer = openWriter(eventStore, { executor, writer: "worker 0" });
  const workers = [openWorker(config, { writer, eventStore, stores })];
  const coordinator = await openCoordinator(config, { executor, eventStore, workers, stores, log });
  const { failure, fail } = createFailure();
  coordinator.run().catch(fail);
  return {
    eventStore,
    executor,
    failure,
    async stop() {
      await coordinator.stop();
      await eventStore.close();
    },
  };
}

async function startThreads(config: Config, file: string): Promise<Engine> {
  const executor = randomUUID();
  const { failure, fail } = createFailure();
  const toMain = new MessageChannel();
  const workers = Array.from({ length: config.executorThreads }, () => ({
    events: new MessageChannel(),
    work: new MessageChannel(),
  }));
  const coordinator = startThread("coordinator-thread.ts", {
    config,
    executor,
    file,
    events: [toMain.port1, ...workers.map(({ events }) => events.port1)],
    work: workers.map(({ work }) => work.port1),
  });
  coordinator.on("error", fail);
  await started(coordinator, failure);
  const threads = workers.map(({ events, work }, thread) =>
    startThread("worker-thread.ts", {
      config,
      executor,
      thread,
      events: events.port2,
      work: work.port2,
    }),
  );
  for (const thread of threads) thread.on("error", fail);
  return {
    eventStore: connectRemoteEventStore(toMain.port2),
    executor,
    failure,
    async stop() {
      coordinator.postMessage("stop");
      await Promise.race([answerOf(coordinator, "stopped"), failure.catch(() => {})]);
      await Promise.all([coordinator, ...threads].map((thread) => thread.terminate()));
    },
  };
}

function startThread(file: string, data: CoordinatorThreadData | WorkerThreadData): Thread {
  return new Thread(new URL(file, import.meta.url), {
    workerData: data,
    transferList: portsOf(data),
    // Left alone, V8 lets the young heap of each thread grow until it is most of the memory of the process; measured in
    // bench/memory.ts, a third less at the peak for no time that shows.
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
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
