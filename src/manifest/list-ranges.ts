/** A bucket is listed in pieces at once: its keys are cut where folders begin. */
import type { ListRange } from "../job/events.ts";
import { compareKeys } from "../lib/key-order.ts";
import type { ListedBucket, ObjectListing } from "../s3/object-listing.ts";

const RANGES_MAX = 64;
/** With fewer folders than these, those are looked into as well. */
const FOLDERS_ENOUGH = 16;

/** The ranges of keys that together hold all keys with any of these prefixes. Throws `StoreError`. */
export async function findRanges(
  listing: ObjectListing,
  bucket: ListedBucket,
  prefixes: readonly string[],
): Promise<ListRange[]> {
  const roots = outermost(prefixes.length === 0 ? [""] : prefixes);
  const ranges: ListRange[] = [];
  const max = Math.max(1, Math.floor(RANGES_MAX / roots.length));
  for (const prefix of roots) {
    const folders = await findFolders(listing, bucket, prefix);
    ranges.push(...cutAt(prefix, chosen(folders, max - 1)));
  }
  return ranges;
}

/** Without those that another one covers, in the order of keys. */
function outermost(prefixes: readonly string[]): string[] {
  const sorted = [...new Set(prefixes)].toSorted(compareKeys);
  return sorted.filter(
    (prefix, index) => !sorted.slice(0, index).some((other) => prefix.startsWith(other)),
  );
}

async function findFolders(
  listing: ObjectListing,
  bucket: ListedBucket,
  prefix: string,
): Promise<string[]> {
  const look = async (at: string) =>
    (await listing.page({ ...bucket, prefix: at, from: null, folders: true, versions: false }))
      .folders;
  const folders = await look(prefix);
  if (folders.length >= FOLDERS_ENOUGH) return [...folders];
  const inside = await Promise.all(folders.map(look));
  return folders.flatMap((folder, index) => [folder, ...inside[index]!]);
}

/** So many of them at equal distances. */
function chosen(folders: readonly string[], count: number): string[] {
  const sorted = folders.toSorted(compareKeys);
  if (sorted.length <= count) return sorted;
  return Array.from(
    { length: count },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / (count + 1))]!,
  );
}

function cutAt(prefix: string, folders: readonly string[]): ListRange[] {
  const bounds = [null, ...folders, null];
  return bounds
    .slice(1)
    .map((upTo, index) => ({ prefix, after: bounds[index] ?? null, upTo: upTo ?? null }));
}
