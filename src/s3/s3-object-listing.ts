import {
  DeleteObjectsCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import type { ReplicationRule as SdkRule, S3Client } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { compareKeys } from "../lib/key-order.ts";
import { answeredFailure, ownFailure, StoreError, storeFailure } from "./failures.ts";
import type {
  ListedBucket,
  ListedObject,
  ListedPage,
  ListRequest,
  NamedBucket,
  ObjectFacts,
  ObjectListing,
  ObjectTag,
  ReplicationRule,
} from "./object-listing.ts";
import { callWithRetries } from "./own-calls.ts";
import type { RetryPace } from "./own-calls.ts";

/** The object listing port over the SDK, for a client made by `createS3Client`. Retries what is worth it. */
export function createS3ObjectListing(
  client: S3Client,
  given: Partial<RetryPace> = {},
): ObjectListing {
  const pace: RetryPace = { sleep, random: Math.random, ...given };
  const retried = <Value>(call: () => Promise<Value>) => callWithRetries(pace, call);
  return {
    page: (request) =>
      retried(() =>
        request.versions ? listVersions(client, request) : listObjects(client, request),
      ),
    buckets: () => retried(() => listBuckets(client)),
    isVersioned: (bucket) => retried(() => isVersioned(client, bucket)),
    facts: (bucket, object) => retried(() => factsOf(client, bucket, object)),
    tags: (bucket, object) => retried(() => tagsOf(client, bucket, object)),
    replicationRules: (bucket) => retried(() => rulesOf(client, bucket)),
    remove: (bucket, keys) => retried(() => remove(client, bucket, keys)),
  };
}

async function listBuckets(client: S3Client): Promise<readonly NamedBucket[]> {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const buckets = Buckets.flatMap(({ Name: name, CreationDate }) =>
    name === undefined ? [] : [{ name, createdAt: CreationDate?.getTime() ?? null }],
  );
  return buckets.toSorted((a, b) => compareKeys(a.name, b.name));
}

async function listObjects(client: S3Client, request: ListRequest): Promise<ListedPage> {
  const { from } = request;
  const output = await client.send(
    new ListObjectsV2Command({
      ...common(request),
      StartAfter: from === null ? undefined : behind(from.key, request),
      // Keys may hold characters that XML cannot.
      EncodingType: "url",
    }),
  );
  const textOf = decoderOf(output);
  const objects = (output.Contents ?? []).map((object) => listed(object, null, textOf));
  const folders = (output.CommonPrefixes ?? []).map(({ Prefix }) => textOf(Prefix));
  // A page goes on behind the last key that it gave: a token would be of no use after a restart.
  const last = [objects.at(-1)?.key, folders.at(-1)]
    .filter((key) => key !== undefined)
    .toSorted(compareKeys)
    .at(-1);
  const isCut = output.IsTruncated === true;
  if (isCut && last === undefined) throw broken("a page that is cut holds nothing");
  return { objects, folders, next: isCut ? { key: last!, versionId: null } : null };
}

/** Stores differ in whether a page that starts after a folder begins with that folder again: behind all its keys none does. */
function behind(key: string, { folders = false, prefix }: ListRequest): string {
  const isFolder = folders && key.endsWith("/") && key !== prefix;
  return isFolder ? `${key}\u{10FFFF}` : key;
}

async function listVersions(client: S3Client, request: ListRequest): Promise<ListedPage> {
  const output = await client.send(
    new ListObjectVersionsCommand({
      ...common(request),
      KeyMarker: request.from?.key,
      VersionIdMarker: request.from?.versionId ?? undefined,
      EncodingType: "url",
    }),
  );
  const textOf = decoderOf(output);
  const newest = (output.Versions ?? []).filter(({ IsLatest }) => IsLatest === true);
  const objects = newest.map((version) => {
    if (version.VersionId === undefined) throw broken("a version has no id");
    return listed(version, version.VersionId, textOf);
  });
  if (output.IsTruncated !== true) return { objects, folders: [], next: null };
  if (output.NextKeyMarker === undefined) throw broken("a page that is cut does not say where");
  const next = {
    key: textOf(output.NextKeyMarker),
    versionId: output.NextVersionIdMarker ?? null,
  };
  return { objects, folders: [], next };
}

function common({ bucket, prefix, folders = false, max, expectedOwner }: ListRequest) {
  return {
    Bucket: bucket,
    Prefix: prefix === "" ? undefined : prefix,
    Delimiter: folders ? "/" : undefined,
    MaxKeys: max,
    ExpectedBucketOwner: expectedOwner ?? undefined,
  };
}

function listed(
  object: {
    readonly Key?: string | undefined;
    readonly Size?: number | undefined;
    readonly ETag?: string | undefined;
    readonly LastModified?: Date | undefined;
    readonly StorageClass?: string | undefined;
  },
  versionId: string | null,
  textOf: (text: string | undefined) => string,
): ListedObject {
  return {
    key: textOf(object.Key),
    versionId,
    sizeBytes: object.Size ?? 0,
    etag: (object.ETag ?? "").replace(/^"(.*)"$/, "$1"),
    modifiedAt: object.LastModified?.getTime() ?? 0,
    storageClass: object.StorageClass ?? "STANDARD",
  };
}

/** A store that does not know the encoding it is asked for does not name it in its answer, and tells keys as they are. */
function decoderOf({ EncodingType }: { readonly EncodingType?: string | undefined }) {
  return (text: string | undefined): string => {
    if (text === undefined) throw broken("a key is missing");
    return EncodingType === "url" ? decoded(text) : text;
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw broken(`the key ${text.slice(0, 100)} is not URL-encoded UTF-8`);
  }
}

function broken(what: string): StoreError {
  return new StoreError(ownFailure("AnswerBroken", { message: `The list: ${what}.`, status: 200 }));
}

async function isVersioned(
  client: S3Client,
  { bucket, expectedOwner }: ListedBucket,
): Promise<boolean> {
  const { Status } = await client.send(
    new GetBucketVersioningCommand({
      Bucket: bucket,
      ExpectedBucketOwner: expectedOwner ?? undefined,
    }),
  );
  return Status !== undefined;
}

function objectIn(
  { bucket, expectedOwner }: ListedBucket,
  { key, versionId }: Pick<ListedObject, "key" | "versionId">,
) {
  return {
    Bucket: bucket,
    Key: key,
    VersionId: versionId ?? undefined,
    ExpectedBucketOwner: expectedOwner ?? undefined,
  };
}

async function factsOf(
  client: S3Client,
  bucket: ListedBucket,
  object: Pick<ListedObject, "key" | "versionId">,
): Promise<ObjectFacts> {
  try {
    const head = await client.send(new HeadObjectCommand(objectIn(bucket, object)));
    return {
      encryption: head.ServerSideEncryption ?? null,
      kmsKeyId: head.SSEKMSKeyId ?? null,
      bucketKeyEnabled: head.BucketKeyEnabled ?? false,
      customerKey: head.SSECustomerAlgorithm !== undefined,
      replicationStatus: head.ReplicationStatus ?? null,
    };
  } catch (error) {
    // S3 answers so, and without a word, when the object can only be read with the customer's key.
    if (storeFailure(error).status !== 400) throw error;
    const unknown = { encryption: null, kmsKeyId: null, bucketKeyEnabled: false };
    return { ...unknown, customerKey: true, replicationStatus: null };
  }
}

async function tagsOf(
  client: S3Client,
  bucket: ListedBucket,
  object: Pick<ListedObject, "key" | "versionId">,
): Promise<readonly ObjectTag[]> {
  const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(objectIn(bucket, object)));
  return TagSet.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value }));
}

async function rulesOf(
  client: S3Client,
  { bucket, expectedOwner }: ListedBucket,
): Promise<readonly ReplicationRule[]> {
  try {
    const { ReplicationConfiguration } = await client.send(
      new GetBucketReplicationCommand({
        Bucket: bucket,
        ExpectedBucketOwner: expectedOwner ?? undefined,
      }),
    );
    const rules = ReplicationConfiguration?.Rules ?? [];
    return rules.filter(({ Status }) => Status === "Enabled").map(ruleOf);
  } catch (error) {
    if (storeFailure(error).code === "ReplicationConfigurationNotFoundError") return [];
    throw error;
  }
}

function ruleOf({ Filter, Prefix, SourceSelectionCriteria }: SdkRule): ReplicationRule {
  const tags = [Filter?.Tag, ...(Filter?.And?.Tags ?? [])].filter((tag) => tag !== undefined);
  return {
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? "",
    tags: tags.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
    kms: SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === "Enabled",
  };
}

async function remove(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const Objects = keys.map((key) => ({ Key: key }));
  const { Errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
  );
  const [first] = Errors;
  if (first !== undefined) {
    const { Code: code, Message: message } = first;
    throw new StoreError(answeredFailure({ status: 403, code, message }));
  }
}
