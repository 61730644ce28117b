/**
 * Whether a bucket has Object Lock, which is asked before any task that sets retention or legal holds: without it every
 * task would fail, or a store that does not know the calls would do something else (S3 Batch Operations guide, "Object
 * Lock retention").
 */
import { GetObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import type { StoreFailure } from "../s3/failures.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";

export function askForObjectLock(bucket: string): OperationCommand {
  return new GetObjectLockConfigurationCommand({ Bucket: bucket });
}

export type ObjectLockState =
  | { readonly enabled: true }
  /** Null: the store says that it is off. */
  | { readonly enabled: false; readonly failure: StoreFailure | null };

export function objectLockState(answer: Answer): ObjectLockState {
  if (!answer.ok) {
    const isOff = answer.failure.code === "ObjectLockConfigurationNotFoundError";
    return { enabled: false, failure: isOff ? null : answer.failure };
  }
  const { output } = answer;
  const configuration =
    "ObjectLockConfiguration" in output ? output.ObjectLockConfiguration : undefined;
  return configuration?.ObjectLockEnabled === "Enabled"
    ? { enabled: true }
    : { enabled: false, failure: null };
}
