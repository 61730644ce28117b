/** Copies an object, or a version of it, into a bucket (S3 Batch Operations guide, "Copy objects"). */
import { CopyObjectCommand } from "@aws-sdk/client-s3";
import type { CopyObjectParameters } from "../job/spec.ts";
import { ownFailure } from "../s3/failures.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import { checkCopyObject } from "./check-copy-object.ts";
import { copyAcrossStores } from "./copy-across-stores.ts";
import { copyByParts, isTooLargeForOneCall } from "./copy-by-parts.ts";
import { dateOf, tagQuery, targetFields } from "./copy-fields.ts";
import { copyFollowUps, hasFollowUps } from "./copy-follow-ups.ts";
import { copySource } from "./copy-source.ts";
import { judgeStatus } from "./judge-status.ts";
import { metadataFields } from "./object-metadata.ts";
import type { Calls, Judgement, Operation, Perform, Task, Way } from "./operation.ts";
import { targetKey } from "./target-key.ts";

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
  slow: ({ targetStore }, sourceStore) => targetStore !== sourceStore,
  way: wayOfCopy,
};

/** A store can copy only what lies in itself; what lies in another one is streamed. */
function wayOfCopy(parameters: CopyObjectParameters, sourceStore: string): Way {
  const copyingOf = (task: Task, calls: Calls) => {
    return { parameters, task, key: targetKey(parameters, task), sourceStore, calls };
  };
  if (parameters.targetStore !== sourceStore) {
    const perform: Perform = (task, calls) => copyAcrossStores(copyingOf(task, calls));
    return { kind: "many-calls", perform };
  }
  const byParts: Perform = (task, calls) => copyByParts(copyingOf(task, calls));
  return {
    kind: "one-call",
    command: (task) => copyCommand(parameters, task),
    judge: judgeCopy,
    ...(hasFollowUps(parameters)
      ? { followUps: (task: Task) => copyFollowUps(parameters, targetKey(parameters, task)) }
      : {}),
    instead: (failure) =>
      parameters.copyLargeObjects === true && isTooLargeForOneCall(failure) ? byParts : null,
  };
}

function copyCommand(parameters: CopyObjectParameters, task: Task): OperationCommand {
  const { metadata, metadataDirective, newTags, modifiedSince, unmodifiedSince } = parameters;
  return new CopyObjectCommand({
    Bucket: parameters.targetBucket,
    Key: targetKey(parameters, task),
    CopySource: copySource(task),
    ...targetFields(parameters),
    // Without new metadata that of the source is kept whatever the directive says (S3 Control API, NewObjectMetadata):
    // S3 itself would take REPLACE alone as an order to drop it.
    MetadataDirective: metadata === undefined ? "COPY" : metadataDirective,
    ...(metadata === undefined ? {} : metadataFields(metadata)),
    ...(newTags === undefined ? {} : { TaggingDirective: "REPLACE", Tagging: tagQuery(newTags) }),
    CopySourceIfModifiedSince: dateOf(modifiedSince),
    CopySourceIfUnmodifiedSince: dateOf(unmodifiedSince),
  });
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
