/** Names that no bucket of Amazon S3 has. Other stores take others, so of those the store itself is asked. */
import type { FieldProblem, JobSpec } from "../job/spec.ts";
import type { Stores } from "../s3/stores.ts";
import { namedBuckets } from "./look-at-job.ts";

type KnownStores = Pick<Stores, "has" | "describe">;

/** Amazon S3 user guide, "General purpose bucket naming rules". */
const form = /^(?!.*\.\.)(?!(?:\d+\.){3}\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Before 2018 buckets of this region could have other names, and those that had one have it still. */
const oldestRegion = "us-east-1";

export function checkAmazonBuckets(spec: JobSpec, stores: KnownStores): FieldProblem[] {
  return [...namedBuckets(spec), ...listedBucket(spec)]
    .filter(({ store, bucket }) => isAmazonElsewhere(store, stores) && !form.test(bucket))
    .map(({ bucket, path }) => ({
      path,
      code: "MALFORMED",
      message: `No bucket of Amazon S3 is named ${JSON.stringify(bucket)}: names have 3 to 63 lower-case letters, digits, dots and hyphens.`,
    }));
}

function listedBucket({ manifest }: JobSpec) {
  if (manifest.kind !== "generated") return [];
  const path = ["spec", "manifest", "generator", "sourceBucket"];
  return [{ store: manifest.sourceStore, bucket: manifest.sourceBucket, path }];
}

function isAmazonElsewhere(name: string, stores: KnownStores): boolean {
  if (!stores.has(name)) return false;
  const { endpoint, region, development } = stores.describe(name);
  return endpoint === null && !development && region !== null && region !== oldestRegion;
}
