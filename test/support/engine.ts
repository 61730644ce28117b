/** An engine without a network: the real executors over the embedded event store, with a store that the test plays. */
import { randomUUID } from "node:crypto";
import { createCommandHandler, type CommandHandler } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { createEventIds, uuidV5 } from "../../src/eventstore/ids.ts";
import { bindOperation } from "../../src/executors/bind-job.ts";
import { defaultFlushPolicy, type FlushPolicy } from "../../src/executors/chunk-recorder.ts";
import { createCoordinator, type Coordinator } from "../../src/executors/coordinator.ts";
import { createOpenReader } from "../../src/executors/open-reader.ts";
import { createLease } from "../../src/executors/lease.ts";
import { defaultRetryPolicy } from "../../src/executors/retry.ts";
import { createStreamWriter } from "../../src/executors/stream-writer.ts";
import { createWorker } from "../../src/executors/worker.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import type { JobEvent } from "../../src/job/events.ts";
import type { JobStatus } from "../../src/job/lifecycle.ts";
import { statusEntered } from "../../src/job/lifecycle.ts";
import { rowsOf } from "../../src/job/rows.ts";
import type { JobLimits, JobSpec } from "../../src/job/spec.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";
import type { ScratchPlace } from "../../src/manifest/generated.ts";
import type { ObjectListing } from "../../src/s3/object-listing.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import type { Answer, Transport } from "../../src/s3/transport.ts";
import { Random } from "../simulation/random.ts";
import { account } from "./jobs.ts";

/** What the store answers to the n-th call on a key, from 1. */
export type Play = (key: string, call: number) => Answer | Promise<Answer>;

export const done: Answer = { ok: true, status: 200, output: { $metadata: {} } };

export function failing(
  code: string,
  options: { status?: number; kind?: "permanent" | "transient" | "throttle" } = {},
): Answer {
  const { status = 404, kind = "permanent" } = options;
  return { ok: false, failure: { code, status, message: `${code}.`, kind } };
}

export interface TestEngine {
  readonly eventStore: EventStore;
  readonly commands: CommandHandler;
  readonly coordinator: Coordinator;
  readonly executor: string;
  /** Calls that reached the store, a key each. */
  readonly calls: string[];
  readonly failure: Promise<never>;
  stop(): Promise<void>;
}

export interface TestEngineOptions {
  readonly objects: ObjectStore;
  readonly play?: Play;
  /** For lists that the engine makes itself, and where they are written. */
  readonly listing?: ObjectListing;
  readonly scratch?: ScratchPlace;
  readonly eventStore?: EventStore;
  readonly flush?: Partial<FlushPolicy>;
  readonly calls?: string[];
  readonly callsInFlightMax?: number;
  readonly activeJobsMax?: number;
  readonly chunksPerWorker?: number;
  readonly saveBoardEvents?: number;
  readonly workers?: number;
  readonly clock?: Clock;
  /** What a store says to who asks about its bucket; that it is there, when left out. */
  readonly whenAsked?: () => Answer;
  /** Whether a store of this name is configured; each is, when left out. */
  readonly hasStore?: (name: string) => boolean;
  /** Of the stores of the configuration; none when left out. */
  readonly limitsOfStore?: (name: string) => JobLimits | null;
  /** Its ids and all that it leaves to chance; when left out it does the same each time, under an id of its own. */
  readonly random?: Random;
  /** Smaller pieces of the manifest than the engine would choose. */
  readonly pieces?: { readonly partBytes: number; readonly rowsPerChunk: number };
}

/** Starts the executors of one process. Give a second one the same event store to have two. */
export function startEngine(options: TestEngineOptions): TestEngine {
  const { objects, play = () => done, calls = [] } = options;
  const eventStore = options.eventStore ?? openEmbeddedEventStore({ file: ":memory:" });
  const random = options.random ?? new Random(1);
  const randomId = options.random === undefined ? randomUUID : () => idFrom(random);
  const executor = randomId();
  const clock = options.clock ?? systemClock;
  const seen = new Map<string, number>();
  const transport: Transport = {
    async send(command) {
      const { Key: key } = command.input as { readonly Key?: string };
      if (key === undefined) return options.whenAsked?.() ?? done;
      const call = (seen.get(key) ?? 0) + 1;
      seen.set(key, call);
      calls.push(key);
      return await play(key, call);
    },
  };
  const nextIds = createEventIds(uuidV5("test", executor));
  const writer = createStreamWriter({ eventStore, nextIds, executor });
  const { pieces } = options;
  const open = createOpenReader({
    objectStoreOf: () => objects,
    listingOf: () => {
      if (options.listing === undefined) throw new Error("the test has no listing");
      return options.listing;
    },
    scratch: options.scratch ?? null,
    eventStore,
    rowsMax: 1_000_000,
    ...(pieces === undefined
      ? {}
      : {
          partBytes: pieces.partBytes,
          rowsPerChunk: { min: pieces.rowsPerChunk, max: pieces.rowsPerChunk },
        }),
  });
  const commands = createCommandHandler({
    eventStore,
    nextIds: createEventIds(uuidV5("commands", executor)),
    installationId,
    randomId,
  });
  const lease = createLease(clock);
  const workers = Array.from({ length: options.workers ?? 1 }, () =>
    createWorker({
      writer,
      clock,
      random: () => 0,
      retry: defaultRetryPolicy,
      flush: { ...defaultFlushPolicy, waitMs: 5, ...options.flush },
      callsInFlightMax: options.callsInFlightMax ?? 16,
      storeDownMaxMs: 3_600_000,
      lease,
      openReader: open,
      bindOperation: (spec) => bindOperation(spec, () => transport),
    }),
  );
  const coordinator = createCoordinator({
    eventStore,
    commands,
    writer,
    workers,
    openReader: open,
    objectStore: () => objects,
    transportOf: () => transport,
    hasStore: options.hasStore ?? (() => true),
    limitsOfStore: options.limitsOfStore ?? (() => null),
    clock,
    lease,
    random: () => random.next(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    host: "test",
    limits: {
      activeJobsMax: options.activeJobsMax ?? 16,
      rowsMax: 1_000_000,
      chunksPerWorker: options.chunksPerWorker ?? 3,
      partsAtOnce: 2,
      reportFilesAtOnce: 2,
      saveBoardEvents: options.saveBoardEvents ?? 20_000,
      storeDownMaxMs: 3_600_000,
    },
  });
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => {});
  coordinator.run().catch(reject);
  return {
    eventStore,
    commands,
    coordinator,
    executor,
    calls,
    failure,
    stop: () => coordinator.stop(),
  };
}

