/** Removes all tags of an object or of a version (S3 Batch Operations guide, "Delete all object tags"). */
import { DeleteObjectTaggingCommand } from "@aws-sdk/client-s3";
import type { Operation } from "./operation.ts";
import { judgeStatus } from "./judge-status.ts";

export const deleteObjectTagging: Operation<"DELETE_OBJECT_TAGGING"> = {
  kind: "DELETE_OBJECT_TAGGING",
  title: "Delete tags",
  summary: "Removes all tags of each object.",
  s3Actions: ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"],
  check: () => [],
  store: (_parameters, sourceStore) => sourceStore,
  way: () => ({
    kind: "one-call",
    command: ({ bucket, key, versionId }) =>
      new DeleteObjectTaggingCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
      }),
    // Also where there were no tags.
    judge: (answer) => judgeStatus(answer, 204),
  }),
};
