/** Which failures of a store end the generation of a list, and how they are told. */
import { StoreError } from "../s3/failures.ts";
import type { ListedBucket, ObjectListing } from "../s3/object-listing.ts";
import type { ManifestProblem } from "./manifest.ts";
import { shown } from "./shown.ts";
import { wholeProblem } from "./store-problems.ts";

/** Throws the error on when it may pass, or when it is no failure of a store. */
export async function listingProblem(
  error: unknown,
  listing: ObjectListing,
  { bucket, expectedOwner }: ListedBucket,
): Promise<ManifestProblem> {
  if (!(error instanceof StoreError) || error.failure.kind !== "permanent") throw error;
  const { code, status, message } = error.failure;
  if (status === 404) {
    return wholeProblem("ManifestNotFound", `there is no bucket ${shown(bucket)}: ${code}`);
  }
  if (status === 403 && expectedOwner !== null && (await isReadable(listing, bucket))) {
    return wholeProblem(
      "ManifestBucketOwnerMismatch",
      `the bucket ${shown(bucket)} does not belong to the account ${expectedOwner}`,
    );
  }
  if (status === 403) {
    return wholeProblem(
      "ManifestReadForbidden",
      `Listing the bucket ${shown(bucket)} is forbidden: ${code}`,
    );
  }
  return wholeProblem(
    "ManifestUnreadable",
    `the store cannot list the bucket ${shown(bucket)}: ${code}: ${message}`,
  );
}

/** A store refuses a wrong owner like anything else that is not allowed: without one it is seen which it was. */
async function isReadable(listing: ObjectListing, bucket: string): Promise<boolean> {
  try {
    await listing.isVersioned({ bucket, expectedOwner: null });
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

export function writingProblem(
  error: unknown,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): ManifestProblem {
  if (!(error instanceof StoreError) || error.failure.kind !== "permanent") throw error;
  return wholeProblem(
    "ManifestWriteFailed",
    `the list cannot be written to ${shown(key)} in ${shown(bucket)}: ${error.failure.code}`,
  );
}
