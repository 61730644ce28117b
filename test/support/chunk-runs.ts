/** One held chunk in a log of its own, with an event store and an object store that the test plays. */
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import {
  createChunkRecorder,
  defaultFlushPolicy,
  type ChunkRecorder,
  type FlushPolicy,
} from "../../src/executors/chunk-recorder.ts";
import { createFlushMoments } from "../../src/executors/flush-moments.ts";
import type { Outcome } from "../../src/executors/outcomes.ts";
import { defaultRetryPolicy } from "../../src/executors/retry.ts";
import {
  runChunk,
  type ChunkAssignment,
  type RunChunkDependencies,
} from "../../src/executors/run-chunk.ts";
import type { CallTask } from "../../src/executors/run-task.ts";
import {
  createStreamWriter,
  readEvents,
  type StreamWriter,
} from "../../src/executors/stream-writer.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import { chunkDecider, type ChunkCommand, type ChunkState } from "../../src/job/chunk.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { sleep } from "../../src/lib/clock.ts";
import type { ManifestEntry, ManifestReader } from "../../src/manifest/manifest.ts";
import { known } from "./chunks.ts";
import { testGate, testLimits } from "./gates.ts";
import { opened, validSpec } from "./jobs.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const stream = chunkStream("j", 0, 0);

/** An event store whose appends take their time, can be held back or made to fail, and are counted. */
function playedEventStore(inner: EventStore, takeTime: () => Promise<void>) {
  const ids: string[][] = [];
  const errors: Error[] = [];
  let gate: Promise<void> | null = null;
  let inFlight = 0;
  const counted = { inFlightMost: 0 };
  const eventStore: EventStore = {
    ...inner,
    async append(to, events, options) {
      ids.push(events.map(({ id }) => id));
      inFlight += 1;
      counted.inFlightMost = Math.max(counted.inFlightMost, inFlight);
      try {
        if (gate !== null) await gate;
        await takeTime();
        const error = errors.shift();
        if (error !== undefined) throw error;
        return await inner.append(to, events, options);
      } finally {
        inFlight -= 1;
      }
    },
  };
  return {
    eventStore,
    /** Ids of the events of each append that was tried. */
    ids,
    counted,
    failNext: (...next: Error[]) => void errors.push(...next),
    holdBack: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = null;
        resolve();
      };
    },
  };
}

function writerOf(eventStore: EventStore, executor: string): StreamWriter {
  const nextIds = createEventIds(crypto.randomUUID());
  return createStreamWriter({ eventStore, nextIds, executor });
}

export const claimBy = (executor: string, rows: number, over: string | null = null) =>
  ({ type: "ClaimChunk", executor, firstRow: 0, rows, over }) satisfies ChunkCommand;

/** A chunk with this history, whose last holder is "me" (who claims it when no history is given). */
export async function heldChunk(
  options: {
    readonly rows?: number;
    readonly history?: readonly ChunkCommand[];
    readonly flush?: Partial<FlushPolicy>;
    readonly appendMs?: number;
  } = {},
) {
  const { rows = 10, appendMs = 0 } = options;
  const inner = openEmbeddedEventStore({ file: ":memory:" });
  const clock = createVirtualClock();
  const moments = createFlushMoments(clock);
  const takeTime = () => (appendMs > 0 ? sleep(clock, appendMs) : Promise.resolve());
  const played = playedEventStore(inner, takeTime);
  const policy = { ...defaultFlushPolicy, ...options.flush };
  let state: ChunkState = chunkDecider.initialState;
  let revision = -1;
  /** Writes as anybody may, past the recorder. */
  const append = async (command: ChunkCommand) => {
    const decision = chunkDecider.decide(command, state);
    if (!decision.ok) throw new Error(JSON.stringify(decision.error));
    const expected = revision < 0 ? "no-stream" : revision;
    const to = { expected, correlationId: "j" } as const;
    ({ revision } = await writerOf(inner, command.executor).append(stream, decision.value, to));
    state = decision.value.reduce((before, one) => chunkDecider.evolve(before, one, ""), state);
  };
  for (const command of options.history ?? [claimBy("me", rows)]) await append(command);
  const writer = writerOf(played.eventStore, "me");
  const correlationId = "j";
  const at = { revision, state: known(state) };
  return {
    ...played,
    clock,
    append,
    ...at,
    events: async (): Promise<readonly ChunkEvent[]> =>
      (await readEvents<ChunkEvent>(inner, stream)).map(({ event }) => event),
    record: (): ChunkRecorder =>
      createChunkRecorder({ writer, moments, policy, stream, correlationId, ...at }),
    run: (call: CallTask, changes: RunChanges = {}) => {
      const place = { start: 0, end: 10, firstRow: 0 };
      const job = { job: "j", part: 0, chunk: 0, spec: validSpec(), bucket: "photos", opened };
      const { limits } = testLimits();
      return runChunk(
        { ...job, place, ...at, correlationId, limits, flushWaitMs: 0, ...changes.assignment },
        {
          writer,
          clock,
          random: () => 1,
          retry: defaultRetryPolicy,
          flush: policy,
          moments,
          gate: testGate({ clock, limits: changes.assignment?.limits }),
          lease: { isHeld: () => true },
          reader: readerOf(rows),
          call,
          stop: new AbortController().signal,
          ...changes.dependencies,
        },
      );
    },
  };
}

interface RunChanges {
  readonly assignment?: Partial<ChunkAssignment>;
  readonly dependencies?: Partial<RunChunkDependencies>;
}

/** A reader that knows one chunk. */
export function readerOf(rows: number, read?: ManifestReader["readChunk"]): ManifestReader {
  const entries = Array.from({ length: rows }, (_, row): ManifestEntry => ({
    row,
    rawKey: `k${row}`,
    key: `k${row}`,
    versionId: null,
  }));
  return {
    open: () => Promise.reject(new Error("not asked for")),
    planPart: () => {
      throw new Error("not asked for");
    },
    readChunk: read ?? (() => Promise.resolve(entries)),
  };
}

export function success(row: number, message: string | null = null): Outcome {
  const facts = { row, rawKey: `k${row}`, versionId: null, attempts: 1 };
  return { kind: "succeeded", ...facts, message };
}

export function failure(row: number, message: string, rawKey = `k${row}`): Outcome {
  const facts = { row, rawKey, versionId: null, attempts: 1 };
  return { kind: "failed", ...facts, code: "X", firstCode: "X", status: 404, message };
}
