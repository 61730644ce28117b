import { readAttributes } from "./attributes.ts";
import { receiveContent } from "./body.ts";
import { checksumHeaders } from "./checksums.ts";
import { checkWriteConditions, judgeConditions } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { lockHeaders, readLock } from "./object-lock.ts";
import { emptyReply } from "./reply.ts";
import { expectReadable, restoreHeaders } from "./restore.ts";
import { headerOf } from "./request.ts";
import { bucketNamed, currentVersion, findObject, nextVersionId, versionHeaders } from "./store.ts";
import type { Bucket, Extent, ObjectVersion } from "./objects.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

/** PutObject */
export async function putObject(call: Call): Promise<Reply> {
  const { store, key, headers } = call;
  bucketNamed(store, call.bucket);
  const attributes = readAttributes(headers);
  const content = await receiveContent(call);
  try {
    // Judged only now: while the body came in, the bucket may have gone and the object may have changed.
    const bucket = bucketNamed(store, call.bucket);
    checkWriteConditions(headers, currentVersion(bucket, key));
    const version: ObjectVersion = {
      ...attributes,
      ...readLock(headers, { bucket, now: call.now }),
      id: nextVersionId(bucket),
      deleteMarker: false,
      modifiedAt: call.now,
      etag: content.md5,
      size: content.size,
      extents: content.extents,
      checksum: content.checksum,
    };
    store.commit({ type: "VersionAdded", bucket: bucket.name, key, version });
    return emptyReply(200, {
      etag: `"${version.etag}"`,
      ...checksumHeaders(version.checksum),
      ...versionHeaders(bucket, version.id),
    });
  } catch (error) {
    store.discard(content.extents);
    throw error;
  }
}

/** HeadObject */
export function headObject(call: Call): Reply {
  return readObject(call, { withBody: false });
}

/** GetObject, whole or a range of it. */
export function getObject(call: Call): Reply {
  return readObject(call, { withBody: true });
}

function readObject(call: Call, { withBody }: { readonly withBody: boolean }): Reply {
  const bucket = bucketNamed(call.store, call.bucket);
  const version = findObject(bucket, { key: call.key, versionId: call.query.get("versionId") });
  const outcome = judgeConditions(call.headers, { version, prefix: "" });
  if (outcome === "failed") throw new S3Error("PreconditionFailed");
  const headers = { ...describe(bucket, version), ...restoreHeaders(version, call.archiveNow) };
  if (outcome === "not-modified") return emptyReply(304, headers);
  if (withBody) expectReadable(version, call.archiveNow);
  overrideHeaders(headers, call.query);
  const range = readRange(headerOf(call.headers, "range"), version.size);
  if (range !== undefined)
    headers["content-range"] = `bytes ${range.start}-${range.end - 1}/${version.size}`;
  else if (headerOf(call.headers, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED") {
    Object.assign(headers, checksumHeaders(version.checksum));
  }
  const { start, end } = range ?? { start: 0, end: version.size };
  headers["content-length"] = String(end - start);
  const status = range === undefined ? 200 : 206;
  if (!withBody || start === end) return { status, headers };
  return { status, headers, ...pinnedBody(call, sliceExtents(version.extents, { start, end })) };
}

/** The bytes of an answer, kept from being discarded until they are sent. */
function pinnedBody(
  { store }: Call,
  extents: readonly Extent[],
): Pick<Required<Reply>, "body" | "release"> {
  store.pin(extents);
  return { body: store.read(extents), release: () => store.unpin(extents) };
}

/** All headers that say what an object is. */
function describe(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const headers: Record<string, string> = {
    ...version.headers,
    "accept-ranges": "bytes",
    etag: `"${version.etag}"`,
    "last-modified": new Date(version.modifiedAt).toUTCString(),
    ...versionHeaders(bucket, version.id),
    ...lockHeaders(version),
  };
  if (version.tags.length > 0) headers["x-amz-tagging-count"] = String(version.tags.length);
  if (version.storageClass !== "STANDARD") headers["x-amz-storage-class"] = version.storageClass;
  return headers;
}

/** `response-content-type` and its like: what this one answer is to say instead. */
function overrideHeaders(
  headers: Record<string, string>,
  query: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of query) {
    if (!name.startsWith("response-")) continue;
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new S3Error("InvalidArgument");
    headers[name.slice("response-".length)] = value;
  }
}

/** First byte and the byte after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * One range of an object. Undefined, which means the whole object, for no header, for one that cannot be read and for
 * several ranges at once, which S3 does not offer.
 *
 * @throws S3Error InvalidRange when nothing of it lies within the object.
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (parts === null || (parts[1] === "" && parts[2] === "")) return undefined;
  const [, first, last] = parts;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (start >= size)
    throw new S3Error("InvalidRange", undefined, { "content-range": `bytes */${size}` });
  return { start, end };
}

/** The part of an object's extents that lies within a range. */
export function sliceExtents(extents: readonly Extent[], range: ByteRange): readonly Extent[] {
  const slices: Extent[] = [];
  let place = 0;
  for (const extent of extents) {
    const length = "bytes" in extent ? extent.bytes.length : extent.length;
    const from = Math.max(0, range.start - place);
    const to = Math.min(length, range.end - place);
    if (from < to) {
      slices.push(
        "bytes" in extent
          ? { bytes: extent.bytes.subarray(from, to) }
          : { file: extent.file, start: extent.start + from, length: to - from },
      );
    }
    place += length;
  }
  return slices;
}
