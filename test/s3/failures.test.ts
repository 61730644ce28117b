import { describe, expect, it } from "vitest";

import { StoreError, answeredFailure, ownFailure, storeFailure } from "../../src/s3/failures.ts";
import type { StoreFailure } from "../../src/s3/failures.ts";

const now = Date.parse("2026-03-01T12:00:00Z");

/** An error as the SDK throws it for a refusal: with the code, the status and what the store told. */
function told(
  status: number,
  code: string | undefined,
  extra: Record<string, unknown> = {},
): Error {
  return Object.assign(new Error("told by the store"), {
    name: code ?? "Unknown",
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status },
    ...(code === undefined ? { message: "UnknownError" } : { Code: code }),
    ...extra,
  });
}

/** An error as Node throws it when the network fails. */
function network(code: string, message = `it says ${code}`, name = "Error"): Error {
  return Object.assign(new Error(message), { code, name });
}

/** An error as the SDK throws it when an answer came whose body it could not read. */
function unreadable(status: number): Error {
  return Object.assign(
    new Error("XML parse error: unexpected content.\n  Deserialization error: to see"),
    {
      $metadata: { httpStatusCode: status },
    },
  );
}

const rows: readonly (readonly [Error, StoreFailure["kind"], string, number | null])[] = [
  [told(503, "SlowDown"), "throttle", "SlowDown", 503],
  [told(503, "SlowDownWrite"), "throttle", "SlowDownWrite", 503],
  [told(503, "ServiceUnavailable"), "throttle", "ServiceUnavailable", 503],
  [told(503, undefined), "throttle", "ServiceUnavailable", 503],
  [told(429, "TooManyRequests"), "throttle", "TooManyRequests", 429],
  [told(429, "OddCode"), "throttle", "OddCode", 429],
  [told(429, undefined), "throttle", "TooManyRequests", 429],
  [told(400, "ThrottlingException"), "throttle", "ThrottlingException", 400],
  [told(400, "KMS.ThrottlingException"), "throttle", "KMS.ThrottlingException", 400],
  [told(400, "TooManyRequestsException"), "throttle", "TooManyRequestsException", 400],
  [told(400, "RequestLimitExceeded"), "throttle", "RequestLimitExceeded", 400],
  [told(200, "SlowDown"), "throttle", "SlowDown", 200],
  [told(500, "InternalError"), "transient", "InternalError", 500],
  [told(500, undefined), "transient", "InternalError", 500],
  [told(200, "InternalError"), "transient", "InternalError", 200],
  [told(502, undefined), "transient", "BadGateway", 502],
  [told(503, "XMinioServerNotInitialized"), "transient", "XMinioServerNotInitialized", 503],
  [told(504, undefined), "transient", "GatewayTimeout", 504],
  [told(599, undefined), "transient", "Http599", 599],
  [told(400, "RequestTimeout"), "transient", "RequestTimeout", 400],
  [told(408, undefined), "transient", "RequestTimeout", 408],
  [told(409, "OperationAborted"), "transient", "OperationAborted", 409],
  [told(403, "RequestTimeTooSkewed"), "transient", "RequestTimeTooSkewed", 403],
  [told(400, "ExpiredToken"), "transient", "ExpiredToken", 400],
  [unreadable(503), "throttle", "ServiceUnavailable", 503],
  [unreadable(502), "transient", "BadGateway", 502],
  [unreadable(200), "transient", "AnswerBroken", 200],
  [network("ECONNREFUSED"), "transient", "ConnectionFailed", null],
  [network("ECONNRESET", "socket hang up", "TimeoutError"), "transient", "ConnectionFailed", null],
  [network("EPIPE", "write EPIPE", "TimeoutError"), "transient", "ConnectionFailed", null],
  [network("EHOSTUNREACH"), "transient", "ConnectionFailed", null],
  [network("UND_ERR_SOCKET"), "transient", "ConnectionFailed", null],
  [network("DEPTH_ZERO_SELF_SIGNED_CERT"), "transient", "ConnectionFailed", null],
  [network("ERR_TLS_CERT_ALTNAME_INVALID"), "transient", "ConnectionFailed", null],
  [network("ETIMEDOUT"), "transient", "TimedOut", null],
  [network("", "no byte for 3000 ms", "TimeoutError"), "transient", "TimedOut", null],
  [network("UND_ERR_HEADERS_TIMEOUT"), "transient", "TimedOut", null],
  [network("ENOTFOUND"), "transient", "DnsFailed", null],
  [network("EAI_AGAIN"), "transient", "DnsFailed", null],
  [network("ECONNRESET", "aborted"), "transient", "AnswerBroken", null],
  [network("HPE_INVALID_CONSTANT"), "transient", "AnswerBroken", null],
  [network("UND_ERR_RES_CONTENT_LENGTH_MISMATCH"), "transient", "AnswerBroken", null],
  [
    network("", "no profile", "CredentialsProviderError"),
    "transient",
    "CredentialsUnavailable",
    null,
  ],
  [network("ERR_INVALID_CHAR"), "permanent", "RequestInvalid", null],
  [new TypeError("a bug"), "permanent", "RequestInvalid", null],
  [told(501, "NotImplemented"), "permanent", "NotImplemented", 501],
  [told(501, undefined), "permanent", "NotImplemented", 501],
  [told(404, "NoSuchKey"), "permanent", "NoSuchKey", 404],
  [told(404, "NoSuchVersion"), "permanent", "NoSuchVersion", 404],
  [told(404, "NoSuchBucket"), "permanent", "NoSuchBucket", 404],
  [told(404, undefined, { name: "NotFound" }), "permanent", "NoSuchKey", 404],
  [told(403, "AccessDenied"), "permanent", "AccessDenied", 403],
  [told(403, undefined), "permanent", "AccessDenied", 403],
  [told(403, "InvalidObjectState"), "permanent", "InvalidObjectState", 403],
  [told(400, "InvalidRequest"), "permanent", "InvalidRequest", 400],
  [told(400, "InvalidTag"), "permanent", "InvalidTag", 400],
  [told(400, "MalformedACL"), "permanent", "MalformedACL", 400],
  [told(400, "AccessControlListNotSupported"), "permanent", "AccessControlListNotSupported", 400],
  [told(400, "KeyTooLongError"), "permanent", "KeyTooLongError", 400],
  [told(405, "MethodNotAllowed"), "permanent", "MethodNotAllowed", 405],
  [told(409, "RestoreAlreadyInProgress"), "permanent", "RestoreAlreadyInProgress", 409],
  [told(412, undefined), "permanent", "PreconditionFailed", 412],
  [told(412, "PreconditionFailed"), "permanent", "PreconditionFailed", 412],
  [told(200, "AccessDenied"), "permanent", "AccessDenied", 200],
  [told(301, "PermanentRedirect"), "permanent", "PermanentRedirect", 301],
  [told(301, undefined), "permanent", "PermanentRedirect", 301],
  [told(307, undefined), "permanent", "TemporaryRedirect", 307],
  [told(418, undefined), "permanent", "Http418", 418],
];

