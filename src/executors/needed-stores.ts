import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";

/** Every store that a job names. One that is not configured (any more) keeps the job waiting, and no other. */
export function neededStores({ manifest, operation, report }: JobSpec): readonly string[] {
  const { sourceStore } = manifest;
  const target = operationOf(operation).store(sourceStore);
  const list =
    "object" in manifest
      ? [manifest.object.store]
      : manifest.kind === "generated" && manifest.output !== null
        ? [manifest.output.store]
        : [];
  return [...list, sourceStore, target, ...(report === null ? [] : [report.store])];
}
