/** What lies in the stores, for those who look at it through the API: objects to choose from, and files of reports. */
import type { ObjectListing } from "../s3/object-listing.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { ObjectRef, ObjectStore } from "../s3/object-store.ts";
import { err, ok, type Result } from "../lib/result.ts";

export interface StoreBrowser {
  /** Objects and folders below a prefix, no more than `first` of both together. */
  objects(request: BrowseRequest): Promise<Result<BrowsedObjects, StoreFailure>>;
  /** The bytes of an object, streamed. */
  read(store: string, object: ObjectRef): Promise<Result<AsyncIterable<Uint8Array>, StoreFailure>>;
}

export interface BrowseRequest {
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly first: number;
}

export interface BrowsedObjects {
  readonly folders: readonly string[];
  readonly objects: readonly BrowsedObject[];
  /** There are more than were asked for: a longer prefix finds them. */
  readonly hasMore: boolean;
}

export interface BrowsedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** RFC 3339. */
  readonly modifiedAt: string;
}

/** What is looked into. */
export interface BrowsedStores {
  readonly objectStore: (name: string) => Pick<ObjectStore, "read">;
  readonly listing: (name: string) => Pick<ObjectListing, "page">;
}

export function createStoreBrowser(stores: BrowsedStores): StoreBrowser {
  return {
    objects: (request) => failing(() => browse(stores, request)),
    read: (store, object) => failing(() => stores.objectStore(store).read(object)),
  };
}

async function browse(
  stores: BrowsedStores,
  { store, bucket, prefix, first }: BrowseRequest,
): Promise<BrowsedObjects> {
  const page = await stores.listing(store).page({
    bucket,
    expectedOwner: null,
    prefix,
    from: null,
    folders: true,
    versions: false,
  });
  const folders = page.folders.slice(0, first);
  const objects = page.objects.slice(0, first - folders.length).map((object) => ({
    key: object.key,
    sizeBytes: object.sizeBytes,
    modifiedAt: new Date(object.modifiedAt).toISOString(),
  }));
  const shown = folders.length + objects.length;
  const hasMore = page.next !== null || shown < page.folders.length + page.objects.length;
  return { folders, objects, hasMore };
}

async function failing<Value>(work: () => Promise<Value>): Promise<Result<Value, StoreFailure>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof StoreError) return err(error.failure);
    throw error;
  }
}
