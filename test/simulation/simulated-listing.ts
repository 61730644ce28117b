/** What buckets hold, told page by page: the objects of the source bucket, and what the engine wrote itself. */
import { compareKeys } from "../../src/lib/key-order.ts";
import { answeredFailure, StoreError } from "../../src/s3/failures.ts";
import type {
  ListedObject,
  ListedPage,
  ListRequest,
  ObjectFacts,
  ObjectListing,
} from "../../src/s3/object-listing.ts";
import type { MemoryObjectStore } from "../support/memory-object-store.ts";
import { carry, type ObjectStoreWorld } from "./delayed-object-store.ts";
import type { Life } from "./life.ts";
import type { SourceBucket } from "./source-bucket.ts";

export interface ListingWorld extends ObjectStoreWorld {
  readonly objects: MemoryObjectStore;
  readonly source: SourceBucket;
}

/** Short pages at times, so that a process can die between two of them. */
const pageSizes = [2, 10, 50, 1000];

export function createSimulatedListing(world: ListingWorld, life: Life): ObjectListing {
  const { objects, source, random } = world;
  const through = <Answer>(label: string, effect: () => Answer) =>
    carry(world, life, { label, effect: async () => effect() });
  return {
    page: (request) =>
      through(`list ${request.prefix} after ${request.from?.key ?? "nothing"}`, () =>
        pageOf(world, { max: random.pick(pageSizes), ...request }),
      ),
    isVersioned: ({ bucket }) =>
      through(`versions of ${bucket}`, () => bucket === "photos" && source.keepsVersions),
    facts: (_, { key }) => through(`facts of ${key}`, () => factsOf(source, key)),
    remove: (bucket, keys) =>
      through(`remove ${keys.length} of ${bucket}`, () => {
        for (const key of keys) objects.remove({ bucket, key });
      }),
    buckets: notAsked,
    tags: notAsked,
    replicationRules: notAsked,
  };
}

function notAsked(): never {
  throw new Error("no job of a simulation asks for this");
}

function pageOf(world: ListingWorld, request: ListRequest & { readonly max: number }): ListedPage {
  const { bucket, prefix, from, folders: inFolders = false, max, versions } = request;
  const below = contentsOf(world, { bucket, versions }).filter(({ key }) => key.startsWith(prefix));
  const folderOf = (key: string) => {
    const slash = inFolders ? key.indexOf("/", prefix.length) : -1;
    return slash < 0 ? null : key.slice(0, slash + 1);
  };
  const after = below.filter(({ key }) => {
    if (from === null) return true;
    return compareKeys(folderOf(key) ?? key, from.key) > 0;
  });
  const names = [...new Set(after.map(({ key }) => folderOf(key) ?? key))];
  const shown = new Set(names.slice(0, max));
  const last = names.length > max ? names[max - 1]! : null;
  return {
    objects: after.filter(({ key }) => shown.has(key)),
    folders: [...shown].filter((name) => name.endsWith("/")),
    next: last === null ? null : { key: last, versionId: null },
  };
}

function contentsOf(
  { objects, source }: ListingWorld,
  { bucket, versions }: Pick<ListRequest, "bucket" | "versions">,
): ListedObject[] {
  const common = { versionId: versions ? "v0" : null, etag: "", modifiedAt: 0 };
  const own = objects.keys(bucket).map((key) => {
    const sizeBytes = objects.bytesOf({ bucket, key }).length;
    return { ...common, key, sizeBytes, storageClass: "STANDARD" };
  });
  const others = bucket === "photos" ? source.present() : [];
  const listed = others.map((object) => ({
    ...common,
    ...object,
    versionId: versions ? object.versionId : null,
  }));
  return [...listed, ...own].toSorted((a, b) => compareKeys(a.key, b.key));
}

function factsOf(source: SourceBucket, key: string): ObjectFacts {
  const object = source.getVersion(key);
  if (object === undefined)
    throw new StoreError(answeredFailure({ code: "NotFound", status: 404 }));
  return {
    encryption: object.encryption,
    kmsKeyId: null,
    bucketKeyEnabled: false,
    customerKey: false,
    replicationStatus: null,
  };
}
