/**
 * Looking at a job before it exists: what the rules of the core cannot know, because it depends on the configured
 * stores and on the operation. Only the preview calls a store.
 */
import { noFunctions, type FunctionCaller } from "../lambda/function-caller.ts";
import { operationOf } from "../operations/index.ts";
import type { FieldProblem, JobSpec, OperationKind } from "../job/spec.ts";
import { createPreviewManifest, type PreviewManifest } from "./preview-manifest.ts";
import type { Stores } from "../s3/stores.ts";

/** Checks specs against this installation. */
export interface JobInspector {
  /** What stands in the way of a job; paths lead through the GraphQL input: `["spec", "report", "store"]`. */
  check(spec: JobSpec): readonly FieldProblem[];
  /** Looks at a list before a job exists. Calls stores. */
  readonly preview: PreviewManifest;
}

/** What a job inspector needs to know of the stores. */
export type KnownStores = Pick<Stores, "names" | "has" | "describe" | "objectStore" | "listing">;

/** What it needs to know of the functions. */
export type KnownFunctions = Pick<FunctionCaller, "names" | "knows">;

export function createJobInspector(dependencies: {
  readonly stores: KnownStores;
  /** Left out: there are none. */
  readonly functions?: KnownFunctions;
  /** Whether there is a place for lists that a job does not keep. */
  readonly scratch?: boolean;
}): JobInspector {
  const { stores, functions = noFunctions, scratch = false } = dependencies;
  return {
    preview: createPreviewManifest(stores),
    check: (spec) => [
      ...checkStores(spec, stores),
      ...checkListPlace(spec, scratch),
      ...checkRole(spec),
      ...checkOperation(spec),
      ...checkFunction(spec, functions),
      ...checkConfirmation(spec),
    ],
  };
}

/** The name that each operation has in `OperationInput` of the GraphQL schema. */
const inputNames: Readonly<Record<OperationKind, string>> = {
  COPY_OBJECT: "copyObject",
  PUT_OBJECT_TAGGING: "putObjectTagging",
  DELETE_OBJECT_TAGGING: "deleteObjectTagging",
  PUT_OBJECT_ACL: "putObjectAcl",
  RESTORE_OBJECT: "restoreObject",
  PUT_OBJECT_LEGAL_HOLD: "putObjectLegalHold",
  PUT_OBJECT_RETENTION: "putObjectRetention",
  DELETE_OBJECT: "deleteObject",
  MERGE_OBJECT_TAGS: "mergeObjectTags",
  COMPUTE_CHECKSUM: "computeChecksum",
  INVOKE_FUNCTION: "invokeFunction",
};

function checkOperation({ operation }: JobSpec): FieldProblem[] {
  const at = ["spec", "operation", inputNames[operation.kind]];
  return operationOf(operation)
    .check()
    .map((problem) => ({ ...problem, path: [...at, ...problem.path] }));
}

/** Only what the configuration names can be invoked: a request never says where to send something. */
function checkFunction({ operation }: JobSpec, functions: KnownFunctions): FieldProblem[] {
  if (operation.kind !== "INVOKE_FUNCTION") return [];
  const { function: name } = operation.parameters;
  if (functions.knows(name) || name === "") return [];
  const known =
    functions.names.length === 0
      ? "The configuration names none."
      : `The configured functions are: ${functions.names.join(", ")}.`;
  return [
    {
      path: ["spec", "operation", "invokeFunction", "function"],
      code: "NO_SUCH_FUNCTION",
      message: `No function is named ${JSON.stringify(name)}. ${known}`,
    },
  ];
}

/** What cannot be undone is looked at by a person before it runs. */
function checkConfirmation({ operation, confirmationRequired }: JobSpec): FieldProblem[] {
  const {
    alwaysConfirmed,
    operation: { title },
  } = operationOf(operation);
  if (!alwaysConfirmed || confirmationRequired) return [];
  const message = `A job of the operation ${title} always waits for confirmation.`;
  return [{ path: ["spec", "confirmationRequired"], code: "NOT_SUPPORTED", message }];
}

/**
 * A name that was left out is that of another store of the spec, which is told of already: each wrong name is told once,
 * at the first place that has it.
 */
function checkStores(spec: JobSpec, stores: KnownStores): FieldProblem[] {
  const { manifest, report, operation } = spec;
  const list = ["spec", "manifest", manifest.kind];
  const named: [name: string, path: readonly string[]][] = [];
  if (manifest.kind === "failed-tasks") {
    named.push([manifest.sourceStore, ["spec", "manifest"]]);
  } else if (manifest.kind === "generated") {
    const at = ["spec", "manifest", "generator"];
    named.push([manifest.sourceStore, [...at, "sourceStore"]]);
    if (manifest.output !== null && manifest.output.store !== manifest.sourceStore)
      named.push([manifest.output.store, [...at, "output", "store"]]);
  } else {
    named.push([manifest.object.store, [...list, "object", "store"]]);
    if (manifest.sourceStore !== manifest.object.store)
      named.push([manifest.sourceStore, [...list, "sourceStore"]]);
  }
  if (
    operation.kind === "COPY_OBJECT" &&
    operation.parameters.targetStore !== manifest.sourceStore
  ) {
    named.push([
      operation.parameters.targetStore,
      ["spec", "operation", "copyObject", "targetStore"],
    ]);
  }
  if (report !== null) named.push([report.store, ["spec", "report", "store"]]);
  return named
    .filter(([name]) => !stores.has(name))
    .map(([name, path]) => ({
      path,
      code: "NO_SUCH_STORE",
      message: `No store is named ${JSON.stringify(name)}. The configured stores are: ${stores.names.join(", ")}.`,
    }));
}

function checkListPlace({ manifest }: JobSpec, scratch: boolean): FieldProblem[] {
  if (manifest.kind !== "generated" || manifest.output !== null || scratch) return [];
  const message =
    "This engine has no place for lists that are not kept (SCRATCH). Give one to keep the list at.";
  return [{ path: ["spec", "manifest", "generator", "output"], code: "REQUIRED", message }];
}

/** A role that were taken and then not used would let tasks run with other rights than the caller asked for. */
function checkRole({ roleArn }: JobSpec): FieldProblem[] {
  if (roleArn === null) return [];
  const message =
    "This engine has no roles: tasks run with the credentials of the stores. Leave the role out.";
  return [{ path: ["spec", "roleArn"], code: "NOT_SUPPORTED", message }];
}
