/** Where notices go, and of which jobs. */
import type { MailServer } from "./mail.ts";
import type { NoticedJobs } from "./notice-jobs.ts";
import type { Json } from "./notice-template.ts";

export const noticedEvents = ["suspended", "complete", "cancelled", "failed"] as const;
/** What a job may come to that people are told of: it waits to be confirmed, or has ended so. */
export type NoticedEvent = (typeof noticedEvents)[number];

export interface WebhookTarget {
  readonly kind: "webhook";
  /** It may hold a key, and placeholders. */
  readonly url: string;
  readonly method: "POST" | "PUT" | "PATCH" | "GET";
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  /** What notices are signed with; empty: they are not. */
  readonly secret: string;
  /** Null: the notice itself, as JSON. */
  readonly body: Json;
  /** The destination's own words for placeholders: keys, channels. */
  readonly values: Readonly<Record<string, string>>;
}

export interface ChatTarget {
  readonly kind: "chat";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
}

export interface MailTarget {
  readonly kind: "mail";
  readonly server: MailServer;
  readonly to: readonly string[];
  /** `NAME <ADDRESS>`, or an address. */
  readonly from: string;
}

export interface FunctionTarget {
  readonly kind: "function";
  /** As jobs name it: a function of the config file, with an alias or version when wanted. */
  readonly function: string;
}

export type NoticeTarget = WebhookTarget | ChatTarget | MailTarget | FunctionTarget;

export interface NoticeDestination {
  /** `webhook` and `mail` are those that the settings name in short. */
  readonly name: string;
  readonly events: readonly NoticedEvent[];
  readonly jobs: NoticedJobs;
  readonly target: NoticeTarget;
}

/** A webhook in whose settings nothing is special. */
export const plainWebhook = {
  kind: "webhook",
  method: "POST",
  headers: {},
  contentType: "application/json",
  body: null,
  values: {},
} as const;
