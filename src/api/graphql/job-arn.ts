import type { ConfiguredStores } from "./context.ts";

/** The name of a job as the S3 Control interface gives it; the region is that of the default store. */
export function arnOfJob(
  id: string,
  { account, stores }: { readonly account: string; readonly stores: ConfiguredStores },
): string {
  const region = stores.describe(stores.defaultName).region ?? "us-east-1";
  return `arn:aws:s3:${region}:${account}:job/${id}`;
}
