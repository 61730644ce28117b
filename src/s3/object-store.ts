/**
 * The object store port: the few S3 calls that the engine makes for itself (manifests and reports), in its own words.
 * Operations on listed objects go through `transport.ts`. Every adapter passes `test/contract/object-store.contract.ts`.
 * All calls throw `StoreError`.
 */
export interface ObjectStore {
  /** What an object is now, without its bytes. */
  head(object: ObjectRef): Promise<ObjectInfo>;

  /**
   * The bytes of an object, or of a range of it, streamed. With `etag` only of that very content: a changed object
   * fails with the code `PreconditionFailed`. The iterable must be read to its end or closed by `return`.
   */
  read(object: ObjectRef, options?: ReadOptions): Promise<AsyncIterable<Uint8Array>>;

  /**
   * Writes an object from a stream in constant memory: one PUT when it is small, else a multipart upload that is
   * aborted when the stream or the store fails.
   */
  write(
    object: ObjectRef,
    body: AsyncIterable<Uint8Array> | Uint8Array,
    options?: WriteOptions,
  ): Promise<WrittenObject>;

  /**
   * Whether the object could be written: a multipart upload is begun and given up, so that nothing is left behind. What
   * the store says to that is thrown; a store without multipart uploads refuses every one.
   */
  tryWriting(object: ObjectRef, options?: WriteOptions): Promise<void>;
}

export interface ObjectRef {
  readonly bucket: string;
  /** Decoded key. */
  readonly key: string;
  readonly versionId?: string | undefined;
}

export interface ObjectInfo {
  /** Without the surrounding quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly versionId?: string | undefined;
}

export interface ReadOptions {
  /** Without quotes. */
  readonly etag?: string | undefined;
  /** First byte and the byte after the last. */
  readonly range?: { readonly start: number; readonly end: number } | undefined;
}

export interface WriteOptions {
  readonly contentType?: string;
  /** The account that must own the bucket (`x-amz-expected-bucket-owner`). */
  readonly expectedBucketOwner?: string | undefined;
  /** Server-side encryption; without it that of the bucket. */
  readonly encryption?: WriteEncryption | undefined;
}

export interface WriteEncryption {
  readonly algorithm: "AES256" | "KMS";
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

export interface WrittenObject {
  readonly sizeBytes: number;
  /** MD5 of the bytes, lower-case hex. */
  readonly md5: string;
}
