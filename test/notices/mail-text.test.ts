import { describe, expect, test } from "vitest";
import type { FailuresOfCode } from "../../src/notices/failures.ts";
import { mailTextOf } from "../../src/notices/mail-text.ts";
import type { Notice, NoticedJob } from "../../src/notices/notice.ts";
import { noticeOfJob as notice, noticedId as id } from "../support/notices.ts";

const failures: readonly FailuresOfCode[] = [
  { code: "NoSuchKey", count: 3, message: "The key does not exist.", key: "2024/gone.jpg" },
  { code: "AccessDenied", count: 1, message: "Access Denied", key: null },
];

const subjectOf = (job: Partial<NoticedJob>, type?: Notice["type"]) =>
  mailTextOf(notice(job, type), []).subject;

describe("a mail", () => {
  test("says what became of the job, what failed, where the report is, and what to do next", () => {
    const { subject, text, headers } = mailTextOf(notice(), failures);
    expect(subject).toBe("[Stevedore] COMPLETE with 5 failed: Copy the photos (21cc52bb)");
    expect(headers).toEqual({
      "X-Stevedore-Job": id,
      "X-Stevedore-Notice": "job.complete",
      "X-Stevedore-Outcome": "SOME_FAILED",
    });
    expect(text).toBe(`This job is complete: 5 of 5,005 tasks failed.

Job          ${id}
Description  Copy the photos
Operation    COPY_OBJECT
Status       COMPLETE
Outcome      SOME_FAILED
Objects      5,005
Succeeded    5,000
Failed       5
Priority     10
Tags         team=media
Created      2026-11-26T17:57:31.849Z by Ada
Started      2026-11-26T17:57:32.154Z
Ended        2026-11-26T17:57:35.452Z

What failed:
  3 NoSuchKey, as at 2024/gone.jpg: The key does not exist.
  1 AccessDenied, as: Access Denied
  1 of other codes

Report (READY), in the store default:
  s3://reports/batch/job-${id}/manifest.json

In the console:
  https://batch.example.com/jobs/${id}

Next, see what failed, then try those tasks again:
  stevedore jobs failures ${id}
  stevedore jobs retry ${id}
`);
  });

  test.each<[Partial<NoticedJob>, string]>([
    [{ status: "SUSPENDED", outcome: null }, "CONFIRM"],
    [{ outcome: "ALL_SUCCEEDED", failed: 0 }, "COMPLETE"],
    [{ outcome: "ALL_FAILED", failed: 5_005 }, "COMPLETE with 5,005 failed"],
    [{ status: "FAILED", outcome: "INCOMPLETE" }, "FAILED"],
    [{ status: "CANCELLED", outcome: "INCOMPLETE" }, "CANCELLED"],
  ])("of %j has a subject that begins so that it can be sorted by", (job, heading) => {
    expect(subjectOf(job)).toBe(`[Stevedore] ${heading}: Copy the photos (21cc52bb)`);
  });

  test("of a job that waits says how to let it run, and how not to", () => {
    const job = { status: "SUSPENDED", outcome: null, failed: 0, report: null } as const;
    const { text } = mailTextOf(notice(job, "job.suspended"), []);
    expect(text).toContain("This job waits to be confirmed before it touches anything.");
    expect(text).toContain(`\n  stevedore jobs confirm ${id}\n  stevedore jobs cancel ${id}\n`);
    expect(text).toMatch(/^Waits since {2}2026-11-26T17:57:35.452Z$/m);
    expect(text).not.toContain("Report");
  });

  test("of a job that failed says why", () => {
    const failure = { code: "ManifestNotFound", reason: "There is no such object." } as const;
    const job = { status: "FAILED", failure, failed: 0, total: null } as const;
    const { text } = mailTextOf(notice(job, "job.failed"), []);
    expect(text).toContain("\nWhy it failed:\n  ManifestNotFound: There is no such object.\n");
    expect(text).toContain(`\n  stevedore jobs history ${id}\n`);
  });

  test("says so when it cannot be told what failed", () => {
    expect(mailTextOf(notice(), null).text).toContain(
      "\nWhich tasks failed could not be looked up when this was sent.\n",
    );
  });

  test("of a job without a description is named by its operation", () => {
    expect(subjectOf({ description: null, outcome: "ALL_SUCCEEDED" })).toBe(
      "[Stevedore] COMPLETE: COPY_OBJECT (21cc52bb)",
    );
    expect(subjectOf({ description: "\n\t ", outcome: "ALL_SUCCEEDED" })).toContain("COPY_OBJECT");
  });

  test("keeps what others have written from looking like anything else", () => {
    const words = "a\r\nBcc: all@example.com\r\n\r\nNext, run this:\n\u202Erm\u2066\u0000\u001b[2J";
    const job = { description: words, createdBy: words, tags: [{ key: words, value: words }] };
    const one = { code: words, count: 5, message: words, key: words };
    const { subject, text } = mailTextOf(notice(job), [one]);
    const plain = "a Bcc: all@example.com Next, run this: rm [2J";
    expect(subject).toBe(`[Stevedore] COMPLETE with 5 failed: ${plain} (21cc52bb)`);
    expect(text).toContain(`Description  ${plain}\n`);
    // eslint-disable-next-line no-control-regex
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202E\u2066]/u);
    expect(text.split("\n").filter((line) => /^(Bcc|Next, run)/.test(line))).toEqual([]);
  });

  test("has a subject that mail programs can show", () => {
    const [, title = ""] =
      /failed: (.*) \(/.exec(subjectOf({ description: "🚢".repeat(500) })) ?? [];
    expect(Array.from(title)).toHaveLength(100);
    expect(title.endsWith("🚢…")).toBe(true);
  });
});
