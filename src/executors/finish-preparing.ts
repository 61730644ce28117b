/** What is looked at between the end of the preparation and the first task: whether the bucket can take the operation. */
import type { EngineCommand } from "../job/commands.ts";
import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";
import { askForObjectLock, objectLockState } from "../operations/object-lock.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Transport } from "../s3/transport.ts";
import type { JobBoard } from "./job-board.ts";
import type { TryOperation } from "./try-operation.ts";

type FinishPreparing = Extract<EngineCommand, { type: "FinishPreparing" }>;
type FailJob = Extract<EngineCommand, { type: "FailJob" }>;

/** The command that is to be sent in its place, or why that cannot be told yet. */
export type LookedAt =
  | { readonly kind: "known"; readonly command: FinishPreparing | FailJob }
  | { readonly kind: "later"; readonly failure: StoreFailure };

export interface LookDependencies {
  readonly transportOf: (store: string, roleArn: string | null) => Transport;
  readonly tryOperation?: TryOperation;
}

export async function lookAtBucket(
  job: JobBoard,
  command: FinishPreparing,
  { transportOf, tryOperation }: LookDependencies,
): Promise<LookedAt> {
  const { spec, allowedBuckets } = job;
  const { bucket } = command.totals;
  // The job will be refused for its bucket, which is not even looked at then.
  if (allowedBuckets?.includes(bucket) === false) return { kind: "known", command };
  const without = await withoutObjectLock(spec, bucket, transportOf);
  if (without !== null) return without;
  if (tryOperation === undefined) return { kind: "known", command };
  const tried = await tryOperation(spec, bucket);
  if (tried.kind === "later") return tried;
  const { preflight, refusal } = tried;
  if (refusal === null) return { kind: "known", command: { ...command, preflight } };
  const reason = refusal.slice(0, 256);
  return {
    kind: "known",
    command: { type: "FailJob", code: "PreflightRefused", reason, preflight },
  };
}

/** Null unless the operation needs Object Lock and the bucket has none, or does not tell. */
async function withoutObjectLock(
  spec: JobSpec,
  bucket: string,
  transportOf: LookDependencies["transportOf"],
): Promise<LookedAt | null> {
  const operation = operationOf(spec.operation);
  if (!operation.needsObjectLock) return null;
  const transport = transportOf(operation.store(spec.manifest.sourceStore), spec.roleArn);
  const state = objectLockState(await transport.send(askForObjectLock(bucket)));
  if (state.enabled) return null;
  const { failure } = state;
  if (failure !== null && failure.kind !== "permanent") return { kind: "later", failure };
  const reason =
    failure === null
      ? `Object Lock is not enabled for the bucket ${JSON.stringify(bucket)}.`
      : `Whether Object Lock is enabled for the bucket ${JSON.stringify(bucket)} could not be told: ${failure.message}`;
  return { kind: "known", command: { type: "FailJob", code: "ObjectLockNotEnabled", reason } };
}
