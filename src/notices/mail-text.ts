/** A notice as mail: what can be read at a glance, filtered and sorted, and what to do next. */
import type { FailuresOfCode } from "./failures.ts";
import type { Notice, NoticedJob } from "./notice.ts";
import { count, cut, headingOf, plain } from "./words.ts";

export interface MailText {
  readonly subject: string;
  readonly text: string;
  /** For filters that do not read subjects. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Of a subject: mail programs show less. */
const descriptionMax = 100;
const messageMax = 300;

/** `failures`: the most frequent codes; null when they cannot be had now. */
export function mailTextOf(
  { type, timestamp, data: { job } }: Notice,
  failures: readonly FailuresOfCode[] | null,
): MailText {
  const title = cut(plain(job.description ?? "") || job.operation, descriptionMax);
  const heading = headingOf(job);
  const paragraphs = [
    `${sentenceOf(job)}\n`,
    table([
      ["Job", job.id],
      ["Description", job.description === null ? null : plain(job.description)],
      ["Operation", job.operation],
      ["Status", job.status],
      ["Outcome", job.outcome],
      ["Objects", job.total === null ? null : count(job.total)],
      ["Succeeded", count(job.succeeded)],
      ["Failed", count(job.failed)],
      ["Unknown", job.unknown === 0 ? null : count(job.unknown)],
      ["Priority", String(job.priority)],
      ["Tags", job.tags.map(({ key, value }) => plain(`${key}=${value}`)).join(", ") || null],
      ["Created", `${job.createdAt} by ${plain(job.createdBy)}`],
      ["Started", job.startedAt],
      [type === "job.suspended" ? "Waits since" : "Ended", timestamp],
    ]),
    job.failure && `Why it failed:\n  ${plain(job.failure.code)}: ${plain(job.failure.reason)}\n`,
    failuresOf(job, failures),
    reportOf(job),
    job.url && `In the console:\n  ${job.url}\n`,
    nextOf(job),
  ];
  return {
    subject: `[Stevedore] ${heading}: ${title} (${job.id.slice(0, 8)})`,
    text: paragraphs.filter((paragraph) => paragraph !== null && paragraph !== "").join("\n"),
    headers: {
      "X-Stevedore-Job": job.id,
      "X-Stevedore-Notice": type,
      "X-Stevedore-Outcome": job.outcome ?? "NONE",
    },
  };
}

function sentenceOf({ status, succeeded, failed, total }: NoticedJob): string {
  if (status === "SUSPENDED") return "This job waits to be confirmed before it touches anything.";
  if (status === "CANCELLED") return "This job was cancelled.";
  if (status === "FAILED") return "This job failed.";
  if (failed === 0) return "This job is complete: every task succeeded.";
  const all = total ?? succeeded + failed;
  return `This job is complete: ${count(failed)} of ${count(all)} tasks failed.`;
}

function failuresOf(
  { failed }: NoticedJob,
  failures: readonly FailuresOfCode[] | null,
): string | null {
  if (failed === 0) return null;
  if (failures === null || failures.length === 0)
    return "Which tasks failed could not be looked up when this was sent.\n";
  const each = failures.map(({ code, count: number, message, key }) => {
    const example = key === null ? "" : ` at ${cut(plain(key), messageMax)}`;
    return `  ${count(number)} ${plain(code)}, as${example}: ${cut(plain(message), messageMax)}\n`;
  });
  const told = failures.reduce((sum, { count: number }) => sum + number, 0);
  const others = told < failed ? `  ${count(failed - told)} of other codes\n` : "";
  return `What failed:\n${each.join("")}${others}`;
}

function reportOf({ report }: NoticedJob): string | null {
  if (report === null) return null;
  const { status, store, bucket, prefix, manifestKey } = report;
  const key = manifestKey ?? (prefix === null ? "" : `${prefix}/`);
  return `Report (${status}), in the store ${plain(store)}:\n  s3://${plain(bucket)}/${plain(key)}\n`;
}

function nextOf({ id, status, failed }: NoticedJob): string | null {
  if (status === "SUSPENDED")
    return `Next, look at it and let it run, or not:\n  stevedore jobs show ${id}\n  stevedore jobs confirm ${id}\n  stevedore jobs cancel ${id}\n`;
  if (failed > 0)
    return `Next, see what failed, then try those tasks again:\n  stevedore jobs failures ${id}\n  stevedore jobs retry ${id}\n`;
  if (status === "FAILED") return `Next, see what happened:\n  stevedore jobs history ${id}\n`;
  return null;
}

function table(rows: readonly (readonly [name: string, value: string | null])[]): string {
  return rows
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(13)}${value}\n`)
    .join("");
}
