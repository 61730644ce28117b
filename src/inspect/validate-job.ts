/**
 * Looking at a job before it exists: what the rules of the core cannot know, because it depends on the configured
 * stores and on the operation. Only `preview` and `look` call stores.
 */
import { noFunctions, type FunctionCaller } from "../lambda/function-caller.ts";
import { operationOf } from "../operations/index.ts";
import { placesOf } from "../job/places.ts";
import type { FieldProblem, JobSpec } from "../job/spec.ts";
import { createAtOnce } from "../lib/at-once.ts";
import { describeOperations, type OperationDescription } from "./describe-operations.ts";
import { inputNames } from "./input-names.ts";
import { checkAmazonBuckets } from "./amazon-buckets.ts";
import { createLookAtJob, type JobLook, type LookRequest } from "./look-at-job.ts";
import { createPreviewManifest, type PreviewManifest } from "./preview-manifest.ts";
import type { Stores } from "../s3/stores.ts";

/** Checks specs against this installation. */
export interface JobInspector {
  /** What stands in the way of a job; paths lead through the GraphQL input: `["spec", "report", "store"]`. */
  check(spec: JobSpec): readonly FieldProblem[];
  /** The stores that the role of a job leads to in the place of those that it names. */
  storesOfRole(spec: JobSpec): readonly string[];
  /** The operations there are; each with why a job of it would be refused whatever it says. */
  operations(): readonly OfferedOperation[];
  /** Looks at a list before a job exists. Calls stores. */
  readonly preview: PreviewManifest;
  /** Looks at everything that a job would be made of; its spec was checked before. Calls stores. */
  look(request: LookRequest): Promise<JobLook>;
}

export interface OfferedOperation extends OperationDescription {
  /** Null: it can be run. */
  readonly unavailable: string | null;
}

/** What a job inspector needs to know of the stores. */
export type KnownStores = Pick<
  Stores,
  "names" | "has" | "describe" | "objectStore" | "listing" | "forRole" | "withRole"
>;

/** Each looks at up to a million rows, in the thread that answers everybody. */
const previewsAtOnce = { runningMax: 4, waitingMax: 32 };

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
  const atOnce = createAtOnce(previewsAtOnce);
  const preview = createPreviewManifest(stores);
  const look = createLookAtJob((roleArn) => stores.forRole(roleArn));
  return {
    preview: (request) => atOnce(() => preview(request)),
    look: (request) => atOnce(() => look(request)),
    storesOfRole: (spec) => storesOfRole(spec, stores),
    operations: () =>
      describeOperations().map((operation) => ({
        ...operation,
        unavailable:
          operation.kind === "INVOKE_FUNCTION" && functions.names.length === 0
            ? "The configuration names no function."
            : null,
      })),
    check: (spec) => [
      ...checkStores(spec, stores),
      ...checkAmazonBuckets(spec, stores),
      ...checkListPlace(spec, scratch),
      ...checkRole(spec, stores),
      ...checkOperation(spec),
      ...checkFunction(spec, functions),
      ...checkConfirmation(spec),
    ],
  };
}

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
    "This engine has no place for lists that are not kept. Say where to keep this one (on the command line: --keep-list s3://BUCKET/PREFIX), or set SCRATCH.";
  return [{ path: ["spec", "manifest", "generator", "output"], code: "REQUIRED", message }];
}

/** A role that were taken and then not used would let tasks run with other rights than the caller asked for. */
function checkRole(
  { roleArn, operation, manifest: { sourceStore } }: JobSpec,
  stores: KnownStores,
): FieldProblem[] {
  if (roleArn === null) return [];
  const store = operationOf(operation).store(sourceStore);
  // An unknown store is told of elsewhere.
  if (!stores.has(store) || stores.withRole(store, roleArn) !== null) return [];
  const message = `The store ${store} neither maps nor assumes the role: tasks would run with other credentials. Leave the role out.`;
  return [{ path: ["spec", "roleArn"], code: "NOT_SUPPORTED", message }];
}

function storesOfRole(spec: JobSpec, stores: KnownStores): readonly string[] {
  const { roleArn } = spec;
  if (roleArn === null) return [];
  return placesOf(spec).flatMap(({ kind, name }) => {
    if (kind !== "store" || !stores.has(name)) return [];
    return stores.withRole(name, roleArn) ?? [];
  });
}
