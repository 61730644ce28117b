/** A notice in the words of a destination: its template, in which `{{name}}` stands for what is told. */
import { placeholder, type Json, type TemplateField } from "../config/notice-template.ts";
import { eventOf, type Notice, type NoticedJob } from "./notice.ts";
import { count, headingOf, plain } from "./words.ts";

export interface Wording {
  readonly notice: Notice;
  /** The destination's own words. */
  readonly values: Readonly<Record<string, string>>;
}

/** How what stands for a name is written in a text, so that it stays one value there, whoever's words it is. */
type Escape = (text: string) => string;

const asIs: Escape = (text) => text;

/**
 * What is sent. JSON: each text in it is filled, and one that is nothing but a placeholder becomes what that stands for, a
 * number too. Text: filled as its content type asks.
 */
export function bodyOf(template: Json, contentType: string, wording: Wording): string {
  if (typeof template === "string") return fill(template, escapeFor(contentType), wording);
  return JSON.stringify(filled(template, wording));
}

/** An address, with what stands for names as parts of it, none of which leads out of its place in the path. */
export function urlOf(template: string, wording: Wording): string {
  const address = fill(template, encodeURIComponent, wording);
  const [path = ""] = address.split(/[?#]/, 1);
  return path.replaceAll(dotSegments, "_") + address.slice(path.length);
}

/** `.` and `..`, which mean the same when they are encoded. */
const dotSegments = /(?<=\/)(?:\.|%2e){1,2}(?=\/|$)/gi;

function filled(template: Json, wording: Wording): unknown {
  if (typeof template === "string") {
    const whole = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(template);
    return whole === null ? fill(template, asIs, wording) : valueOf(whole[1]!, wording);
  }
  if (typeof template !== "object" || template === null) return template;
  if (Array.isArray(template)) return template.map((each: Json) => filled(each, wording));
  const members = Object.entries(template).map(([name, value]) => [
    fill(name, asIs, wording),
    filled(value, wording),
  ]);
  return Object.fromEntries(members) as unknown;
}

function fill(template: string, escape: Escape, wording: Wording): string {
  return template.replaceAll(placeholder, (_, name: string) => {
    const value = valueOf(name, wording) ?? "";
    return escape(typeof value === "string" ? value : JSON.stringify(value));
  });
}

function escapeFor(contentType: string): Escape {
  if (/[/+]json\b/i.test(contentType)) return (text) => JSON.stringify(text).slice(1, -1);
  if (/[/+]xml\b|\/html\b/i.test(contentType)) return inMarkup;
  return /^application\/x-www-form-urlencoded\b/i.test(contentType) ? encodeURIComponent : asIs;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const inMarkup: Escape = (text) => text.replaceAll(/[&<>"']/g, (each) => entities[each]!);

function valueOf(name: string, { notice, values }: Wording): unknown {
  if (Object.hasOwn(values, name)) return values[name];
  const tag = name.startsWith("tag:") ? name.slice("tag:".length) : null;
  const value =
    tag === null
      ? fields[name as TemplateField](notice)
      : notice.data.job.tags.find(({ key }) => key === tag)?.value;
  // `json` has nothing in it that would have to be made plain, and would be something else afterwards.
  return typeof value === "string" && name !== "json" ? plain(value) : (value ?? null);
}

const ofJob =
  <Member extends keyof NoticedJob>(member: Member) =>
  ({ data }: Notice) =>
    data.job[member];

const fields: Readonly<Record<TemplateField, (notice: Notice) => unknown>> = {
  type: ({ type }) => type,
  event: eventOf,
  timestamp: ({ timestamp }) => timestamp,
  eventId: ({ data }) => data.eventId,
  title: ({ data: { job } }) =>
    `${headingOf(job)}: ${job.description?.trim() || `${job.operation} ${job.id}`}`,
  summary: ({ data }) => summaryOf(data.job),
  severity: ({ data }) => severityOf(data.job),
  id: ofJob("id"),
  description: ofJob("description"),
  operation: ofJob("operation"),
  priority: ofJob("priority"),
  status: ofJob("status"),
  outcome: ofJob("outcome"),
  total: ofJob("total"),
  succeeded: ofJob("succeeded"),
  failed: ofJob("failed"),
  unknown: ofJob("unknown"),
  failureCode: ({ data }) => data.job.failure?.code,
  failureReason: ({ data }) => data.job.failure?.reason,
  reportStatus: ({ data }) => data.job.report?.status,
  reportUrl: ({ data: { job } }) =>
    job.report?.manifestKey == null ? null : `s3://${job.report.bucket}/${job.report.manifestKey}`,
  createdBy: ofJob("createdBy"),
  createdAt: ofJob("createdAt"),
  startedAt: ofJob("startedAt"),
  url: ofJob("url"),
  notice: (notice) => notice,
  json: (notice) => JSON.stringify(notice),
};

function summaryOf({ status, total, succeeded, failed, unknown, failure }: NoticedJob): string {
  const all = total === null ? "" : ` of ${count(total)}`;
  if (status === "SUSPENDED")
    return `It waits to be confirmed${total === null ? "" : `, ${count(total)} objects`}.`;
  const lost = unknown === 0 ? "" : `, ${count(unknown)} unknown`;
  const why = failure === null ? "" : ` ${failure.code}: ${failure.reason}`;
  return `${count(succeeded)}${all} succeeded, ${count(failed)} failed${lost}.${why}`;
}

/** As pagers and alert managers call it. */
function severityOf({ status, outcome }: NoticedJob): "error" | "warning" | "info" {
  if (status === "FAILED" || outcome === "ALL_FAILED") return "error";
  return status === "CANCELLED" || outcome === "SOME_FAILED" ? "warning" : "info";
}
