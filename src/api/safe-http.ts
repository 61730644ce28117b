/** What every answer says to browsers, and which bodies are not read. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { errorBody } from "./graphql/errors.ts";

/**
 * Nothing that is served here is a page of its own, unless its route says so: not to be guessed at, framed, kept, or
 * fetched by pages of others.
 */
const safeHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
} as const;

/** Headers that a route has set itself stay. */
export async function addSafeHeaders(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  for (const [name, value] of Object.entries(safeHeaders))
    if (!reply.hasHeader(name)) reply.header(name, value);
}

/** A body is read as UTF-8 as it came: another encoding would be read as something that nobody wrote. */
export async function refuseOtherBodies(
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { "content-encoding": encoding = "identity", "content-type": type = "" } = headers;
  const charset = /;\s*charset="?(?<charset>[^";\s]{1,64})/i.exec(type)?.groups?.["charset"];
  const isPlain = encoding.toLowerCase() === "identity";
  if (isPlain && (charset === undefined || /^utf-?8$/i.test(charset))) return;
  const message = isPlain
    ? `Send UTF-8, not ${JSON.stringify(charset)}.`
    : "Send the body as it is, without a content encoding.";
  await reply.code(415).send(errorBody("UNSUPPORTED_MEDIA_TYPE", message));
}
