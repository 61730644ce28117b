/** The operations there are. Another one is a file in this folder and a line in this table. */
import { assert } from "../lib/assert.ts";
import type { FieldProblem, OperationKind } from "../job/spec.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObjectTagging } from "./delete-object-tagging.ts";
import { firstAttempt } from "./operation.ts";
import type {
  Attempt,
  CheckedAt,
  FollowUp,
  Judgement,
  Operation,
  OperationGrant,
  ParametersOf,
  Task,
} from "./operation.ts";
import { putObjectAcl } from "./put-object-acl.ts";
import { putObjectLegalHold } from "./put-object-legal-hold.ts";
import { putObjectRetention } from "./put-object-retention.ts";
import { putObjectTagging } from "./put-object-tagging.ts";
import { restoreObject } from "./restore-object.ts";

export const operations: { readonly [Kind in OperationKind]: Operation<Kind> } = {
  COPY_OBJECT: copyObject,
  PUT_OBJECT_TAGGING: putObjectTagging,
  DELETE_OBJECT_TAGGING: deleteObjectTagging,
  PUT_OBJECT_ACL: putObjectAcl,
  RESTORE_OBJECT: restoreObject,
  PUT_OBJECT_LEGAL_HOLD: putObjectLegalHold,
  PUT_OBJECT_RETENTION: putObjectRetention,
};

/** An operation together with its parameters, so that whoever runs it need not know which one it is. */
export interface BoundOperation {
  readonly operation: Pick<Operation, "kind" | "title" | "summary" | "s3Actions">;
  /** Store that its commands go to. */
  readonly store: (sourceStore: string) => string;
  readonly command: (task: Task) => OperationCommand;
  readonly judge: (answer: Answer, attempt?: Attempt) => Judgement;
  /** Calls after a successful one; mostly none. */
  readonly followUps: (task: Task) => readonly FollowUp[];
  /** What is wrong with the parameters; paths are relative to them. */
  readonly check: (at?: CheckedAt) => readonly FieldProblem[];
  /** Grants that a caller needs for it beside the right to run jobs. */
  readonly grants: () => readonly OperationGrant[];
  /** The bucket must have Object Lock on. */
  readonly needsObjectLock: boolean;
}

/** The same as `OperationSpec`, in a shape in which the compiler sees that kind and parameters belong together. */
type SpecOf<Kind extends OperationKind> = {
  [Each in Kind]: { readonly kind: Each; readonly parameters: ParametersOf<Each> };
}[Kind];

export function operationOf<Kind extends OperationKind>(spec: SpecOf<Kind>): BoundOperation {
  const operation: Operation<Kind> = operations[spec.kind];
  const { parameters } = spec;
  return {
    operation,
    store: (sourceStore) => operation.store(parameters, sourceStore),
    command: (task) => {
      assertNamesAnObject(task);
      return operation.command(parameters, task);
    },
    judge: (answer, attempt = firstAttempt) => operation.judge(answer, attempt),
    followUps: (task) => operation.followUps?.(parameters, task) ?? [],
    check: (at = { now: Date.now() }) => operation.check(parameters, at),
    grants: () => operation.grants?.(parameters) ?? [],
    needsObjectLock: operation.needsObjectLock ?? false,
  };
}

/** An empty key would make the call one on the bucket, an empty version one on the current version. */
function assertNamesAnObject({ key, versionId }: Task): void {
  assert(key !== "", "a task has a key");
  assert(versionId !== "", "the version of a task is not empty");
}
