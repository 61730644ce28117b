/**
 * The loop that a person would write instead: so many calls of the SDK in flight, no record of anything. The same client
 * and the same calls as the engine's. With more than one thread, each has its share of the rows and its own client.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { keyOfRow } from "./null-manifest.ts";
import { givenOptions } from "./processes.ts";

export interface SdkLoopOptions {
  readonly storeUrl: string;
  readonly threads: number;
  /** Of each thread. */
  readonly callsInFlight: number;
}

interface Share {
  readonly first: number;
  readonly end: number;
}

function openLoop({ storeUrl, callsInFlight }: SdkLoopOptions): (share: Share) => Promise<void> {
  const client = createS3Client({
    name: "default",
    endpoint: storeUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "key", secretAccessKey: "s" },
    connectionsMax: callsInFlight + 16,
    connectTimeoutMs: 5000,
    requestTimeoutMs: 300_000,
  });
  return async ({ first, end }) => {
    let row = first;
    const lane = async () => {
      while (row < end) {
        const key = keyOfRow(row++);
        await client.send(
          new CopyObjectCommand({ Bucket: "target", Key: key, CopySource: `source/${key}` }),
        );
      }
    };
    await Promise.all(Array.from({ length: callsInFlight }, lane));
  };
}

if (isMainThread) serveParent(givenOptions<SdkLoopOptions>());
else serveShares(workerData as SdkLoopOptions);

function serveShares(options: SdkLoopOptions): void {
  const run = openLoop(options);
  parentPort?.on(
    "message",
    (share: Share) => void run(share).then(() => parentPort?.postMessage("done")),
  );
}

/** Answers `{ rows }` by `{ seconds }`. */
function serveParent(options: SdkLoopOptions): void {
  const { threads } = options;
  const runs =
    threads === 1
      ? [openLoop(options)]
      : Array.from({ length: threads }, () =>
          inThread(new Worker(import.meta.filename, { workerData: options })),
        );
  process.on("disconnect", () => process.exit(0));
  process.on("message", ({ rows }: { readonly rows: number }) => {
    const start = performance.now();
    const shares = runs.map((run, thread) =>
      run({
        first: Math.floor((rows * thread) / threads),
        end: Math.floor((rows * (thread + 1)) / threads),
      }),
    );
    void Promise.all(shares).then(() =>
      process.send?.({ seconds: (performance.now() - start) / 1000 }),
    );
  });
  process.send?.("ready");
}

function inThread(worker: Worker): (share: Share) => Promise<void> {
  return (share) =>
    new Promise((resolve) => {
      worker.once("message", () => resolve());
      worker.postMessage(share);
    });
}
