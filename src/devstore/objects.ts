import { unreachable } from "../lib/assert.ts";
import { KeyOrder } from "./key-order.ts";

/** A run of bytes: in memory, or in a file of the storage. Never changed once written, so copies share it. */
export type Extent = BytesExtent | FileExtent;

interface BytesExtent {
  readonly bytes: Buffer;
}

export interface FileExtent {
  /** Random name; never made from a key. */
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The value of an additional checksum: algorithm as in the header's name (`crc32`), value in Base64. */
export interface Checksum {
  readonly algorithm: string;
  readonly value: string;
}

/** What a caller says about an object beside its bytes. */
export interface ObjectAttributes {
  /** Response headers kept with the object: `content-type`, `cache-control`, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly storageClass: string;
  /** The canned ACL or grant headers as they came. */
  readonly acl: Readonly<Record<string, string>>;
}

export interface Retention {
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What a bucket with Object Lock gives to every new version. */
export interface DefaultRetention {
  readonly mode: Retention["mode"];
  readonly days: number;
}

export type RestoreTier = "Bulk" | "Standard" | "Expedited";

/** A restore that was asked for. Times are milliseconds since 1970. */
export interface Restoration {
  readonly tier: RestoreTier;
  readonly days: number;
  readonly readyAt: number;
  readonly expiresAt: number;
}

export interface ObjectVersion extends ObjectAttributes {
  /** `null` as text for the one version that was written without versioning. */
  readonly id: string;
  readonly deleteMarker: boolean;
  /** Milliseconds since 1970, whole seconds as in S3. */
  readonly modifiedAt: number;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly extents: readonly Extent[];
  readonly checksum?: Checksum | undefined;
  readonly retention?: Retention | undefined;
  /** Undefined: never set. */
  readonly legalHold?: boolean | undefined;
  readonly restoration?: Restoration | undefined;
}

type VersioningStatus = "Enabled" | "Suspended";

export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  /** Undefined: never turned on, so answers carry no version ids. */
  versioning: VersioningStatus | undefined;
  /** Undefined: a bucket without Object Lock. */
  objectLock: { readonly defaultRetention?: DefaultRetention | undefined } | undefined;
  /** Versions of each key, oldest first; never an empty list. */
  readonly keys: Map<string, readonly ObjectVersion[]>;
  readonly order: KeyOrder;
}

interface UploadStart extends ObjectAttributes {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly retention?: Retention | undefined;
  readonly legalHold?: boolean | undefined;
}

export interface UploadPart {
  readonly number: number;
  /** MD5 in hex, without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly extents: readonly Extent[];
}

export interface Upload extends UploadStart {
  readonly parts: Map<number, UploadPart>;
}

/** Everything that can happen to what is stored: a line of the folder's journal. */
export type Change =
  | {
      readonly type: "BucketCreated";
      readonly bucket: string;
      readonly at: number;
      readonly objectLock?: boolean;
    }
  | { readonly type: "BucketDeleted"; readonly bucket: string }
  | {
      readonly type: "VersioningChanged";
      readonly bucket: string;
      readonly status: VersioningStatus;
    }
  | {
      readonly type: "VersionAdded";
      readonly bucket: string;
      readonly key: string;
      readonly version: ObjectVersion;
    }
  | {
      readonly type: "VersionRemoved";
      readonly bucket: string;
      readonly key: string;
      readonly id: string;
    }
  | {
      readonly type: "TagsReplaced";
      readonly bucket: string;
      readonly key: string;
      readonly id: string;
      readonly tags: readonly Tag[];
    }
  | {
      readonly type: "ObjectLockConfigured";
      readonly bucket: string;
      readonly retention?: DefaultRetention | undefined;
    }
  | {
      readonly type: "VersionChanged";
      readonly bucket: string;
      readonly key: string;
      readonly id: string;
      readonly changes: VersionChanges;
    }
  | { readonly type: "UploadStarted"; readonly upload: UploadStart }
  | { readonly type: "PartReceived"; readonly upload: string; readonly part: UploadPart }
  | { readonly type: "UploadEnded"; readonly upload: string };

/** What can change of a version. Null takes the retention away. */
interface VersionChanges {
  readonly acl?: ObjectAttributes["acl"];
  readonly retention?: Retention | null;
  readonly legalHold?: boolean;
  readonly restoration?: Restoration;
}

/** What is stored now: the fold of all changes. */
export interface Holdings {
  readonly buckets: Map<string, Bucket>;
  readonly uploads: Map<string, Upload>;
  /** How many extents point into each file. */
  readonly references: Map<string, number>;
}

export function emptyHoldings(): Holdings {
  return { buckets: new Map(), uploads: new Map(), references: new Map() };
}

/** Folds one change in. Returns the files that nothing points into any more. */
export function applyChange(holdings: Holdings, change: Change): readonly string[] {
  switch (change.type) {
    case "BucketCreated": {
      const keys = new Map<string, readonly ObjectVersion[]>();
      holdings.buckets.set(change.bucket, {
        name: change.bucket,
        createdAt: change.at,
        versioning: change.objectLock === true ? "Enabled" : undefined,
        objectLock: change.objectLock === true ? {} : undefined,
        keys,
        order: new KeyOrder(keys),
      });
      return [];
    }
    case "BucketDeleted":
      holdings.buckets.delete(change.bucket);
      return [];
    case "VersioningChanged":
      holdings.buckets.get(change.bucket)!.versioning = change.status;
      return [];
    case "VersionAdded":
      return addVersion(holdings, change);
    case "VersionRemoved":
      return removeVersion(holdings, change);
    case "TagsReplaced":
      changeVersion(holdings, change, (version) => ({ ...version, tags: change.tags }));
      return [];
    case "ObjectLockConfigured":
      holdings.buckets.get(change.bucket)!.objectLock = { defaultRetention: change.retention };
      return [];
    case "VersionChanged": {
      const { retention, ...others } = change.changes;
      changeVersion(holdings, change, (version) => ({
        ...version,
        ...others,
        ...(retention === undefined ? {} : { retention: retention ?? undefined }),
      }));
      return [];
    }
    case "UploadStarted":
      holdings.uploads.set(change.upload.id, { ...change.upload, parts: new Map() });
      return [];
    case "PartReceived": {
      const parts = holdings.uploads.get(change.upload)!.parts;
      retain(holdings, change.part.extents);
      const replaced = parts.get(change.part.number);
      parts.set(change.part.number, change.part);
      return release(holdings, replaced?.extents ?? []);
    }
    case "UploadEnded": {
      const parts = [...holdings.uploads.get(change.upload)!.parts.values()];
      holdings.uploads.delete(change.upload);
      return parts.flatMap((part) => release(holdings, part.extents));
    }
    default:
      return unreachable(change);
  }
}

/** Keeps the files of these extents until `release`. */
export function retain(holdings: Holdings, extents: readonly Extent[]): void {
  for (const extent of extents) {
    if ("file" in extent)
      holdings.references.set(extent.file, (holdings.references.get(extent.file) ?? 0) + 1);
  }
}

/** Returns the files that nothing points into any more. */
export function release(holdings: Holdings, extents: readonly Extent[]): string[] {
  const unused: string[] = [];
  for (const extent of extents) {
    if (!("file" in extent)) continue;
    const left = (holdings.references.get(extent.file) ?? 0) - 1;
    if (left > 0) {
      holdings.references.set(extent.file, left);
    } else {
      holdings.references.delete(extent.file);
      unused.push(extent.file);
    }
  }
  return unused;
}

function addVersion(
  holdings: Holdings,
  change: Change & { type: "VersionAdded" },
): readonly string[] {
  const bucket = holdings.buckets.get(change.bucket)!;
  const versions = bucket.keys.get(change.key);
  // Retained before the old one is let go: a copy of an object onto itself shares its bytes.
  retain(holdings, change.version.extents);
  if (versions === undefined) {
    bucket.keys.set(change.key, [change.version]);
    bucket.order.add(change.key);
    return [];
  }
  const replaced =
    change.version.id === "null" ? versions.find(({ id }) => id === "null") : undefined;
  const kept =
    replaced === undefined ? versions : versions.filter((version) => version !== replaced);
  bucket.keys.set(change.key, [...kept, change.version]);
  return release(holdings, replaced?.extents ?? []);
}

function removeVersion(
  holdings: Holdings,
  change: Change & { type: "VersionRemoved" },
): readonly string[] {
  const { keys } = holdings.buckets.get(change.bucket)!;
  const versions = keys.get(change.key)!;
  const kept = versions.filter(({ id }) => id !== change.id);
  if (kept.length === 0) keys.delete(change.key);
  else keys.set(change.key, kept);
  const removed = versions.find(({ id }) => id === change.id);
  return release(holdings, removed?.extents ?? []);
}

function changeVersion(
  holdings: Holdings,
  of: { readonly bucket: string; readonly key: string; readonly id: string },
  changed: (version: ObjectVersion) => ObjectVersion,
): void {
  const { keys } = holdings.buckets.get(of.bucket)!;
  const versions = keys.get(of.key)!;
  keys.set(
    of.key,
    versions.map((version) => (version.id === of.id ? changed(version) : version)),
  );
}
