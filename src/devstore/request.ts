import { S3Error } from "./errors.ts";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Store } from "./store.ts";

/** What the request line names. Everything is decoded exactly once. */
export interface Target {
  /** Decoded path, for the signature. */
  readonly path: string;
  /** Empty for a call to the service. */
  readonly bucket: string;
  /** Empty for a call to a bucket. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

/** One request as a handler sees it: routed and with a proven signature. */
export interface Call extends Target {
  readonly headers: IncomingHttpHeaders;
  /** Request body, still encoded: read it through `body.ts` only. */
  readonly incoming: IncomingMessage;
  readonly store: Store;
  /** The store's region, for answers that name it. */
  readonly region: string;
  /** The largest object that one call copies. */
  readonly copyBytesMax: number;
  /** Milliseconds since 1970, whole seconds as S3 keeps them. */
  readonly now: number;
  /** The same for archived objects, whose clock a test may turn on by days. */
  readonly archiveNow: number;
}

const keyBytesMax = 1024;

/**
 * Reads the request target by hand. `new URL` must not be used here: it collapses `..` and would turn one key into
 * another, or into another bucket's.
 */
export function parseTarget(target: string): Target {
  if (!target.startsWith("/")) throw new S3Error("InvalidURI");
  const question = target.indexOf("?");
  const path = decode(question === -1 ? target : target.slice(0, question));
  const query = question === -1 ? noQuery : parseQuery(target.slice(question + 1));
  const slash = path.indexOf("/", 1);
  const bucket = slash === -1 ? path.slice(1) : path.slice(1, slash);
  const key = slash === -1 ? "" : path.slice(slash + 1);
  if (bucket === "" && key !== "") throw new S3Error("InvalidBucketName");
  if (key.length > keyBytesMax / 3 && Buffer.byteLength(key) > keyBytesMax)
    throw new S3Error("KeyTooLongError");
  return { path, bucket, key, query };
}

const noQuery: ReadonlyMap<string, string> = new Map();

function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
    if (query.has(name))
      throw new S3Error("InvalidArgument", `The parameter ${name} is given more than once.`);
    query.set(name, equals === -1 ? "" : decodeForm(pair.slice(equals + 1)));
  }
  return query;
}

/** Percent-decodes text where a plus sign is a space: queries, `x-amz-tagging`, `x-amz-copy-source`. */
export function decodeForm(text: string): string {
  return decode(text.replaceAll("+", " "));
}

function decode(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new S3Error("InvalidURI");
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that encodes nothing, or bytes that are no UTF-8.
    throw new S3Error("InvalidURI");
  }
}

/** The value of a header, undefined when it did not come. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}
