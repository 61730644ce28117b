/**
 * Whether the stores that a job needs answer anything at all: asked when a connection for a task did not come about, which
 * may be due to its object alone.
 */
import type { JobSpec } from "../job/spec.ts";
import { askBucket } from "../s3/ask-store.ts";
import type { Transport } from "../s3/transport.ts";
import { callsOf } from "./calls-of.ts";
import { isStoreFailing } from "./store-health.ts";

/** `listed`: bucket of the listed objects. A copy from one store into another needs both. */
export async function doStoresAnswer(
  spec: JobSpec,
  listed: string,
  transportOf: (store: string) => Transport,
): Promise<boolean> {
  const { sourceStore } = spec.manifest;
  const target = callsOf(spec, listed);
  const places = [target];
  if (target.store !== sourceStore) places.push({ store: sourceStore, bucket: listed });
  const failures = await Promise.all(
    places.map(({ store, bucket }) =>
      askBucket(transportOf(store), { bucket, expectedOwner: null }),
    ),
  );
  return failures.every((failure) => failure === null || !isStoreFailing(failure));
}
