/** `throttle`: slow down and retry. `transient`: retry. `permanent`: the answer will not change. */
export type FailureKind = "throttle" | "transient" | "permanent";

/**
 * The codes of ours: what a call came to when no store said a code. With the text that stands where nothing better is
 * known.
 */
export const ownFailures = {
  ConnectionFailed: {
    kind: "transient",
    text: "The connection to the store could not be made or was lost.",
  },
  TimedOut: { kind: "transient", text: "The store did not answer in time." },
  DnsFailed: { kind: "transient", text: "The host name of the store could not be resolved." },
  AnswerBroken: {
    kind: "transient",
    text: "The answer of the store was incomplete or could not be understood.",
  },
  UnexpectedStatus: {
    kind: "permanent",
    text: "The status of the answer is not the one that says that it was done.",
  },
  CredentialsUnavailable: { kind: "transient", text: "No credentials for the store could be had." },
  TagsChanged: {
    kind: "transient",
    text: "The tags are not those that were written: another writer changed them meanwhile.",
  },
  TooManyTags: { kind: "permanent", text: "The object would have more tags than it can have." },
  NoSuchFunction: {
    kind: "permanent",
    text: "The configuration does not name this function any more.",
  },
  CopyDiffers: {
    kind: "transient",
    text: "The copy is not what was read from the source.",
  },
  PermanentFailure: {
    kind: "permanent",
    text: "What was asked of the object could not be done.",
  },
  RoleNotAssumable: {
    kind: "permanent",
    text: "The role of the job cannot be assumed.",
  },
  RequestInvalid: { kind: "permanent", text: "The request cannot be sent." },
  DotSegments: {
    kind: "permanent",
    text: "The store resolves the . and .. in a key like those in a path, so the call would reach another object. Nothing was sent.",
  },
  EmptyKey: {
    kind: "permanent",
    text: "The key is empty, which would make this a call on the bucket.",
  },
} as const satisfies Record<string, { readonly kind: FailureKind; readonly text: string }>;

/** A code that no store gives. */
export type OwnFailureCode = keyof typeof ownFailures;

/** Which kind of failure an answer is, by its code where it has a telling one, else by its status. */
export function kindOfAnswer({
  code,
  status,
}: {
  readonly code: string;
  readonly status: number;
}): FailureKind {
  if (status === 429 || throttleCodes.has(code) || throttlePattern.test(code)) return "throttle";
  if (transientCodes.has(code) || status === 408 || areCredentialsRefused(code)) return "transient";
  // The one 5xx whose answer never changes. Retried like the others it would also make the store look as if it were
  // down, and a job against a store without the call would wait for an hour instead of failing.
  if (status === 501 || code === "NotImplemented") return "permanent";
  return status >= 500 ? "transient" : "permanent";
}

/** A code for an answer that brought none: HEAD has no body, and proxies answer with pages of their own. */
export function codeOfStatus(status: number): string {
  return codesByStatus[status] ?? (status < 300 ? "AnswerBroken" : `Http${status}`);
}

/** Which of our codes an error without an answer stands for; undefined when it is not an error of the network. */
export function codeOfNetworkError(error: NetworkError): OwnFailureCode | undefined {
  const code = error.code ?? "";
  if (error.name === "RoleNotAssumable") return "RoleNotAssumable";
  if (error.name === "CredentialsProviderError" || error.name === "TokenProviderError")
    return "CredentialsUnavailable";
  if (dnsCodes.test(code)) return "DnsFailed";
  // Node calls an answer that ends too early "aborted", and the connection that ends before one "socket hang up".
  // What is not HTTP at all has no code, only a name.
  if (
    brokenAnswerCodes.test(code) ||
    error.message === "aborted" ||
    error.name === "HTTPParserError"
  )
    return "AnswerBroken";
  // Before the name: the SDK gives the name TimeoutError to connections that were reset, too.
  if (connectionCodes.test(code)) return "ConnectionFailed";
  if (timeoutCodes.test(code) || error.name === "TimeoutError") return "TimedOut";
  return undefined;
}

/** The part of an error that tells what the network did. */
export interface NetworkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
}

const throttleCodes = new Set([
  "SlowDown",
  "ServiceUnavailable",
  "TooManyRequests",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "BandwidthLimitExceeded",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
]);
// KMS says ThrottlingException, with and without a prefix; MinIO says SlowDownRead and SlowDownWrite.
const throttlePattern = /throttl|^SlowDown/i;

const transientCodes = new Set([
  "InternalError",
  "RequestTimeout",
  "OperationAborted",
  "RequestTimeTooSkewed",
  "AnswerBroken",
]);

/**
 * Whether the store refuses who asks, whatever is asked: that is mended in the configuration, and no object's fault. Amazon
 * has other codes for functions and for the security token service.
 */
export function areCredentialsRefused(code: string): boolean {
  return credentialCodes.has(code);
}

const credentialCodes = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidToken",
  "ExpiredToken",
  "ExpiredTokenException",
  "TokenRefreshRequired",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "UnrecognizedClientException",
]);

const codesByStatus: Readonly<Record<number, string>> = {
  301: "PermanentRedirect",
  302: "TemporaryRedirect",
  303: "TemporaryRedirect",
  304: "NotModified",
  307: "TemporaryRedirect",
  308: "PermanentRedirect",
  400: "BadRequest",
  401: "Unauthorized",
  403: "AccessDenied",
  404: "NoSuchKey",
  405: "MethodNotAllowed",
  408: "RequestTimeout",
  409: "Conflict",
  411: "MissingContentLength",
  412: "PreconditionFailed",
  413: "EntityTooLarge",
  416: "InvalidRange",
  429: "TooManyRequests",
  500: "InternalError",
  501: "NotImplemented",
  502: "BadGateway",
  503: "ServiceUnavailable",
  504: "GatewayTimeout",
};

const dnsCodes = /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EDNS\w*)$/;
const brokenAnswerCodes =
  /^(HPE_\w+|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW|ERR_HTTP_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE|Z_\w+)$/;
// Certificates are here, too: to a job, a store that cannot prove who it is cannot be reached.
const connectionCodes =
  /^(ECONN\w+|EPIPE|EHOST\w+|ENET\w+|EADDR\w+|EPROTO|ENOTCONN|EMFILE|ENFILE|UND_ERR_(?:SOCKET|INFO|ABORTED|CLOSED|DESTROYED)|ERR_SOCKET_\w+|ERR_SSL_\w+|ERR_TLS_\w+|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w+)$/;
const timeoutCodes = /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT)$/;
