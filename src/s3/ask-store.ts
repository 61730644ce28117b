/** Whether a store answers, and to whom: the list of buckets, which needs no bucket to be known. */
import { ListBucketsCommand } from "@aws-sdk/client-s3";
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
