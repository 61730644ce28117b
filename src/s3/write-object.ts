import { createHash } from "node:crypto";

import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";

import { assert } from "../lib/assert.ts";
import type { ObjectRef, WriteEncryption, WriteOptions, WrittenObject } from "./object-store.ts";
import { beginAndAbandon, writeInParts } from "./multipart-upload.ts";
import type { ObjectHeaders, Part } from "./multipart-upload.ts";
import { callWithRetries } from "./own-calls.ts";
import type { RetryPace } from "./own-calls.ts";

/** An object of at most this size is one PUT; a longer one is made of parts of this size, the least that S3 takes. */
export const partBytes = 5 * 1024 * 1024;

/** Writes an object in constant memory: two parts at most, one on its way and one that is being filled. */
export async function writeObject(
  calls: { readonly client: S3Client; readonly pace: RetryPace },
  { bucket, key }: ObjectRef,
  {
    body,
    contentType,
    expectedBucketOwner,
    encryption,
  }: WriteOptions & { body: AsyncIterable<Uint8Array> | Uint8Array },
): Promise<WrittenObject> {
  const target = { Bucket: bucket, Key: key, ExpectedBucketOwner: expectedBucketOwner };
  const headers = { ContentType: contentType, ...encryptionHeaders(encryption) };
  const md5 = createHash("md5");
  let sizeBytes = 0;
  const parts = cutIntoParts(body, (piece) => {
    md5.update(piece);
    sizeBytes += piece.byteLength;
  });
  const { value: first } = await parts.next();
  assert(first !== undefined, "there is a part, even when it is empty");
  if (first.isLast) {
    await putWhole(calls, { ...target, ...headers }, first.bytes);
  } else {
    await writeInParts(calls, { target, headers, first, rest: parts });
  }
  return { sizeBytes, md5: md5.digest("hex") };
}

/** Whether `writeObject` would be let do it, told by an upload in parts that is given up at once. */
export async function tryWritingObject(
  calls: { readonly client: S3Client; readonly pace: RetryPace },
  { bucket, key }: ObjectRef,
  { contentType, expectedBucketOwner, encryption }: WriteOptions = {},
): Promise<void> {
  const target = { Bucket: bucket, Key: key, ExpectedBucketOwner: expectedBucketOwner };
  const headers = { ContentType: contentType, ...encryptionHeaders(encryption) };
  await beginAndAbandon(calls, { target, headers });
}

function encryptionHeaders(encryption: WriteEncryption | undefined): Partial<ObjectHeaders> {
  if (encryption === undefined) return {};
  const { algorithm, kmsKeyId, bucketKeyEnabled } = encryption;
  return {
    ServerSideEncryption: algorithm === "KMS" ? "aws:kms" : algorithm,
    SSEKMSKeyId: kmsKeyId,
    BucketKeyEnabled: bucketKeyEnabled,
  };
}

async function putWhole(
  { client, pace }: { readonly client: S3Client; readonly pace: RetryPace },
  target: { Bucket: string; Key: string; ExpectedBucketOwner: string | undefined } & ObjectHeaders,
  bytes: Uint8Array,
): Promise<void> {
  // Every store checks this header, and buckets with Object Lock ask for it.
  const ContentMD5 = createHash("md5").update(bytes).digest("base64");
  await callWithRetries(pace, () =>
    client.send(new PutObjectCommand({ ...target, Body: bytes, ContentMD5 })),
  );
}

/** Whether a part is the last one is known as soon as it is given: a full one waits until more comes, or the end. */
async function* cutIntoParts(
  body: AsyncIterable<Uint8Array> | Uint8Array,
  measure: (piece: Uint8Array) => void,
): AsyncGenerator<Part, undefined> {
  // Filled in place: pieces that are gathered and then joined are there twice. What is not filled is never touched. Used
  // again, because what lies outside of the heap does not make anybody collect garbage soon.
  const free: Buffer[] = [];
  const take = () => free.pop() ?? Buffer.allocUnsafeSlow(partBytes);
  let bytes = take();
  let length = 0;
  for await (const given of body instanceof Uint8Array ? [body] : body) {
    measure(given);
    for (let piece = given; piece.byteLength > 0;) {
      if (length === partBytes) {
        const full = bytes;
        yield { bytes: full, isLast: false, release: () => free.push(full) };
        bytes = take();
        length = 0;
      }
      const taken = piece.subarray(0, partBytes - length);
      bytes.set(taken, length);
      length += taken.byteLength;
      piece = piece.subarray(taken.byteLength);
    }
  }
  yield { bytes: bytes.subarray(0, length), isLast: true, release: () => {} };
  return undefined;
}
