import { randomBytes } from "node:crypto";
import { S3Error } from "./errors.ts";
import { applyChange, emptyHoldings, release, retain } from "./objects.ts";
import type { Bucket, Change, Extent, Holdings, ObjectVersion, Upload } from "./objects.ts";
import type { ContentWriter, Storage } from "./storage.ts";

/** What the calls work on: what is stored now, and the way to change it. */
export class Store {
  readonly #storage: Storage;
  readonly #holdings: Holdings = emptyHoldings();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Brings back what earlier runs left. */
  async load(): Promise<void> {
    for await (const change of this.#storage.replay()) applyChange(this.#holdings, change);
    await this.#storage.sweep((file) => this.#holdings.references.has(file));
  }

  get buckets(): ReadonlyMap<string, Bucket> {
    return this.#holdings.buckets;
  }

  get uploads(): ReadonlyMap<string, Upload> {
    return this.#holdings.uploads;
  }

  /** Records changes, then makes them visible, within one turn of the event loop. */
  commit(...changes: readonly Change[]): void {
    this.#storage.record(changes);
    for (const change of changes) this.#discardFiles(applyChange(this.#holdings, change));
  }

  receive(): ContentWriter {
    return this.#storage.receive();
  }

  /** Forgets received bytes that did not become an object after all. */
  discard(extents: readonly Extent[]): void {
    for (const extent of extents) if ("file" in extent) this.#storage.discard(extent.file);
  }

  /** Keeps bytes from being discarded until `unpin`, whatever happens to their object meanwhile. */
  pin(extents: readonly Extent[]): void {
    retain(this.#holdings, extents);
  }

  unpin(extents: readonly Extent[]): void {
    this.#discardFiles(release(this.#holdings, extents));
  }

  /** The bytes of pinned extents. */
  read(extents: readonly Extent[]): AsyncIterable<Buffer> {
    return this.#storage.read(extents);
  }

  close(): Promise<void> {
    return this.#storage.close();
  }

  #discardFiles(files: readonly string[]): void {
    for (const file of files) this.#storage.discard(file);
  }
}

/** @throws S3Error NoSuchBucket */
export function bucketNamed(store: Store, name: string): Bucket {
  const bucket = store.buckets.get(name);
  if (bucket === undefined) throw new S3Error("NoSuchBucket");
  return bucket;
}

/** The version that a plain GET sees, delete markers included; undefined when the key was never written. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  return bucket.keys.get(key)?.at(-1);
}

/**
 * The object that a request names, by version or the current one.
 *
 * @throws S3Error NoSuchKey, NoSuchVersion, InvalidArgument, or MethodNotAllowed when the version is a delete marker.
 */
export function findObject(
  bucket: Bucket,
  name: { readonly key: string; readonly versionId?: string | undefined },
): ObjectVersion {
  if (name.versionId === undefined) {
    const version = currentVersion(bucket, name.key);
    if (version === undefined) throw new S3Error("NoSuchKey");
    if (version.deleteMarker) throw new S3Error("NoSuchKey", undefined, markerHeaders(version));
    return version;
  }
  const version = findVersion(bucket, { key: name.key, versionId: name.versionId });
  if (version === undefined) throw new S3Error("NoSuchVersion");
  if (version.deleteMarker)
    throw new S3Error("MethodNotAllowed", undefined, {
      allow: "DELETE",
      ...markerHeaders(version),
    });
  return version;
}

/** A version by its id, delete markers included. @throws S3Error InvalidArgument for what is no version id. */
export function findVersion(
  bucket: Bucket,
  name: { readonly key: string; readonly versionId: string },
): ObjectVersion | undefined {
  if (name.versionId === "")
    throw new S3Error("InvalidArgument", "Version id cannot be the empty string");
  if (name.versionId !== "null" && !/^[\w-]{32}$/.test(name.versionId)) {
    throw new S3Error("InvalidArgument", "Invalid version id specified");
  }
  return bucket.keys.get(name.key)?.find(({ id }) => id === name.versionId);
}

/** The id of the next version in a bucket: a new one under versioning, else the one that is overwritten. */
export function nextVersionId(bucket: Bucket): string {
  return bucket.versioning === "Enabled" ? randomId() : "null";
}

/** 32 characters that nobody can guess, for versions and uploads. */
export function randomId(): string {
  return randomBytes(24).toString("base64url");
}

/** The header that names a version, in buckets where versioning was ever on. */
export function versionHeaders(bucket: Bucket, versionId: string): Record<string, string> {
  return bucket.versioning === undefined ? {} : { "x-amz-version-id": versionId };
}

function markerHeaders(version: ObjectVersion): Record<string, string> {
  return { "x-amz-delete-marker": "true", "x-amz-version-id": version.id };
}
