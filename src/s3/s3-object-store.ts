import { setTimeout as sleep } from "node:timers/promises";

import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";

import { assert } from "../lib/assert.ts";
import { ownFailure, StoreError } from "./failures.ts";
import type { ObjectInfo, ObjectRef, ObjectStore } from "./object-store.ts";
import { callWithRetries } from "./own-calls.ts";
import type { RetryPace } from "./own-calls.ts";
import { readObject } from "./read-object.ts";
import { tryWritingObject, writeObject } from "./write-object.ts";

/** The object store port over the SDK, for a client made by `createS3Client`. Retries what is worth it. */
export function createS3ObjectStore(client: S3Client, pace: Partial<RetryPace> = {}): ObjectStore {
  const calls: OwnCalls = { client, pace: { sleep, random: Math.random, ...pace } };
  return {
    head: async (object) => headObject(calls, checked(object)),
    read: async (object, options) => readObject(calls, checked(object), options),
    write: async (object, body, options) =>
      writeObject(calls, checked(object), { body, ...options }),
    tryWriting: async (object, options) => tryWritingObject(calls, checked(object), options),
  };
}

/** What the engine's own calls are made with. */
interface OwnCalls {
  readonly client: S3Client;
  readonly pace: RetryPace;
}

/** The SDK makes a call on the bucket of a call with an empty key; none of those is wanted here. */
function checked(object: ObjectRef): ObjectRef {
  assert(object.key !== "" && object.bucket !== "", "an object has a bucket and a key");
  return object;
}

async function headObject(
  { client, pace }: OwnCalls,
  { bucket, key, versionId }: ObjectRef,
): Promise<ObjectInfo> {
  return callWithRetries(pace, async () => {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
    const { ETag, ContentLength, VersionId } = await client.send(command);
    // Without them nothing could be pinned, and a manifest would look as if it were empty.
    if (ETag === undefined || ContentLength === undefined) {
      const message = "The answer to HEAD has no ETag or no length";
      throw new StoreError(ownFailure("AnswerBroken", { message, status: 200 }));
    }
    return { etag: withoutQuotes(ETag), sizeBytes: ContentLength, versionId: VersionId };
  });
}

function withoutQuotes(etag: string): string {
  return etag.replace(/^"(.*)"$/, "$1");
}
