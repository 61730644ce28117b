/** Replaces the tags of an object or of a version (S3 Batch Operations guide, "Replace all object tags"). */
import { PutObjectTaggingCommand } from "@aws-sdk/client-s3";
import { checkTags } from "../job/check-spec.ts";
import type { Operation } from "./operation.ts";
import { judgeStatus } from "./judge-status.ts";

/** S3 keeps at most ten tags of an object. */
export const objectTagsMax = 10;

export const putObjectTagging: Operation<"PUT_OBJECT_TAGGING"> = {
  kind: "PUT_OBJECT_TAGGING",
  title: "Replace tags",
  summary: "Replaces all tags of each object; an empty set clears them.",
  s3Actions: ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"],
  check: ({ tagSet }) => checkTags(tagSet, { path: ["tagSet"], countMax: objectTagsMax }),
  store: (_parameters, sourceStore) => sourceStore,
  way: ({ tagSet }) => ({
    kind: "one-call",
    command: ({ bucket, key, versionId }) =>
      new PutObjectTaggingCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
        Tagging: { TagSet: tagSet.map((tag) => ({ Key: tag.key, Value: tag.value })) },
      }),
    judge: (answer) => judgeStatus(answer, 200),
  }),
};
