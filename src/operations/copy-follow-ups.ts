/**
 * What is done after a copy that has new tags or lock settings. Stores answer 200 to them and leave them out (Ceph's
 * gateway does), and a report must not say what did not happen; on stores that obeyed, it is the same once more.
 */
import {
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import type { CopyObjectParameters } from "../job/spec.ts";
import { judgeStatus } from "./judge-status.ts";
import type { FollowUp } from "./operation.ts";

const judge: FollowUp["judge"] = (answer) => judgeStatus(answer, 200);

/** Whether there is anything to be done after a copy, which is the same for all objects of a job. */
export function hasFollowUps(parameters: CopyObjectParameters): boolean {
  return copyFollowUps(parameters, "any").length > 0;
}

/** `key`: the key of the copy. It is the current version: a copy's own version is not told by every store. */
export function copyFollowUps(parameters: CopyObjectParameters, key: string): readonly FollowUp[] {
  const { targetBucket, newTags, retention, legalHold } = parameters;
  const target = { Bucket: targetBucket, Key: key };
  const followUps: FollowUp[] = [];
  if (newTags !== undefined) {
    const TagSet = newTags.map((tag) => ({ Key: tag.key, Value: tag.value }));
    const command = new PutObjectTaggingCommand({ ...target, Tagging: { TagSet } });
    followUps.push({ command, judge, about: "its tags" });
  }
  if (retention !== undefined) {
    const { mode, retainUntil } = retention;
    const Retention = { Mode: mode, RetainUntilDate: new Date(retainUntil) };
    const command = new PutObjectRetentionCommand({ ...target, Retention });
    followUps.push({ command, judge, about: "its retention" });
  }
  if (legalHold !== undefined) {
    const command = new PutObjectLegalHoldCommand({ ...target, LegalHold: { Status: legalHold } });
    followUps.push({ command, judge, about: "its legal hold" });
  }
  return followUps;
}
