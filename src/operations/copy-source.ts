/**
 * The value of `x-amz-copy-source`. The SDK passes it on as it is given, so it is encoded here: each segment of the key
 * as RFC 3986 has it, the slashes between them as they are (S3 API, CopyObject).
 */
import type { Task } from "./operation.ts";

export function copySource({ bucket, key, versionId }: Task): string {
  const object = `${encodeSegment(bucket)}/${key.split("/").map(encodeSegment).join("/")}`;
  return versionId === null ? object : `${object}?versionId=${encodeSegment(versionId)}`;
}

/** Percent-encodes all but the unreserved characters of RFC 3986; `encodeURIComponent` leaves five more as they are. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
