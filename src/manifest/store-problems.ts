/** Which failures of a store are the manifest's, and end the job, and which may pass. */
import { StoreError } from "../s3/failures.ts";
import type { ManifestProblem } from "./manifest.ts";
import { cutReason, shown } from "./shown.ts";

/** What is being read, for the sentence. */
export interface ReadObject {
  readonly bucket: string;
  readonly key: string;
}

/** The problem a failure stands for. Throws it on when it may pass, or when it is no failure of a store. */
export function storeProblem(error: unknown, { bucket, key }: ReadObject): ManifestProblem {
  if (!(error instanceof StoreError) || error.failure.kind !== "permanent") throw error;
  const { code, status } = error.failure;
  if (code === "PreconditionFailed" || status === 412) {
    return wholeProblem(
      "ManifestETagMismatch",
      "the manifest changed while it was read; make a new job for its new content",
    );
  }
  if (code === "NoSuchBucket") {
    const reason = `there is no bucket ${shown(bucket)}, so no manifest ${shown(key)}: ${code}`;
    return wholeProblem("ManifestNotFound", reason);
  }
  if (status === 404) {
    return wholeProblem(
      "ManifestNotFound",
      `there is no manifest ${shown(key)} in bucket ${shown(bucket)}: ${code}`,
    );
  }
  if (status === 403) {
    const detail = code === "AccessDenied" ? "" : ` (the store says ${code})`;
    return wholeProblem(
      "ManifestReadForbidden",
      `Reading the manifest is forbidden: AccessDenied${detail}`,
    );
  }
  if (code === "RoleNotAssumable") return wholeProblem("RoleNotAssumable", error.failure.message);
  return wholeProblem(
    "ManifestUnreadable",
    `the store cannot give the manifest: ${code}: ${error.failure.message}`,
  );
}

/** A problem of the manifest as a whole, not of one row. */
export function wholeProblem(code: ManifestProblem["code"], reason: string): ManifestProblem {
  return { code, row: null, column: null, reason: cutReason(reason) };
}
