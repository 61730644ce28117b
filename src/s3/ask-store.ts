/** Whether a store answers, and to whom: the list of buckets, which needs no bucket to be known; or one of its buckets. */
import { HeadBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import type { StoreFailure } from "./failures.ts";
import type { Transport } from "./transport.ts";

export type StoreAnswer =
  | { readonly kind: "lists"; readonly buckets: number }
  /** The credentials are known, but may not list buckets. */
  | { readonly kind: "answers" }
  | { readonly kind: "fails"; readonly failure: StoreFailure };

export async function askStore(transport: Transport): Promise<StoreAnswer> {
  const answer = await transport.send(new ListBucketsCommand({}));
  if (answer.ok) {
    const { output } = answer;
    const buckets = "Buckets" in output ? (output.Buckets?.length ?? 0) : 0;
    return { kind: "lists", buckets };
  }
  const { failure } = answer;
  return failure.code === "AccessDenied" ? { kind: "answers" } : { kind: "fails", failure };
}

/** Null: the bucket is there, it belongs to that account, and the credentials may list it. */
export async function askBucket(
  transport: Transport,
  { bucket, expectedOwner }: { readonly bucket: string; readonly expectedOwner: string | null },
): Promise<StoreFailure | null> {
  const answer = await transport.send(
    new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: expectedOwner ?? undefined }),
  );
  return answer.ok ? null : answer.failure;
}
