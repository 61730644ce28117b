/**
 * Adds, changes and removes single tags of an object or a version, and keeps the others. Not in Amazon S3 Batch
 * Operations, which can only replace the whole set. The store has no call for it, so the set is read, written back as a
 * whole, and read once more: another writer between the two is found out, and the row tried again.
 */
import { GetObjectTaggingCommand, PutObjectTaggingCommand } from "@aws-sdk/client-s3";
import { checkTags, checkText, problem } from "../job/check-spec.ts";
import type { FieldProblem, MergeObjectTagsParameters, Tag } from "../job/spec.ts";
import { ownFailure, type StoreFailure } from "../s3/failures.ts";
import type { Answer } from "../s3/transport.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Calls, Judgement, Operation, Task } from "./operation.ts";
import { objectTagsMax } from "./put-object-tagging.ts";

export const mergeObjectTags: Operation<"MERGE_OBJECT_TAGS"> = {
  kind: "MERGE_OBJECT_TAGS",
  title: "Merge tags",
  summary: "Adds, changes and removes single tags of each object, and keeps the others.",
  s3Actions: [
    "s3:GetObjectTagging",
    "s3:GetObjectVersionTagging",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
  ],
  check: checkMerge,
  store: (_parameters, sourceStore) => sourceStore,
  way: (parameters, sourceStore) => ({
    kind: "many-calls",
    perform: (task, calls) => merge(parameters, { task, calls, store: sourceStore }),
  }),
};

interface Merging {
  readonly task: Task;
  readonly calls: Calls;
  readonly store: string;
}

async function merge(parameters: MergeObjectTagsParameters, at: Merging): Promise<Judgement> {
  const before = await readTags(at);
  if (!before.ok) return { succeeded: false, failure: before.failure };
  const wanted = mergeTags(before.tags, parameters);
  if (isSame(before.tags, wanted)) return { succeeded: true, message: null };
  if (wanted.length > objectTagsMax) return { succeeded: false, failure: tooMany(wanted.length) };
  const written = judgeStatus(await at.calls.send(at.store, writeTags(at.task, wanted)), 200);
  if (!written.succeeded) return written;
  const after = await readTags(at);
  if (!after.ok) return { succeeded: false, failure: after.failure };
  if (isSame(after.tags, wanted)) return { succeeded: true, message: null };
  return { succeeded: false, failure: ownFailure("TagsChanged") };
}

type ReadTags =
  | { readonly ok: true; readonly tags: readonly Tag[] }
  | { readonly ok: false; readonly failure: StoreFailure };

async function readTags({ task, calls, store }: Merging): Promise<ReadTags> {
  const answer = await calls.send(store, new GetObjectTaggingCommand(nameOf(task)));
  const judged = judgeStatus(answer, 200);
  if (!judged.succeeded) return { ok: false, failure: judged.failure };
  return tagsOf(answer);
}

/** An answer without a tag set is not one of this call: taken for an empty set, every tag would be lost. */
function tagsOf(answer: Answer): ReadTags {
  const tagSet = answer.ok && "TagSet" in answer.output ? answer.output.TagSet : undefined;
  if (tagSet === undefined) {
    const message = "The answer does not tell the tags";
    return { ok: false, failure: ownFailure("AnswerBroken", { message, status: 200 }) };
  }
  return { ok: true, tags: tagSet.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })) };
}

/** Tags that stay keep their place, new ones come last. */
function mergeTags(
  before: readonly Tag[],
  { set, remove }: MergeObjectTagsParameters,
): readonly Tag[] {
  const merged = new Map(before.map(({ key, value }) => [key, value]));
  for (const key of remove) merged.delete(key);
  for (const { key, value } of set) merged.set(key, value);
  return [...merged].map(([key, value]) => ({ key, value }));
}

/** Stores give tags in an order of their own. */
function isSame(left: readonly Tag[], right: readonly Tag[]): boolean {
  const values = new Map(right.map(({ key, value }) => [key, value]));
  return left.length === right.length && left.every(({ key, value }) => values.get(key) === value);
}

function writeTags(task: Task, tags: readonly Tag[]) {
  const TagSet = tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return new PutObjectTaggingCommand({ ...nameOf(task), Tagging: { TagSet } });
}

function nameOf({ bucket, key, versionId }: Task) {
  return { Bucket: bucket, Key: key, ...(versionId === null ? {} : { VersionId: versionId }) };
}

function tooMany(count: number): StoreFailure {
  return ownFailure("TooManyTags", {
    message: `The object would have ${count} tags; it can have ${objectTagsMax}.`,
  });
}

function checkMerge({ set, remove }: MergeObjectTagsParameters): FieldProblem[] {
  const problems = [
    ...checkTags(set, { path: ["set"], countMax: objectTagsMax }),
    ...remove.flatMap((key, index) =>
      checkText(key, { path: ["remove", String(index)], min: 1, max: 128, what: "A tag key" }),
    ),
  ];
  if (set.length === 0 && remove.length === 0)
    problems.push(problem(["set"], "REQUIRED", "At least one tag to set or to remove is needed."));
  const wanted = new Set(set.map(({ key }) => key));
  for (const [index, key] of remove.entries()) {
    if (!wanted.has(key)) continue;
    const message = `The tag ${JSON.stringify(key)} cannot be set and removed at once.`;
    problems.push(problem(["remove", String(index)], "MUTUALLY_EXCLUSIVE", message));
  }
  return problems;
}
