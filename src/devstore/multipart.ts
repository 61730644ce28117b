import { createHash } from "node:crypto";
import { readAttributes } from "./attributes.ts";
import { readDocument, receiveContent, uploadBytesMax } from "./body.ts";
import { checksumHeaders, createChecksum } from "./checksums.ts";
import { checkWriteConditions } from "./conditions.ts";
import { copySourceHeaders, findCopySource, md5Of, writeCopyResult } from "./copy.ts";
import { S3Error } from "./errors.ts";
import { readLock } from "./object-lock.ts";
import { readRange, sliceExtents } from "./object.ts";
import { childNamed, readXml } from "./read-xml.ts";
import { emptyReply, xmlReply } from "./reply.ts";
import { headerOf } from "./request.ts";
import { bucketNamed, currentVersion, nextVersionId, randomId, versionHeaders } from "./store.ts";
import { xmlDocument, xmlText } from "./xml.ts";
import type { ObjectVersion, Upload, UploadPart } from "./objects.ts";
import type { XmlElement } from "./read-xml.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

const partsMax = 10_000;
const partBytesMin = 5 * 1024 * 1024;

/** CreateMultipartUpload */
export function createMultipartUpload(call: Call): Reply {
  const { store, bucket, key, headers } = call;
  const lock = readLock(headers, { bucket: bucketNamed(store, bucket), now: call.now });
  const algorithm = headerOf(headers, "x-amz-checksum-algorithm")?.toLowerCase();
  // Refused now rather than at the first part.
  if (algorithm !== undefined) createChecksum(algorithm);
  const id = randomId();
  const upload = { ...readAttributes(headers), ...lock, id, bucket, key };
  store.commit({ type: "UploadStarted", upload });
  const texts = [xmlText("Bucket", bucket), xmlText("Key", key), xmlText("UploadId", id)];
  return xmlReply(xmlDocument("InitiateMultipartUploadResult", ...texts));
}

/** UploadPart */
export async function uploadPart(call: Call): Promise<Reply> {
  const { store } = call;
  findUpload(call);
  const number = readPartNumber(call);
  const { extents, size, md5, checksum } = await receiveContent(call);
  try {
    const upload = findUpload(call);
    store.commit({
      type: "PartReceived",
      upload: upload.id,
      part: { number, etag: md5, size, extents },
    });
    return emptyReply(200, { etag: `"${md5}"`, ...checksumHeaders(checksum) });
  } catch (error) {
    store.discard(extents);
    throw error;
  }
}

/** UploadPartCopy, of a whole object or a range of it. The bytes are shared with the source. */
export async function uploadPartCopy(call: Call): Promise<Reply> {
  const { store } = call;
  findUpload(call);
  const number = readPartNumber(call);
  const source = findCopySource(call);
  const { version } = source;
  const header = headerOf(call.headers, "x-amz-copy-source-range");
  const range = readRange(header, version.size);
  if (
    header !== undefined &&
    (range === undefined || header !== `bytes=${range.start}-${range.end - 1}`)
  ) {
    throw new S3Error(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  }
  const { start, end } = range ?? { start: 0, end: version.size };
  if (end - start > uploadBytesMax) throw new S3Error("EntityTooLarge");
  const extents = sliceExtents(version.extents, { start, end });
  store.pin(extents);
  try {
    const known = end - start === version.size && !version.etag.includes("-");
    const etag = known ? version.etag : await md5Of(store, extents);
    const upload = findUpload(call);
    store.commit({
      type: "PartReceived",
      upload: upload.id,
      part: { number, etag, size: end - start, extents },
    });
    return xmlReply(
      writeCopyResult("CopyPartResult", { modifiedAt: call.now, etag }),
      copySourceHeaders(source),
    );
  } finally {
    store.unpin(extents);
  }
}

/** CompleteMultipartUpload */
export async function completeMultipartUpload(call: Call): Promise<Reply> {
  const { store, key, headers } = call;
  const root = readXml(await readDocument(call));
  const upload = findUpload(call);
  const bucket = bucketNamed(store, call.bucket);
  const parts = chooseParts(root, upload);
  checkWriteConditions(headers, currentVersion(bucket, key));
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, "hex")));
  const version: ObjectVersion = {
    headers: upload.headers,
    tags: upload.tags,
    storageClass: upload.storageClass,
    acl: upload.acl,
    retention: upload.retention,
    legalHold: upload.legalHold,
    id: nextVersionId(bucket),
    deleteMarker: false,
    modifiedAt: call.now,
    etag: `${createHash("md5").update(digests).digest("hex")}-${parts.length}`,
    size: parts.reduce((total, { size }) => total + size, 0),
    extents: parts.flatMap(({ extents }) => extents),
  };
  store.commit(
    { type: "VersionAdded", bucket: bucket.name, key, version },
    { type: "UploadEnded", upload: upload.id },
  );
  return xmlReply(
    xmlDocument(
      "CompleteMultipartUploadResult",
      xmlText("Location", `http://${headers.host ?? ""}/${bucket.name}/${encodeURIComponent(key)}`),
      xmlText("Bucket", bucket.name),
      xmlText("Key", key),
      xmlText("ETag", `"${version.etag}"`),
    ),
    versionHeaders(bucket, version.id),
  );
}

/** AbortMultipartUpload */
export function abortMultipartUpload(call: Call): Reply {
  call.store.commit({ type: "UploadEnded", upload: findUpload(call).id });
  return emptyReply(204);
}

function findUpload({ store, bucket, key, query }: Call): Upload {
  bucketNamed(store, bucket);
  const upload = store.uploads.get(query.get("uploadId") ?? "");
  if (upload === undefined || upload.bucket !== bucket || upload.key !== key)
    throw new S3Error("NoSuchUpload");
  return upload;
}

function readPartNumber({ query }: Call): number {
  const text = query.get("partNumber") ?? "";
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > partsMax) {
    throw new S3Error(
      "InvalidArgument",
      `Part number must be an integer between 1 and ${partsMax}, inclusive`,
    );
  }
  return number;
}

/** The parts that the completion names, held against what was received. */
function chooseParts(root: XmlElement, upload: Upload): readonly UploadPart[] {
  if (root.name !== "CompleteMultipartUpload") throw new S3Error("MalformedXML");
  const parts = root.children.map((element) => {
    if (element.name !== "Part") throw new S3Error("MalformedXML");
    const part = upload.parts.get(Number(childNamed(element, "PartNumber").text));
    const etag = childNamed(element, "ETag").text.replaceAll('"', "");
    if (part === undefined || part.etag !== etag) throw new S3Error("InvalidPart");
    return part;
  });
  if (parts.length === 0 || parts.length > partsMax) throw new S3Error("MalformedXML");
  parts.forEach((part, place) => {
    const before = parts[place - 1];
    if (before === undefined) return;
    if (part.number <= before.number) throw new S3Error("InvalidPartOrder");
    if (before.size < partBytesMin) throw new S3Error("EntityTooSmall");
  });
  return parts;
}
