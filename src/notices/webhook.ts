/** Sends a notice as other webhooks are sent (standardwebhooks.com), so that a receiver can check it with what is there. */
import { createHmac } from "node:crypto";
import type { Notice } from "./notice.ts";
import type { SendNotice } from "./send-notice.ts";
import { plain } from "./words.ts";

export interface WebhookOptions {
  /** Empty: notices are not signed. */
  readonly secret: string;
  readonly timeoutMs: number;
  readonly now: () => number;
  /** What is sent of a notice. */
  readonly requestOf: (notice: Notice) => WebhookRequest | Promise<WebhookRequest>;
  /** What may not be told of an answer that is told of; null: no answer is, but its status. */
  readonly explain?: readonly string[];
}

export interface WebhookRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  /** Null: none, as of a GET. */
  readonly body: string | null;
}

/** Answers that are about the notice and not about the receiver. */
const refusals = new Set([400, 410, 413, 415, 422]);

export function createWebhook(options: WebhookOptions): SendNotice {
  const { secret, timeoutMs, now, requestOf } = options;
  return async (notice, signal) => {
    const id = notice.data.eventId;
    const { url, method, headers, contentType, body } = await requestOf(notice);
    const timestamp = String(Math.floor(now() / 1000));
    try {
      const response = await fetch(url, {
        method,
        // Whoever answers with another address is not who was configured.
        redirect: "manual",
        headers: {
          ...withUserAgent(headers),
          ...(body === null ? {} : { "content-type": contentType }),
          "webhook-id": id,
          "webhook-timestamp": timestamp,
          ...(secret === ""
            ? {}
            : { "webhook-signature": signatureOf(`${id}.${timestamp}.${body ?? ""}`, secret) }),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      const said = await answerOf(response, options);
      if (response.ok) return { kind: "taken", remark: null };
      const kind = refusals.has(response.status) ? "refused" : "failed";
      return { kind, message: `HTTP ${response.status}${said}` };
    } catch (error) {
      return { kind: "failed", message: reasonOf(error) };
    }
  };
}

function withUserAgent(headers: WebhookRequest["headers"]): WebhookRequest["headers"] {
  const isNamed = Object.keys(headers).some((name) => name.toLowerCase() === "user-agent");
  return isNamed ? headers : { "user-agent": "stevedore", ...headers };
}

const answerMax = 300;

/** What else an answer says. It may repeat what it was sent, so it is told to nobody but who asks for it. */
async function answerOf(response: Response, { explain }: WebhookOptions): Promise<string> {
  if (explain === undefined || response.ok) {
    await response.body?.cancel();
    return "";
  }
  const text = piecesOf(explain).reduce(
    (said, piece) => said.replaceAll(piece, "****"),
    await response.text(),
  );
  const told = plain(text).slice(0, answerMax);
  return told === "" ? "" : `: ${told}`;
}

/** Shorter parts of a secret tell nothing, and stand in many a word. */
const pieceMin = 6;

/** Secrets and what they are made of, as the path of an address or the token after `Bearer`: the longest first, for it may hold others. */
function piecesOf(secrets: readonly string[]): readonly string[] {
  const parts = secrets.flatMap((secret) => secret.split(/[\s/?&=:]+/));
  const pieces = [...secrets, ...parts.filter(({ length }) => length >= pieceMin)];
  const written = pieces.flatMap((piece) => [piece, encodeURIComponent(piece)]);
  return [...new Set(written)].toSorted((a, b) => b.length - a.length);
}

/** HMAC-SHA256 over id, time and body. A secret that begins with `whsec_` is base64, as that standard has it. */
export function signatureOf(content: string, secret: string): string {
  const key = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : Buffer.from(secret, "utf8");
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}

/** What a request failed with, without the address, which may be a secret itself. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error & { readonly cause?: { readonly code?: string } };
  return cause?.code ?? name;
}
