/** Objects of a bucket to choose from. */
import { requirePermission } from "../access/narrow.ts";
import type { Context } from "./context.ts";
import { apiError } from "./errors.ts";
import type { ObjectListing, QueryObjectsArgs } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";
import { countOf } from "./pages.ts";

export async function listObjects(
  args: QueryObjectsArgs & { readonly first: number; readonly prefix: string },
  { browser, stores, caller }: Context,
): Promise<ObjectListing> {
  requirePermission(caller, "RUN");
  const { bucket, prefix } = args;
  const store = args.store ?? stores.defaultName;
  const first = countOf(args.first, limits.pageSizeMax);
  if (!stores.names.includes(store))
    throw apiError("BAD_USER_INPUT", `No store is named ${JSON.stringify(store)}.`);
  if (bucket === "") throw apiError("BAD_USER_INPUT", "A bucket is needed.");
  const found = await browser.objects({ store, bucket, prefix, first });
  if (!found.ok) {
    const { code, message } = found.error;
    throw apiError("UPSTREAM_UNAVAILABLE", `${code}: ${message}`, { upstreamCode: code });
  }
  const { folders, objects, hasMore } = found.value;
  return { prefixes: folders, objects: [...objects], hasMore };
}
