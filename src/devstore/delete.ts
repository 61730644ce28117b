import { readDocument } from "./body.ts";
import { declaredChecksum } from "./checksums.ts";
import { checkWriteConditions } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { expectUnlocked } from "./object-lock.ts";
import { childNamed, expectOnly, optionalChild, readXml } from "./read-xml.ts";
import { emptyReply, xmlReply } from "./reply.ts";
import { bucketNamed, currentVersion, findVersion, nextVersionId } from "./store.ts";
import { xmlDocument, xmlElement, xmlText } from "./xml.ts";
import type { Bucket, ObjectVersion } from "./objects.ts";
import type { XmlElement } from "./read-xml.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

const keysMax = 1000;

/** An object or a version of it, to be deleted. */
interface Condemned {
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** What a deletion did. */
interface Deletion {
  /** The version that was removed, or the delete marker that was written; undefined in a bucket without versions. */
  readonly versionId: string | undefined;
  /** Whether that is a delete marker. */
  readonly marker: boolean;
}

/** DeleteObject. Deleting what is not there succeeds. */
export function deleteObject(call: Call): Reply {
  const bucket = bucketNamed(call.store, call.bucket);
  const versionId = call.query.get("versionId");
  const existing =
    versionId === undefined
      ? currentVersion(bucket, call.key)
      : findVersion(bucket, { key: call.key, versionId });
  checkWriteConditions({ "if-match": call.headers["if-match"] }, existing);
  const done = remove(call, bucket, { key: call.key, versionId });
  return emptyReply(204, {
    ...(done.versionId === undefined ? {} : { "x-amz-version-id": done.versionId }),
    ...(done.marker ? { "x-amz-delete-marker": "true" } : {}),
  });
}

/** DeleteObjects: up to a thousand keys, each judged for itself. */
export async function deleteObjects(call: Call): Promise<Reply> {
  if (call.headers["content-md5"] === undefined && declaredChecksum(call.headers) === undefined) {
    throw new S3Error("InvalidRequest", "Missing required header for this request: Content-MD5");
  }
  const root = readXml(await readDocument(call));
  const bucket = bucketNamed(call.store, call.bucket);
  if (root.name !== "Delete") throw new S3Error("MalformedXML");
  expectOnly(root, ["Object", "Quiet"]);
  const objects = root.children.filter(({ name }) => name === "Object").map(readCondemned);
  if (objects.length === 0 || objects.length > keysMax) throw new S3Error("MalformedXML");
  const quiet = optionalChild(root, "Quiet")?.text === "true";
  const results = objects.map((object) => deleteOne(call, bucket, object));
  const shown = quiet ? results.filter((result) => result.startsWith("<Error>")) : results;
  return {
    ...xmlReply(xmlDocument("DeleteResult", ...shown)),
    keys: objects.map(({ key }) => key),
  };
}

function readCondemned(element: XmlElement): Condemned {
  // The other children are conditions; deleting in spite of one would be worse than refusing all.
  if (element.children.some(({ name }) => name !== "Key" && name !== "VersionId"))
    throw new S3Error("NotImplemented");
  const key = childNamed(element, "Key").text;
  if (key === "") throw new S3Error("MalformedXML");
  return { key, versionId: optionalChild(element, "VersionId")?.text };
}

function deleteOne(call: Call, bucket: Bucket, object: Condemned): string {
  const named = [xmlText("Key", object.key), xmlText("VersionId", object.versionId)];
  try {
    const done = remove(call, bucket, object);
    if (!done.marker) return xmlElement("Deleted", ...named);
    return xmlElement(
      "Deleted",
      ...named,
      xmlText("DeleteMarker", true),
      xmlText("DeleteMarkerVersionId", done.versionId),
    );
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return xmlElement(
      "Error",
      ...named,
      xmlText("Code", error.code),
      xmlText("Message", error.message),
    );
  }
}

function remove(
  call: Pick<Call, "store" | "now" | "headers">,
  bucket: Bucket,
  object: Condemned,
): Deletion {
  const { store, now } = call;
  const { key, versionId } = object;
  if (versionId !== undefined) {
    const version = findVersion(bucket, { key, versionId });
    if (version !== undefined) expectUnlocked(version, call);
    if (version !== undefined)
      store.commit({ type: "VersionRemoved", bucket: bucket.name, key, id: versionId });
    return { versionId: bucket.versioning && versionId, marker: version?.deleteMarker ?? false };
  }
  if (bucket.versioning !== undefined) {
    const marker = deleteMarker(nextVersionId(bucket), now);
    store.commit({ type: "VersionAdded", bucket: bucket.name, key, version: marker });
    return { versionId: marker.id, marker: true };
  }
  if (bucket.keys.has(key))
    store.commit({ type: "VersionRemoved", bucket: bucket.name, key, id: "null" });
  return { versionId: undefined, marker: false };
}

function deleteMarker(id: string, modifiedAt: number): ObjectVersion {
  return {
    id,
    deleteMarker: true,
    modifiedAt,
    etag: "",
    size: 0,
    extents: [],
    headers: {},
    tags: [],
    storageClass: "STANDARD",
    acl: {},
  };
}
