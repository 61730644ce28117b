import { routes } from "./routes.ts";
import type { IncomingHttpHeaders } from "node:http";
import type { Target } from "./request.ts";
import type { Route } from "./routes.ts";

const routesByKind = Map.groupBy(routes, ({ method, on }) => `${method} ${on}`);

/**
 * Finds the call that a request is. Undefined for every request that is not understood to its last parameter: a store
 * that took `PUT key?retention` for `PUT key` would overwrite the object with the settings that were meant for it.
 */
export function findRoute(
  method: string,
  target: Target,
  headers: IncomingHttpHeaders,
): Route | undefined {
  const on = target.key !== "" ? "object" : target.bucket !== "" ? "bucket" : "service";
  const copies = headers["x-amz-copy-source"] !== undefined;
  const route = routesByKind
    .get(`${method} ${on}`)
    ?.find(
      (candidate) =>
        candidate.needs.every((name) => target.query.has(name)) &&
        (candidate.copies === undefined || candidate.copies === copies),
    );
  if (route === undefined || !understandsHeaders(headers)) return undefined;
  for (const name of target.query.keys()) {
    if (!route.needs.includes(name) && !route.knows.includes(name) && !commonParameters.has(name))
      return undefined;
  }
  return route;
}

/** Parameters that any call may carry: what the SDK calls it, and the fields of a presigned URL. */
const commonParameters: ReadonlySet<string> = new Set([
  "x-id",
  "x-amz-checksum-mode",
  "X-Amz-Algorithm",
  "X-Amz-Content-Sha256",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
]);

/** Headers that ask for something this store does. Encryption, locks and the like are refused, not ignored. */
const knownHeaders: ReadonlySet<string> = new Set([
  "x-amz-acl",
  "x-amz-bucket-object-lock-enabled",
  "x-amz-bypass-governance-retention",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-copy-source-range",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-grant-full-control",
  "x-amz-grant-read",
  "x-amz-grant-read-acp",
  "x-amz-grant-write-acp",
  "x-amz-metadata-directive",
  "x-amz-object-attributes",
  "x-amz-object-lock-legal-hold",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-request-payer",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-source-expected-bucket-owner",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-tagging-directive",
  "x-amz-trailer",
  "x-amz-user-agent",
  "x-amz-website-redirect-location",
]);

function understandsHeaders(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) {
    if (!name.startsWith("x-amz-") || knownHeaders.has(name)) continue;
    if (!name.startsWith("x-amz-meta-") && !name.startsWith("x-amz-checksum-")) return false;
  }
  return true;
}
