/** A job made from another: its settings as they are now, some of them replaced. */
import { defaultFailureThreshold } from "../../job/progress.ts";
import type { FieldProblem, JobSpec, ManifestSpec, OperationSpec } from "../../job/spec.ts";
import type { Job } from "../../job/state.ts";
import { limitsOf, reportOf } from "./create-job.ts";
import { amazonOnlyProblems, operationOf, tagsOf } from "./create-operation.ts";
import type { JobOverridesInput } from "./generated/resolvers.ts";
import { manifestOf } from "./manifest-input.ts";

type Overrides = JobOverridesInput | null | undefined;

/** What `createJob` takes where these are left out. */
const defaults = { priority: 10, confirmationRequired: true };

/** The settings of a job, as a spec: those that were changed since it was created are as they are now. */
export function specOf({ spec, priority, limits, tags }: Job): JobSpec {
  return { ...spec, priority, limits, tags };
}

/** Undefined keeps, null clears. */
export function overridden(
  spec: JobSpec,
  overrides: Overrides,
  { defaultStore }: { readonly defaultStore: string },
): JobSpec {
  const {
    report,
    priority,
    description,
    tags,
    confirmationRequired,
    roleArn,
    failureThreshold,
    limits,
  } = overrides ?? {};
  const manifest = manifestAfter(spec, overrides, defaultStore);
  return {
    operation: operationAfter(spec, overrides, manifest),
    manifest,
    report: after(report, spec.report, (given) => given && reportOf(given, defaultStore)),
    priority: after(priority, spec.priority, (given) => given ?? defaults.priority),
    description: after(description, spec.description, (given) => given),
    tags: after(tags, spec.tags, (given) => tagsOf(given ?? [])),
    confirmationRequired: after(
      confirmationRequired,
      spec.confirmationRequired,
      (given) => given ?? defaults.confirmationRequired,
    ),
    roleArn: after(roleArn, spec.roleArn, (given) => given),
    failureThreshold: after(
      failureThreshold,
      spec.failureThreshold,
      (given) => given ?? defaultFailureThreshold,
    ),
    limits: after(limits, spec.limits, limitsOf),
  };
}

/** What cannot be as it is given, before a spec can be made of it. */
export function checkOverrides(
  overrides: Overrides,
  options: { readonly manifest: boolean },
): FieldProblem[] {
  const problems = amazonOnlyProblems(overrides?.operation, ["overrides", "operation"]);
  for (const name of ["operation", "manifest"] as const) {
    if (overrides?.[name] !== null) continue;
    const message = `A job has ${name === "operation" ? "an operation" : "a manifest"}: it can be replaced, and not cleared.`;
    problems.push({ path: ["overrides", name], code: "REQUIRED", message });
  }
  if (overrides?.manifest && !options.manifest) {
    const message =
      "The list of a retry is the failed tasks of the job; use createJob for another.";
    problems.push({ path: ["overrides", "manifest"], code: "NOT_SUPPORTED", message });
  }
  return problems;
}

function after<Given, Kept>(
  given: Given | null | undefined,
  kept: Kept,
  take: (given: Given | null) => Kept,
): Kept {
  return given === undefined ? kept : take(given);
}

function manifestAfter(spec: JobSpec, overrides: Overrides, defaultStore: string): ManifestSpec {
  return overrides?.manifest ? manifestOf(overrides.manifest, defaultStore) : spec.manifest;
}

function operationAfter(
  spec: JobSpec,
  overrides: Overrides,
  { sourceStore }: ManifestSpec,
): OperationSpec {
  return overrides?.operation ? operationOf(overrides.operation, sourceStore) : spec.operation;
}
