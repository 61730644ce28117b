/** What lies in the stores, for those who look at it through the API: buckets and objects to choose from, and files of reports. */
import { createAtOnce, type AtOnce } from "../lib/at-once.ts";
import { compareKeys } from "../lib/key-order.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { ListedObject, NamedBucket, ObjectListing } from "../s3/object-listing.ts";
import type { ObjectRef, ObjectStore } from "../s3/object-store.ts";
import type { Transport } from "../s3/transport.ts";
import { inTime } from "./in-time.ts";
import { createStoreHealth, type StoreHealth } from "./store-health.ts";

export interface StoreBrowser {
  /** Buckets in the order of their names. */
  buckets(request: BucketsRequest): Promise<Result<Browsed<NamedBucket>, BrowseFailure>>;
  /** Objects and folders below a prefix, together in the order of keys. */
  objects(request: ObjectsRequest): Promise<Result<Browsed<BrowsedEntry>, BrowseFailure>>;
  /** Whether a store works; what was found is kept for a few seconds. */
  health(store: string): Promise<StoreHealth>;
  /** The bytes of an object, streamed. */
  read(store: string, object: ObjectRef): Promise<Result<AsyncIterable<Uint8Array>, BrowseFailure>>;
}

/** Why nothing can be seen. */
export type BrowseFailure = StoreFailure;

interface BrowseRequest {
  readonly store: string;
  readonly prefix: string;
  /** Behind this name, key or folder; null: from the start. */
  readonly after: string | null;
  readonly first: number;
}

export interface BucketsRequest extends BrowseRequest {
  /** Whether the caller may use a bucket. */
  readonly mayUseBucket: (bucket: string) => boolean;
}

export interface ObjectsRequest extends BrowseRequest {
  readonly bucket: string;
}

/** A page. */
export interface Browsed<Entry> {
  readonly entries: readonly Entry[];
  readonly hasMore: boolean;
}

export type BrowsedEntry =
  | { readonly kind: "folder"; readonly key: string }
  | { readonly kind: "object"; readonly key: string; readonly object: ListedObject };

/** What is looked into. */
export interface BrowsedStores {
  readonly objectStore: (name: string) => Pick<ObjectStore, "read">;
  readonly listing: (name: string) => Pick<ObjectListing, "page" | "buckets">;
  readonly transport: (name: string) => Transport;
}

/** Somebody types, and waits for the list below. */
const answerMsMax = 10_000;

export function createStoreBrowser(
  stores: BrowsedStores,
  { now }: { readonly now: () => number },
): StoreBrowser {
  const atOnce = createAtOnce({ runningMax: 16, waitingMax: 64 });
  return {
    buckets: (request) => listed(atOnce, () => browseBuckets(stores, request)),
    objects: (request) => listed(atOnce, () => browseObjects(stores, request)),
    health: createStoreHealth({ transport: (name) => stores.transport(name), now }),
    read: (store, object) => failing(() => stores.objectStore(store).read(object)),
  };
}

async function browseBuckets(
  stores: BrowsedStores,
  { store, prefix, after, first, mayUseBucket }: BucketsRequest,
): Promise<Browsed<NamedBucket>> {
  const all = await stores.listing(store).buckets();
  const found = all.filter(
    ({ name }) =>
      name.startsWith(prefix) &&
      (after === null || compareKeys(name, after) > 0) &&
      mayUseBucket(name),
  );
  return { entries: found.slice(0, first), hasMore: found.length > first };
}

async function browseObjects(
  stores: BrowsedStores,
  { store, bucket, prefix, after, first }: ObjectsRequest,
): Promise<Browsed<BrowsedEntry>> {
  const page = await stores.listing(store).page({
    bucket,
    expectedOwner: null,
    prefix,
    from: after === null ? null : { key: after, versionId: null },
    folders: true,
    max: first,
    versions: false,
  });
  const entries: BrowsedEntry[] = [
    ...page.folders.map((key) => ({ kind: "folder" as const, key })),
    ...page.objects.map((object) => ({ kind: "object" as const, key: object.key, object })),
  ];
  const inOrder = entries.toSorted((a, b) => compareKeys(a.key, b.key));
  // A store need not keep to the number it is asked for.
  return {
    entries: inOrder.slice(0, first),
    hasMore: page.next !== null || inOrder.length > first,
  };
}

function listed<Value>(
  atOnce: AtOnce,
  work: () => Promise<Value>,
): Promise<Result<Value, StoreFailure>> {
  return atOnce(() => failing(() => inTime(work(), answerMsMax)));
}

async function failing<Value>(work: () => Promise<Value>): Promise<Result<Value, StoreFailure>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof StoreError) return err(error.failure);
    throw error;
  }
}
