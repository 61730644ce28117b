import { readDocument } from "./body.ts";
import { S3Error } from "./errors.ts";
import { childNamed, expectOnly, readXml } from "./read-xml.ts";
import { emptyReply, xmlReply } from "./reply.ts";
import { headerOf } from "./request.ts";
import { bucketNamed } from "./store.ts";
import { xmlDocument, xmlElement, xmlText, xmlTime } from "./xml.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

/** The one owner of everything in a development store. */
export const owner = { id: "stevedore-development-store", displayName: "development" } as const;

/** ListBuckets, all of them on one page. */
export function listBuckets({ store }: Call): Reply {
  const buckets = [...store.buckets.values()]
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, createdAt }) =>
      xmlElement("Bucket", xmlText("Name", name), xmlText("CreationDate", xmlTime(createdAt))),
    );
  const ownerElement = xmlElement(
    "Owner",
    xmlText("ID", owner.id),
    xmlText("DisplayName", owner.displayName),
  );
  return xmlReply(
    xmlDocument("ListAllMyBucketsResult", ownerElement, xmlElement("Buckets", ...buckets)),
  );
}

/** CreateBucket. A bucket that exists is refused in every region; S3 says 200 in us-east-1, for old times' sake. */
export async function createBucket(call: Call): Promise<Reply> {
  const { bucket, store, now } = call;
  if (!/^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(bucket) || bucket.includes(".."))
    throw new S3Error("InvalidBucketName");
  const document = await readDocument(call);
  if (document.length > 0) {
    const root = readXml(document);
    if (root.name !== "CreateBucketConfiguration") throw new S3Error("MalformedXML");
    expectOnly(root, ["LocationConstraint"]);
  }
  if (store.buckets.has(bucket)) throw new S3Error("BucketAlreadyOwnedByYou");
  const objectLock = headerOf(call.headers, "x-amz-bucket-object-lock-enabled") === "true";
  store.commit({ type: "BucketCreated", bucket, at: now, ...(objectLock ? { objectLock } : {}) });
  return emptyReply(200, { location: `/${bucket}` });
}

/** HeadBucket */
export function headBucket({ bucket, store, region }: Call): Reply {
  bucketNamed(store, bucket);
  return emptyReply(200, { "x-amz-bucket-region": region });
}

/** DeleteBucket. Uploads under way in it are aborted. */
export function deleteBucket({ bucket, store }: Call): Reply {
  if (bucketNamed(store, bucket).keys.size > 0) throw new S3Error("BucketNotEmpty");
  for (const upload of store.uploads.values()) {
    if (upload.bucket === bucket) store.commit({ type: "UploadEnded", upload: upload.id });
  }
  store.commit({ type: "BucketDeleted", bucket });
  return emptyReply(204);
}

/** GetBucketVersioning: without a status where it was never turned on. */
export function getBucketVersioning({ bucket, store }: Call): Reply {
  const { versioning } = bucketNamed(store, bucket);
  return xmlReply(xmlDocument("VersioningConfiguration", xmlText("Status", versioning)));
}

/** PutBucketVersioning */
export async function putBucketVersioning(call: Call): Promise<Reply> {
  const root = readXml(await readDocument(call));
  if (root.name !== "VersioningConfiguration") throw new S3Error("MalformedXML");
  // MFA delete would be a promise that this store does not keep.
  if (root.children.some(({ name }) => name === "MfaDelete")) throw new S3Error("NotImplemented");
  expectOnly(root, ["Status"]);
  const status = childNamed(root, "Status").text;
  if (status !== "Enabled" && status !== "Suspended") throw new S3Error("MalformedXML");
  const { objectLock } = bucketNamed(call.store, call.bucket);
  if (objectLock !== undefined && status === "Suspended") {
    throw new S3Error(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    );
  }
  call.store.commit({ type: "VersioningChanged", bucket: call.bucket, status });
  return emptyReply(200);
}
