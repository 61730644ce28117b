/** The operations there are. Another one is a file in this folder and a line in this table. */
import { assert } from "../lib/assert.ts";
import type { FieldProblem, OperationKind } from "../job/spec.ts";
import { computeChecksum } from "./compute-checksum.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject } from "./delete-object.ts";
import { deleteObjectTagging } from "./delete-object-tagging.ts";
import { invokeFunction } from "./invoke-function.ts";
import { mergeObjectTags } from "./merge-object-tags.ts";
import type { CheckedAt, Operation, ParametersOf, Task, Way } from "./operation.ts";
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
  DELETE_OBJECT: deleteObject,
  MERGE_OBJECT_TAGS: mergeObjectTags,
  COMPUTE_CHECKSUM: computeChecksum,
  INVOKE_FUNCTION: invokeFunction,
};

/** An operation together with its parameters, so that whoever runs it need not know which one it is. */
export interface BoundOperation {
  readonly operation: Pick<Operation, "kind" | "title" | "summary" | "s3Actions">;
  /** Store that its calls go to, beside that of the source. */
  readonly store: (sourceStore: string) => string;
  /** How a task is done. */
  readonly way: (sourceStore: string) => Way;
  /** What is wrong with the parameters; paths are relative to them. */
  readonly check: (at?: CheckedAt) => readonly FieldProblem[];
  /** Its jobs always wait for confirmation. */
  readonly alwaysConfirmed: boolean;
  /** The bucket must have Object Lock on. */
  readonly needsObjectLock: boolean;
  /** One task may take minutes. */
  readonly slow: (sourceStore: string) => boolean;
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
    way: (sourceStore) => namingObjects(operation.way(parameters, sourceStore)),
    check: (at = { now: Date.now() }) => operation.check(parameters, at),
    alwaysConfirmed: operation.alwaysConfirmed ?? false,
    needsObjectLock: operation.needsObjectLock ?? false,
    slow: (sourceStore) => operation.slow?.(parameters, sourceStore) ?? false,
  };
}

/** The same way, with every task looked at before anything is made of it. */
function namingObjects(way: Way): Way {
  switch (way.kind) {
    case "one-call":
      return { ...way, command: (task: Task) => way.command(namesAnObject(task)) };
    case "many-calls":
      return {
        ...way,
        perform: (task, calls, attempt) => way.perform(namesAnObject(task), calls, attempt),
      };
    case "batch":
      return {
        ...way,
        command: (tasks: readonly Task[]) => way.command(tasks.map(namesAnObject)),
        alone: { ...way.alone, command: (task) => way.alone.command(namesAnObject(task)) },
      };
  }
}

/** An empty key would make the call one on the bucket, an empty version one on the current version. */
function namesAnObject(task: Task): Task {
  assert(task.key !== "", "a task has a key");
  assert(task.versionId !== "", "the version of a task is not empty");
  return task;
}
