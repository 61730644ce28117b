/** The input of `createJob` as a spec of the core: every default resolved, enums and bucket names in the core's form. */
import { defaultFailureThreshold } from "../../job/progress.ts";
import type { JobLimits, JobSpec, ReportSpec } from "../../job/spec.ts";
import { operationOf, tagsOf } from "./create-operation.ts";
import { manifestOf } from "./manifest-input.ts";
import type { JobLimitsInput, JobSpecInput, ReportInput } from "./generated/resolvers.ts";

/** `defaultStore` is used where the input names none. */
export function jobSpecOf(
  input: JobSpecInput,
  { defaultStore }: { readonly defaultStore: string },
): JobSpec {
  const manifest = manifestOf(input.manifest, defaultStore);
  const threshold = input.failureThreshold ?? defaultFailureThreshold;
  return {
    operation: operationOf(input.operation, manifest.sourceStore),
    manifest,
    report: input.report ? reportOf(input.report, defaultStore) : null,
    priority: input.priority,
    description: input.description ?? null,
    tags: tagsOf(input.tags ?? []),
    confirmationRequired: input.confirmationRequired,
    roleArn: input.roleArn ?? null,
    failureThreshold: {
      minimumTasks: threshold.minimumTasks,
      maximumFailureRate: threshold.maximumFailureRate,
    },
    limits: limitsOf(input.limits),
  };
}

/** What is left out has no limit of its own. */
export function limitsOf(input: JobLimitsInput | null | undefined): JobLimits {
  return {
    maxConcurrency: input?.maxConcurrency ?? null,
    maxRequestsPerSecond: input?.maxRequestsPerSecond ?? null,
  };
}

export function reportOf(input: ReportInput, defaultStore: string): ReportSpec {
  return {
    store: input.store ?? defaultStore,
    bucket: input.bucket,
    prefix: input.prefix ?? null,
    scope: input.scope,
    expectedBucketOwner: input.expectedBucketOwner ?? null,
  };
}
