import { buffer } from "node:stream/consumers";

import {
  CopyObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import type {
  CopyObjectCommandInput,
  GetObjectCommandInput,
  PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";

import { assert } from "../../src/lib/assert.ts";
import { storeFailure } from "../../src/s3/failures.ts";

/** Where the checks are made. */
export interface Place {
  readonly client: S3Client;
  readonly bucket: string;
  readonly versioned: string;
  /** With Object Lock, so also with versions. */
  readonly locked: string;
}

/** The place, known once the buckets have been made. */
export type At = () => Place;

/** Puts an object into the plain bucket, its key for a body, unless told otherwise. */
export const put = (
  { client, bucket }: Place,
  input: Partial<PutObjectCommandInput> & { Key: string },
) => client.send(new PutObjectCommand({ Bucket: bucket, Body: input.Key, ...input }));

/** Copies an object of the plain bucket. */
export const copy = (
  { client, bucket }: Place,
  source: string,
  input: Partial<CopyObjectCommandInput> & { Key: string },
) =>
  client.send(
    new CopyObjectCommand({
      Bucket: bucket,
      CopySource: `${bucket}/${encodeURIComponent(source)}`,
      ...input,
    }),
  );

/** Which object of which bucket, when it is not the current one of the plain bucket. */
export type Where = Partial<Pick<GetObjectCommandInput, "Bucket" | "VersionId">>;

export const head = ({ client, bucket }: Place, Key: string, where: Where = {}) =>
  client.send(new HeadObjectCommand({ Bucket: bucket, Key, ...where }));

export async function get(
  { client, bucket }: Place,
  Key: string,
  input: Partial<GetObjectCommandInput> = {},
): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, ...input }));
  assert(Body !== undefined && Symbol.asyncIterator in Body, "an object has a body");
  return (await buffer(Body)).toString();
}

export async function setTags(
  { client, bucket }: Place,
  Key: string,
  tags: Record<string, string>,
  where: Where = {},
) {
  const TagSet = Object.entries(tags).map(([tag, Value]) => ({ Key: tag, Value }));
  await client.send(
    new PutObjectTaggingCommand({ Bucket: bucket, Key, ...where, Tagging: { TagSet } }),
  );
}

export async function tagsOf(
  { client, bucket }: Place,
  Key: string,
  where: Where = {},
): Promise<Record<string, string>> {
  const { TagSet = [] } = await client.send(
    new GetObjectTaggingCommand({ Bucket: bucket, Key, ...where }),
  );
  return Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value]));
}

export async function deleteTags(
  { client, bucket }: Place,
  Key: string,
  where: Where = {},
): Promise<void> {
  await client.send(new DeleteObjectTaggingCommand({ Bucket: bucket, Key, ...where }));
}

/** Asserts that the store answers and refuses. */
export async function expectRefusal(
  call: Promise<unknown>,
  failure: { code?: string; status: number },
): Promise<void> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, "the store refuses").toBeDefined();
  expect(storeFailure(error)).toMatchObject(failure);
}
