import { randomUUID } from "node:crypto";

import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";

/** Makes a bucket with a name that nobody has used before, and gives the name. */
export async function createBucket(
  client: S3Client,
  { versioned = false, locked = false } = {},
): Promise<string> {
  const Bucket = `stevedore-test-${randomUUID()}`;
  await client.send(
    new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: locked || undefined }),
  );
  if (versioned) {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return Bucket;
}

/** Deletes a bucket of a test with everything in it, one object at a time, since keys of tests break batches. */
export async function deleteBucket(client: S3Client, Bucket: string): Promise<void> {
  let more = true;
  while (more) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (Key !== undefined) await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    }
    more = page.IsTruncated === true;
  }
  await client.send(new DeleteBucketCommand({ Bucket }));
}
