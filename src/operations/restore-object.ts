/**
 * Asks for an archived object to be made readable (S3 Batch Operations guide, "Restore objects"). A task is done when
 * the restore is requested; nothing tells when the object can be read.
 */
import { RestoreObjectCommand } from "@aws-sdk/client-s3";
import { problem } from "../job/check-spec.ts";
import type { FieldProblem, RestoreObjectParameters } from "../job/spec.ts";
import type { Answer } from "../s3/transport.ts";
import { checkChoice } from "./check-parameters.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Attempt, Judgement, Operation } from "./operation.ts";

export const restoreObject: Operation<"RESTORE_OBJECT"> = {
  kind: "RESTORE_OBJECT",
  title: "Restore",
  summary:
    "Asks for each archived object to be restored; a task is done when the restore is requested, not when the object can be read.",
  s3Actions: ["s3:RestoreObject"],
  check: checkRestore,
  store: (_parameters, sourceStore) => sourceStore,
  way: ({ expirationInDays, tier }) => ({
    kind: "one-call",
    command: ({ bucket, key, versionId }) =>
      new RestoreObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
        RestoreRequest: {
          ...(expirationInDays === undefined ? {} : { Days: expirationInDays }),
          GlacierJobParameters: { Tier: tier === "BULK" ? "Bulk" : "Standard" },
        },
      }),
    judge: judgeRestore,
  }),
};

const daysMax = 2_147_483_647;

function checkRestore({ expirationInDays, tier }: RestoreObjectParameters): FieldProblem[] {
  const problems = [...checkChoice(tier, { path: ["tier"], choices: ["STANDARD", "BULK"] })];
  if (expirationInDays === undefined) return problems;
  if (Number.isInteger(expirationInDays) && expirationInDays >= 1 && expirationInDays <= daysMax)
    return problems;
  const message =
    "A restored copy stays a whole number of days, 1 or more; leave it out for classes that restore in place.";
  return [...problems, problem(["expirationInDays"], "OUT_OF_RANGE", message)];
}

/**
 * 202: requested. 200: it is readable already, or the expiry was moved. Where an earlier try of this task got no answer,
 * the restore that runs is the one which that try began.
 */
function judgeRestore(answer: Answer, { unanswered }: Attempt): Judgement {
  if (!answer.ok && unanswered && answer.failure.code === "RestoreAlreadyInProgress")
    return { succeeded: true, message: null };
  return judgeStatus(answer, 202, 200);
}
