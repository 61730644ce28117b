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
    return err(storeProblem(await withReason(store, refOf(object), error), object));
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

/** The answer to a HEAD has no body, so it does not tell what is missing: the object, or its bucket. That to a GET does. */
async function withReason(store: ObjectStore, object: ObjectRef, error: unknown): Promise<unknown> {
  if (!isMissing(error)) return error;
  try {
    const bytes = await store.read(object, { range: { start: 0, end: 1 } });
    for await (const _ of bytes) break;
  } catch (second) {
    if (isMissing(second)) return second;
  }
  return error;
}

/** Whether the bucket of an object is not there; false also where the store does not tell. */
export async function isBucketMissing(store: ObjectStore, object: ObjectRef): Promise<boolean> {
  try {
    await store.head(object);
    return false;
  } catch (error) {
    const told = await withReason(store, object, error);
    return told instanceof StoreError && told.failure.code === "NoSuchBucket";
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof StoreError && error.failure.status === 404;
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
