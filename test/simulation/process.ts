/** A process of the engine in the simulated world: the real executors, and nothing of them that is real around them. */
import { gzipSync } from "node:zlib";
import { createCommandHandler, type CommandHandler } from "../../src/commands/handle-command.ts";
import type { EventStore, LogPage } from "../../src/eventstore/eventstore.ts";
import { createEventIds, uuidV5 } from "../../src/eventstore/ids.ts";
import { flushOffsetMs } from "../../src/executors/flush-moments.ts";
import { bindOperation } from "../../src/executors/bind-job.ts";
import { createCoordinator } from "../../src/executors/coordinator.ts";
import { createOpenReader, type OpenReader } from "../../src/executors/open-reader.ts";
import { createLease } from "../../src/executors/lease.ts";
import { createStreamWriter } from "../../src/executors/stream-writer.ts";
import type { TryOperation } from "../../src/executors/try-operation.ts";
import { createWorker } from "../../src/executors/worker.ts";
import type { JobSpec } from "../../src/job/spec.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { ObjectListing } from "../../src/s3/object-listing.ts";
import type { ManifestReader } from "../../src/manifest/manifest.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import type { Transport } from "../../src/s3/transport.ts";
import type { Life } from "./life.ts";
import { createMemoryEventStore, type Wire } from "./memory-event-store.ts";
import type { MemoryLog } from "./memory-log.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import type { Scheduler } from "./scheduler.ts";

export interface ProcessParts {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: MemoryLog;
  readonly wire: Wire;
  readonly objects: ObjectStore;
  readonly listing: ObjectListing;
  /** For the names of files. */
  readonly randomId: () => string;
  readonly transport: Transport;
  readonly tryOperation: TryOperation;
  readonly onPage: (page: LogPage) => void;
  /** The process ended by itself: its event store failed, or it found a bug. */
  readonly onCrash: (error: unknown) => void;
}

/** Begins to work; ends when the life does, or by `coordinator.stop()`. */
export function startProcess(parts: ProcessParts, life: Life): void {
  const { scenario, scheduler, random, wire, log, objects, transport, onPage, onCrash } = parts;
  const { tryOperation } = parts;
  const { executor } = life;
  const { exclusive, attemptsMax, activeJobsMax, chunksPerWorker } = scenario;
  const eventStore = createMemoryEventStore({ log, wire, exclusive, onPage });
  const clock = scheduler.clockOf(life);
  const writerOf = (name: string) => {
    const nextIds = createEventIds(uuidV5(name, executor));
    return createStreamWriter({ eventStore, nextIds, executor, clock });
  };
  const openReader: OpenReader = (spec, job) => openList(parts, { spec, job }, eventStore);
  const lease = createLease(clock);
  const workers = Array.from({ length: scenario.workers }, (_, worker) =>
    createWorker({
      writer: writerOf(`worker-${worker}`),
      clock,
      random: () => random.next(),
      retry: { attemptsMax, backoff: { baseMs: 200, capMs: 2000 }, roundsMax: 2 },
      flush: { ...scenario.flush, offsetMs: flushOffsetMs(executor), bytesMax: 256 * 1024 },
      callsInFlightMax: scenario.callsInFlightMax,
      storeDownMaxMs: 3_600_000,
      lease,
      openReader,
      bindOperation: (spec) => bindOperation(spec, () => transport),
    }),
  );
  const coordinator = createCoordinator({
    eventStore,
    commands: openCommands(eventStore, executor, clock),
    writer: writerOf("coordinator"),
    workers,
    openReader,
    objectStore: () => objects,
    transportOf: () => transport,
    tryOperation,
    hasStore: () => true,
    clock,
    lease,
    random: () => random.next(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    host: life.name,
    limits: {
      activeJobsMax,
      rowsMax: 1_000_000,
      chunksPerWorker,
      partsAtOnce: 2,
      reportFilesAtOnce: 2,
      // Often, so that most starts find one.
      saveBoardEvents: 150,
      storeDownMaxMs: 3_600_000,
    },
  });
  life.coordinator = coordinator;
  coordinator.run().catch(onCrash);
}

/** For the executors and for users: an id for the writer's events, and one installation. */
export function openCommands(eventStore: EventStore, writer: string, clock: Clock): CommandHandler {
  return createCommandHandler({
    eventStore,
    clock,
    nextIds: createEventIds(uuidV5("commands", writer)),
    installationId: "0b1f8c6e-0000-4000-8000-000000000000",
    randomId: () => {
      throw new Error("a job of a simulation has its id from the scenario");
    },
  });
}

function openList(
  { scenario, objects, listing, randomId }: ProcessParts,
  of: { readonly spec: Pick<JobSpec, "manifest">; readonly job: string },
  eventStore: EventStore,
): ManifestReader {
  const plan = scenario.jobs.find(({ id }) => id === of.job)!;
  const { rowsPerChunk } = scenario;
  const open = createOpenReader({
    objectStoreOf: () => objects,
    listingOf: () => listing,
    scratch: plan.generated?.scratch ?? null,
    eventStore,
    rowsMax: 1_000_000,
    partBytes: plan.partBytes,
    ...(plan.generated === null ? {} : { rowsPerFile: plan.generated.rowsPerFile }),
    // In its own thread, compression would end at another moment each time.
    packing: { compress: async (text) => gzipSync(text), randomId },
    rowsPerChunk: { min: rowsPerChunk, max: rowsPerChunk },
  });
  return open(of.spec, of.job);
}
