import type { StoreFailure } from "./failures.ts";
import type { ServiceOutputTypes } from "@aws-sdk/client-s3";

/**
 * The transport port: how the command of an operation reaches a store. One call, never a retry: retries are the
 * executor's, so that attempts and rates are known. Never throws for what the world does.
 */
export interface Transport {
  send(command: OperationCommand): Promise<Answer>;
}

/**
 * An SDK command (`new CopyObjectCommand(...)`), made by an operation and not sent by it. In words of our own, because
 * the type that the SDK's `send` wants is so exact that none of the SDK's commands is assignable to it.
 */
export interface OperationCommand {
  readonly input: object;
  readonly resolveMiddleware: (...parameters: never[]) => unknown;
}

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
