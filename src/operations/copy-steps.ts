/** Steps that a copy by parts and a copy between stores have in common. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import type { CompletedPart } from "@aws-sdk/client-s3";
import type { CopyObjectParameters, Tag } from "../job/spec.ts";
import { answeredFailure, ownFailure, type StoreFailure } from "../s3/failures.ts";
import { metadataOf, tagQuery, targetFields, type SourceFacts } from "./copy-fields.ts";
import { copyFollowUps } from "./copy-follow-ups.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Calls, Judgement, Task } from "./operation.ts";

/** One copy, while it is made. */
export interface Copying {
  readonly parameters: CopyObjectParameters;
  readonly task: Task;
  /** Of the copy. */
  readonly key: string;
  readonly sourceStore: string;
  readonly calls: Calls;
}

/** A step's result, or why the copy cannot go on. */
export type Step<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: StoreFailure };

export const done = <Value>(value: Value): Step<Value> => ({ ok: true, value });
export const failedBy = (failure: StoreFailure) => ({ ok: false, failure }) as const;

/** The conditions of the job on the source, which only CopyObject itself can be asked to keep. */
export function checkConditions(
  { modifiedSince, unmodifiedSince }: CopyObjectParameters,
  { LastModified }: SourceFacts,
): StoreFailure | null {
  if (LastModified === undefined) return null;
  const at = LastModified.getTime();
  const holds =
    (modifiedSince === undefined || at > Date.parse(modifiedSince)) &&
    (unmodifiedSince === undefined || at <= Date.parse(unmodifiedSince));
  if (holds) return null;
  const message = "At least one of the pre-conditions you specified did not hold";
  return answeredFailure({ status: 412, code: "PreconditionFailed", message });
}

/** The tags that the copy is to have: the new ones, or those of the source. */
export async function tagsOfCopy(
  { parameters, task, sourceStore, calls }: Copying,
  versionId: string | null,
): Promise<Step<readonly Tag[]>> {
  if (parameters.newTags !== undefined) return done(parameters.newTags);
  const { bucket, key } = task;
  const command = new GetObjectTaggingCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
  });
  const answer = await calls.send(sourceStore, command);
  const judged = judgeStatus(answer, 200);
  if (!judged.succeeded) return failedBy(judged.failure);
  const tagSet = answer.ok && "TagSet" in answer.output ? answer.output.TagSet : undefined;
  if (tagSet === undefined) {
    const message = "The answer does not tell the tags of the source";
    return failedBy(ownFailure("AnswerBroken", { message, status: 200 }));
  }
  return done(tagSet.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })));
}

export async function createUpload(
  copying: Copying,
  source: SourceFacts,
  tags: readonly Tag[],
): Promise<Step<string>> {
  const { parameters, key, calls } = copying;
  const command = new CreateMultipartUploadCommand({
    Bucket: parameters.targetBucket,
    Key: key,
    ...targetFields(parameters),
    ...metadataOf(parameters, source),
    ...(tags.length === 0 ? {} : { Tagging: tagQuery(tags) }),
  });
  const answer = await calls.send(parameters.targetStore, command);
  const judged = judgeStatus(answer, 200);
  if (!judged.succeeded) return failedBy(judged.failure);
  const id = answer.ok && "UploadId" in answer.output ? answer.output.UploadId : undefined;
  if (id === undefined || id === "") {
    const message = "The answer does not name the upload";
    return failedBy(ownFailure("AnswerBroken", { message, status: 200 }));
  }
  return done(id);
}

export async function completeUpload(
  { parameters, key, calls }: Copying,
  upload: { readonly id: string; readonly parts: readonly CompletedPart[] },
): Promise<StoreFailure | null> {
  const command = new CompleteMultipartUploadCommand({
    Bucket: parameters.targetBucket,
    Key: key,
    UploadId: upload.id,
    MultipartUpload: { Parts: [...upload.parts] },
  });
  // The transport takes a 200 without its result for a broken answer.
  const judged = judgeStatus(await calls.send(parameters.targetStore, command), 200);
  return judged.succeeded ? null : judged.failure;
}

/** What the parts of a copy that failed take up is given back. That it fails, too, changes nothing. */
export async function abortUpload(
  { parameters, key, calls }: Copying,
  uploadId: string,
): Promise<void> {
  const target = { Bucket: parameters.targetBucket, Key: key };
  await calls.send(
    parameters.targetStore,
    new AbortMultipartUploadCommand({ ...target, UploadId: uploadId }),
  );
}

/** Some stores leave tags and lock settings out of an upload without a word; they are set once more. */
export async function followUp(
  { parameters, task, key, calls }: Copying,
  tags: readonly Tag[],
): Promise<Judgement | null> {
  const { newTags: _, ...others } = parameters;
  const asked = parameters.newTags !== undefined || tags.length > 0;
  const wanted = asked ? { ...others, newTags: tags } : others;
  for (const { command, judge, about } of copyFollowUps(wanted, key)) {
    const after = judge(await calls.send(parameters.targetStore, command));
    if (after.succeeded) continue;
    const { failure } = after;
    const message = `The copy of ${JSON.stringify(task.key)} is there, but ${about} could not be set: ${failure.message}`;
    return { succeeded: false, failure: { ...failure, message } };
  }
  return null;
}
