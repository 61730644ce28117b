import { createHash } from "node:crypto";

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";

import { StoreError, answeredFailure, ownFailure } from "./failures.ts";
import { callWithRetries } from "./own-calls.ts";
import type { RetryPace } from "./own-calls.ts";

/** A run of an object's bytes. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
  /** The store has taken it: its memory may be used for the next one. */
  readonly release: () => void;
}

/** What is to be written where; the parts come as fast as they are taken. */
export interface PartedObject {
  readonly target: Target;
  readonly headers: ObjectHeaders;
  readonly first: Part;
  readonly rest: AsyncGenerator<Part, undefined>;
}

/** What the object is to be, beside its bytes. */
export interface ObjectHeaders {
  readonly ContentType: string | undefined;
  readonly ServerSideEncryption?: "AES256" | "aws:kms";
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ExpectedBucketOwner: string | undefined;
}

interface Calls {
  readonly client: S3Client;
  readonly pace: RetryPace;
}

/** An upload that has begun: every call on it names all of this. */
type Upload = Target & { readonly UploadId: string };

const partsMax = 10_000;

/** Writes an object in parts. When anything fails, no part of it is left in the store, and the reason is thrown. */
export async function writeInParts(
  calls: Calls,
  { target, headers, first, rest }: PartedObject,
): Promise<void> {
  const upload = await begin(calls, target, headers).catch(async (error: unknown) => {
    await rest.return(undefined);
    throw error;
  });
  try {
    const sent = await sendParts(calls, upload, startingWith(first, rest));
    await complete(calls, upload, sent);
  } catch (error) {
    await abandon(calls, upload);
    throw error;
  }
}

/** Begins an upload and gives it up. @throws StoreError */
export async function beginAndAbandon(
  calls: Calls,
  { target, headers }: Pick<PartedObject, "target" | "headers">,
): Promise<void> {
  await abandon(calls, await begin(calls, target, headers));
}

async function* startingWith(
  first: Part,
  rest: AsyncGenerator<Part, undefined>,
): AsyncGenerator<Part> {
  yield first;
  yield* rest;
}

async function begin(
  { client, pace }: Calls,
  target: Target,
  headers: ObjectHeaders,
): Promise<Upload> {
  const { UploadId } = await callWithRetries(pace, () =>
    client.send(new CreateMultipartUploadCommand({ ...target, ...headers })),
  );
  if (UploadId === undefined)
    throw new StoreError(
      ownFailure("AnswerBroken", { message: "No upload id came.", status: 200 }),
    );
  return { ...target, UploadId };
}

interface SentParts {
  readonly parts: readonly CompletedPart[];
  readonly md5s: readonly Buffer[];
}

/** One part is on its way while the next one is filled: more would only take memory. */
async function sendParts(
  calls: Calls,
  upload: Upload,
  parts: AsyncGenerator<Part>,
): Promise<SentParts> {
  const sent: CompletedPart[] = [];
  const md5s: Buffer[] = [];
  const send = async (part: CompletedPart, { bytes, release }: Part) => {
    const md5 = createHash("md5").update(bytes).digest();
    md5s.push(md5);
    part.ETag = await sendPart(calls, upload, { number: part.PartNumber!, bytes, md5 });
    release();
  };
  let sending: Promise<void> = Promise.resolve();
  try {
    for await (const part of parts) {
      await sending;
      const number = sent.length + 1;
      if (number > partsMax) throw tooLarge();
      const next: CompletedPart = { PartNumber: number };
      sent.push(next);
      sending = send(next, part);
      // What went wrong is seen when the next one is full.
      sending.catch(() => {});
    }
    await sending;
  } finally {
    // A part that arrives after the upload was aborted would be kept, and paid for, for ever.
    await sending.catch(() => {});
  }
  return { parts: sent, md5s };
}

async function sendPart(
  { client, pace }: Calls,
  upload: Upload,
  {
    number,
    bytes,
    md5,
  }: { readonly number: number; readonly bytes: Uint8Array; readonly md5: Buffer },
): Promise<string | undefined> {
  // Every store checks this header, and buckets with Object Lock ask for it.
  const ContentMD5 = md5.toString("base64");
  const command = () =>
    new UploadPartCommand({ ...upload, PartNumber: number, Body: bytes, ContentMD5 });
  return (await callWithRetries(pace, () => client.send(command()))).ETag;
}

function tooLarge(): StoreError {
  const message = `The object has more than ${partsMax} parts.`;
  return new StoreError(answeredFailure({ status: 400, code: "EntityTooLarge", message }));
}

async function complete(calls: Calls, upload: Upload, sent: SentParts): Promise<void> {
  try {
    await callWithRetries(calls.pace, () => completeOnce(calls.client, upload, sent));
  } catch (error) {
    // Where the answer to the call that did it was lost, the repeats fail, each store in its own way. What counts is
    // whether the object is there now.
    if (!(await isWritten(calls, upload, sent))) throw error;
    await abandon(calls, upload);
  }
}

async function completeOnce(client: S3Client, upload: Upload, { parts }: SentParts): Promise<void> {
  const MultipartUpload = { Parts: [...parts] };
  const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload });
  const { Bucket, Key, ETag, Location } = await client.send(command);
  // A page of HTML with status 200 gives none of them. The ETag alone says nothing: radosgw leaves it empty.
  if ((Bucket ?? Key ?? ETag ?? Location) === undefined) {
    const message = "The answer says nothing of the upload.";
    throw new StoreError(ownFailure("AnswerBroken", { message, status: 200 }));
  }
}

/** The ETag of an object made of parts is the MD5 of the MD5s of its parts, unless a key of KMS encrypts it. */
async function isWritten(
  { client }: Calls,
  { Bucket, Key }: Upload,
  { md5s }: SentParts,
): Promise<boolean> {
  const digest = createHash("md5").update(Buffer.concat(md5s)).digest("hex");
  const found = await client.send(new HeadObjectCommand({ Bucket, Key })).catch(() => undefined);
  return found?.ETag?.replaceAll('"', "") === `${digest}-${md5s.length}`;
}

/** The reason of the failure is what the caller is to hear, so a failure to clean up is not told. */
async function abandon({ client, pace }: Calls, upload: Upload): Promise<void> {
  await callWithRetries(pace, () => client.send(new AbortMultipartUploadCommand(upload))).catch(
    () => undefined,
  );
}
