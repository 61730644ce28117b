import { S3Error } from "./errors.ts";
import { headerOf } from "./request.ts";
import { parseTaggingHeader } from "./tags.ts";
import type { IncomingHttpHeaders } from "node:http";
import type { ObjectAttributes } from "./objects.ts";

/** Headers that are kept with an object and given back as they came. */
const keptHeaders: ReadonlySet<string> = new Set([
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
  "x-amz-website-redirect-location",
]);

const storageClasses: ReadonlySet<string> = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
]);

const cannedAcls: ReadonlySet<string> = new Set([
  "private",
  "public-read",
  "public-read-write",
  "aws-exec-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
]);

const grantHeaders: readonly string[] = [
  "x-amz-grant-full-control",
  "x-amz-grant-read",
  "x-amz-grant-read-acp",
  "x-amz-grant-write-acp",
];

const metadataBytesMax = 2048;

/** All that the headers of an upload say about the object to be. */
export function readAttributes(headers: IncomingHttpHeaders): ObjectAttributes {
  return {
    headers: readObjectHeaders(headers),
    tags: parseTaggingHeader(headerOf(headers, "x-amz-tagging")),
    storageClass: readStorageClass(headers),
    acl: readAcl(headers),
  };
}

/** The headers to keep, content type and user metadata included. */
export function readObjectHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {
    "content-type": headers["content-type"] ?? "binary/octet-stream",
  };
  let metadataBytes = 0;
  for (const name in headers) {
    const value = headerOf(headers, name) ?? "";
    if (name.startsWith("x-amz-meta-")) {
      metadataBytes += name.length - "x-amz-meta-".length + value.length;
      kept[name] = value;
    } else if (keptHeaders.has(name)) {
      // How the body was sent is no property of the object.
      const stored = name === "content-encoding" ? withoutAwsChunked(value) : value;
      if (stored !== "") kept[name] = stored;
    }
  }
  // What could not be sent back must not come in.
  if (Object.values(kept).some((value) => !/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value))) {
    throw new S3Error("InvalidArgument");
  }
  if (metadataBytes > metadataBytesMax) throw new S3Error("MetadataTooLarge");
  return kept;
}

/** The storage class that a request asks for. */
export function readStorageClass(headers: IncomingHttpHeaders): string {
  const storageClass = headerOf(headers, "x-amz-storage-class") ?? "STANDARD";
  if (!storageClasses.has(storageClass)) throw new S3Error("InvalidStorageClass");
  return storageClass;
}

/** The canned ACL or the grants of a request, kept as they came. */
export function readAcl(headers: IncomingHttpHeaders): Record<string, string> {
  const acl: Record<string, string> = {};
  const canned = headerOf(headers, "x-amz-acl");
  if (canned !== undefined) {
    if (!cannedAcls.has(canned)) throw new S3Error("InvalidArgument");
    acl["x-amz-acl"] = canned;
  }
  for (const name of grantHeaders) {
    const grant = headerOf(headers, name);
    if (grant === undefined) continue;
    if (canned !== undefined) {
      throw new S3Error(
        "InvalidRequest",
        "Specifying both Canned ACLs and Header Grants is not allowed",
      );
    }
    acl[name] = grant;
  }
  return acl;
}

function withoutAwsChunked(encoding: string): string {
  return encoding
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "aws-chunked" && part !== "")
    .join(",");
}
