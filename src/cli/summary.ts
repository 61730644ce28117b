/** What came of a job, for a person. */
import { cureFor } from "./cures.ts";
import { describeReport } from "./describe-job.ts";
import type { FailureGroup, Job } from "./job.ts";
import { count, duration, fields, printable } from "./text.ts";

export function summarise(job: Job): string {
  return [
    headline(job),
    fields([
      ["Job", job.id],
      ["Succeeded", count(job.progress.succeeded)],
      ["Failed", count(job.progress.failed)],
      ["Unknown", job.progress.unknown === 0 ? null : count(job.progress.unknown)],
      ["Not tried", notTried(job)],
      ["Time", timeOf(job)],
      ["Report", describeReport(job.report)],
    ]),
    failuresOf(job.failureGroups),
    reasonsOf(job),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function headline({ status, statusReason, progress }: Job): string {
  const because = statusReason === null ? "" : ` (${printable(statusReason)})`;
  switch (status) {
    case "COMPLETE":
      return progress.failed === 0
        ? "Complete: every task succeeded.\n"
        : "Complete, but some tasks failed.\n";
    case "FAILED":
      return "The job failed.\n";
    case "CANCELLED":
      return `The job was cancelled${because}.\n`;
    default:
      return `The job is ${status}${because}.\n`;
  }
}

function notTried({ progress: { total, succeeded, failed, unknown } }: Job): string | null {
  const left = (total ?? 0) - succeeded - failed - unknown;
  return left > 0 ? count(left) : null;
}

function timeOf({ startedAt, endedAt }: Job): string | null {
  if (startedAt === null || endedAt === null) return null;
  return duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}

const messageCharactersMax = 300;

function failuresOf(groups: readonly FailureGroup[]): string {
  if (groups.length === 0) return "";
  const lines = groups.map(({ errorCode, httpStatus, count: tasks, sampleMessage }) => {
    const status = httpStatus === null ? "" : ` (HTTP ${httpStatus})`;
    const message = sampleMessage === null ? "" : `    ${cut(printable(sampleMessage))}\n`;
    return `  ${count(tasks)} x ${printable(errorCode)}${status}\n${message}${cureLine(errorCode)}`;
  });
  return `Failed tasks by code:\n${lines.join("")}`;
}

function reasonsOf({ failureReasons }: Job): string {
  if (failureReasons.length === 0) return "";
  const lines = failureReasons.map(
    ({ code, reason }) => `  ${printable(code)}: ${printable(reason)}\n${cureLine(code)}`,
  );
  return `Why the job failed:\n${lines.join("")}`;
}

function cureLine(code: string): string {
  const cure = cureFor(code);
  return cure === null ? "" : `    -> ${cure}\n`;
}

function cut(text: string): string {
  return text.length <= messageCharactersMax ? text : `${text.slice(0, messageCharactersMax)}...`;
}
