/** What is looked at between the end of the preparation and the first task: whether the bucket can take the operation. */
import type { EngineCommand } from "../job/commands.ts";
import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";
import { askForObjectLock, objectLockState } from "../operations/object-lock.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Transport } from "../s3/transport.ts";

type FinishPreparing = Extract<EngineCommand, { type: "FinishPreparing" }>;
type FailJob = Extract<EngineCommand, { type: "FailJob" }>;

/** The command that is to be sent in its place, or why that cannot be told yet. */
export type LookedAt =
  | { readonly kind: "known"; readonly command: FinishPreparing | FailJob }
  | { readonly kind: "later"; readonly failure: StoreFailure };

export async function lookAtBucket(
  spec: JobSpec,
  command: FinishPreparing,
  transportOf: (store: string) => Transport,
): Promise<LookedAt> {
  const operation = operationOf(spec.operation);
  if (!operation.needsObjectLock) return { kind: "known", command };
  const { bucket } = command.totals;
  const transport = transportOf(operation.store(spec.manifest.sourceStore));
  const state = objectLockState(await transport.send(askForObjectLock(bucket)));
  if (state.enabled) return { kind: "known", command };
  const { failure } = state;
  if (failure !== null && failure.kind !== "permanent") return { kind: "later", failure };
  const reason =
    failure === null
      ? `Object Lock is not enabled for the bucket ${JSON.stringify(bucket)}.`
      : `Whether Object Lock is enabled for the bucket ${JSON.stringify(bucket)} could not be told: ${failure.message}`;
  return { kind: "known", command: { type: "FailJob", code: "ObjectLockNotEnabled", reason } };
}
