/** The settings of notices in short: one webhook or chat, and mail to everybody. The config file names any number. */
import { mailRecipients, mailSender, mailServerUrl } from "./mail.ts";
import { noticeSecret, oneOf, webAddress } from "./parse-setting.ts";

export interface NoticeSettings {
  /** Where notices of jobs are sent; empty: nowhere. */
  readonly notifyUrl: string;
  /** What is sent there: `json`, or `chat`. */
  readonly notifyFormat: string;
  /** What notices are signed with; empty: they are not. */
  readonly notifySecret: string;
  /** Where notices are handed in as mail; empty: nowhere. */
  readonly smtpUrl: string;
  readonly notifyMailTo: readonly string[];
  /** `NAME <ADDRESS>`, or an address. */
  readonly notifyMailFrom: string;
  /** Where people reach the console, for links to it; empty: not known. */
  readonly publicUrl: string;
}

export const noticeSettings = [
  {
    env: "NOTIFY_URL",
    name: "notifyUrl",
    default: "",
    meaning: "where a notice is POSTed when a job waits to be confirmed or has ended",
    parse: webAddress("https://example.com/hooks"),
    secret: true,
  },
  {
    env: "NOTIFY_FORMAT",
    name: "notifyFormat",
    default: "json",
    meaning: "what is POSTed: json, or chat for Slack, Mattermost and the like",
    parse: oneOf(["json", "chat"]),
  },
  {
    env: "NOTIFY_SECRET",
    name: "notifySecret",
    default: "",
    meaning: "what notices are signed with, 16 characters or more",
    parse: noticeSecret,
    secret: true,
  },
  {
    env: "SMTP_URL",
    name: "smtpUrl",
    default: "",
    meaning: "mail server for notices, as smtp://USER:PASSWORD@HOST:587 or smtps://",
    parse: mailServerUrl,
    secret: true,
  },
  {
    env: "NOTIFY_MAIL_TO",
    name: "notifyMailTo",
    default: "",
    meaning: "who gets notices by mail: addresses, separated by commas",
    parse: mailRecipients,
  },
  {
    env: "NOTIFY_MAIL_FROM",
    name: "notifyMailFrom",
    default: "",
    meaning: "whom that mail comes from, as NAME <batch@example.com>",
    parse: mailSender,
  },
  {
    env: "PUBLIC_URL",
    name: "publicUrl",
    default: "",
    meaning: "where people reach the console, for the links in notices",
    parse: webAddress("https://batch.example.com/"),
  },
] as const;
