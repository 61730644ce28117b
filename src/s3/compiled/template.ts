/**
 * A request of the SDK as a template: two of them, made of marked objects, must differ in nothing but the places of the
 * marks, and these may stand only in the path, in the version id and in the copy source. Whatever else differs is refused,
 * for then the request cannot be made from the object alone.
 */
import type { CapturedRequest } from "./dry-client.ts";
import { escapeText } from "./escape.ts";
import { headOf, writeRequest, type WireRequest } from "./wire-request.ts";
import { isSame, join, slotsOf, type Slot, type SlottedText } from "./slotted-text.ts";

export interface RequestTemplate {
  readonly method: string;
  /** `https://host:port`, of the connection. */
  readonly origin: string;
  /** Path and query, as they are sent. */
  readonly target: SlottedText;
  /** Date, token and authorization have their own slots. */
  readonly headers: readonly { readonly name: string; readonly value: SlottedText }[];
  /** All that is written before the body. */
  readonly head: SlottedText;
  /** The same for every object; null when there is none. */
  readonly body: Buffer | null;
  /** The canonical request of Signature V4, to be hashed. */
  readonly canonical: SlottedText;
  readonly scope: SigningScope;
  readonly signedHeaders: string;
  /** Whether the credentials that it was made with are temporary ones; with others it is made again. */
  readonly hasSessionToken: boolean;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
}

export interface Marked {
  readonly key: string;
  /** What stands for the version; of objects without one, too, where it cannot occur. */
  readonly version: string;
  readonly request: CapturedRequest;
}

/** Why there can be no template, in words for the log. */
export class NotCompilable extends Error {
  override readonly name = "NotCompilable";
}

/** @throws NotCompilable */
export function makeTemplate(one: Marked, other: Marked): RequestTemplate {
  const template = readMarked(one);
  const again = readMarked(other);
  const difference = differenceOf(template, again);
  if (difference !== null) {
    throw new NotCompilable(
      `${difference} depends on the object in a way that cannot be filled in`,
    );
  }
  if (!template.target.some((piece) => isSlot(piece, "key"))) {
    throw new NotCompilable("the key does not stand in the path");
  }
  return template;
}

function differenceOf(one: RequestTemplate, other: RequestTemplate): string | null {
  if (one.method !== other.method) return "the method";
  if (one.origin !== other.origin) return "the host";
  if (!isSame(one.target, other.target)) return "the path or the query";
  if (JSON.stringify(one.headers) !== JSON.stringify(other.headers)) return "a header";
  if (!sameBody(one.body, other.body)) return "the body";
  return isSame(one.canonical, other.canonical) ? null : "what is signed";
}

const slottedHeaders: ReadonlySet<string> = new Set(["x-amz-copy-source"]);
const slottedQuery: ReadonlySet<string> = new Set(["versionId"]);

function readMarked({ key, version, request }: Marked): RequestTemplate {
  const markers = { key, version };
  const { method, path } = request;
  const authorization = readAuthorization(request.headers["authorization"]);
  const query = readQuery(request.query, markers);
  const pathSlots = slotsOf(path, markers);
  const headers = Object.entries(request.headers).map(([name, value]) => ({
    name,
    value: headerSlots(name, value, markers),
  }));
  const payloadHash = request.headers["x-amz-content-sha256"];
  if (payloadHash === undefined) throw new NotCompilable("the SDK does not say what the body is");
  const target = join(pathSlots, query.length === 0 ? "" : "?", query);
  const parts = { origin: originOf(request), method, target, headers, body: bodyOf(request.body) };
  return {
    ...parts,
    head: headOf(parts),
    canonical: join(
      `${method}\n`,
      pathSlots,
      "\n",
      query,
      "\n",
      ...canonicalHeaders(headers, authorization.signedHeaders),
      `\n${authorization.signedHeaders}\n${payloadHash}`,
    ),
    scope: authorization.scope,
    signedHeaders: authorization.signedHeaders,
    hasSessionToken: request.headers["x-amz-security-token"] !== undefined,
  };
}

