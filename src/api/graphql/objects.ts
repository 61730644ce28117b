/** Buckets, and what is in them, to choose from. */
import type { Browsed, BrowseFailure } from "../../inspect/browse-stores.ts";
import { checkBucket, checkWellFormed } from "../../job/check-spec.ts";
import type { Result } from "../../lib/result.ts";
import { decodeCursor, encodeCursor, type CursorList } from "../../readmodels/cursors.ts";
import { requirePermission } from "../access/require-permission.ts";
import type { Context } from "./context.ts";
import { apiError } from "./errors.ts";
import type {
  BucketListing,
  ObjectListing,
  PageInfo,
  QueryBucketsArgs,
  QueryObjectsArgs,
} from "./generated/resolvers.ts";
import { limits } from "./limits.ts";
import { countOf } from "./pages.ts";

/** With the defaults of the schema. */
type Asked<Args> = Args & { readonly first: number };

export async function listBuckets(
  args: Asked<QueryBucketsArgs> & { readonly namePrefix: string },
  context: Context,
): Promise<BucketListing> {
  const { namePrefix: prefix } = args;
  const asked = { ...askedOf(args, "buckets", context), prefix, mayUseBucket: () => true };
  const page = pageOrError(await context.browser.buckets(asked));
  return {
    buckets: page.entries.map(({ name, createdAt }) => ({
      name,
      createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
    })),
    pageInfo: pageInfo(page, { list: "buckets", after: asked.after, nameOf: ({ name }) => name }),
  };
}

export async function listObjects(
  args: Asked<QueryObjectsArgs> & { readonly prefix: string },
  context: Context,
): Promise<ObjectListing> {
  const { bucket, prefix } = args;
  const asked = { ...askedOf(args, "objects", context), bucket, prefix };
  const [problem] = [
    ...checkBucket(bucket, ["bucket"]),
    ...checkWellFormed(prefix, { path: ["prefix"], what: "The prefix" }),
  ];
  if (problem !== undefined) throw apiError("BAD_USER_INPUT", problem.message);
  const page = pageOrError(await context.browser.objects(asked));
  const { entries, hasMore } = page;
  return {
    prefixes: entries.flatMap(({ kind, key }) => (kind === "folder" ? [key] : [])),
    objects: entries.flatMap((entry) => {
      if (entry.kind === "folder") return [];
      const { key, sizeBytes, etag, modifiedAt } = entry.object;
      return [{ key, sizeBytes, etag, modifiedAt: new Date(modifiedAt).toISOString() }];
    }),
    hasMore,
    pageInfo: pageInfo(page, { list: "objects", after: asked.after, nameOf: ({ key }) => key }),
  };
}

/** What every list of a store is asked for. */
function askedOf(
  args: Asked<Pick<QueryBucketsArgs, "store" | "after">>,
  list: CursorList,
  { stores, caller }: Context,
) {
  requirePermission(caller, "RUN");
  const store = args.store ?? stores.defaultName;
  if (!stores.names.includes(store))
    throw apiError("BAD_USER_INPUT", `No store is named ${JSON.stringify(store)}.`);
  const first = countOf(args.first, limits.pageSizeMax);
  const [after = null] =
    typeof args.after === "string" ? decodeCursor(args.after, { list, types: ["string"] }) : [];
  return { store, first, after: after === null ? null : String(after) };
}

/** @throws UPSTREAM_UNAVAILABLE */
function pageOrError<Entry>(found: Result<Browsed<Entry>, BrowseFailure>): Browsed<Entry> {
  if (found.ok) return found.value;
  const { code, message } = found.error;
  throw apiError("UPSTREAM_UNAVAILABLE", `${code}: ${message}`, { upstreamCode: code });
}

function pageInfo<Entry>(
  { entries, hasMore }: Browsed<Entry>,
  about: {
    readonly list: CursorList;
    readonly after: string | null;
    readonly nameOf: (entry: Entry) => string;
  },
): PageInfo {
  const cursorOf = (entry: Entry | undefined) =>
    entry === undefined ? null : encodeCursor(about.list, [about.nameOf(entry)]);
  return {
    hasNextPage: hasMore,
    hasPreviousPage: false,
    startCursor: cursorOf(entries.at(0)),
    endCursor: cursorOf(entries.at(-1)),
  };
}
