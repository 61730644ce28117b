import { S3Error } from "./errors.ts";
import { headerOf } from "./request.ts";
import type { IncomingHttpHeaders } from "node:http";
import type { ObjectVersion } from "./objects.ts";

/** What the conditions of a read say: go on, refuse, or "you have it already". */
export type ConditionOutcome = "holds" | "failed" | "not-modified";

/**
 * Conditions of a read, or with the prefix `x-amz-copy-source-` those of a copy. An ETag outweighs a date: a matching
 * If-Match makes If-Unmodified-Since not count, a present If-None-Match makes If-Modified-Since not count.
 */
export function judgeConditions(
  headers: IncomingHttpHeaders,
  options: { readonly version: ObjectVersion; readonly prefix: "" | "x-amz-copy-source-" },
): ConditionOutcome {
  const { version, prefix } = options;
  const ifMatch = headerOf(headers, `${prefix}if-match`);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, version.etag)) return "failed";
  } else {
    const unmodifiedSince = readDate(headers, `${prefix}if-unmodified-since`);
    if (unmodifiedSince !== undefined && version.modifiedAt > unmodifiedSince) return "failed";
  }
  const ifNoneMatch = headerOf(headers, `${prefix}if-none-match`);
  if (ifNoneMatch !== undefined)
    return matches(ifNoneMatch, version.etag) ? "not-modified" : "holds";
  const modifiedSince = readDate(headers, `${prefix}if-modified-since`);
  return modifiedSince !== undefined && version.modifiedAt <= modifiedSince
    ? "not-modified"
    : "holds";
}

/**
 * Conditions of a write on what is there now: `If-None-Match: *` (nothing may be there) and `If-Match` (this very
 * content must be).
 *
 * @throws S3Error PreconditionFailed, or NoSuchKey when `If-Match` finds nothing.
 */
export function checkWriteConditions(
  headers: IncomingHttpHeaders,
  current: ObjectVersion | undefined,
): void {
  const existing = current === undefined || current.deleteMarker ? undefined : current;
  const ifNoneMatch = headerOf(headers, "if-none-match");
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== "*") throw new S3Error("NotImplemented");
    if (existing !== undefined) throw new S3Error("PreconditionFailed");
  }
  const ifMatch = headerOf(headers, "if-match");
  if (ifMatch !== undefined) {
    if (existing === undefined) throw new S3Error("NoSuchKey");
    if (!matches(ifMatch, existing.etag)) throw new S3Error("PreconditionFailed");
  }
}

function matches(header: string, etag: string): boolean {
  return header.split(",").some((part) => {
    const wanted = part.trim();
    return wanted === "*" || wanted === etag || wanted === `"${etag}"`;
  });
}

/** Dates that cannot be read do not count, as HTTP wants it. */
function readDate(headers: IncomingHttpHeaders, name: string): number | undefined {
  const header = headerOf(headers, name);
  const date = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(date) ? undefined : date;
}
