/**
 * The loop that a person would write instead: so many calls of the SDK in flight, no record of anything. The same client
 * and the same calls as the engine's, which saves it three headers a call. With more than one thread, each has its share
 * of the rows and its own client.
 */
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { serveLoop, type Loop, type LoopOptions } from "./loop-shares.ts";
import { keyOfRow } from "./null-manifest.ts";

/** What one call may delete. */
const keysOfBatch = 1000;

function openLoop(options: LoopOptions): Loop {
  const { storeUrl, callsInFlight, operation = "copy" } = options;
  const { accessKeyId = "key", secretAccessKey = "secret" } = options;
  const client = createS3Client({
    name: "default",
    endpoint: storeUrl,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
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
        if (operation === "delete") {
          const Objects = [{ Key: key }];
          while (Objects.length < keysOfBatch && row < end) Objects.push({ Key: keyOfRow(row++) });
          const Delete = { Objects, Quiet: true };
          await client.send(new DeleteObjectsCommand({ Bucket: "source", Delete }));
        } else if (operation === "copy") {
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

serveLoop(import.meta.filename, openLoop);
