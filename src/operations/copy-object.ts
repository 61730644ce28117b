/** Copies an object, or a version of it, into a bucket (S3 Batch Operations guide, "Copy objects"). */
import { CopyObjectCommand } from "@aws-sdk/client-s3";
import type { CopyObjectCommandInput } from "@aws-sdk/client-s3";
import type { CopyObjectParameters, Tag } from "../job/spec.ts";
import { ownFailure } from "../s3/failures.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import { cannedAcls, grantHeaders } from "./acl-headers.ts";
import { checkCopyObject, checksumAlgorithms, storageClasses } from "./check-copy-object.ts";
import { copyFollowUps } from "./copy-follow-ups.ts";
import { copySource, encodeSegment } from "./copy-source.ts";
import { judgeStatus } from "./judge-status.ts";
import { metadataFields } from "./object-metadata.ts";
import type { Judgement, Operation, Task } from "./operation.ts";

export const copyObject: Operation<"COPY_OBJECT"> = {
  kind: "COPY_OBJECT",
  title: "Copy",
  summary:
    "Copies each object into a bucket; a repeated call makes one more version in a versioned one.",
  s3Actions: [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectTagging",
    "s3:GetObjectVersionTagging",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectTagging",
    "s3:PutObjectRetention",
    "s3:PutObjectLegalHold",
  ],
  check: checkCopyObject,
  store: ({ targetStore }) => targetStore,
  way: (parameters) => ({
    kind: "one-call",
    command: (task) => copyCommand(parameters, task),
    judge: judgeCopy,
    followUps: (task) => copyFollowUps(parameters, targetKey(parameters.targetKeyPrefix, task.key)),
  }),
};

function copyCommand(parameters: CopyObjectParameters, task: Task): OperationCommand {
  return new CopyObjectCommand({
    Bucket: parameters.targetBucket,
    Key: targetKey(parameters.targetKeyPrefix, task.key),
    CopySource: copySource(task),
    ...accessFields(parameters),
    ...contentFields(parameters),
    ...conditionFields(parameters),
    ...lockFields(parameters),
    ...encryptionFields(parameters),
  });
}

/** One slash stands between prefix and key, also where the prefix ends in one. */
export function targetKey(prefix: string | undefined, key: string): string {
  if (prefix === undefined) return key;
  return prefix.endsWith("/") ? prefix + key : `${prefix}/${key}`;
}

type Fields = Partial<CopyObjectCommandInput>;

function accessFields({ cannedAcl, grants, requesterPays }: CopyObjectParameters): Fields {
  return {
    ACL: cannedAcls.find((name) => name === cannedAcl),
    ...grantHeaders(grants ?? []),
    RequestPayer: requesterPays ? "requester" : undefined,
  };
}

function contentFields(parameters: CopyObjectParameters): Fields {
  const { metadata, newTags, storageClass, checksumAlgorithm } = parameters;
  return {
    // Without new metadata that of the source is kept whatever the directive says (S3 Control API, NewObjectMetadata):
    // S3 itself would take REPLACE alone as an order to drop it.
    MetadataDirective: metadata === undefined ? "COPY" : parameters.metadataDirective,
    ...(metadata === undefined ? {} : metadataFields(metadata)),
    ...(newTags === undefined ? {} : { TaggingDirective: "REPLACE", Tagging: tagQuery(newTags) }),
    StorageClass: storageClasses.find((name) => name === storageClass),
    ChecksumAlgorithm: checksumAlgorithms.find((name) => name === checksumAlgorithm),
    WebsiteRedirectLocation: parameters.redirectLocation,
  };
}

/** Tags in a header are the query string of a URL, so that any character can be in them. */
function tagQuery(tags: readonly Tag[]): string {
  return tags.map(({ key, value }) => `${encodeSegment(key)}=${encodeSegment(value)}`).join("&");
}

function conditionFields({ modifiedSince, unmodifiedSince }: CopyObjectParameters): Fields {
  return {
    CopySourceIfModifiedSince: dateOf(modifiedSince),
    CopySourceIfUnmodifiedSince: dateOf(unmodifiedSince),
  };
}

function lockFields({ legalHold, retention }: CopyObjectParameters): Fields {
  return {
    ObjectLockLegalHoldStatus: legalHold,
    ObjectLockMode: retention?.mode,
    ObjectLockRetainUntilDate: dateOf(retention?.retainUntil),
  };
}

function encryptionFields({ encryption }: CopyObjectParameters): Fields {
  if (encryption === undefined) return {};
  return {
    ServerSideEncryption: encryption.algorithm === "KMS" ? "aws:kms" : "AES256",
    SSEKMSKeyId: encryption.kmsKeyId,
    BucketKeyEnabled: encryption.bucketKeyEnabled,
  };
}

function dateOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}

/**
 * S3 may begin a long copy with status 200 and find out later that it cannot be done, and anything between here and the
 * store may answer 200 with a page of its own. So only the result of a copy is a copy.
 */
function judgeCopy(answer: Answer): Judgement {
  if (answer.ok && isSuccessStatus(answer.status) && !hasCopyResult(answer)) {
    const message = "The answer does not say that the object was copied";
    const failure = ownFailure("AnswerBroken", { message, status: answer.status });
    return { succeeded: false, failure };
  }
  return judgeStatus(answer, 200);
}

function isSuccessStatus(status: number): boolean {
  return status >= 200 && status < 300;
}

function hasCopyResult({ output }: Extract<Answer, { ok: true }>): boolean {
  if (!("CopyObjectResult" in output)) return false;
  const result = output.CopyObjectResult;
  return Boolean(result?.ETag) || result?.LastModified !== undefined;
}
