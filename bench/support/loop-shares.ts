/** What the loops of the benchmark share: a run cut into shares of rows, one for each thread of the process. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { BenchOperation } from "./jobs.ts";
import { givenOptions } from "./processes.ts";

export interface LoopOptions {
  readonly storeUrl: string;
  readonly threads: number;
  /** Of each thread. */
  readonly callsInFlight: number;
  readonly operation?: BenchOperation;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Keys are those of the null manifest under this prefix. */
  readonly prefix?: string;
}

/** Rows from `first` up to, not with, `end`. */
export interface Share {
  readonly first: number;
  readonly end: number;
}

/** Makes the calls of a share; gives how long some or all of them took, in milliseconds. */
export type Loop = (share: Share) => Promise<number[]>;

type OpenLoop = (options: LoopOptions) => Loop;

/** Makes this process, whose main module is `file`, and the threads that it starts of that module run the loop. */
export function serveLoop(file: string, openLoop: OpenLoop): void {
  if (isMainThread) serveParent(file, openLoop, givenOptions<LoopOptions>());
  else serveShares(openLoop(workerData as LoopOptions));
}

function serveShares(run: Loop): void {
  parentPort?.on(
    "message",
    (share: Share) => void run(share).then((latencies) => parentPort?.postMessage(latencies)),
  );
}

/** Answers `{ rows }` by `{ seconds, latencies }`. */
function serveParent(file: string, openLoop: OpenLoop, options: LoopOptions): void {
  const { threads } = options;
  const runs =
    threads === 1
      ? [openLoop(options)]
      : Array.from({ length: threads }, () => inThread(new Worker(file, { workerData: options })));
  process.on("disconnect", () => process.exit(0));
  process.on("message", ({ rows }: { readonly rows: number }) => {
    const start = performance.now();
    const shares = runs.map((run, thread) =>
      run({
        first: Math.floor((rows * thread) / threads),
        end: Math.floor((rows * (thread + 1)) / threads),
      }),
    );
    void Promise.all(shares).then((latencies) =>
      process.send?.({
        seconds: (performance.now() - start) / 1000,
        latencies: latencies.flat(),
      }),
    );
  });
  process.send?.("ready");
}

function inThread(worker: Worker): Loop {
  return (share) =>
    new Promise((resolve) => {
      worker.once("message", resolve);
      worker.postMessage(share);
    });
}
