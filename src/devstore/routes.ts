import { getObjectAcl, putObjectAcl } from "./acl.ts";
import {
  createBucket,
  deleteBucket,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from "./bucket.ts";
import { copyObject } from "./copy.ts";
import { deleteObject, deleteObjects } from "./delete.ts";
import { listObjectsV2, listObjectVersions } from "./listing.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from "./multipart.ts";
import { getObject, headObject, putObject } from "./object.ts";
import {
  getObjectLegalHold,
  getObjectLockConfiguration,
  getObjectRetention,
  putObjectLegalHold,
  putObjectLockConfiguration,
  putObjectRetention,
} from "./object-lock.ts";
import { restoreObject } from "./restore.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./tagging.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

/** One call of the S3 API: how it is recognised and who answers it. */
export interface Route {
  /** S3's name of the call. */
  readonly operation: string;
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** Query parameters that make it this call and no other. */
  readonly needs: readonly string[];
  /** Query parameters that it understands. With any other the request is a call that this store does not know. */
  readonly knows: readonly string[];
  /** Whether `x-amz-copy-source` must come, or must not. */
  readonly copies?: boolean;
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

const responseOverrides = [
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
];
const read = ["versionId", ...responseOverrides];
const page = ["prefix", "delimiter", "max-keys", "encoding-type"];

/** Every call that this store answers; among those that fit a request, the first one is meant. */
export const routes: readonly Route[] = [
  {
    operation: "ListBuckets",
    method: "GET",
    on: "service",
    needs: [],
    knows: [],
    handle: listBuckets,
  },

  {
    operation: "GetBucketVersioning",
    method: "GET",
    on: "bucket",
    needs: ["versioning"],
    knows: [],
    handle: getBucketVersioning,
  },
  {
    operation: "PutBucketVersioning",
    method: "PUT",
    on: "bucket",
    needs: ["versioning"],
    knows: [],
    handle: putBucketVersioning,
  },
  {
    operation: "GetObjectLockConfiguration",
    method: "GET",
    on: "bucket",
    needs: ["object-lock"],
    knows: [],
    handle: getObjectLockConfiguration,
  },
  {
    operation: "PutObjectLockConfiguration",
    method: "PUT",
    on: "bucket",
    needs: ["object-lock"],
    knows: [],
    handle: putObjectLockConfiguration,
  },
  {
    operation: "ListObjectVersions",
    method: "GET",
    on: "bucket",
    needs: ["versions"],
    knows: [...page, "key-marker", "version-id-marker"],
    handle: listObjectVersions,
  },
  {
    operation: "ListObjectsV2",
    method: "GET",
    on: "bucket",
    needs: ["list-type"],
    knows: [...page, "continuation-token", "start-after", "fetch-owner"],
    handle: listObjectsV2,
  },
  {
    operation: "DeleteObjects",
    method: "POST",
    on: "bucket",
    needs: ["delete"],
    knows: [],
    handle: deleteObjects,
  },
  {
    operation: "CreateBucket",
    method: "PUT",
    on: "bucket",
    needs: [],
    knows: [],
    handle: createBucket,
  },
  {
    operation: "HeadBucket",
    method: "HEAD",
    on: "bucket",
    needs: [],
    knows: [],
    handle: headBucket,
  },
  {
    operation: "DeleteBucket",
    method: "DELETE",
    on: "bucket",
    needs: [],
    knows: [],
    handle: deleteBucket,
  },

  {
    operation: "GetObjectTagging",
    method: "GET",
    on: "object",
    needs: ["tagging"],
    knows: ["versionId"],
    handle: getObjectTagging,
  },
  {
    operation: "PutObjectTagging",
    method: "PUT",
    on: "object",
    needs: ["tagging"],
    knows: ["versionId"],
    handle: putObjectTagging,
  },
  {
    operation: "DeleteObjectTagging",
    method: "DELETE",
    on: "object",
    needs: ["tagging"],
    knows: ["versionId"],
    handle: deleteObjectTagging,
  },
  {
    operation: "GetObjectAcl",
    method: "GET",
    on: "object",
    needs: ["acl"],
    knows: ["versionId"],
    handle: getObjectAcl,
  },
  {
    operation: "PutObjectAcl",
    method: "PUT",
    on: "object",
    needs: ["acl"],
    knows: ["versionId"],
    handle: putObjectAcl,
  },
  {
    operation: "GetObjectRetention",
    method: "GET",
    on: "object",
    needs: ["retention"],
    knows: ["versionId"],
    handle: getObjectRetention,
  },
  {
    operation: "PutObjectRetention",
    method: "PUT",
    on: "object",
    needs: ["retention"],
    knows: ["versionId"],
    handle: putObjectRetention,
  },
  {
    operation: "GetObjectLegalHold",
    method: "GET",
    on: "object",
    needs: ["legal-hold"],
    knows: ["versionId"],
    handle: getObjectLegalHold,
  },
  {
    operation: "PutObjectLegalHold",
    method: "PUT",
    on: "object",
    needs: ["legal-hold"],
    knows: ["versionId"],
    handle: putObjectLegalHold,
  },
  {
    operation: "RestoreObject",
    method: "POST",
    on: "object",
    needs: ["restore"],
    knows: ["versionId"],
    handle: restoreObject,
  },
  {
    operation: "CreateMultipartUpload",
    method: "POST",
    on: "object",
    needs: ["uploads"],
    knows: [],
    handle: createMultipartUpload,
  },
  {
    operation: "CompleteMultipartUpload",
    method: "POST",
    on: "object",
    needs: ["uploadId"],
    knows: [],
    handle: completeMultipartUpload,
  },
  {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    on: "object",
    needs: ["uploadId"],
    knows: [],
    handle: abortMultipartUpload,
  },
  {
    operation: "UploadPartCopy",
    method: "PUT",
    on: "object",
    needs: ["uploadId", "partNumber"],
    knows: [],
    copies: true,
    handle: uploadPartCopy,
  },
  {
    operation: "UploadPart",
    method: "PUT",
    on: "object",
    needs: ["uploadId", "partNumber"],
    knows: [],
    copies: false,
    handle: uploadPart,
  },
  {
    operation: "CopyObject",
    method: "PUT",
    on: "object",
    needs: [],
    knows: [],
    copies: true,
    handle: copyObject,
  },
  {
    operation: "PutObject",
    method: "PUT",
    on: "object",
    needs: [],
    knows: [],
    copies: false,
    handle: putObject,
  },
  {
    operation: "GetObject",
    method: "GET",
    on: "object",
    needs: [],
    knows: read,
    handle: getObject,
  },
  {
    operation: "HeadObject",
    method: "HEAD",
    on: "object",
    needs: [],
    knows: read,
    handle: headObject,
  },
  {
    operation: "DeleteObject",
    method: "DELETE",
    on: "object",
    needs: [],
    knows: ["versionId"],
    handle: deleteObject,
  },
];
