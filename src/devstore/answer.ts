import { randomBytes } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { AssertionError } from "../lib/assert.ts";
import { S3Error } from "./errors.ts";
import { findRoute } from "./find-route.ts";
import { headerOf, parseTarget } from "./request.ts";
import { escapeXml } from "./xml.ts";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "./reply.ts";
import type { Target } from "./request.ts";
import type { Route } from "./routes.ts";
import type { SignedRequest } from "./sigv4.ts";
import type { Store } from "./store.ts";

/** What the access log says of one request. */
export interface AccessLogEntry {
  readonly method: string;
  /** Empty for a call to the service. */
  readonly bucket: string;
  /** Decoded; empty for a call to a bucket. */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  /** S3's name of the call, such as `CopyObject`; `Unknown` for a request that is none. */
  readonly operation: string;
  readonly status: number;
  /** The header as it came. */
  readonly copySource?: string | undefined;
  /** The keys of a DeleteObjects. */
  readonly keys?: readonly string[] | undefined;
}

/** What answering needs. */
export interface AnswerDependencies {
  readonly store: Store;
  readonly region: string;
  readonly accountId: string | undefined;
  readonly checkSignature: (request: SignedRequest, now: Date) => void;
  readonly now: () => Date;
  readonly archiveNow: (() => Date) | undefined;
  readonly copyBytesMax: number;
  readonly onRequest: ((entry: AccessLogEntry) => void) | undefined;
}

const serverName = "Stevedore-Development-Store";

/** Answers one request. Rejects only for a bug. */
export async function answerRequest(
  dependencies: AnswerDependencies,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const now = dependencies.now();
  const method = incoming.method ?? "";
  let target: Target = { path: "", bucket: "", key: "", query: new Map() };
  let route: Route | undefined;
  let reply: Reply;
  try {
    target = parseTarget(incoming.url ?? "");
    route = findRoute(method, target, incoming.headers);
    dependencies.checkSignature(
      { method, path: target.path, query: target.query, headers: incoming.headers },
      now,
    );
    if (route === undefined) throw new S3Error("NotImplemented");
    checkOwner(dependencies, incoming);
    const { store, region, copyBytesMax } = dependencies;
    const wholeSeconds = Math.floor(now.getTime() / 1000) * 1000;
    reply = await route.handle({
      ...target,
      headers: incoming.headers,
      incoming,
      store,
      region,
      copyBytesMax,
      now: wholeSeconds,
      archiveNow: dependencies.archiveNow?.().getTime() ?? wholeSeconds,
    });
  } catch (error) {
    // The client is gone, and nothing was done for it.
    if (incoming.errored !== null) return;
    reply = replyOfError(error, { resource: target.path, requestId });
  }
  dependencies.onRequest?.({
    method,
    bucket: target.bucket,
    key: target.key,
    query: Object.fromEntries(target.query),
    operation: route?.operation ?? "Unknown",
    status: reply.status,
    copySource: headerOf(incoming.headers, "x-amz-copy-source"),
    keys: reply.keys,
  });
  try {
    await send(response, reply, {
      ...reply.headers,
      server: serverName,
      date: now.toUTCString(),
      "x-amz-request-id": requestId,
    });
  } finally {
    reply.release?.();
  }
}

/** The account that a caller expects to own the buckets. Without a configured one, any account number will do. */
function checkOwner({ accountId }: AnswerDependencies, { headers }: IncomingMessage): void {
  for (const name of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"]) {
    const expected = headerOf(headers, name);
    if (expected === undefined) continue;
    if (!/^\d{12}$/.test(expected)) throw new S3Error("InvalidArgument");
    if (accountId !== undefined && expected !== accountId) throw new S3Error("AccessDenied");
  }
}

function replyOfError(
  error: unknown,
  context: { readonly resource: string; readonly requestId: string },
): Reply {
  if (error instanceof AssertionError) throw error;
  // A full disk, a client that went away: the caller is a developer, so the reason is told.
  const known =
    error instanceof S3Error
      ? error
      : new S3Error(
          "InternalError",
          `We encountered an internal error. Please try again. (${String(error)})`,
        );
  const body = [
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${known.code}</Code>`,
    `<Message>${escapeXml(known.message)}</Message><Resource>${escapeXml(context.resource)}</Resource>`,
    `<RequestId>${context.requestId}</RequestId></Error>`,
  ].join("");
  return {
    status: known.status,
    headers: { "content-type": "application/xml", ...known.headers },
    body,
  };
}

async function send(
  response: ServerResponse,
  reply: Reply,
  headers: Record<string, string>,
): Promise<void> {
  const { status, body } = reply;
  if (body === undefined || typeof body === "string") {
    const bodiless = status === 204 || status === 304;
    if (!bodiless) headers["content-length"] ??= String(Buffer.byteLength(body ?? ""));
    response.writeHead(status, headers).end(body);
    return;
  }
  response.writeHead(status, headers);
  // A client that stops reading, or a file that cannot be read on: the connection is cut, so nobody takes it for whole.
  await pipeline(body, response).catch(() => response.destroy());
}
