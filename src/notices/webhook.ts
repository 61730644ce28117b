/** Sends a notice as other webhooks are sent (standardwebhooks.com), so that a receiver can check it with what is there. */
import { createHmac } from "node:crypto";
import type { Notice } from "./notice.ts";
import type { SendNotice } from "./send-notice.ts";

export interface WebhookOptions {
  readonly url: string;
  /** Empty: notices are not signed. */
  readonly secret: string;
  readonly timeoutMs: number;
  readonly now: () => number;
  /** What is sent of a notice, as JSON. */
  readonly contentOf: (notice: Notice) => unknown;
}

/** Answers that are about the notice and not about the receiver. */
const refusals = new Set([400, 410, 413, 415, 422]);

export function createWebhook({
  url,
  secret,
  timeoutMs,
  now,
  contentOf,
}: WebhookOptions): SendNotice {
  return async (notice, signal) => {
    const id = notice.data.eventId;
    const body = JSON.stringify(await contentOf(notice));
    const timestamp = String(Math.floor(now() / 1000));
    try {
      const response = await fetch(url, {
        method: "POST",
        // Whoever answers with another address is not who was configured.
        redirect: "manual",
        headers: {
          "content-type": "application/json",
          "user-agent": "stevedore",
          "webhook-id": id,
          "webhook-timestamp": timestamp,
          ...(secret === ""
            ? {}
            : { "webhook-signature": signatureOf(`${id}.${timestamp}.${body}`, secret) }),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      if (response.ok) return { kind: "taken", remark: null };
      const kind = refusals.has(response.status) ? "refused" : "failed";
      return { kind, message: `HTTP ${response.status}` };
    } catch (error) {
      return { kind: "failed", message: reasonOf(error) };
    }
  };
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
