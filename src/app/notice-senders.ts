/** How each kind of destination is told. */
import type { FunctionConfig } from "../config/functions.ts";
import type { MailTarget, NoticeTarget, WebhookTarget } from "../config/notice-destinations.ts";
import { createLambdaFunctionCaller } from "../lambda/lambda-function-caller.ts";
import { chatMessage } from "../notices/chat.ts";
import type { FailuresOfJob } from "../notices/failures.ts";
import { createFunctionSender } from "../notices/function.ts";
import { createMail, createMailer, type Mailer } from "../notices/mail.ts";
import type { Notice } from "../notices/notice.ts";
import type { SendNotice } from "../notices/send-notice.ts";
import { bodyOf, urlOf } from "../notices/template.ts";
import { createWebhook, type WebhookRequest } from "../notices/webhook.ts";

export interface SenderParts {
  readonly functions: readonly FunctionConfig[];
  readonly failuresOf: FailuresOfJob;
  /** Whether it is told what a receiver answers that does not take one: for whoever tries it by hand. */
  readonly explain: boolean;
}

/** Who takes notices, for people. */
export const takers: Readonly<Record<NoticeTarget["kind"], string>> = {
  webhook: "receiver",
  chat: "receiver",
  mail: "mail server",
  function: "function",
};

const webhookTimeoutMs = 10_000;
const mailTimeoutMs = 30_000;
const functionTimeoutMs = 50_000;

export function senderOf(target: NoticeTarget, parts: SenderParts): SendNotice {
  switch (target.kind) {
    case "webhook":
      return webhookSender(target, parts, (notice) => requestOf(target, notice));
    case "chat":
      return chatSender(target, parts);
    case "mail":
      return createMail(
        { to: target.to, mailer: mailerOf(target, { timeoutMs: mailTimeoutMs }) },
        parts.failuresOf,
      );
    case "function":
      return createFunctionSender({
        name: target.function,
        timeoutMs: functionTimeoutMs,
        caller: callerOf(parts),
      });
  }
}

export function mailerOf(
  { server, from, to }: MailTarget,
  { timeoutMs }: { readonly timeoutMs: number },
): Mailer {
  return createMailer({ server, from, to, timeoutMs });
}

type Address = Pick<WebhookTarget, "url" | "headers" | "secret">;

function webhookSender(
  { url, headers, secret, values }: Address & Partial<WebhookTarget>,
  { explain }: SenderParts,
  request: (notice: Notice) => WebhookRequest | Promise<WebhookRequest>,
): SendNotice {
  const secrets = [url, secret, ...Object.values(headers), ...Object.values(values ?? {})];
  return createWebhook({
    secret,
    timeoutMs: webhookTimeoutMs,
    now: Date.now,
    requestOf: request,
    ...(explain ? { explain: secrets.filter((each) => each !== "") } : {}),
  });
}

function chatSender(target: Address, parts: SenderParts): SendNotice {
  const { url, headers } = target;
  const messageOf = chatMessage(parts.failuresOf);
  return webhookSender(target, parts, async (notice) => ({
    url,
    method: "POST",
    headers,
    contentType: "application/json",
    body: JSON.stringify(await messageOf(notice)),
  }));
}

function requestOf(target: WebhookTarget, notice: Notice): WebhookRequest {
  const { method, headers, contentType, body: template, values } = target;
  const wording = { notice, values };
  const body = template === null ? JSON.stringify(notice) : bodyOf(template, contentType, wording);
  const url = urlOf(target.url, wording);
  return { url, method, headers, contentType, body: method === "GET" ? null : body };
}

/** Its sockets close when they are idle, so nothing is left to be closed. */
function callerOf({ functions }: SenderParts) {
  return createLambdaFunctionCaller({ functions, connectionsMax: 1, timeoutMs: functionTimeoutMs });
}