/** In the order and spelling of Signature V4, which is also how the SDK sends it. */
function readQuery(
  query: CapturedRequest["query"],
  markers: { readonly key: string; readonly version: string },
): SlottedText {
  const pairs = Object.keys(query)
    .toSorted()
    .map((name, index) => {
      const value = query[name];
      if (typeof value !== "string")
        throw new NotCompilable("the query is not one of plain values");
      const escaped = slottedQuery.has(name)
        ? slotsOf(escapeText(value), markers)
        : [unmarked(escapeText(value), markers)];
      return join(`${index === 0 ? "" : "&"}${escapeText(name)}=`, escaped);
    });
  return join(...pairs);
}

function headerSlots(
  name: string,
  value: string,
  markers: { readonly key: string; readonly version: string },
): SlottedText {
  switch (name) {
    case "x-amz-date":
      return [{ slot: "date" }];
    case "x-amz-security-token":
      return [{ slot: "sessionToken" }];
    case "authorization":
      return [{ slot: "authorization" }];
    default:
  }
  // What is not ASCII does not arrive everywhere as it was sent, and a line end would begin another header.
  if (!/^[\x20-\x7e]*$/.test(value)) throw new NotCompilable(`${name} is not plain ASCII`);
  if (slottedHeaders.has(name)) return slotsOf(value, markers);
  return [unmarked(value, markers)];
}

function unmarked(
  text: string,
  { key, version }: { readonly key: string; readonly version: string },
): string {
  if (text.includes(key) || text.includes(version)) {
    throw new NotCompilable("the object stands where it cannot be filled in");
  }
  return text;
}

/** Signature V4, canonical headers: trimmed, runs of spaces made one. */
function canonicalHeaders(
  headers: RequestTemplate["headers"],
  signedHeaders: string,
): SlottedText[] {
  return signedHeaders.split(";").map((name) => {
    const header = headers.find((one) => one.name.toLowerCase() === name);
    if (header === undefined) throw new NotCompilable(`${name} is signed and not sent`);
    const single = header.value.length === 1 ? header.value[0] : undefined;
    const value = typeof single === "string" ? [single.trim().replace(/\s+/g, " ")] : header.value;
    return join(`${name}:`, value, "\n");
  });
}

interface Authorization {
  readonly scope: SigningScope;
  readonly signedHeaders: string;
}

const authorizationForm =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=[\da-f]{64}$/;

function readAuthorization(header: string | undefined): Authorization {
  const match = authorizationForm.exec(header ?? "");
  if (match === null)
    throw new NotCompilable("the SDK does not sign it by Signature V4 in a header");
  const [, region = "", service = "", signedHeaders = ""] = match;
  return { scope: { region, service }, signedHeaders };
}

/** A request of the SDK as it is written on the wire. @throws NotCompilable */
export function toWire(request: CapturedRequest): WireRequest {
  const { method, path } = request;
  const query = readQuery(request.query, noMarkers);
  return writeRequest({
    origin: originOf(request),
    method,
    target: join(path, query.length === 0 ? "" : "?", query),
    headers: Object.entries(request.headers).map(([name, value]) => ({ name, value: [value] })),
    body: bodyOf(request.body),
  });
}

function originOf({ protocol, hostname, port }: CapturedRequest): string {
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
}

/** Never part of a text, as no text of a request holds one. */
const noMarkers = { key: "\0", version: "\0\0" };

function bodyOf(body: unknown): Buffer | null {
  if (body === undefined || body === null || body === "") return null;
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body.byteLength === 0 ? null : Buffer.from(body);
  throw new NotCompilable("the body is a stream");
}

export function sameBody(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}

function isSlot(piece: string | Slot, name: Slot["slot"]): boolean {
  return typeof piece !== "string" && piece.slot === name;
}
