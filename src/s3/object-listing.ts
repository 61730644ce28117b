/**
 * The object listing port: what a bucket holds, in the order of keys (that of their UTF-8 bytes), and the little that a
 * list does not tell. All calls throw `StoreError`.
 */
export interface ObjectListing {
  /** At most 1 000 objects after a place. Of a versioned bucket the newest versions, without delete markers. */
  page(request: ListRequest): Promise<ListedPage>;
  /** The buckets that the credentials may list, in the order of their names. */
  buckets(): Promise<readonly NamedBucket[]>;
  /** Whether the bucket keeps versions, or ever did. */
  isVersioned(bucket: ListedBucket): Promise<boolean>;
  /** What only the object itself tells. */
  facts(
    bucket: ListedBucket,
    object: Pick<ListedObject, "key" | "versionId">,
  ): Promise<ObjectFacts>;
  tags(
    bucket: ListedBucket,
    object: Pick<ListedObject, "key" | "versionId">,
  ): Promise<readonly ObjectTag[]>;
  /** The enabled rules by which the bucket is replicated; none where it is not. */
  replicationRules(bucket: ListedBucket): Promise<readonly ReplicationRule[]>;
  /** Removes objects for good; those that are gone already are no failure. */
  remove(bucket: string, keys: readonly string[]): Promise<void>;
}

export interface NamedBucket {
  readonly name: string;
  /** Milliseconds since 1970; null where the store does not tell. */
  readonly createdAt: number | null;
}

/** A bucket, and the account that must own it. */
export interface ListedBucket {
  readonly bucket: string;
  readonly expectedOwner: string | null;
}

export interface ListRequest extends ListedBucket {
  readonly prefix: string;
  readonly from: ListPlace | null;
  /** Give what stands before the next `/` after the prefix in the place of the objects under it. Not with versions. */
  readonly folders?: boolean;
  /** At most so many objects and folders, from 1 to 1 000. */
  readonly max?: number;
  readonly versions: boolean;
}

/** Behind a key, or behind a folder and all under it; or in the middle of the versions of a key. */
export interface ListPlace {
  readonly key: string;
  readonly versionId: string | null;
}

export interface ListedPage {
  readonly objects: readonly ListedObject[];
  readonly folders: readonly string[];
  /** Null on the last page. */
  readonly next: ListPlace | null;
}

export interface ListedObject {
  readonly key: string;
  /** Null where versions were not asked for. */
  readonly versionId: string | null;
  readonly sizeBytes: number;
  /** Without quotes; empty where the list has none. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly storageClass: string;
}

export interface ObjectFacts {
  /** As S3 writes it: `AES256`, `aws:kms`, `aws:kms:dsse`; null: none. */
  readonly encryption: string | null;
  readonly kmsKeyId: string | null;
  readonly bucketKeyEnabled: boolean;
  /** Encrypted with a key that only the customer has. */
  readonly customerKey: boolean;
  readonly replicationStatus: string | null;
}

export interface ObjectTag {
  readonly key: string;
  readonly value: string;
}

export interface ReplicationRule {
  readonly prefix: string;
  readonly tags: readonly ObjectTag[];
  /** Whether it covers objects that are encrypted with keys of a key management service. */
  readonly kms: boolean;
}
