import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { S3Error } from "./errors.ts";
import { headerOf } from "./request.ts";
import type { IncomingHttpHeaders } from "node:http";

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded path. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
}

export interface SignatureKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Requests for another region are refused; any is taken when left out. */
  readonly region?: string | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";
const skewMax = 15 * 60 * 1000;
const presignedSecondsMax = 7 * 24 * 60 * 60;

/**
 * Checks that requests are signed with Signature Version 4, in the Authorization header or in the query.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
export function createSignatureCheck(
  keys: SignatureKeys,
): (request: SignedRequest, now: Date) => void {
  const signingKey = createSigningKeys(keys.secretAccessKey);
  return (request, now) => {
    const claim = request.query.has("X-Amz-Signature")
      ? claimOfQuery(request, now)
      : claimOfHeader(request, now);
    checkScope(claim, keys);
    checkSignedHeaders(request, claim);
    const text = `${algorithm}\n${claim.time}\n${claim.scope}\n${hashOf(canonicalRequest(request, claim))}`;
    const expected = createHmac("sha256", signingKey(claim.scope)).update(text).digest();
    // Both are 32 bytes: the form was checked when the claim was read.
    if (!timingSafeEqual(expected, Buffer.from(claim.signature, "hex")))
      throw new S3Error("SignatureDoesNotMatch");
  };
}

/** What a request says about its own signature. */
interface Claim {
  readonly accessKeyId: string;
  /** `date/region/service/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** As it was sent: `20260131T235959Z`. */
  readonly time: string;
  readonly payload: string;
  readonly refusal: "AuthorizationHeaderMalformed" | "AuthorizationQueryParametersError";
}

function claimOfHeader({ headers }: SignedRequest, now: Date): Claim {
  const { authorization } = headers;
  if (authorization === undefined) throw new S3Error("AccessDenied");
  if (!authorization.startsWith(`${algorithm} `)) {
    throw new S3Error(
      "InvalidRequest",
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  }
  const fields = new Map<string, string>();
  for (const field of authorization.slice(algorithm.length).split(",")) {
    const equals = field.indexOf("=");
    fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  const payload = headerOf(headers, "x-amz-content-sha256");
  if (payload === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "Missing required header for this request: x-amz-content-sha256",
    );
  }
  const time = headerOf(headers, "x-amz-date") ?? "";
  const signedAt = parseTime(time);
  if (signedAt === undefined) {
    throw new S3Error(
      "AccessDenied",
      "AWS authentication requires a valid Date or x-amz-date header",
    );
  }
  if (Math.abs(now.getTime() - signedAt) > skewMax) throw new S3Error("RequestTimeTooSkewed");
  return readClaim("AuthorizationHeaderMalformed", {
    credential: fields.get("Credential"),
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
    time,
    payload,
  });
}

function claimOfQuery({ query, headers }: SignedRequest, now: Date): Claim {
  const time = query.get("X-Amz-Date") ?? "";
  const signedAt = parseTime(time);
  const seconds = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  const refusal = "AuthorizationQueryParametersError";
  if (query.get("X-Amz-Algorithm") !== algorithm || signedAt === undefined)
    throw new S3Error(refusal);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > presignedSecondsMax)
    throw new S3Error(refusal);
  if (signedAt - now.getTime() > skewMax)
    throw new S3Error("AccessDenied", "Request is not valid yet");
  if (now.getTime() > signedAt + seconds * 1000)
    throw new S3Error("AccessDenied", "Request has expired");
  return readClaim(refusal, {
    credential: query.get("X-Amz-Credential"),
    signedHeaders: query.get("X-Amz-SignedHeaders"),
    signature: query.get("X-Amz-Signature"),
    time,
    payload: headerOf(headers, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
  });
}

interface ClaimFields {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly time: string;
  readonly payload: string;
}

function readClaim(refusal: Claim["refusal"], fields: ClaimFields): Claim {
  const credential = /^(.+)\/(\d{8}\/[^/]+\/[^/]+\/aws4_request)$/.exec(fields.credential ?? "");
  const signedHeaders = (fields.signedHeaders ?? "").split(";");
  const { signature = "", time, payload } = fields;
  if (credential === null || !signedHeaders.includes("host")) throw new S3Error(refusal);
  if (!/^[\da-f]{64}$/.test(signature)) throw new S3Error("SignatureDoesNotMatch");
  return {
    accessKeyId: credential[1]!,
    scope: credential[2]!,
    signedHeaders,
    signature,
    time,
    payload,
    refusal,
  };
}

function checkScope(claim: Claim, keys: SignatureKeys): void {
  if (claim.accessKeyId !== keys.accessKeyId) throw new S3Error("InvalidAccessKeyId");
  const [date, region, service] = claim.scope.split("/");
  if (date !== claim.time.slice(0, 8) || service !== "s3") throw new S3Error(claim.refusal);
  if (keys.region !== undefined && region !== keys.region) {
    const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${keys.region}'`;
    throw new S3Error(claim.refusal, message, { "x-amz-bucket-region": keys.region });
  }
}

/** Headers that change what a request does must be under the signature, or anyone on the way could add one. */
function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders }: Claim): void {
  for (const name in headers) {
    if (name.startsWith("x-amz-") && !signedHeaders.includes(name)) {
      throw new S3Error(
        "AccessDenied",
        "There were headers present in the request which were not signed",
      );
    }
  }
}

function canonicalRequest(request: SignedRequest, { signedHeaders, payload }: Claim): string {
  const query = [...request.query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .toSorted()
    .join("&");
  const path = encodeStrictly(request.path).replaceAll("%2F", "/");
  const headers = signedHeaders
    .map((name) => `${name}:${canonicalValue(request.headers, name)}\n`)
    .join("");
  return `${request.method}\n${path}\n${query}\n${headers}\n${signedHeaders.join(";")}\n${payload}`;
}

function canonicalValue(headers: IncomingHttpHeaders, name: string): string {
  const value = (headerOf(headers, name) ?? "").trim();
  return value.includes("  ") ? value.replaceAll(/ {2,}/g, " ") : value;
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
function encodeStrictly(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Header values arrive as latin-1 text, one character a byte: hashed as latin-1 they are the bytes that were sent. */
function hashOf(text: string): string {
  return createHash("sha256").update(text, "latin1").digest("hex");
}

function parseTime(time: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const parsed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

const cachedKeysMax = 16;

/** Signing keys by scope. A key is good for a day, so deriving it for each request would be four hashes too many. */
function createSigningKeys(secretAccessKey: string): (scope: string) => Buffer {
  const cache = new Map<string, Buffer>();
  return (scope) => {
    const cached = cache.get(scope);
    if (cached !== undefined) return cached;
    let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
    for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
    if (cache.size >= cachedKeysMax) cache.clear();
    cache.set(scope, key);
    return key;
  };
}
