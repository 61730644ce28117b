import { createHash } from "node:crypto";
import { readAcl, readObjectHeaders, readStorageClass } from "./attributes.ts";
import { checksumElementName, createChecksum } from "./checksums.ts";
import { checkWriteConditions, judgeConditions } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { readLock } from "./object-lock.ts";
import { xmlReply } from "./reply.ts";
import { expectReadable } from "./restore.ts";
import { decodeForm, headerOf } from "./request.ts";
import {
  bucketNamed,
  currentVersion,
  findObject,
  findVersion,
  nextVersionId,
  versionHeaders,
} from "./store.ts";
import { parseTaggingHeader } from "./tags.ts";
import { xmlDocument, xmlText, xmlTime } from "./xml.ts";
import type { Bucket, Checksum, Extent, ObjectVersion } from "./objects.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";
import type { Store } from "./store.ts";

/** What one CopyObject can copy; larger objects are copied by parts. */

/** The object that `x-amz-copy-source` names. */
export interface CopySource {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly version: ObjectVersion;
}

/** CopyObject. The bytes are shared with the source, so a copy of any size costs one record. */
export async function copyObject(call: Call): Promise<Reply> {
  const { store, key, headers, copyBytesMax } = call;
  bucketNamed(store, call.bucket);
  const source = findCopySource(call);
  const replacesHeaders = readDirective(call, "metadata");
  const replacesTags = readDirective(call, "tagging");
  const storageClass = readStorageClass(headers);
  const { version } = source;
  if (version.size > copyBytesMax) {
    throw new S3Error(
      "InvalidRequest",
      `The specified copy source is larger than the maximum allowable size for a copy source: ${copyBytesMax}`,
    );
  }
  const redirect = headerOf(headers, "x-amz-website-redirect-location");
  const ontoItself =
    source.bucket.name === call.bucket && source.key === key && source.versionId === undefined;
  if (
    ontoItself &&
    !replacesHeaders &&
    storageClass === version.storageClass &&
    redirect === undefined
  ) {
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const attributes = {
    headers: replacesHeaders ? readObjectHeaders(headers) : copiedHeaders(version, redirect),
    tags: replacesTags ? parseTaggingHeader(headerOf(headers, "x-amz-tagging")) : version.tags,
    storageClass,
    acl: readAcl(headers),
  };
  store.pin(version.extents);
  try {
    const { etag, checksum } = await fingerprint(call, version);
    const bucket = bucketNamed(store, call.bucket);
    checkWriteConditions(headers, currentVersion(bucket, key));
    const copy: ObjectVersion = {
      ...attributes,
      ...readLock(headers, { bucket, now: call.now }),
      id: nextVersionId(bucket),
      deleteMarker: false,
      modifiedAt: call.now,
      etag,
      size: version.size,
      extents: version.extents,
      checksum,
    };
    store.commit({ type: "VersionAdded", bucket: bucket.name, key, version: copy });
    return xmlReply(writeCopyResult("CopyObjectResult", copy), {
      ...versionHeaders(bucket, copy.id),
      ...copySourceHeaders(source),
    });
  } finally {
    store.unpin(version.extents);
  }
}

/** The answer of a copy, of an object or of a part. */
export function writeCopyResult(
  name: "CopyObjectResult" | "CopyPartResult",
  copy: {
    readonly modifiedAt: number;
    readonly etag: string;
    readonly checksum?: Checksum | undefined;
  },
): string {
  return xmlDocument(
    name,
    xmlText("LastModified", xmlTime(copy.modifiedAt)),
    xmlText("ETag", `"${copy.etag}"`),
    copy.checksum === undefined
      ? ""
      : xmlText(checksumElementName(copy.checksum), copy.checksum.value),
  );
}

/** The header that names the version that was copied. */
export function copySourceHeaders({ bucket, version }: CopySource): Record<string, string> {
  return bucket.versioning === undefined ? {} : { "x-amz-copy-source-version-id": version.id };
}

/** Finds the source of a copy and judges the conditions on it. */
export function findCopySource({ store, headers, archiveNow }: Call): CopySource {
  const name = parseCopySource(headerOf(headers, "x-amz-copy-source") ?? "");
  const bucket = bucketNamed(store, name.bucket);
  if (
    name.versionId !== undefined &&
    findVersion(bucket, { key: name.key, versionId: name.versionId })?.deleteMarker
  ) {
    throw new S3Error(
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  }
  const version = findObject(bucket, name);
  expectReadable(version, archiveNow);
  if (judgeConditions(headers, { version, prefix: "x-amz-copy-source-" }) !== "holds") {
    throw new S3Error("PreconditionFailed");
  }
  return { bucket, key: name.key, versionId: name.versionId, version };
}

/** `/bucket/key?versionId=…`, percent-encoded as a whole or key by key; the first slash may be missing. */
function parseCopySource(header: string): {
  bucket: string;
  key: string;
  versionId: string | undefined;
} {
  const mark = header.indexOf("?versionId=");
  const path = decodeForm(mark === -1 ? header : header.slice(0, mark));
  const versionId = mark === -1 ? undefined : decodeForm(header.slice(mark + "?versionId=".length));
  const start = path.startsWith("/") ? 1 : 0;
  const slash = path.indexOf("/", start);
  const bucket = slash === -1 ? "" : path.slice(start, slash);
  const key = slash === -1 ? "" : path.slice(slash + 1);
  if (bucket === "" || key === "") {
    throw new S3Error(
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    );
  }
  return { bucket, key, versionId };
}

/** MD5 in hex of the bytes of pinned extents. */
export async function md5Of(store: Store, extents: readonly Extent[]): Promise<string> {
  const md5 = createHash("md5");
  for await (const piece of store.read(extents)) md5.update(piece);
  return md5.digest("hex");
}

/** True for REPLACE, false for COPY, which is what is meant when nothing is said. */
function readDirective({ headers }: Call, what: "metadata" | "tagging"): boolean {
  const directive = headerOf(headers, `x-amz-${what}-directive`) ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE")
    throw new S3Error("InvalidArgument", `Unknown ${what} directive.`);
  return directive === "REPLACE";
}

/** The source's headers; its website redirect is not copied along, as in S3. */
function copiedHeaders(
  version: ObjectVersion,
  redirect: string | undefined,
): Readonly<Record<string, string>> {
  const name = "x-amz-website-redirect-location";
  if (redirect === undefined && !(name in version.headers)) return version.headers;
  const { [name]: _, ...headers } = version.headers;
  return redirect === undefined ? headers : { ...headers, [name]: redirect };
}

/**
 * ETag and checksum of the copy. The bytes are read only when something is not known: an object that was uploaded in
 * parts has no MD5 of its whole, and a checksum of another algorithm may be asked for.
 */
async function fingerprint(
  call: Call,
  version: ObjectVersion,
): Promise<{ etag: string; checksum: Checksum | undefined }> {
  const { store, headers } = call;
  const etag = version.etag.includes("-") ? await md5Of(store, version.extents) : version.etag;
  const algorithm = headerOf(headers, "x-amz-checksum-algorithm")?.toLowerCase();
  if (algorithm === undefined || algorithm === version.checksum?.algorithm)
    return { etag, checksum: version.checksum };
  const computer = createChecksum(algorithm);
  for await (const piece of store.read(version.extents)) computer.update(piece);
  return { etag, checksum: { algorithm, value: computer.value() } };
}
