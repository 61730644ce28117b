import type { StoreFailure } from "./failures.ts";
import type { S3Client, ServiceOutputTypes } from "@aws-sdk/client-s3";

/**
 * The transport port: how the command of an operation reaches a store. One call, never a retry: retries are the
 * executor's, so that attempts and rates are known. Never throws for what the world does.
 */
export interface Transport {
  send(command: OperationCommand, options?: { readonly signal?: AbortSignal }): Promise<Answer>;
}

/** An SDK command (`new CopyObjectCommand(...)`), made by an operation and not sent by it. */
export type OperationCommand = Parameters<S3Client["send"]>[0];

/** What came back. */
export type Answer = Answered | Failed;

export interface Answered {
  readonly ok: true;
  /** HTTP status. */
  readonly status: number;
  readonly output: ServiceOutputTypes;
}

export interface Failed {
  readonly ok: false;
  readonly failure: StoreFailure;
}
