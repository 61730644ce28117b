/** The one object that a manifest is, or begins with: found, compared with what the job asks for, and pinned. */
import type { ObjectLocation } from "../job/spec.ts";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import { StoreError } from "../s3/failures.ts";
import type { ObjectInfo, ObjectRef, ObjectStore } from "../s3/object-store.ts";
import type { ManifestProblem } from "./manifest.ts";
import { shown } from "./shown.ts";
import { storeProblem, wholeProblem } from "./store-problems.ts";

/** Finds the object, and makes sure that it is the one the job was made for. */
export async function findObject(
  store: ObjectStore,
  object: ObjectLocation,
): Promise<Result<ObjectInfo, ManifestProblem>> {
  let info: ObjectInfo;
  try {
    info = await store.head(refOf(object));
  } catch (error) {
    return err(storeProblem(error, object));
  }
  const etag = withoutQuotes(info.etag);
  if (object.etag !== null && withoutQuotes(object.etag) !== etag) {
    return err(
      wholeProblem(
        "ManifestETagMismatch",
        `the manifest has the ETag ${shown(etag)}, the job asks for ${shown(withoutQuotes(object.etag))}; make a new job for its new content`,
      ),
    );
  }
  if (info.sizeBytes === 0) {
    return err(wholeProblem("InvalidManifestContent", "the manifest is empty"));
  }
  return ok({ ...info, etag });
}

export function refOf({ bucket, key, versionId }: ObjectLocation): ObjectRef {
  return { bucket, key, versionId: versionId ?? undefined };
}

export function withoutQuotes(etag: string): string {
  return etag.replaceAll('"', "");
}

/**
 * The rows were in order when they were planned. A store that does not honour If-Match has given other bytes: told
 * like a manifest that changed, and not an assertion, as it is the world that is at fault.
 */
export function contentChanged(found: string): StoreError {
  const message = `The manifest is not what it was when it was planned: ${found}`;
  return new StoreError({ code: "PreconditionFailed", status: null, message, kind: "permanent" });
}
