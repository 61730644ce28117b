/** Runs chunks that the coordinator hands out, several at once, with one bound on the calls in flight of all of them. */
import type { Clock } from "../lib/clock.ts";
import { createSemaphore } from "../lib/semaphore.ts";
import type { ManifestReader } from "../manifest/manifest.ts";
import type { JobSpec } from "../job/spec.ts";
import type { FlushPolicy } from "./chunk-recorder.ts";
import type { RetryPolicy } from "./retry.ts";
import { runChunk, type ChunkAssignment, type ChunkResult } from "./run-chunk.ts";
import type { CallTask } from "./run-task.ts";
import type { StreamWriter } from "./stream-writer.ts";

export interface Worker {
  /** Runs a claimed chunk until it is complete, given back or lost. */
  run(assignment: ChunkAssignment): Promise<ChunkResult>;
  /** Starts no further call for a job; its chunks are given back when the calls in flight have ended. */
  stopJob(job: string): void;
  /** The same for every job. */
  stopAll(): void;
}

export interface WorkerDependencies {
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  readonly flush: FlushPolicy;
  readonly callsInFlightMax: number;
  readonly openReader: (spec: JobSpec) => ManifestReader;
  readonly bindOperation: (spec: JobSpec) => CallTask;
}

export function createWorker(dependencies: WorkerDependencies): Worker {
  const { writer, clock, random, retry, flush, openReader, bindOperation } = dependencies;
  const calls = createSemaphore(dependencies.callsInFlightMax);
  const running = new Map<AbortController, string>();
  return {
    async run(assignment) {
      const stop = new AbortController();
      running.set(stop, assignment.job);
      try {
        const reader = openReader(assignment.spec);
        const call = bindOperation(assignment.spec);
        const { signal } = stop;
        return await runChunk(assignment, {
          writer,
          clock,
          random,
          retry,
          flush,
          calls,
          reader,
          call,
          stop: signal,
        });
      } finally {
        running.delete(stop);
      }
    },
    stopJob(job) {
      for (const [stop, of] of running) if (of === job) stop.abort();
    },
    stopAll() {
      for (const stop of running.keys()) stop.abort();
    },
  };
}
