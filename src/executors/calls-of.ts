import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";

/** Where the calls of a job's tasks go: of a copy, to the bucket that is copied into. `listed`: bucket of its objects. */
export function callsOf(
  { operation, manifest }: JobSpec,
  listed: string,
): { readonly store: string; readonly bucket: string } {
  const { parameters } = operation;
  return {
    store: operationOf(operation).store(manifest.sourceStore),
    bucket: "targetBucket" in parameters ? parameters.targetBucket : listed,
  };
}
