/** Puts a worker and a coordinator together from a configuration: the same in every thread. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { createCommandHandler } from "../commands/handle-command.ts";
import { installationIdOf } from "../commands/installation.ts";
import type { Config } from "../config.ts";
import { scratchPlace } from "../config/scratch.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import { createEventIds, uuidV5 } from "../eventstore/ids.ts";
import { bindOperation } from "../executors/bind-job.ts";
import { defaultFlushPolicy } from "../executors/chunk-recorder.ts";
import { createCoordinator, type Coordinator } from "../executors/coordinator.ts";
import { flushOffsetMs } from "../executors/flush-moments.ts";
import { createOpenReader, type OpenReader } from "../executors/open-reader.ts";
import type { Lease } from "../executors/lease.ts";
import { meteredAppends, meteredWrites } from "../executors/metered.ts";
import { defaultRetryPolicy } from "../executors/retry.ts";
import { createStreamWriter, type StreamWriter } from "../executors/stream-writer.ts";
import { createTryOperation } from "../executors/try-operation.ts";
import { createWorker, type Worker } from "../executors/worker.ts";
import { noFunctions, type FunctionCaller } from "../lambda/function-caller.ts";
import { systemClock } from "../lib/clock.ts";
import { createLogger, type Logger, type LogLevel } from "../log.ts";
import type { ScratchPlace } from "../manifest/generated.ts";
import type { Stores } from "../s3/stores.ts";
import { openMeter } from "./meters.ts";

/** The log of a thread that is not the main one. */
export function openLog({ logLevel }: Config): Logger {
  return createLogger({
    level: logLevel as LogLevel,
    write: (line) => process.stderr.write(line),
    now: () => new Date(),
  });
}

/** A writer of events in the name of an executor. `writer` tells the threads of a process apart. */
export function openWriter(
  eventStore: EventStore,
  ids: { readonly executor: string; readonly writer: string },
): StreamWriter {
  const nextIds = createEventIds(uuidV5(ids.writer, ids.executor));
  const meter = openMeter(ids.executor);
  return createStreamWriter({
    eventStore: meteredAppends(eventStore, { meter, now: () => performance.now() }),
    nextIds,
    executor: ids.executor,
  });
}

function scratchIn(config: Config, stores: Stores): ScratchPlace | null {
  const place = scratchPlace(config.scratch);
  return place && { store: stores.defaultName, ...place };
}

/** Reads manifests of any kind. */
export function openReaderOf(
  config: Config,
  { stores, eventStore }: { readonly stores: Stores; readonly eventStore: EventStore },
): OpenReader {
  return createOpenReader({
    objectStoreOf: (name, roleArn) => stores.forRole(roleArn).objectStore(name),
    listingOf: (name, roleArn) => stores.forRole(roleArn).listing(name),
    scratch: scratchIn(config, stores),
    eventStore,
    rowsMax: config.rowsMax,
  });
}

/** The client of functions is several megabytes in each thread, which who has none has no use for. */
async function openFunctions(config: Config): Promise<FunctionCaller> {
  if (config.functions.length === 0) return noFunctions;
  const { createLambdaFunctionCaller } = await import("../lambda/lambda-function-caller.ts");
  return createLambdaFunctionCaller({
    functions: config.functions,
    connectionsMax: config.callsInFlight,
    timeoutMs: config.functionTimeoutMs,
  });
}

export async function openWorker(
  config: Config,
  parts: {
    readonly writer: StreamWriter;
    readonly eventStore: EventStore;
    readonly stores: Stores;
    readonly lease: Lease;
  },
): Promise<Worker> {
  const { writer, eventStore, stores, lease } = parts;
  const functions = await openFunctions(config);
  return createWorker({
    writer,
    clock: systemClock,
    random: Math.random,
    retry: defaultRetryPolicy,
    flush: { ...defaultFlushPolicy, offsetMs: flushOffsetMs(writer.executor) },
    callsInFlightMax: config.callsInFlight,
    storeDownMaxMs: config.storeDownMaxMs,
    openReader: openReaderOf(config, { stores, eventStore }),
    lease,
    bindOperation: (spec) =>
      bindOperation(spec, stores.forRole(spec.roleArn).transport, {
        functions,
        copyPartBytes: config.copyPartBytes,
      }),
    meter: openMeter(writer.executor),
  });
}

export async function openCoordinator(
  config: Config,
  parts: {
    readonly executor: string;
    readonly eventStore: EventStore;
    readonly workers: readonly Worker[];
    readonly stores: Stores;
    readonly lease: Lease;
    readonly log: Logger;
  },
): Promise<Coordinator> {
  const { executor, eventStore, workers, stores, lease, log } = parts;
  const writer = openWriter(eventStore, { executor, writer: "coordinator" });
  const meter = openMeter(executor);
  const commands = createCommandHandler({
    eventStore,
    nextIds: createEventIds(uuidV5("commands", executor)),
    installationId: await installationIdOf(eventStore, { randomId: randomUUID }),
    randomId: randomUUID,
  });
  return createCoordinator({
    eventStore,
    commands,
    writer,
    workers,
    openReader: openReaderOf(config, { stores, eventStore }),
    // Beside files of reports it writes no more than what lists them.
    objectStore: (name, roleArn) => meteredWrites(stores.forRole(roleArn).objectStore(name), meter),
    transportOf: (name, roleArn) => stores.forRole(roleArn).transport(name),
    tryOperation: createTryOperation({
      transportOf: (name, roleArn) => stores.forRole(roleArn).transport(name),
      settingOf: stores.preflight,
      clock: systemClock,
      randomId: randomUUID,
    }),
    hasStore: stores.has,
    limitsOfStore: stores.limits,
    clock: systemClock,
    lease,
    random: Math.random,
    log,
    host: hostname(),
    limits: {
      activeJobsMax: config.activeJobs,
      rowsMax: config.rowsMax,
      chunksPerWorker: config.chunksPerThread,
      partsAtOnce: config.partsAtOnce,
      reportFilesAtOnce: config.reportFilesAtOnce,
      saveBoardEvents: 20_000,
      storeDownMaxMs: config.storeDownMaxMs,
      periods: config,
    },
  });
}
