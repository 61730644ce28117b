/** Lambda's Invoke, of its API only what invokes a function and waits (AWS Lambda API, Invoke). */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostedFunctions } from "./hosted-functions.ts";
import type { InvocationEnd } from "./function-queue.ts";

const payloadBytesMax = 6 * 1024 * 1024;

export async function answerInvocation(
  { byName }: HostedFunctions,
  incoming: IncomingMessage,
  out: ServerResponse,
): Promise<void> {
  const [, encoded] =
    /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?.*)?$/.exec(incoming.url ?? "") ?? [];
  const payload = await readPayload(incoming);
  if (encoded === undefined || incoming.method !== "POST")
    return refuse(out, 404, "ResourceNotFoundException", "There is no such call.");
  // Nothing here has users; but what is not signed was not meant for Lambda.
  if (!incoming.headers.authorization?.startsWith("AWS4-HMAC-SHA256 "))
    return refuse(out, 403, "AccessDeniedException", "The request is not signed.");
  const name = nameOf(decode(encoded));
  const found = byName.get(name);
  if (found === undefined)
    return refuse(out, 404, "ResourceNotFoundException", `Function not found: ${name}`);
  // Asked whether it could be invoked, nothing is.
  if (incoming.headers["x-amz-invocation-type"] === "DryRun") return void out.writeHead(204).end();
  if (payload === null)
    return refuse(out, 413, "RequestTooLargeException", "The payload is over 6 MiB.");
  if (!isJson(payload))
    return refuse(out, 400, "InvalidRequestContentException", "The payload is no JSON.");
  const invoked = found.queue.invoke(payload);
  if (invoked === null)
    return refuse(out, 429, "TooManyRequestsException", "Too many invocations wait.");
  tell(out, await invoked, incoming.headers["x-amz-log-type"] === "Tail");
}

function tell(out: ServerResponse, end: InvocationEnd, withLog: boolean): void {
  out.writeHead(200, {
    "content-type": "application/json",
    "x-amz-executed-version": "$LATEST",
    ...(end.functionError ? { "x-amz-function-error": "Unhandled" } : {}),
    ...(withLog ? { "x-amz-log-result": Buffer.from(end.log).toString("base64") } : {}),
  });
  out.end(end.payload);
}

/** Of a name or an ARN, with a qualifier or without, only the name counts: each function has one version. */
function nameOf(given: string): string {
  const arn = /^(?:arn:[^:]*:lambda:[^:]*:)?(?:\d{12}:)?function:([^:]+)(?::[^:]+)?$/.exec(given);
  return arn?.[1] ?? given.split(":", 1)[0] ?? "";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Null when it is too large. */
async function readPayload(incoming: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes <= payloadBytesMax) pieces.push(piece);
  }
  return bytes > payloadBytesMax ? null : Buffer.concat(pieces);
}

function isJson(payload: Buffer): boolean {
  try {
    JSON.parse(payload.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

function refuse(out: ServerResponse, status: number, type: string, message: string): void {
  out.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
  out.end(JSON.stringify({ Type: "User", Message: message, message }));
}
