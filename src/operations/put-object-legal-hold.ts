/** Sets or lifts the legal hold of an object or a version (S3 Batch Operations guide, "Object Lock legal hold"). */
import { PutObjectLegalHoldCommand } from "@aws-sdk/client-s3";
import { checkChoice } from "./check-parameters.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Operation } from "./operation.ts";

export const putObjectLegalHold: Operation<"PUT_OBJECT_LEGAL_HOLD"> = {
  kind: "PUT_OBJECT_LEGAL_HOLD",
  title: "Object Lock legal hold",
  summary: "Sets or lifts the legal hold of each object.",
  s3Actions: ["s3:PutObjectLegalHold", "s3:GetBucketObjectLockConfiguration"],
  check: ({ status }) => checkChoice(status, { path: ["status"], choices: ["ON", "OFF"] }),
  store: (_parameters, sourceStore) => sourceStore,
  needsObjectLock: true,
  way: ({ status }) => ({
    kind: "one-call",
    command: ({ bucket, key, versionId }) =>
      new PutObjectLegalHoldCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
        LegalHold: { Status: status },
      }),
    judge: (answer) => judgeStatus(answer, 200),
  }),
};