const installationId = "0b1f8c6e-0000-4000-8000-000000000000";

function idFrom(random: Random): string {
  return uuidV5(`${random.next()}`, installationId);
}

const context = {
  actor: { kind: "USER", id: "test", name: "test" },
  correlationId: "test",
  causationId: null,
} as const;

/** A clock that runs so many times as fast as the real one. */
export function fastClock(factor: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    after: (ms, action) => systemClock.after(ms / factor, action),
  };
}

/** A process as others see it: on `kill`, nothing that it asks of the log is ever answered, or done, again. */
export function killable(eventStore: EventStore, options: { readonly exclusive: boolean }) {
  let dead = false;
  const never = new Promise<never>(() => {});
  const unlessDead = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (dead) return never;
    const value = await work();
    return dead ? never : value;
  };
  const process: EventStore = {
    exclusive: options.exclusive,
    append: (...append) => unlessDead(() => eventStore.append(...append)),
    readStream: (...read) => unlessDead(() => eventStore.readStream(...read)),
    readAll: (...read) => unlessDead(() => eventStore.readAll(...read)),
    truncateStream: (...truncate) => unlessDead(() => eventStore.truncateStream(...truncate)),
    deleteStream: (stream) => unlessDead(() => eventStore.deleteStream(stream)),
    limitAge: (...limit) => unlessDead(() => eventStore.limitAge(...limit)),
    async *subscribe(subscription) {
      for await (const page of eventStore.subscribe(subscription)) {
        if (dead) await never;
        yield page;
      }
    },
    close: () => Promise.resolve(),
  };
  return {
    eventStore: process,
    /** Calls of this process never get an answer from now on. */
    isDead: () => dead,
    kill: () => {
      dead = true;
    },
  };
}

export async function createJob(
  { commands }: Pick<TestEngine, "commands">,
  spec: JobSpec,
): Promise<string> {
  const created = await commands.createJob({ account, token: null, spec }, context);
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  return created.value.jobId;
}

export async function send(
  { commands }: TestEngine,
  job: string,
  command: Parameters<CommandHandler["handle"]>[1],
): Promise<void> {
  const result = await commands.handle(job, command, context);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
}

/** Waits until a job has reached a status, and gives its own events up to then. */
export async function reaches(
  engine: TestEngine,
  job: string,
  statuses: readonly JobStatus[],
): Promise<readonly JobEvent[]> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), 100_000);
  const events: JobEvent[] = [];
  const found = async () => {
    for await (const page of engine.eventStore.subscribe({ signal: patience.signal })) {
      for (const event of page.events.filter(({ stream }) => stream === `job-${job}`)) {
        events.push({ type: event.type, data: event.data } as unknown as JobEvent);
        const status = statusEntered[event.type as JobEvent["type"]];
        if (status !== undefined && statuses.includes(status)) return;
      }
    }
    throw new Error(
      `${job} did not reach ${statuses.join(" or ")}: ${events.map(({ type }) => type).join(", ")}`,
    );
  };
  try {
    await Promise.race([found(), engine.failure]);
    return events;
  } finally {
    clearTimeout(timer);
    patience.abort();
  }
}

export interface RowOutcome {
  readonly kind: "succeeded" | "failed";
  readonly key: string;
  readonly code: string | null;
}

/** Every outcome that stands in the log, by part and row; more than one for a row breaks the promise. */
export async function outcomesOf(
  eventStore: EventStore,
  job: string,
): Promise<ReadonlyMap<string, readonly RowOutcome[]>> {
  const all = new Map<string, RowOutcome[]>();
  for (const recorded of await allEvents(eventStore)) {
    const match = /^chunk-(.+)-(\d+)-\d+$/.exec(recorded.stream);
    if (match === null || match[1] !== job) continue;
    const event = { type: recorded.type, data: recorded.data } as unknown as ChunkEvent;
    if (event.type !== "TaskSucceeded" && event.type !== "TaskFailed") continue;
    let index = 0;
    for (const row of rowsOf(event.data.rows)) {
      const code = event.type === "TaskFailed" ? event.data.codes[index]! : null;
      const kind = event.type === "TaskFailed" ? "failed" : "succeeded";
      const place = `${match[2]}/${row}`;
      all.set(place, [...(all.get(place) ?? []), { kind, key: event.data.keys[index]!, code }]);
      index += 1;
    }
  }
  return all;
}

export async function allEvents(eventStore: EventStore): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  let after: number | undefined;
  for (;;) {
    const page = await eventStore.readAll({ after, maxCount: 1000 });
    events.push(...page.events);
    if (page.caughtUp) return events;
    after = page.position;
  }
}
