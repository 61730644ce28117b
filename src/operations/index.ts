/** The operations there are. Another one is a file in this folder and a line in this table. */
import { assert } from "../lib/assert.ts";
import type { FieldProblem, OperationKind } from "../job/spec.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObjectTagging } from "./delete-object-tagging.ts";
import type { FollowUp, Judgement, Operation, ParametersOf, Task } from "./operation.ts";
import { putObjectTagging } from "./put-object-tagging.ts";

export const operations: { readonly [Kind in OperationKind]: Operation<Kind> } = {
  COPY_OBJECT: copyObject,
  PUT_OBJECT_TAGGING: putObjectTagging,
  DELETE_OBJECT_TAGGING: deleteObjectTagging,
};

/** An operation together with its parameters, so that whoever runs it need not know which one it is. */
export interface BoundOperation {
  readonly operation: Pick<Operation, "kind" | "title" | "summary" | "s3Actions">;
  /** Store that its commands go to. */
  readonly store: (sourceStore: string) => string;
  readonly command: (task: Task) => OperationCommand;
  readonly judge: (answer: Answer) => Judgement;
  /** Calls after a successful one; mostly none. */
  readonly followUps: (task: Task) => readonly FollowUp[];
  /** What is wrong with the parameters; paths are relative to them. */
  readonly check: () => readonly FieldProblem[];
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
    judge: operation.judge,
    followUps: (task) => operation.followUps?.(parameters, task) ?? [],
    check: () => operation.check(parameters),
  };
}

/** An empty key would make the call one on the bucket, an empty version one on the current version. */
function assertNamesAnObject({ key, versionId }: Task): void {
  assert(key !== "", "a task has a key");
  assert(versionId !== "", "the version of a task is not empty");
}
