/** Which call of S3 a request is, from its method, its address and its headers. */
import type { IncomingHttpHeaders } from "node:http";

export interface NamedCall {
  /** S3's name, such as `CopyObject`; method and sub-resources for those that are not listed here. */
  readonly operation: string;
  readonly bucket: string;
  /** Decoded; empty for a call on a bucket. */
  readonly key: string;
  /** Of an `UploadPart`. */
  readonly partNumber: number | null;
}

export function nameCall(request: {
  readonly method: string;
  /** Path style, as it stands in the request. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}): NamedCall {
  const { method, target, headers } = request;
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1));
  const slash = path.indexOf("/", 1);
  const bucket = path.slice(1, slash === -1 ? undefined : slash);
  const key = slash === -1 ? "" : decodeURIComponent(path.slice(slash + 1));
  const part = query.get("partNumber");
  const facts = { method, query, copies: headers["x-amz-copy-source"] !== undefined };
  const operation = key === "" ? `${method} bucket` : nameObjectCall(facts);
  return { operation, bucket, key, partNumber: part === null ? null : Number(part) };
}

function nameObjectCall(facts: {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly copies: boolean;
}): string {
  const { method, query, copies } = facts;
  const on = query.has("tagging")
    ? "tagging"
    : query.has("uploads")
      ? "uploads"
      : query.has("uploadId")
        ? "upload"
        : "object";
  return (
    names[`${method} ${on}${copies ? " copy" : ""}`] ?? `${method} ${[...query.keys()].join()}`
  );
}

const names: Readonly<Record<string, string>> = {
  "HEAD object": "HeadObject",
  "GET object": "GetObject",
  "PUT object": "PutObject",
  "PUT object copy": "CopyObject",
  "DELETE object": "DeleteObject",
  "GET tagging": "GetObjectTagging",
  "PUT tagging": "PutObjectTagging",
  "DELETE tagging": "DeleteObjectTagging",
  "POST uploads": "CreateMultipartUpload",
  "PUT upload": "UploadPart",
  "POST upload": "CompleteMultipartUpload",
  "DELETE upload": "AbortMultipartUpload",
};
