import { AppendInDoubt, AppendTooLarge, StreamConflict } from "../eventstore/eventstore.ts";
import type {
  AppendResult,
  ExpectedRevision,
  LogPage,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
} from "../eventstore/eventstore.ts";
import type { SerialisedEvent } from "../eventstore/serialise.ts";
import { AssertionError } from "../lib/assert.ts";

/** What one thread asks of the event store that another one owns; `call` is the number that the reply bears. */
export type Request =
  | (Call & { readonly call: number })
  | {
      readonly ask: "subscribe";
      readonly subscription: number;
      readonly options: FollowOptions;
    }
  | { readonly ask: "unsubscribe"; readonly subscription: number };

/** A request that has a reply. */
export type Call =
  | {
      readonly ask: "append";
      readonly stream: string;
      readonly events: readonly SerialisedEvent[];
      readonly expected: ExpectedRevision;
    }
  | {
      readonly ask: "readStream";
      readonly stream: string;
      readonly options: ReadStreamOptions;
    }
  | { readonly ask: "readAll"; readonly options: ReadAllOptions }
  | { readonly ask: "truncateStream"; readonly stream: string; readonly before: number }
  | { readonly ask: "deleteStream"; readonly stream: string }
  | { readonly ask: "limitAge"; readonly stream: string; readonly seconds: number }
  | { readonly ask: "nextPage"; readonly subscription: number };

/** A signal cannot cross; `unsubscribe` does its work. */
export type FollowOptions = Omit<SubscribeOptions, "signal">;

export type Reply = Answer & { readonly call: number };

export type Answer =
  | { readonly answer: "appended"; readonly result: AppendResult }
  | { readonly answer: "events"; readonly events: readonly RecordedEvent[] }
  | { readonly answer: "page"; readonly page: LogPage }
  | { readonly answer: "end" }
  | { readonly answer: "done" }
  | { readonly answer: "error"; readonly error: ErrorData };

/** An error as data: a message port keeps neither the class of an error nor its fields. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly conflict?: {
    readonly stream: string;
    readonly expected: ExpectedRevision;
    readonly actual: number | null;
  };
  readonly cause?: ErrorData;
}

export function errorToData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const data = { name: error.name, message: error.message };
  if (error instanceof StreamConflict) {
    const { stream, expected, actual } = error;
    return { ...data, conflict: { stream, expected, actual } };
  }
  return error.cause === undefined ? data : { ...data, cause: errorToData(error.cause) };
}

/** The error again, in the class that callers tell it by. */
export function errorFromData({ name, message, conflict, cause }: ErrorData): Error {
  if (conflict) return new StreamConflict(conflict.stream, conflict.expected, conflict.actual);
  const options = cause && { cause: errorFromData(cause) };
  switch (name) {
    case "AppendTooLarge":
      return new AppendTooLarge(message, options);
    case "AppendInDoubt":
      return new AppendInDoubt(message, options);
    case "AssertionError":
      return new AssertionError(message, options);
    default:
      return new Error(message, options);
  }
}
