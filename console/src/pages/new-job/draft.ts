/** What the form of a new job holds, and the spec that it stands for. */
import type {
  CreateJobInput,
  JobSpecInput,
  ManifestField,
  ManifestInput,
  OperationInput,
  OperationName,
  ReportScope,
  StorageClass,
} from "../../graphql/generated.ts";
import { operationFields, type Field, type FieldValues, type Pair } from "./operation-fields.ts";

export interface Draft {
  /** Made when the form was opened: a double click or a lost answer makes one job. */
  readonly token: string;
  /** The job that the form was filled in from, and what it stood for then. */
  readonly cloneOf: { readonly id: string; readonly spec: JobSpecInput } | null;
  readonly manifest: {
    readonly kind: "csv" | "inventory" | "generator";
    readonly store: string;
    readonly bucket: string;
    readonly key: string;
    readonly versionId: string;
    readonly fields: readonly ManifestField[];
    /** Of the file that was looked at, so that what runs is what was seen. */
    readonly etag: string;
  };
  /** Of a list that the engine makes itself; several of a kind stand one a line. */
  readonly generator: {
    readonly store: string;
    readonly bucket: string;
    readonly prefixes: string;
    readonly suffixes: string;
    readonly substrings: string;
    readonly createdAfter: string;
    readonly createdBefore: string;
    readonly sizeGreaterThan: string;
    readonly sizeLessThan: string;
    readonly storageClass: StorageClass | "";
    readonly keepBucket: string;
    readonly keepPrefix: string;
  };
  readonly operation: OperationName;
  /** Of every operation that was looked at, so that changing one's mind loses nothing. */
  readonly values: Readonly<Partial<Record<OperationName, FieldValues>>>;
  readonly options: {
    readonly description: string;
    readonly priority: string;
    readonly tags: readonly Pair[];
    readonly report: ReportScope | "NONE";
    readonly reportStore: string;
    readonly reportBucket: string;
    readonly reportPrefix: string;
    readonly confirmation: boolean;
    readonly failPercent: string;
    readonly failTasks: string;
    readonly maxConcurrency: string;
    readonly maxRequestsPerSecond: string;
    readonly roleArn: string;
  };
}

export function newDraft(token: string): Draft {
  return {
    token,
    cloneOf: null,
    manifest: {
      kind: "csv",
      store: "",
      bucket: "",
      key: "",
      versionId: "",
      fields: ["BUCKET", "KEY"],
      etag: "",
    },
    generator: {
      store: "",
      bucket: "",
      prefixes: "",
      suffixes: "",
      substrings: "",
      createdAfter: "",
      createdBefore: "",
      sizeGreaterThan: "",
      sizeLessThan: "",
      storageClass: "",
      keepBucket: "",
      keepPrefix: "",
    },
    operation: "COPY_OBJECT",
    values: {},
    options: {
      description: "",
      priority: "10",
      tags: [],
      report: "ALL_TASKS",
      reportStore: "",
      reportBucket: "",
      reportPrefix: "",
      confirmation: true,
      failPercent: "50",
      failTasks: "1000",
      maxConcurrency: "",
      maxRequestsPerSecond: "",
      roleArn: "",
    },
  };
}

/** Whether a field is asked for, given what else was entered. */
export function isAsked(field: Field, values: FieldValues): boolean {
  return field.when?.(values) ?? true;
}

