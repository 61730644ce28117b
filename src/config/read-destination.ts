/** One destination of notices of the config file. Every wrong member is told of, and no value that may be a secret. */
import type { FunctionConfig } from "./functions.ts";
import { mailAddresses, mailSender, mailServerOf, recipientsMax, smtpForm } from "./mail.ts";
import { listOf, membersOf, type Members, type Problem } from "./members.ts";
import {
  noticedEvents,
  plainWebhook,
  type MailTarget,
  type NoticeDestination,
  type NoticedEvent,
  type NoticeTarget,
  type WebhookTarget,
} from "./notice-destinations.ts";
import { readNoticedJobs } from "./notice-jobs.ts";
import type { NoticeSettings } from "./notice-settings.ts";
import { placeholder, unknownNames, type Json } from "./notice-template.ts";
import { noticeSecret } from "./parse-setting.ts";

export interface DestinationSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly functions: readonly FunctionConfig[];
  readonly settings: NoticeSettings;
}

/** What one is read from, and where its problems go. */
interface Reading extends DestinationSources {
  readonly members: Members;
  readonly problem: Problem;
}

const shared = ["kind", "events", "jobs"];
const membersOfKind: Readonly<Record<NoticeTarget["kind"], readonly string[]>> = {
  webhook: ["url", "method", "headers", "contentType", "secret", "body", "values"],
  chat: ["url", "headers", "secret"],
  mail: ["to", "from", "smtpUrl"],
  function: ["function"],
};

/** Null when it cannot be used. */
export function readDestination(
  name: string,
  given: unknown,
  { problem: tell, ...sources }: DestinationSources & { readonly problem: Problem },
): NoticeDestination | null {
  let sound = true;
  const problem: Problem = (message) => {
    sound = false;
    tell(message);
  };
  const members = membersOf(given);
  const kinds = Object.keys(membersOfKind);
  const kind = String(members?.["kind"]) as NoticeTarget["kind"];
  if (members === null || !kinds.includes(kind)) {
    problem(`must be an object with a kind: ${kinds.join(", ")}.`);
    return null;
  }
  const known = [...shared, ...membersOfKind[kind]];
  for (const member of Object.keys(members))
    if (!known.includes(member))
      problem(`${member} is not known of a ${kind}; there is ${known.join(", ")}.`);
  const events = listOf(members, "events", problem) ?? noticedEvents;
  if (events.length === 0 || !events.every((event) => isEvent(event)))
    problem(`events are of ${noticedEvents.join(", ")}.`);
  const jobs = readNoticedJobs(members["jobs"], problem);
  const target = readers[kind]({ ...sources, members, problem });
  return sound ? { name, events: events as readonly NoticedEvent[], jobs, target } : null;
}

function isEvent(word: string): word is NoticedEvent {
  return (noticedEvents as readonly string[]).includes(word);
}

const readers: Readonly<Record<NoticeTarget["kind"], (reading: Reading) => NoticeTarget>> = {
  webhook: readWebhook,
  chat: (reading) => ({ kind: "chat", ...addressOf(reading) }),
  mail: readMail,
  function({ members, functions, problem }) {
    const name = textOf(members["function"]);
    const isKnown = functions.some(
      (each) => name === each.name || name.startsWith(`${each.name}:`),
    );
    if (!isKnown) problem("function must name one of the functions of the config file.");
    return { kind: "function", function: name };
  },
};

const methods = ["POST", "PUT", "PATCH", "GET"] as const;

function readWebhook(reading: Reading): WebhookTarget {
  const { members, problem } = reading;
  const body = (members["body"] ?? null) as Json;
  const values = secretsOf(reading, "values");
  const method = methods.find((each) => each === (members["method"] ?? "POST"));
  if (method === undefined) problem(`method must be one of ${methods.join(", ")}.`);
  if (method === "GET" && body !== null) problem("a GET has no body.");
  const usual = typeof body === "string" ? "text/plain; charset=utf-8" : plainWebhook.contentType;
  const contentType = members["contentType"] ?? usual;
  if (
    typeof contentType !== "string" ||
    !/^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w-]+)*$/.test(contentType)
  )
    problem("contentType must be like application/json.");
  const address = addressOf(reading);
  for (const [where, template] of [
    ["url", address.url],
    ["body", body],
  ] as const) {
    const unknown = unknownNames(template, Object.keys(values));
    if (unknown.length > 0) problem(`${where}: nothing is known as ${unknown.join(", ")}.`);
  }
  return {
    ...plainWebhook,
    ...address,
    method: method ?? "POST",
    contentType: textOf(contentType),
    body,
    values,
  };
}