describe("storeFailure", () => {
  it.for(rows)(
    "takes $0 for $1 with the code $2 and the status $3",
    ([error, kind, code, status]) => {
      expect(storeFailure(error, now)).toMatchObject({ kind, code, status });
    },
  );

  it("passes on the failure of an error that is understood already", () => {
    const failure = ownFailure("TimedOut");

    expect(storeFailure(new StoreError(failure))).toBe(failure);
  });

  it("takes anything that is no error for a request that cannot be sent", () => {
    expect(storeFailure("odd")).toMatchObject({
      code: "RequestInvalid",
      kind: "permanent",
      status: null,
    });
  });

  it("finds the reasons of a connection that failed at every address", () => {
    const error = Object.assign(
      new AggregateError([network("ECONNREFUSED", "::1"), network("ECONNREFUSED", "127.0.0.1")]),
      {
        code: "ECONNREFUSED",
      },
    );

    expect(storeFailure(error).message).toBe(
      "::1, 127.0.0.1 (Service: Amazon S3; Error Code: ConnectionFailed)",
    );
  });
});

describe("the message of a failure", () => {
  it("has the shape of the reports of S3", () => {
    const error = told(404, "NoSuchKey", {
      message: "The specified key does not exist.",
      $metadata: { httpStatusCode: 404, requestId: "7A2", extendedRequestId: "x/z=" },
    });

    expect(storeFailure(error).message).toBe(
      "The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; " +
        "Request ID: 7A2; S3 Extended Request ID: x/z=)",
    );
  });

  it("begins with the code where the store said nothing", () => {
    const error = told(404, "NoSuchKey", { message: "UnknownError", RequestId: "7A2" });

    expect(storeFailure(error).message).toBe(
      "NoSuchKey (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: 7A2)",
    );
  });

  it("says of a network failure what the network said, without a status", () => {
    expect(
      storeFailure(network("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:9000")).message,
    ).toBe(
      "connect ECONNREFUSED 127.0.0.1:9000 (Service: Amazon S3; Error Code: ConnectionFailed)",
    );
  });

  it("leaves out what the SDK adds for programmers", () => {
    expect(storeFailure(unreadable(200)).message).toBe(
      "XML parse error: unexpected content. (Service: Amazon S3; Status Code: 200; Error Code: AnswerBroken)",
    );
  });

  it("says that a redirect is not followed, and where the bucket lies", () => {
    const error = told(301, undefined, {
      $response: { headers: { "x-amz-bucket-region": "eu-west-1" } },
    });

    expect(storeFailure(error).message).toBe(
      "The store redirects to another address, which is not followed. The bucket lies in the region eu-west-1. " +
        "(Service: Amazon S3; Status Code: 301; Error Code: PermanentRedirect)",
    );
  });
});

function retryAfter(value: string): number | undefined {
  const error = told(503, "SlowDown", { $response: { headers: { "retry-after": value } } });
  return storeFailure(error, now).retryAfterMs;
}

describe("Retry-After", () => {
  it("is understood in seconds", () => expect(retryAfter("7")).toBe(7000));
  it("is understood as a date", () =>
    expect(retryAfter("Sun, 01 Mar 2026 12:00:30 GMT")).toBe(30_000));
  it("asks for no wait when its date is past", () =>
    expect(retryAfter("Sun, 01 Mar 2026 11:00:00 GMT")).toBe(0));
  it("counts for nothing when it is neither", () => expect(retryAfter("soon")).toBeUndefined());
  it("counts for nothing when it is absent", () => {
    expect(answeredFailure({ status: 503 }, now)).not.toHaveProperty("retryAfterMs");
  });
});
