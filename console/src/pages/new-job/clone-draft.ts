/** The form filled in with the settings of another job: what is not changed in it is taken over as it is. */
import type { CloneJobInput, JobToCloneQuery } from "../../graphql/generated.ts";
import { inputName, newDraft, toSpec, type Draft } from "./draft.ts";
import {
  operationFields,
  type Field,
  type FieldValue,
  type FieldValues,
} from "./operation-fields.ts";

export type Source = NonNullable<JobToCloneQuery["job"]>;

/** A draft that stands for the same job; it waits to be confirmed, as a new one does. */
export function draftOf(job: Source, token: string): Draft {
  const fresh = newDraft(token);
  const { operation, report, limits, failureThreshold } = job;
  const draft: Draft = {
    ...fresh,
    ...listOf(job, fresh),
    operation: operation.name,
    values: { [operation.name]: valuesOf(operation) },
    options: {
      description: job.description ?? "",
      priority: String(job.priority),
      tags: job.tags.map(({ key, value }) => ({ key, value })),
      report: report?.scope ?? "NONE",
      reportStore: report?.store ?? "",
      reportBucket: report?.bucket ?? "",
      reportPrefix: report?.prefix ?? "",
      confirmation: true,
      failPercent: String(failureThreshold.maximumFailureRate * 100),
      failTasks: String(failureThreshold.minimumTasks),
      maxConcurrency: String(limits.maxConcurrency ?? ""),
      maxRequestsPerSecond: String(limits.maxRequestsPerSecond ?? ""),
      roleArn: job.roleArn ?? "",
    },
  };
  return { ...draft, cloneOf: { id: job.id, spec: toSpec(draft) } };
}

/** The same list, as it is when the new job reads it. */
function listOf({ manifest }: Source, fresh: Draft): Pick<Draft, "manifest" | "generator"> {
  const { location } = manifest;
  const object = {
    ...fresh.manifest,
    store: location?.store ?? "",
    bucket: location?.bucket ?? "",
    key: location?.key ?? "",
    versionId: location?.versionId ?? "",
  };
  if (manifest.__typename === "CsvManifest")
    return { ...fresh, manifest: { ...object, fields: manifest.fields } };
  if (manifest.__typename !== "GeneratedManifest")
    return { ...fresh, manifest: { ...object, kind: "inventory" } };
  const { filter, output } = manifest;
  return {
    manifest: { ...fresh.manifest, kind: "generator" },
    generator: {
      store: manifest.sourceStore,
      bucket: manifest.sourceBucket,
      prefixes: filter.keyPrefixes.join("\n"),
      suffixes: filter.keySuffixes.join("\n"),
      substrings: filter.keySubstrings.join("\n"),
      createdAfter: localOf(filter.createdAfter ?? ""),
      createdBefore: localOf(filter.createdBefore ?? ""),
      sizeGreaterThan: filter.sizeGreaterThan ?? "",
      sizeLessThan: filter.sizeLessThan ?? "",
      storageClass: filter.storageClasses[0] ?? "",
      keepBucket: output?.bucket ?? "",
      keepPrefix: output?.prefix ?? "",
    },
  };
}

/** Where the document asks for a member by another name, or the input has it elsewhere than the output. */
const asked: Readonly<Record<string, string>> = {
  "copyObject.grants": "copyGrants",
  "copyObject.retention.mode": "copyRetention.mode",
  "copyObject.retention.retainUntil": "copyRetention.retainUntil",
  "putObjectAcl.acl.canned": "cannedAcl",
  "putObjectAcl.acl.explicit.ownerId": "ownerId",
  "putObjectAcl.acl.explicit.grants": "grants",
  "putObjectLegalHold.status": "legalHoldStatus",
  "deleteObject.bypassGovernance": "deleteProtected",
};

function valuesOf(operation: Source["operation"]): FieldValues {
  const fields = operationFields[operation.name] ?? [];
  const values = fields.flatMap((field) => {
    const path = asked[`${inputName(operation.name)}.${field.path}`] ?? field.path;
    const value = entered(field, at(operation, path.split(".")));
    return value === null ? [] : [[field.path, value] as const];
  });
  return Object.fromEntries(values);
}

function at(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || typeof value !== "object" || value === null) return value;
  return at((value as Readonly<Record<string, unknown>>)[first], rest);
}

/** As somebody would enter it; null for what is not set. */
function entered({ kind }: Field, value: unknown): FieldValue | null {
  if (value === null || value === undefined) return null;
  if (kind === "check") return value === true;
  if (kind === "moment") return localOf(value as string);
  if (kind === "list") return (value as readonly string[]).join(", ");
  if (kind === "tags" || kind === "pairs" || kind === "grants")
    return (value as readonly object[]).map(withoutType) as unknown as FieldValue;
  return typeof value === "number" ? String(value) : (value as string);
}

function withoutType(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "__typename"));
}

/** An instant as a field of local time has it. */
function localOf(instant: string): string {
  if (instant === "") return "";
  const date = new Date(instant);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, "2026-01-31T09:30:00".length);
}

const clearable = { report: null, description: null, tags: null, roleArn: null, limits: null };

/** Only what was changed: the other job has settings that the form does not know, and they stay. */
export function toCloneInput(
  { token, ...draft }: Draft,
  { id, spec }: NonNullable<Draft["cloneOf"]>,
): CloneJobInput {
  const before: Readonly<Record<string, unknown>> = { ...clearable, ...spec };
  const now = Object.entries({ ...clearable, ...toSpec({ token, ...draft }) });
  const changed = now.filter(
    ([name, value]) =>
      name === "confirmationRequired" || JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return { clientRequestToken: token, id, overrides: Object.fromEntries(changed) };
}