/** `PUT_OBJECT_TAGGING` → `putObjectTagging`, the member of the one-of input. */
export function inputName(operation: OperationName): string {
  return operation.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The operation's input from what was entered: what is empty is left out. */
export function toOperationInput(operation: OperationName, values: FieldValues): OperationInput {
  const parameters: Record<string, unknown> = {};
  for (const field of operationFields[operation] ?? []) {
    const value = isAsked(field, values) ? convert(field, values) : undefined;
    if (value !== undefined) putAt(parameters, field.path.split("."), value);
  }
  return { [inputName(operation)]: parameters } as unknown as OperationInput;
}

function convert(field: Field, values: FieldValues): unknown {
  const value = values[field.path];
  switch (field.kind) {
    case "text":
    case "bucket":
    case "store":
      return value === "" ? undefined : value;
    case "choice":
      // A choice that has no empty option means its first one until another is made.
      return value === undefined || value === ""
        ? field.none === undefined
          ? field.options[0]
          : undefined
        : value;
    case "number":
      return typeof value === "string" && value !== "" ? Number(value) : undefined;
    case "list":
      return typeof value === "string" ? listOf(value) : undefined;
    case "check":
      return value === true ? true : undefined;
    case "moment":
      return typeof value === "string" && value !== "" ? instantOf(value) : undefined;
    case "tags":
    case "pairs":
    case "grants":
      return Array.isArray(value) && (value.length > 0 || field.path === "tagSet")
        ? value
        : field.path === "tagSet"
          ? []
          : undefined;
  }
}

function listOf(text: string): readonly string[] | undefined {
  const items = text.split(",").map((item) => item.trim());
  const given = items.filter((item) => item !== "");
  return given.length === 0 ? undefined : given;
}

/** A moment as a field gives it, in local time, as an instant; left as it is when it is none, for the engine to refuse. */
function instantOf(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
}

function putAt(target: Record<string, unknown>, [first, ...rest]: string[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) target[first] = value;
  else putAt((target[first] ??= {}) as Record<string, unknown>, rest, value);
}

const ifGiven = <Name extends string>(name: Name, text: string) =>
  (text.trim() === "" ? {} : { [name]: text.trim() }) as { readonly [Each in Name]?: string };

const numberOrNone = (text: string) => (text.trim() === "" ? null : Number(text));

export type ListDraft = Pick<Draft, "manifest" | "generator">;

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

/** What the engine is to list. What is empty is left out. */
function toGenerator({ generator }: Pick<Draft, "generator">): ManifestInput {
  const { createdAfter, createdBefore, storageClass, keepBucket, keepPrefix } = generator;
  const [keyPrefixes, keySuffixes, keySubstrings] = [
    linesOf(generator.prefixes),
    linesOf(generator.suffixes),
    linesOf(generator.substrings),
  ];
  const filter = {
    ...(keyPrefixes.length === 0 ? {} : { keyPrefixes }),
    ...(keySuffixes.length === 0 ? {} : { keySuffixes }),
    ...(keySubstrings.length === 0 ? {} : { keySubstrings }),
    ...(createdAfter === "" ? {} : { createdAfter: instantOf(createdAfter) }),
    ...(createdBefore === "" ? {} : { createdBefore: instantOf(createdBefore) }),
    ...ifGiven("sizeGreaterThan", generator.sizeGreaterThan),
    ...ifGiven("sizeLessThan", generator.sizeLessThan),
    ...(storageClass === "" ? {} : { storageClasses: [storageClass] }),
  };
  return {
    generator: {
      ...ifGiven("sourceStore", generator.store),
      sourceBucket: generator.bucket.trim(),
      ...(Object.keys(filter).length === 0 ? {} : { filter }),
      ...(keepBucket.trim() === ""
        ? {}
        : { output: { bucket: keepBucket.trim(), ...ifGiven("prefix", keepPrefix) } }),
    },
  };
}

/** The manifest's input; `pinned` to the file that was looked at, or whatever is there now. */
export function toManifest(
  draft: ListDraft,
  { pinned }: { readonly pinned: boolean },
): ManifestInput {
  const { manifest } = draft;
  if (manifest.kind === "generator") return toGenerator(draft);
  const object = {
    ...ifGiven("store", manifest.store),
    bucket: manifest.bucket.trim(),
    key: manifest.key,
    ...ifGiven("versionId", manifest.versionId),
    ...(pinned ? ifGiven("etag", manifest.etag) : {}),
  };
  return manifest.kind === "csv"
    ? { csv: { object, fields: manifest.fields } }
    : { inventory: { object } };
}

export function toSpec(draft: Draft): JobSpecInput {
  const { operation, values, options } = draft;
  const limits = {
    maxConcurrency: numberOrNone(options.maxConcurrency),
    maxRequestsPerSecond: numberOrNone(options.maxRequestsPerSecond),
  };
  const hasLimits = limits.maxConcurrency !== null || limits.maxRequestsPerSecond !== null;
  return {
    operation: toOperationInput(operation, values[operation] ?? {}),
    manifest: toManifest(draft, { pinned: true }),
    ...(options.report === "NONE"
      ? {}
      : {
          report: {
            scope: options.report,
            bucket: options.reportBucket.trim(),
            ...ifGiven("store", options.reportStore),
            ...ifGiven("prefix", options.reportPrefix),
          },
        }),
    priority: Number(options.priority),
    ...ifGiven("description", options.description),
    ...(options.tags.length === 0 ? {} : { tags: options.tags }),
    confirmationRequired: options.confirmation,
    ...ifGiven("roleArn", options.roleArn),
    failureThreshold: {
      minimumTasks: Number(options.failTasks),
      maximumFailureRate: Number(options.failPercent) / 100,
    },
    ...(hasLimits ? { limits } : {}),
  };
}

export function toInput(draft: Draft): CreateJobInput {
  return { clientRequestToken: draft.token, spec: toSpec(draft) };
}
