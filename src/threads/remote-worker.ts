/** A worker behind a message channel: chunks go there as plain data, and what came of them comes back. */
import type { MessagePort } from "node:worker_threads";
import type { ChunkAssignment, ChunkResult } from "../executors/run-chunk.ts";
import type { ChunkId, Worker } from "../executors/worker.ts";
import { assert } from "../lib/assert.ts";

type Request =
  | { readonly kind: "run"; readonly call: number; readonly assignment: ChunkAssignment }
  | { readonly kind: "stop-job"; readonly job: string }
  | { readonly kind: "stop-chunk"; readonly chunk: ChunkId }
  | { readonly kind: "stop-all" };

interface Reply {
  readonly call: number;
  readonly result: ChunkResult;
}

/** The side of the coordinator. A worker that throws takes its thread, and so the process, down: nothing to catch here. */
export function connectRemoteWorker(port: MessagePort): Worker {
  const waiting = new Map<number, (result: ChunkResult) => void>();
  let calls = 0;
  const post = (request: Request) => port.postMessage(request);
  port.on("message", ({ call, result }: Reply) => {
    const resolve = waiting.get(call);
    assert(resolve !== undefined, "a worker answers a call that was made");
    waiting.delete(call);
    resolve(result);
  });
  return {
    run(assignment) {
      const call = calls++;
      return new Promise((resolve) => {
        waiting.set(call, resolve);
        post({ kind: "run", call, assignment });
      });
    },
    stopJob: (job) => post({ kind: "stop-job", job }),
    stopChunk: ({ job, part, chunk }) => post({ kind: "stop-chunk", chunk: { job, part, chunk } }),
    stopAll: () => post({ kind: "stop-all" }),
  };
}

/** The side of the worker thread. */
export function serveWorker(
  worker: Worker,
  port: MessagePort,
  failed: (error: unknown) => void,
): void {
  port.on("message", (request: Request) => {
    switch (request.kind) {
      case "run":
        worker
          .run(request.assignment)
          .then((result) => port.postMessage({ call: request.call, result } satisfies Reply))
          .catch(failed);
        return;
      case "stop-job":
        worker.stopJob(request.job);
        return;
      case "stop-chunk":
        worker.stopChunk(request.chunk);
        return;
      case "stop-all":
        worker.stopAll();
    }
  });
}
