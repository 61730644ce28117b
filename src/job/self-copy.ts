/** A copy of objects onto themselves, which S3 refuses unless something changes by it (API reference, CopyObject). */
import type { CopyObjectParameters, JobSpec } from "./spec.ts";

/**
 * Whether every task would fail for it, now that the bucket of the manifest is known. A list with versions is let
 * through: a copy of an older version onto its own key brings it back.
 */
export function copiesOntoItself({ operation, manifest }: JobSpec, bucket: string): boolean {
  if (operation.kind !== "COPY_OBJECT" || manifest.kind !== "csv") return false;
  const { parameters } = operation;
  const isVersioned = manifest.fields.some(
    (field) => field === "VERSION_ID" || field === "OPTIONAL_VERSION_ID",
  );
  const isSameBucket =
    parameters.targetBucket === bucket && parameters.targetStore === manifest.sourceStore;
  return isSameBucket && !isVersioned && keepsKeys(parameters) && !changesSomething(parameters);
}

function keepsKeys({ targetKeyPrefix = "", targetKeyTemplate }: CopyObjectParameters): boolean {
  return targetKeyPrefix === "" && (targetKeyTemplate ?? "{key}") === "{key}";
}

/** What only some stores take for a change counts too: it is for them to say no. */
function changesSomething(parameters: CopyObjectParameters): boolean {
  return (
    parameters.metadataDirective === "REPLACE" ||
    [
      parameters.storageClass,
      parameters.encryption,
      parameters.redirectLocation,
      parameters.checksumAlgorithm,
      parameters.newTags,
      parameters.cannedAcl,
      parameters.grants,
      parameters.legalHold,
      parameters.retention,
    ].some((change) => change !== undefined)
  );
}

/** The sentence a person reads. */
export function selfCopyReason(bucket: string): string {
  return `The objects of ${bucket} would be copied onto themselves with nothing changed, which S3 refuses. Give a prefix or another bucket, or new metadata, a storage class or encryption.`;
}
