import type { StoreFailure } from "./failures.ts";
import type { ServiceOutputTypes } from "@aws-sdk/client-s3";

/**
 * The transport port: how the command of an operation reaches a store. One call, never a retry: retries are the
 * executor's, so that attempts and rates are known. Never throws for what the world does.
 */
export interface Transport {
  send(command: OperationCommand): Promise<Answer>;
  /**
   * A way to send many commands that differ in their object alone, such as those of one job. A transport that can take
   * advantage of that has this; `bindCommand` does for all. The result is kept as long as the job runs.
   */
  bind?(commandOf: CommandOf): SendTask;
}

/** The object that a command is about. */
export interface CommandTarget {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Null: the current version. */
  readonly versionId: string | null;
}

/** Makes the command for one object. Nothing but the object may tell two of its commands apart. */
export type CommandOf = (target: CommandTarget) => OperationCommand;

/** Sends the command for one object, once. `answered` is called once: a promise a call would cost more than its judgement. */
export type SendTask = (target: CommandTarget, answered: (answer: Answer) => void) => void;

/** Each command that an operation makes of its tasks is bound on its own, before the first is sent. */
export function bindCommand(transport: Transport, commandOf: CommandOf): SendTask {
  return (
    transport.bind?.(commandOf) ??
    ((target, answered) => void transport.send(commandOf(target)).then(answered))
  );
}

/** The same by promises, for who sends few. */
export function byPromise(send: SendTask): (target: CommandTarget) => Promise<Answer> {
  return (target) => new Promise((answered) => send(target, answered));
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
