/** Runs chunks that the coordinator hands out, several at once, with one bound on the calls in flight of all of them. */
import type { Clock } from "../lib/clock.ts";
import type { Meter } from "../lib/meter.ts";
import type { OpenReader } from "./open-reader.ts";
import type { JobSpec } from "../job/spec.ts";
import type { BoundCalls } from "./bind-job.ts";
import type { FlushPolicy } from "./chunk-recorder.ts";
import { createFlushMoments } from "./flush-moments.ts";
import { createGates } from "./gates.ts";
import { holdToLease, thisTerm, type Lease } from "./lease.ts";
import { meteredGate } from "./metered.ts";
import type { RetryPolicy } from "./retry.ts";
import { runChunk, type ChunkAssignment, type ChunkResult } from "./run-chunk.ts";

import type { StreamWriter } from "./stream-writer.ts";

export interface Worker {
  /** Runs a claimed chunk until it is complete, given back or lost. */
  run(assignment: ChunkAssignment): Promise<ChunkResult>;
  /** Starts no further call for a job; its chunks are given back when the calls in flight have ended. */
  stopJob(job: string): void;
  /** The same for one chunk of it, by its number in its part. */
  stopChunk(chunk: ChunkId): void;
  /** The same for every job. */
  stopAll(): void;
}

export interface ChunkId {
  readonly job: string;
  readonly part: number;
  readonly chunk: number;
}

export interface WorkerDependencies {
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  readonly flush: FlushPolicy;
  readonly callsInFlightMax: number;
  /** How long a store that is down is waited for. */
  readonly storeDownMaxMs: number;
  readonly lease: Pick<Lease, "isHeld" | "term">;
  readonly openReader: OpenReader;
  readonly bindOperation: (spec: JobSpec) => BoundCalls;
  /** Counts its calls; left out: nobody does. */
  readonly meter?: Meter;
}

export function createWorker(dependencies: WorkerDependencies): Worker {
  const { writer, clock, random, retry, flush, lease, openReader, bindOperation } = dependencies;
  const { callsInFlightMax: slots, storeDownMaxMs, meter } = dependencies;
  const moments = createFlushMoments(clock);
  const gates = createGates({ clock, slots, storeDownMaxMs });
  const running = new Map<AbortController, ChunkId>();
  const bound = keepBound(bindOperation);
  const stopAll = () => {
    for (const stop of running.keys()) stop.abort();
  };
  return {
    async run(assignment) {
      const stop = new AbortController();
      running.set(stop, assignment);
      const { call, batch, ask } = bound(assignment);
      const { bucket } = assignment;
      const asks = ask === undefined ? undefined : () => ask(bucket);
      const opened = gates.open(assignment.job, assignment.limits, asks);
      const held = thisTerm(lease);
      const counted = meter === undefined ? opened : meteredGate(opened, assignment.limits, meter);
      const gate = holdToLease(counted, held, () => stop.abort());
      try {
        const reader = openReader(assignment.spec, assignment.job);
        const { signal } = stop;
        return await runChunk(assignment, {
          writer,
          clock,
          random,
          retry,
          flush: { ...flush, waitMs: Math.max(flush.waitMs, assignment.flushWaitMs) },
          moments,
          gate,
          lease: held,
          reader,
          call,
          batch,
          stop: signal,
        });
      } finally {
        running.delete(stop);
        opened.close();
      }
    },
    stopJob(job) {
      for (const [stop, of] of running) if (of.job === job) stop.abort();
    },
    stopChunk({ job, part, chunk }) {
      for (const [stop, of] of running)
        if (of.job === job && of.part === part && of.chunk === chunk) stop.abort();
    },
    stopAll,
  };
}

/** Jobs whose bindings are kept; more than are ACTIVE at once by default. */
const boundJobsMax = 32;

/** What a job is bound to is made once for all of its chunks: it can take as long as hundreds of calls. */
function keepBound(
  bindOperation: WorkerDependencies["bindOperation"],
): (assignment: ChunkAssignment) => BoundCalls {
  const calls = new Map<string, BoundCalls>();
  return ({ job, spec }) => {
    const call = calls.get(job) ?? bindOperation(spec);
    // Last in the order of the map is the one that was used last.
    calls.delete(job);
    calls.set(job, call);
    const [oldest] = calls.keys();
    if (calls.size > boundJobsMax && oldest !== undefined) calls.delete(oldest);
    return call;
  };
}
