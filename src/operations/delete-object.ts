/**
 * Deletes an object, or a version where the manifest names one. Not in Amazon S3 Batch Operations, whose users tag
 * objects and let them expire. Up to a thousand keys go into one DeleteObjects, and each is judged for itself.
 */
import { DeleteObjectCommand, DeleteObjectsCommand } from "@aws-sdk/client-s3";
import type { DeleteObjectsCommandOutput } from "@aws-sdk/client-s3";
import type { DeleteObjectParameters } from "../job/spec.ts";
import { answeredFailure, ownFailure } from "../s3/failures.ts";
import type { Answer } from "../s3/transport.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Judgement, Operation, Task } from "./operation.ts";

/** S3 API, DeleteObjects. */
const keysMax = 1000;

export const deleteObject: Operation<"DELETE_OBJECT"> = {
  kind: "DELETE_OBJECT",
  title: "Delete",
  summary:
    "Deletes each object, or its version where the manifest names one; in a versioned bucket, without a version, it gets a delete marker.",
  s3Actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
  check: () => [],
  store: (_parameters, sourceStore) => sourceStore,
  alwaysConfirmed: true,
  way: (parameters) => ({
    kind: "batch",
    rowsMax: keysMax,
    command: (tasks) => deleteTogether(parameters, tasks),
    judge: judgeEach,
    canShare: ({ key }) => survivesXml(key),
    alone: {
      command: ({ bucket, key, versionId }) =>
        new DeleteObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(versionId === null ? {} : { VersionId: versionId }),
          ...bypass(parameters),
        }),
      // Also where there was nothing.
      judge: (answer) => judgeStatus(answer, 204),
    },
  }),
};

function deleteTogether(parameters: DeleteObjectParameters, tasks: readonly Task[]) {
  return new DeleteObjectsCommand({
    Bucket: tasks[0]?.bucket,
    Delete: {
      Objects: tasks.map(({ key, versionId }) => ({
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
      })),
      // Each key that was deleted is told, so that silence is no success.
      Quiet: false,
    },
    ...bypass(parameters),
  });
}

function bypass({ bypassGovernance }: DeleteObjectParameters) {
  return bypassGovernance ? { BypassGovernanceRetention: true } : {};
}

/**
 * Whether a key arrives as it is in an XML document, and comes back so in the answer. Control characters cannot stand in
 * one, and blanks at the ends are lost on some parsers: another object would be deleted.
 */
function survivesXml(key: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are the point here
  return !/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|^\s|\s$/.test(key);
}

function judgeEach(answer: Answer, tasks: readonly Task[]): readonly Judgement[] {
  const whole = judgeStatus(answer, 200);
  if (!answer.ok || !whole.succeeded) return tasks.map(() => whole);
  const told = readAnswer(answer.output, answer.status);
  return tasks.map((task) => told.get(nameOf(task)) ?? untold(answer.status));
}

function readAnswer(
  output: Extract<Answer, { ok: true }>["output"],
  status: number,
): ReadonlyMap<string, Judgement> {
  const { Deleted = [], Errors = [] }: Partial<DeleteObjectsCommandOutput> = output;
  const told = new Map<string, Judgement>();
  for (const { Key: key = "", VersionId: versionId = null } of Deleted)
    told.set(nameOf({ key, versionId }), { succeeded: true, message: null });
  for (const { Key: key = "", VersionId: versionId = null, Code, Message } of Errors) {
    const failure = answeredFailure({ status, code: Code, message: Message });
    told.set(nameOf({ key, versionId: versionId || null }), { succeeded: false, failure });
  }
  return told;
}

/** A version cannot hold a line break, so no two objects have the same name. */
function nameOf({ key, versionId }: Pick<Task, "key" | "versionId">): string {
  return `${versionId ?? ""}\n${key}`;
}

function untold(status: number): Judgement {
  const message = "The answer does not say what became of this key";
  return { succeeded: false, failure: ownFailure("AnswerBroken", { message, status }) };
}
