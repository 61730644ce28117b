/** What is looked at between the end of the preparation and the first task: whether the buckets can take operation and report. */
import type { EngineCommand } from "../job/commands.ts";
import { mayList } from "../job/places.ts";
import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";
import { askForObjectLock, objectLockState } from "../operations/object-lock.ts";
import { reportManifestKey, reportObject, reportWriteOptions } from "../report/report.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { Transport } from "../s3/transport.ts";
import { callsOf } from "./calls-of.ts";
import type { JobBoard } from "./job-board.ts";
import type { TryOperation } from "./try-operation.ts";

type FinishPreparing = Extract<EngineCommand, { type: "FinishPreparing" }>;
type FailJob = Extract<EngineCommand, { type: "FailJob" }>;

/** The command that is to be sent in its place, or why that cannot be told yet. */
export type LookedAt =
  | { readonly kind: "known"; readonly command: FinishPreparing | FailJob }
  | { readonly kind: "later"; readonly store: string; readonly failure: StoreFailure };

export interface LookDependencies {
  readonly transportOf: (store: string, roleArn: string | null) => Transport;
  readonly objectStore: (store: string, roleArn: string | null) => ObjectStore;
  readonly tryOperation?: TryOperation;
}

export async function lookAtBucket(
  job: JobBoard,
  command: FinishPreparing,
  { transportOf, objectStore, tryOperation }: LookDependencies,
): Promise<LookedAt> {
  const { spec } = job;
  const { bucket } = command.totals;
  // The job will be refused for its bucket, which is not even looked at then.
  if (!mayList(bucket, job)) return { kind: "known", command };
  const without = await withoutObjectLock(spec, bucket, transportOf);
  if (without !== null) return without;
  const unreported = await withoutReport(job, objectStore);
  if (unreported !== null) return unreported;
  if (tryOperation === undefined) return { kind: "known", command };
  const tried = await tryOperation(spec, bucket);
  if (tried.kind === "later") return { ...tried, store: callsOf(spec, bucket).store };
  const { preflight, refusal } = tried;
  if (refusal === null) return { kind: "known", command: { ...command, preflight } };
  const reason = refusal.reason.slice(0, 256);
  return { kind: "known", command: { type: "FailJob", code: refusal.code, reason, preflight } };
}

/** Null unless the job has a report that could not be written: that is better known before the tasks than after them. */
async function withoutReport(
  { id: jobId, spec }: JobBoard,
  objectStore: LookDependencies["objectStore"],
): Promise<LookedAt | null> {
  const { report } = spec;
  if (report === null) return null;
  const { store, bucket, prefix } = report;
  const object = reportObject(report, reportManifestKey({ prefix, jobId }));
  const options = reportWriteOptions(report, "application/json");
  try {
    await objectStore(store, spec.roleArn).tryWriting(object, options);
    return null;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { failure } = error;
    if (failure.kind !== "permanent") return { kind: "later", store, failure };
    const { status, code } = failure;
    // Anything else may be said to a try, and not to the report itself.
    if (status !== 403 && status !== 404) return null;
    const reason =
      status === 404
        ? `There is no bucket ${JSON.stringify(bucket)} in the store ${store}, where the report is to be written. No task was run.`
        : `The report may not be written to the bucket ${JSON.stringify(bucket)} of the store ${store} (${code}). No task was run.`;
    return { kind: "known", command: { type: "FailJob", code: "ReportWriteFailed", reason } };
  }
}

/** Null unless the operation needs Object Lock and the bucket has none, or does not tell. */
async function withoutObjectLock(
  spec: JobSpec,
  bucket: string,
  transportOf: LookDependencies["transportOf"],
): Promise<LookedAt | null> {
  const operation = operationOf(spec.operation);
  if (!operation.needsObjectLock) return null;
  const store = operation.store(spec.manifest.sourceStore);
  const transport = transportOf(store, spec.roleArn);
  const state = objectLockState(await transport.send(askForObjectLock(bucket)));
  if (state.enabled) return null;
  const { failure } = state;
  if (failure !== null && failure.kind !== "permanent") return { kind: "later", store, failure };
  const reason =
    failure === null
      ? `Object Lock is not enabled for the bucket ${JSON.stringify(bucket)}.`
      : `Whether Object Lock is enabled for the bucket ${JSON.stringify(bucket)} could not be told: ${failure.message}`;
  return { kind: "known", command: { type: "FailJob", code: "ObjectLockNotEnabled", reason } };
}
