/**
 * The loop that a person would write instead: so many calls of the SDK in flight, no record of anything. The same client
 * and the same calls as the engine's. With more than one thread, each has its share of the rows and its own client.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { CopyObjectCommand, PutObjectTaggingCommand } from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { keyOfRow } from "./null-manifest.ts";
import { givenOptions } from "./processes.ts";
import type { LoopOptions, Share } from "./undici-loop-process.ts";

function openLoop({
  storeUrl,
  callsInFlight,
  operation = "copy",
}: LoopOptions): (share: Share) => Promise<number[]> {
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
    const latencies: number[] = [];
    const lane = async () => {
      while (row < end) {
        const key = keyOfRow(row++);
        const begin = performance.now();
        if (operation === "copy") {
          const CopySource = `source/${key}`;
          await client.send(new CopyObjectCommand({ Bucket: "target", Key: key, CopySource }));
        } else {
          const Tagging = { TagSet: [{ Key: "a", Value: "b" }] };
          await client.send(new PutObjectTaggingCommand({ Bucket: "source", Key: key, Tagging }));
        }
        latencies.push(performance.now() - begin);
      }
    };
    await Promise.all(Array.from({ length: callsInFlight }, lane));
    return latencies;
  };
}

if (isMainThread) serveParent(givenOptions<LoopOptions>());
else serveShares(workerData as LoopOptions);

function serveShares(options: LoopOptions): void {
  const run = openLoop(options);
  parentPort?.on(
    "message",
    (share: Share) => void run(share).then((latencies) => parentPort?.postMessage(latencies)),
  );
}

/** Answers `{ rows }` by `{ seconds, latencies }`. */
function serveParent(options: LoopOptions): void {
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
    void Promise.all(shares).then((latencies) =>
      process.send?.({
        seconds: (performance.now() - start) / 1000,
        latencies: latencies.flat(),
      }),
    );
  });
  process.send?.("ready");
}

function inThread(worker: Worker): (share: Share) => Promise<number[]> {
  return (share) =>
    new Promise((resolve) => {
      worker.once("message", resolve);
      worker.postMessage(share);
    });
}