/** What a webhook and a chat have in common. */
function addressOf(reading: Reading): Pick<WebhookTarget, "url" | "headers" | "secret"> {
  const { members, problem } = reading;
  const url = secretOf(reading, "url", members["url"]);
  const parsed = URL.parse(url.replaceAll(placeholder, "x"));
  const isPlain = parsed !== null && parsed.username + parsed.password === "";
  // The host stands there as it is: a job must not choose who is told.
  if (!isPlain || !/^https?:\/\/[^/?#{}]+(?:[/?]|$)/i.test(url))
    problem("url must be like https://example.com/hooks, without a user in it.");
  const secret = secretOf(reading, "secret", members["secret"] ?? "");
  try {
    noticeSecret(secret);
  } catch (error) {
    problem(`secret ${(error as Error).message}.`);
  }
  return { url, headers: headersOf(reading), secret };
}

/** What a request is made of besides, and what receivers know a notice by. */
const ownHeaders =
  /^(?:host|connection|keep-alive|upgrade|content-.*|transfer-encoding|expect|webhook-.*)$/i;

function headersOf(reading: Reading): Readonly<Record<string, string>> {
  const { problem } = reading;
  const headers = secretsOf(reading, "headers");
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || ownHeaders.test(name))
      problem(`headers: ${name} cannot be set; contentType is a setting of its own.`);
    if (!/^[\x20-\x7e\xa0-\xff]*$/.test(value))
      problem(`headers: the value of ${name} must be one line of Latin characters.`);
    if (value.search(placeholder) !== -1)
      problem(`headers: ${name} holds a placeholder; those stand in url and body alone.`);
  }
  return headers;
}

function readMail(reading: Reading): MailTarget {
  const { members, settings, problem } = reading;
  const to = mailAddresses(listOf(members, "to", problem) ?? []);
  if (to === null || to.length === 0)
    problem(`to must be a list of addresses, at most ${recipientsMax}.`);
  const from = textOf(members["from"]) || settings.notifyMailFrom;
  try {
    if (from === "") problem("from is missing, and so is NOTIFY_MAIL_FROM.");
    mailSender(from);
  } catch (error) {
    problem(`from ${(error as Error).message}.`);
  }
  const own = members["smtpUrl"];
  const url = own === undefined ? settings.smtpUrl : secretOf(reading, "smtpUrl", own);
  const server = mailServerOf(url);
  if (url === "") problem("smtpUrl is missing, and so is SMTP_URL.");
  else if (server === null) problem(`smtpUrl must be like ${smtpForm}.`);
  return { kind: "mail", server: server!, to: to ?? [], from };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** An object of texts by name. */
function secretsOf(reading: Reading, member: string): Readonly<Record<string, string>> {
  const given = reading.members[member] ?? {};
  const members = membersOf(given);
  if (members === null) {
    reading.problem(`${member} must be an object of texts by name.`);
    return {};
  }
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      secretOf(reading, `${member}: ${name}`, value),
    ]),
  );
}

/** Text, or `{ "env": "NAME" }` for what that variable holds. */
function secretOf({ env, problem }: Reading, where: string, given: unknown): string {
  if (typeof given === "string") return given;
  const members = membersOf(given);
  const variable = members?.["env"];
  if (typeof variable !== "string" || Object.keys(members!).length !== 1) {
    problem(`${where} must be text, or { "env": "NAME" } for a variable of the environment.`);
    return "";
  }
  const value = env[variable] ?? "";
  if (value === "") problem(`${where}: the environment has no ${variable}.`);
  return value;
}
