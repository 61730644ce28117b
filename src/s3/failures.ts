import { codeOfNetworkError, codeOfStatus, kindOfAnswer, ownFailures } from "./failure-kinds.ts";
import type { FailureKind, NetworkError, OwnFailureCode } from "./failure-kinds.ts";

/**
 * What one call to a store came to when it did not succeed, as data. The one place where errors of the SDK and of the
 * network are understood (spec: errors and retries, classification).
 */
export interface StoreFailure {
  /** The store's own code (`NoSuchKey`), or ours where none came (`ConnectionFailed`, `TimedOut`). */
  readonly code: string;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** For people; in the shape of S3 reports: message, then service, status, code and request ids in parentheses. */
  readonly message: string;
  readonly kind: FailureKind;
  /** What the store asked for by Retry-After, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What is recorded of it in the place of the above, where an operation has words of its own for its failures. */
  readonly recordedAs?: Pick<StoreFailure, "code" | "status" | "message">;
}

/** Thrown by an `ObjectStore`; a `Transport` returns the failure instead. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly failure: StoreFailure;
  constructor(failure: StoreFailure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/** An answer that says no, as it came: what `answeredFailure` needs to know of it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
  readonly extendedRequestId?: string | undefined;
  /** The header Retry-After. */
  readonly retryAfter?: string | undefined;
  /** The header x-amz-bucket-region, which S3 sends with redirects. */
  readonly bucketRegion?: string | undefined;
}

/** What anything thrown by the SDK, by Node's network or by a stream means, as data. `now` is for a Retry-After date. */
export function storeFailure(error: unknown, now = Date.now()): StoreFailure {
  if (error instanceof StoreError) return error.failure;
  const status = fieldOf(fieldOf(error, "$metadata"), "httpStatusCode");
  // Only an error with $fault was told by the store. One without it broke while the answer was read, and then the
  // status alone is known: of a refusal that is enough, of a success it is not.
  const isTold = fieldOf(error, "$fault") !== undefined;
  if (typeof status === "number" && (isTold || status >= 300)) {
    return answeredFailure({ ...(isTold ? toldBy(error) : {}), ...factsOf(error), status }, now);
  }
  const thrown = networkErrorOf(error);
  const answered = typeof status === "number" ? status : null;
  const code =
    codeOfNetworkError(thrown) ?? (answered === null ? "RequestInvalid" : "AnswerBroken");
  return ownFailure(code, { message: thrown.message, status: answered });
}

/** The failure that an answer of a store stands for. `now` is for a Retry-After that is a date. */
export function answeredFailure(answer: ErrorAnswer, now = Date.now()): StoreFailure {
  const code = answer.code || codeOfStatus(answer.status);
  const retryAfterMs = parseRetryAfter(answer.retryAfter, now);
  return {
    code,
    status: answer.status,
    message: describe(answer.message || describeRedirect(answer) || code, { ...answer, code }),
    kind: kindOfAnswer({ code, status: answer.status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A failure with a code of ours. */
export function ownFailure(
  code: OwnFailureCode,
  { message, status = null }: { readonly message?: string; readonly status?: number | null } = {},
): StoreFailure {
  const { kind, text } = ownFailures[code];
  return { code, status, message: describe(message || text, { code, status }), kind };
}

/**
 * Whether the store may have done what was asked all the same: the request may have left, and no answer of the store
 * itself came back. A gateway's 502 and 504 are no answers of the store.
 */
export function mayHaveGotThrough({
  code,
  status,
}: Pick<StoreFailure, "code" | "status">): boolean {
  return lostAnswers.has(code) || status === 502 || status === 504;
}

const lostAnswers: ReadonlySet<string> = new Set<OwnFailureCode>([
  "ConnectionFailed",
  "TimedOut",
  "AnswerBroken",
]);

function networkErrorOf(error: unknown): NetworkError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { name: error.name, message: messageOf(error), code: textOf(fieldOf(error, "code")) };
}

/** A connection that was tried at several addresses fails with an error of errors, which has no message of its own. */
function messageOf(error: Error): string {
  if (error.message !== "" || !(error instanceof AggregateError))
    return error.message.replace(sdkHint, "");
  return error.errors
    .map((one: unknown) => (one instanceof Error ? one.message : String(one)))
    .join(", ");
}

/** What the SDK adds to the message of a parser, for programmers. */
const sdkHint = /\n +Deserialization error: .*$/s;

/** What the SDK made of the body of a refusal. */
function toldBy(error: unknown): Pick<ErrorAnswer, "code" | "message"> {
  return {
    code: textOf(fieldOf(error, "Code")) ?? unlessMadeUp(fieldOf(error, "name")),
    message: unlessMadeUp(fieldOf(error, "message")),
  };
}

/** What is known of a refusal also when its body could not be read. */
function factsOf(error: unknown): Omit<ErrorAnswer, "status" | "code" | "message"> {
  const metadata = fieldOf(error, "$metadata");
  const headers = fieldOf(fieldOf(error, "$response"), "headers");
  return {
    requestId: textOf(fieldOf(metadata, "requestId")) ?? textOf(fieldOf(error, "RequestId")),
    extendedRequestId:
      textOf(fieldOf(metadata, "extendedRequestId")) ?? textOf(fieldOf(error, "HostId")),
    retryAfter: textOf(fieldOf(headers, "retry-after")),
    bucketRegion: textOf(fieldOf(headers, "x-amz-bucket-region")),
  };
}

/** The SDK makes up a name and a message where the store said none, as in every refusal of a HEAD. */
function unlessMadeUp(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || madeUpTexts.has(text) ? undefined : text;
}

const madeUpTexts: ReadonlySet<string> = new Set([
  "Unknown",
  "UnknownError",
  "NotFound",
  "S3ServiceException",
  "Error",
]);

/** A field of something of which nothing is sure. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function describeRedirect({ status, bucketRegion }: ErrorAnswer): string | undefined {
  if (status < 300 || status >= 400 || status === 304) return undefined;
  const place = bucketRegion === undefined ? "" : ` The bucket lies in the region ${bucketRegion}.`;
  return `The store redirects to another address, which is not followed.${place}`;
}

/** The shape of messages in completion reports (S3 User Guide, examples of completion reports). */
function describe(
  message: string,
  facts: Omit<ErrorAnswer, "status"> & { readonly status: number | null },
): string {
  const parts = [
    "Service: Amazon S3",
    facts.status === null ? "" : `Status Code: ${facts.status}`,
    `Error Code: ${facts.code}`,
    facts.requestId ? `Request ID: ${facts.requestId}` : "",
    facts.extendedRequestId ? `S3 Extended Request ID: ${facts.extendedRequestId}` : "",
  ];
  return `${message} (${parts.filter((part) => part !== "").join("; ")})`;
}

/** Seconds or a date, as HTTP has it; anything else is as good as nothing. */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
