import { createHash, randomUUID } from "node:crypto";
import { StoreError, answeredFailure } from "../../src/s3/failures.ts";
import type { StoreFailure } from "../../src/s3/failures.ts";
import type { ObjectRef, ObjectStore, ReadOptions } from "../../src/s3/object-store.ts";

/** An object store in memory. It passes `object-store.contract.ts`, which is what makes it worth trusting. */
export interface MemoryObjectStore extends ObjectStore {
  /** Writes at once; gives the ETag. */
  put(object: ObjectRef, content: Uint8Array | string | Content): string;
  /** What an object holds, at once. */
  bytesOf(object: ObjectRef): Uint8Array;
  /** Removes an object at once, if it is there. */
  remove(object: ObjectRef): void;
  /** The next `head` or `read` fails: at once, or in the middle of the body. */
  failNext(failure: StoreFailure, options?: { readonly afterBytes?: number }): void;
  /** Called before each block that a reader gets; `offset` is where the block begins in the object. */
  onBlock: (block: { readonly offset: number; readonly bytes: number }) => unknown;
  /** Every read that was asked for, in order. */
  readonly reads: readonly (ReadOptions & { readonly object: ObjectRef })[];
  /** Keys of the objects that are in a bucket. */
  keys(bucket: string): readonly string[];
  /** Bodies that are neither read to their end nor let go of. */
  bodiesOpen(): number;
}

/** Content that is made when it is read, for objects that would not fit into memory. */
export interface Content {
  readonly sizeBytes: number;
  readonly slice: (start: number, end: number) => Uint8Array;
}

export interface MemoryObjectStoreOptions {
  readonly buckets: readonly string[];
  readonly versionedBuckets?: readonly string[];
  /** Size of the blocks that a reader gets. */
  readonly blockBytes?: number;
}

interface Version {
  readonly content: Content;
  readonly etag: string;
  readonly versionId: string | undefined;
}

export function createMemoryObjectStore(options: MemoryObjectStoreOptions): MemoryObjectStore {
  const { buckets, versionedBuckets = [], blockBytes = 64 * 1024 } = options;
  const objects = new Map(
    [...buckets, ...versionedBuckets].map((name) => [name, new Map<string, Version[]>()]),
  );
  const reads: (ReadOptions & { object: ObjectRef })[] = [];
  let nextFailure: PlannedFailure | null = null;
  let bodiesOpen = 0;

  const takeFailure = () => {
    const failure = nextFailure;
    nextFailure = null;
    if (failure !== null && failure.afterBytes === 0) throw new StoreError(failure.failure);
    return failure;
  };
  const put: MemoryObjectStore["put"] = ({ bucket, key }, content) => {
    const inBucket = objects.get(bucket) ?? fail("NoSuchBucket", 404);
    const isVersioned = versionedBuckets.includes(bucket);
    const version = createVersion(content, isVersioned ? randomUUID() : undefined);
    inBucket.set(key, isVersioned ? [...(inBucket.get(key) ?? []), version] : [version]);
    return version.etag;
  };

  const store: MemoryObjectStore = {
    put,
    bytesOf: (object) => {
      const { content } = find(objects, object);
      return content.slice(0, content.sizeBytes);
    },
    remove: ({ bucket, key }) => void objects.get(bucket)?.delete(key),
    reads,
    onBlock: () => {},
    keys: (bucket) => [...(objects.get(bucket)?.keys() ?? [])],
    bodiesOpen: () => bodiesOpen,
    failNext: (failure, { afterBytes = 0 } = {}) => {
      nextFailure = { failure, afterBytes };
    },
    async head(object) {
      takeFailure();
      const { content, etag, versionId } = find(objects, object);
      return { etag, sizeBytes: content.sizeBytes, versionId };
    },
    async read(object, readOptions = {}) {
      reads.push({ ...readOptions, object });
      const failure = takeFailure();
      const { content, etag } = find(objects, object);
      if (readOptions.etag !== undefined && readOptions.etag !== etag) {
        fail("PreconditionFailed", 412);
      }
      const { start = 0, end = content.sizeBytes } = readOptions.range ?? {};
      if (start > content.sizeBytes) fail("InvalidRange", 416);
      const range = { start, end: Math.min(end, content.sizeBytes) };
      bodiesOpen += 1;
      const onClose = () => (bodiesOpen -= 1);
      return body(content, { ...range, blockBytes, failure, onClose, onBlock: store.onBlock });
    },
    async write(object, source) {
      if (!objects.has(object.bucket)) fail("NoSuchBucket", 404);
      const bytes = await collect(source);
      return { sizeBytes: bytes.length, md5: put(object, bytes) };
    },
    async tryWriting({ bucket }) {
      if (!objects.has(bucket)) fail("NoSuchBucket", 404);
    },
  };
  return store;
}

interface PlannedFailure {
  readonly failure: StoreFailure;
  readonly afterBytes: number;
}

interface Body {
  readonly start: number;
  readonly end: number;
  readonly blockBytes: number;
  readonly failure: PlannedFailure | null;
  readonly onBlock: MemoryObjectStore["onBlock"];
  readonly onClose: () => void;
}

/** Not a generator: one that was never begun would not notice that it is let go of. */
function body(content: Content, range: Body): AsyncIterableIterator<Uint8Array> {
  let offset = range.start;
  let isOpen = true;
  const close = () => {
    if (isOpen) range.onClose();
    isOpen = false;
    return { done: true, value: undefined } as const;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (!isOpen || offset >= range.end) return close();
      if (range.failure !== null && offset - range.start >= range.failure.afterBytes) {
        close();
        throw new StoreError(range.failure.failure);
      }
      const start = offset;
      offset = Math.min(start + range.blockBytes, range.end);
      range.onBlock({ offset: start, bytes: offset - start });
      return { done: false, value: content.slice(start, offset) };
    },
    async return() {
      return close();
    },
  };
}

function createVersion(
  given: Uint8Array | string | Content,
  versionId: string | undefined,
): Version {
  if (typeof given !== "string" && !(given instanceof Uint8Array)) {
    return { content: given, etag: `made-${given.sizeBytes}`, versionId };
  }
  const bytes = Buffer.from(given);
  const content = {
    sizeBytes: bytes.length,
    slice: (start: number, end: number) => bytes.subarray(start, end),
  };
  return { content, etag: createHash("md5").update(bytes).digest("hex"), versionId };
}

function find(
  objects: ReadonlyMap<string, ReadonlyMap<string, readonly Version[]>>,
  { bucket, key, versionId }: ObjectRef,
): Version {
  const inBucket = objects.get(bucket) ?? fail("NoSuchBucket", 404);
  const versions = inBucket.get(key) ?? fail("NoSuchKey", 404);
  if (versionId === undefined) return versions.at(-1) ?? fail("NoSuchKey", 404);
  const found = versions.find((version) => version.versionId === versionId);
  return found ?? fail("NoSuchVersion", 404);
}

function fail(code: string, status: number): never {
  throw new StoreError(answeredFailure({ code, status }));
}

async function collect(source: AsyncIterable<Uint8Array> | Uint8Array): Promise<Buffer> {
  if (source instanceof Uint8Array) return Buffer.from(source);
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}
