/** Gives a real store what the null store makes up: the buckets, the listed objects, and the manifests that list them. */
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { createS3Client } from "../../src/s3/s3-client.ts";
import type { Setting } from "./contenders.ts";
import { keyOfRow, manifestBytes, sizeOfManifest } from "./null-manifest.ts";

const inFlight = 32;

/**
 * Of the bucket `source` the longest manifest lists every object. What is there already is written again. The same lies in
 * `target`: to replace an object can take longer than to make it, and who copies first would make it for the others.
 */
export async function fillStore(
  { storeUrl, credentials }: Required<Pick<Setting, "storeUrl" | "credentials">>,
  lengths: readonly number[],
): Promise<void> {
  const client = createS3Client({
    name: "default",
    endpoint: storeUrl,
    region: "us-east-1",
    credentials,
    connectionsMax: inFlight,
    connectTimeoutMs: 5000,
    requestTimeoutMs: 60_000,
  });
  for (const Bucket of ["source", "target", "lists", "reports"])
    await client.send(new CreateBucketCommand({ Bucket })).catch(unlessOurs);
  for (const rows of lengths) {
    const Body = manifestBytes(0, sizeOfManifest(rows));
    await client.send(new PutObjectCommand({ Bucket: "lists", Key: `rows-${rows}.csv`, Body }));
  }
  const rows = Math.max(...lengths);
  let row = 0;
  const lane = async () => {
    while (row < rows) {
      const Key = keyOfRow(row++);
      for (const Bucket of ["source", "target"])
        await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  client.destroy();
}

function unlessOurs(error: unknown): void {
  if (!(error instanceof Error && error.name === "BucketAlreadyOwnedByYou")) throw error;
}
