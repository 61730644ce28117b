import { describe, expect, test } from "vitest";
import { chatMessage, chatTextOf } from "../../src/notices/chat.ts";
import type { FailuresOfCode } from "../../src/notices/failures.ts";
import { noticedId, noticeOfJob } from "../support/notices.ts";

const failures: readonly FailuresOfCode[] = [
  { code: "NoSuchKey", count: 3, message: "The key does not exist.", key: "2024/gone.jpg" },
  { code: "AccessDenied", count: 2, message: "Access Denied", key: null },
];
const link = `https://batch.example.com/jobs/${noticedId}`;

const firstLineOf = (description: string | null) =>
  chatTextOf(noticeOfJob({ description, outcome: "ALL_SUCCEEDED", failed: 0 }), []).split("\n")[0];

describe("a message in a chat", () => {
  test("says what became of the job, how many failed with what, and where to look", () => {
    expect(chatTextOf(noticeOfJob(), failures)).toBe(
      [
        "COMPLETE with 5 failed: `Copy the photos`",
        "5,000 of 5,005 succeeded, 5 failed; 3 with `NoSuchKey`.",
        link,
      ].join("\n"),
    );
  });

  test("of a job that waits says so, and no counts of what was not tried", () => {
    const job = { status: "SUSPENDED", outcome: null, succeeded: 0, failed: 0 } as const;
    expect(chatTextOf(noticeOfJob(job, "job.suspended"), [])).toBe(
      `CONFIRM: \`Copy the photos\`\nIt waits to be confirmed, 5,005 objects.\n${link}`,
    );
  });

  test("of a job that failed says why", () => {
    const failure = { code: "ManifestNotFound", reason: "There is no such object." } as const;
    const job = { status: "FAILED", failure, succeeded: 0, failed: 0, total: null } as const;
    expect(chatTextOf(noticeOfJob(job, "job.failed"), [])).toBe(
      [
        "FAILED: `Copy the photos`",
        "0 succeeded, 0 failed.",
        "Why: `ManifestNotFound` `There is no such object.`",
        link,
      ].join("\n"),
    );
  });

  test("names a job without a description by operation and id, and tells the id where there is no link", () => {
    expect(firstLineOf(null)).toBe(`COMPLETE: \`COPY_OBJECT ${noticedId}\``);
    expect(firstLineOf("\n\t")).toBe(`COMPLETE: \`COPY_OBJECT ${noticedId}\``);
    expect(chatTextOf(noticeOfJob({ url: null }), null).split("\n")).toEqual([
      "COMPLETE with 5 failed: `Copy the photos`",
      "5,000 of 5,005 succeeded, 5 failed.",
      `Job \`${noticedId}\``,
    ]);
  });

  test.each([
    ["<!channel> & <@U123>", "&lt;!channel&gt; &amp; &lt;@\u200BU123&gt;"],
    ["@everyone, @here", "@\u200Beveryone, @\u200Bhere"],
    ["see #general", "see #\u200Bgeneral"],
    ["<https://evil.example|the report>", "&lt;https:\u200B//evil.example|the report&gt;"],
    ["HTTP://evil.example www.evil.example", "HTTP:\u200B//evil.example www\u200B.evil.example"],
    ["mailto:me@evil.example", "mailto:\u200Bme@\u200Bevil.example"],
    ["out of `code` *bold* [a](b)", "out of 'code' *bold* [a](b)"],
    ["a\r\n# heading\u202E\u0000", "a #\u200B heading"],
  ])("makes of %j nothing but words", (description, shown) => {
    expect(firstLineOf(description)).toBe(`COMPLETE: \`${shown}\``);
  });

  test("treats codes and reasons like that too, and cuts what is long", () => {
    const words = "`\n@all <!here>";
    const failure = { code: "ManifestUnreadable", reason: words.repeat(100) } as const;
    const text = chatTextOf(noticeOfJob({ description: "d".repeat(900), failure }), [
      { code: words, count: 5, message: words, key: words },
    ]);
    expect(text).not.toMatch(/@all|</);
    // Code begins and ends only where it is meant to, each on its line.
    expect(text.split("\n").map((line) => line.split("`").length - 1)).toEqual([2, 2, 4, 0]);
    expect(text).toContain("; 5 with `' @\u200Ball &lt;!here&gt;`.");
    expect(text.split("\n")[0]).toBe(`COMPLETE with 5 failed: \`${"d".repeat(199)}…\``);
    // Google Chat takes 4,096 characters.
    expect(text.length).toBeLessThan(4_000);
  });
});

test("failures are looked up as of the notice, and only where there are some", async () => {
  const asked: unknown[] = [];
  const message = chatMessage(async (...about) => {
    asked.push(about);
    return failures;
  });
  const { text } = await message(noticeOfJob());
  expect(text).toContain("3 with `NoSuchKey`");
  await message(noticeOfJob({ failed: 0, outcome: "ALL_SUCCEEDED" }));
  expect(asked).toEqual([[noticedId, 242]]);
});
