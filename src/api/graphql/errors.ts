/**
 * Errors of the API that are not data of a payload. Each has a code of this table; what nobody expected is masked, and
 * logged under an id that the caller is given.
 */
import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql/index.js";
import { NewerEvents } from "../../commands/handle-command.ts";
import { TooMuchAtOnce } from "../../lib/at-once.ts";
import { BadCursor } from "../../readmodels/read-models.ts";
import type { LogEntry } from "./context.ts";

/** Every `extensions.code` there is, with what it means. `docs/graphql.md` lists the same. */
export const errorCodes = {
  GRAPHQL_PARSE_FAILED: "The document is not GraphQL.",
  GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema.",
  OPERATION_RESOLUTION_FAILURE: "Which operation of the document is meant cannot be told.",
  BAD_USER_INPUT: "An argument or a variable cannot stand.",
  BAD_REQUEST: "The HTTP request is not one that GraphQL over HTTP knows.",
  QUERY_TOO_COMPLEX: "The operation is deeper or larger than the limits allow.",
  RATE_LIMITED:
    "Too much at once: subscriptions on this connection, looks into stores, downloads, commands to many jobs, or wrong tokens from this address.",
  CURSOR_INVALID: "The cursor was not given by this list.",
  READ_MODEL_BEHIND: "What was asked for is not read yet; ask again.",
  JOB_NOT_FOUND: "There is no such job.",
  NEWER_VERSION: "A newer version of the engine has written to this job.",
  SHUTTING_DOWN: "The engine is stopping; connect again.",
  UNAUTHENTICATED: "An access token is missing, not known, or has run out.",
  FORBIDDEN:
    "The caller's token does not allow it, or the request comes from a host or a page that is not allowed.",
  UPSTREAM_UNAVAILABLE: "Something outside the engine that is needed for this cannot be had now.",
  NOT_FOUND: "There is nothing at this address.",
  METHOD_NOT_ALLOWED: "The address takes other methods; the header Allow names them.",
  PAYLOAD_TOO_LARGE: "The request is too large.",
  UNSUPPORTED_MEDIA_TYPE: "The request is not JSON.",
  INTERNAL_SERVER_ERROR: "Something went wrong inside; the log has it under the id.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Errors of HTTP in the form of GraphQL's, so that a client needs to know one form only. */
export function errorBody(code: ErrorCode, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}

/** An error that the caller is meant to read. */
export function apiError(
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

/** What was said to a caller who lacks rights; null for any other error. */
export function forbidden(error: unknown): string | null {
  const isRefusal = error instanceof GraphQLError && error.extensions["code"] === "FORBIDDEN";
  return isRefusal ? error.message : null;
}

/**
 * An error as the caller sees it. `formatted` is what GraphQL made of it, `thrown` what was thrown. An error without a
 * code of ours was not meant for the caller.
 */
export function presentError(
  formatted: GraphQLFormattedError,
  thrown: unknown,
  log: (entry: LogEntry) => void,
): GraphQLFormattedError {
  const { message, locations, path, extensions } = formatted;
  const place = {
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
  };
  if (thrown instanceof BadCursor) {
    return {
      message: "This cursor was not given by this list.",
      ...place,
      extensions: { code: "CURSOR_INVALID" },
    };
  }
  if (isSilence(thrown)) return { message, ...place, extensions: { code: "UPSTREAM_UNAVAILABLE" } };
  if (thrown instanceof TooMuchAtOnce)
    return { message, ...place, extensions: { code: "RATE_LIMITED" } };
  if (thrown instanceof NewerEvents)
    return { message, ...place, extensions: { code: "NEWER_VERSION" } };
  if (message.startsWith(manyWrongValues))
    return { message, ...place, extensions: { code: "BAD_USER_INPUT" } };
  const code = extensions?.["code"];
  if (typeof code === "string" && code in errorCodes && code !== "INTERNAL_SERVER_ERROR") {
    const { stacktrace: _, ...shown } = extensions ?? {};
    return { message, ...place, extensions: shown };
  }
  return { ...maskError(thrown, log), ...place };
}

/** Whether the event store did not answer in time. Told by name: the API knows no event store. */
export function isSilence(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.name === "EventStoreSilent";
}

/** GraphQL gives up after fifty wrong values in variables; unlike those fifty, this error comes without a code. */
const manyWrongValues = "Too many errors processing variables";

/** Logs what nobody expected, and gives what the caller may know of it. */
export function maskError(thrown: unknown, log: (entry: LogEntry) => void): MaskedError {
  const id = randomUUID();
  log({ level: "error", message: "a request failed unexpectedly", id, error: thrown });
  return {
    message: `Something went wrong inside the engine. Its log has it under ${id}.`,
    extensions: { code: "INTERNAL_SERVER_ERROR", id },
  };
}

export interface MaskedError {
  readonly message: string;
  readonly extensions: { readonly code: "INTERNAL_SERVER_ERROR"; readonly id: string };
}
