/**
 * Copies an object that is too large for one call, by ranges, within its store: Amazon S3 Batch Operations fails such
 * tasks. Everything that CopyObject takes along by itself (metadata, tags) is carried by hand.
 */
import { HeadObjectCommand, UploadPartCopyCommand } from "@aws-sdk/client-s3";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { ownFailure, type StoreFailure } from "../s3/failures.ts";
import type { SourceFacts } from "./copy-fields.ts";
import { copySource } from "./copy-source.ts";
import {
  abortUpload,
  checkConditions,
  completeUpload,
  createUpload,
  done,
  failedBy,
  followUp,
  tagsOfCopy,
  type Copying,
  type Step,
} from "./copy-steps.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Judgement, Task } from "./operation.ts";

const mebibyte = 1024 * 1024;

/** S3 API, multipart limits. A part that is copied within seconds keeps each call well within any time-out. */
const usualPartBytes = 256 * mebibyte;
const partsMax = 10_000;

/** The store's own words for a source that one call cannot copy. */
export function isTooLargeForOneCall({ code, message }: StoreFailure): boolean {
  if (code === "EntityTooLarge") return true;
  return code === "InvalidRequest" && message.includes("larger than the maximum allowable size");
}

interface PartRules {
  readonly bytesMin: number;
  readonly partsMax: number;
}

export async function copyByParts(
  copying: Copying,
  rules: PartRules = { bytesMin: copying.calls.copyPartBytes ?? usualPartBytes, partsMax },
): Promise<Judgement> {
  const head = await lookAtSource(copying);
  if (!head.ok) return { succeeded: false, failure: head.failure };
  const { source, task } = head.value;
  const tags = await tagsOfCopy(copying, task.versionId);
  if (!tags.ok) return { succeeded: false, failure: tags.failure };
  const upload = await createUpload(copying, source, tags.value);
  if (!upload.ok) return { succeeded: false, failure: upload.failure };
  const ranges = rangesOf(source.ContentLength ?? 0, rules);
  const parts = await copyRanges(copying, { uploadId: upload.value, source, task, ranges });
  const failure = parts.ok
    ? await completeUpload(copying, { id: upload.value, parts: parts.value })
    : parts.failure;
  if (failure !== null) {
    await abortUpload(copying, upload.value);
    return { succeeded: false, failure };
  }
  const different = await lookAtCopy(copying, source);
  if (different !== null) return { succeeded: false, failure: different };
  const message = `Successful (copied by ${ranges.length} parts)`;
  return (await followUp(copying, tags.value)) ?? { succeeded: true, message };
}

interface LookedAt {
  readonly source: SourceFacts;
  /** The task, with the version that was found: all parts are of one content. */
  readonly task: Task;
}

async function lookAtSource({
  parameters,
  task,
  sourceStore,
  calls,
}: Copying): Promise<Step<LookedAt>> {
  const { bucket, key, versionId } = task;
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
    ...(parameters.requesterPays ? { RequestPayer: "requester" } : {}),
  });
  const answer = await calls.send(sourceStore, command);
  const judged = judgeStatus(answer, 200);
  if (!judged.succeeded || !answer.ok)
    return failedBy(judged.succeeded ? ownFailure("AnswerBroken") : judged.failure);
  const source: SourceFacts = answer.output;
  const unmet = checkConditions(parameters, source);
  if (unmet !== null) return failedBy(unmet);
  return done({ source, task: { bucket, key, versionId: versionId ?? source.VersionId ?? null } });
}

interface Range {
  readonly first: number;
  /** Included. */
  readonly last: number;
}

function rangesOf(bytes: number, rules: PartRules): Range[] {
  const leastBytes = Math.ceil(bytes / rules.partsMax / mebibyte) * mebibyte;
  const partBytes = Math.max(rules.bytesMin, leastBytes);
  const count = Math.max(1, Math.ceil(bytes / partBytes));
  return Array.from({ length: count }, (_, index) => ({
    first: index * partBytes,
    last: Math.min(bytes, (index + 1) * partBytes) - 1,
  }));
}

async function copyRanges(
  { parameters, key, calls }: Copying,
  of: {
    readonly uploadId: string;
    readonly source: SourceFacts;
    readonly task: Task;
    readonly ranges: readonly Range[];
  },
): Promise<Step<readonly CompletedPart[]>> {
  const parts: CompletedPart[] = [];
  for (const [index, { first, last }] of of.ranges.entries()) {
    const PartNumber = index + 1;
    const command = new UploadPartCopyCommand({
      Bucket: parameters.targetBucket,
      Key: key,
      UploadId: of.uploadId,
      PartNumber,
      CopySource: copySource(of.task),
      CopySourceRange: `bytes=${first}-${last}`,
      CopySourceIfMatch: of.source.ETag,
      ...(parameters.requesterPays ? { RequestPayer: "requester" } : {}),
    });
    const answer = await calls.send(parameters.targetStore, command);
    const judged = judgeStatus(answer, 200);
    if (!judged.succeeded) return failedBy(judged.failure);
    const part = answer.ok && "CopyPartResult" in answer.output ? answer.output.CopyPartResult : {};
    const { LastModified: _, ...checksums } = part ?? {};
    parts.push({ ...checksums, PartNumber });
  }
  return done(parts);
}

/** Not every store keeps the conditions on parts, so the copy is held against its source once more. */
async function lookAtCopy(
  { parameters, key, calls }: Copying,
  source: SourceFacts,
): Promise<StoreFailure | null> {
  const command = new HeadObjectCommand({ Bucket: parameters.targetBucket, Key: key });
  const answer = await calls.send(parameters.targetStore, command);
  const judged = judgeStatus(answer, 200);
  if (!judged.succeeded) return judged.failure;
  const bytes =
    answer.ok && "ContentLength" in answer.output ? answer.output.ContentLength : undefined;
  if (bytes === source.ContentLength) return null;
  const message = `The copy has ${bytes} bytes, and its source ${source.ContentLength}.`;
  return ownFailure("CopyDiffers", { message, status: 200 });
}
