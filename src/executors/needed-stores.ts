import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";

/** Every store that a job names. One that is not configured (any more) keeps the job waiting, and no other. */
export function neededStores({ manifest, operation, report }: JobSpec): readonly string[] {
  const { sourceStore } = manifest;
  const target = operationOf(operation).store(sourceStore);
  const list = listStoreOf(manifest);
  return [
    ...(list === null ? [] : [list]),
    sourceStore,
    target,
    ...(report === null ? [] : [report.store]),
  ];
}

/** Where the rows of a manifest are read from. */
export function manifestStoreOf(manifest: JobSpec["manifest"]): string {
  return listStoreOf(manifest) ?? manifest.sourceStore;
}

/** Null when a list is made only for the time of the job, or none is read from a store. */
function listStoreOf(manifest: JobSpec["manifest"]): string | null {
  if ("object" in manifest) return manifest.object.store;
  return manifest.kind === "generated" ? (manifest.output?.store ?? null) : null;
}
