/** A job in words, for places that have room for a line: what it does, to what, and what it is called. */
import type { JobNowFragment } from "../graphql/generated.ts";
import { visible } from "./format.ts";
import { operationWord } from "./operation-words.ts";

type Told = Pick<JobNowFragment, "description" | "operation" | "manifest">;

/** What it is called: its description, or what it does, and to where. */
export function jobName({
  description,
  operation,
}: Pick<Told, "description" | "operation">): string {
  if (description !== null && description !== "") return visible(description);
  const target = targetOf(operation);
  return target === null
    ? operationWord(operation.name)
    : `${operationWord(operation.name)} to ${visible(target)}`;
}

/** Where its objects are listed. */
export function listName({ manifest }: Pick<Told, "manifest">): string {
  if (manifest.__typename === "FailedTasksManifest") return "failed tasks of another job";
  if (manifest.location !== null)
    return visible(`${manifest.location.bucket}/${manifest.location.key}`);
  return manifest.__typename === "GeneratedManifest"
    ? `all of ${visible(manifest.sourceBucket)} that the filter keeps`
    : "a list that is not kept";
}

/** Bucket and prefix that objects are copied to; null for every other operation. */
export function targetOf(operation: Told["operation"]): string | null {
  if (!("targetBucket" in operation) || operation.targetBucket === undefined) return null;
  return `${operation.targetBucket}/${operation.targetKeyPrefix ?? ""}`;
}

/** Whether what it does to an object cannot be undone where the bucket keeps no versions. */
export function isDestructive({ operation }: Pick<Told, "operation">): boolean {
  return operation.name === "DELETE_OBJECT";
}
