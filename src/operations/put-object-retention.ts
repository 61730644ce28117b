/** Sets or lifts the retention of an object or a version (S3 Batch Operations guide, "Object Lock retention"). */
import { PutObjectRetentionCommand } from "@aws-sdk/client-s3";
import { problem } from "../job/check-spec.ts";
import type { FieldProblem, PutObjectRetentionParameters } from "../job/spec.ts";
import { checkChoice, checkInstant } from "./check-parameters.ts";
import { judgeStatus } from "./judge-status.ts";
import type { CheckedAt, Operation } from "./operation.ts";

export const putObjectRetention: Operation<"PUT_OBJECT_RETENTION"> = {
  kind: "PUT_OBJECT_RETENTION",
  title: "Object Lock retention",
  summary: "Sets or lifts the retention of each object.",
  s3Actions: ["s3:PutObjectRetention", "s3:GetBucketObjectLockConfiguration"],
  check: checkRetention,
  store: (_parameters, sourceStore) => sourceStore,
  needsObjectLock: true,
  way: ({ retention, bypassGovernance }) => ({
    kind: "one-call",
    command: ({ bucket, key, versionId }) =>
      new PutObjectRetentionCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
        // Neither a mode nor a date: the retention is lifted.
        Retention:
          retention === null
            ? {}
            : { Mode: retention.mode, RetainUntilDate: new Date(retention.retainUntil) },
        ...(bypassGovernance ? { BypassGovernanceRetention: true } : {}),
      }),
    judge: (answer) => judgeStatus(answer, 200),
  }),
};

const yearsMax = 100;
const yearMs = 365.25 * 86_400_000;

/** A date that S3 would refuse for each object is refused once, when the job is created. */
function checkRetention(
  { retention }: PutObjectRetentionParameters,
  { now }: CheckedAt,
): FieldProblem[] {
  if (retention === null) return [];
  const datePath = ["retention", "retainUntil"];
  const problems = [
    ...checkChoice(retention.mode, {
      path: ["retention", "mode"],
      choices: ["COMPLIANCE", "GOVERNANCE"],
    }),
    ...checkInstant(retention.retainUntil, datePath),
  ];
  if (problems.length > 0) return problems;
  const until = Date.parse(retention.retainUntil);
  if (until <= now) {
    const message = "The retain until date must be in the future.";
    return [problem(datePath, "OUT_OF_RANGE", message)];
  }
  if (until > now + yearsMax * yearMs) {
    const message = `A retention lasts ${yearsMax} years at most.`;
    return [problem(datePath, "OUT_OF_RANGE", message)];
  }
  return [];
}
