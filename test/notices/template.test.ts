import { describe, expect, test } from "vitest";
import { templateFields, type Json } from "../../src/config/notice-template.ts";
import { bodyOf, urlOf } from "../../src/notices/template.ts";
import { fc } from "../support/fast-check.ts";
import { noticedId, noticeOfJob } from "../support/notices.ts";

const values = { key: "R0UT3" };
const body = (template: Json, job = {}, contentType = "application/json") =>
  bodyOf(template, contentType, { notice: noticeOfJob(job), values });

describe("a template", () => {
  test("of JSON keeps its shape, and numbers stay numbers where nothing else stands", () => {
    const template = {
      routing_key: "{{key}}",
      dedup_key: "job-{{id}}",
      payload: {
        summary: "{{title}}",
        severity: "{{ severity }}",
        details: ["{{failed}}", 1, null],
      },
      whole: "{{notice}}",
    };
    expect(JSON.parse(body(template))).toEqual({
      routing_key: "R0UT3",
      dedup_key: `job-${noticedId}`,
      payload: {
        summary: "COMPLETE with 5 failed: Copy the photos",
        severity: "warning",
        details: [5, 1, null],
      },
      whole: noticeOfJob(),
    });
  });

  test("tells tags by their keys, and nothing where there is none", () => {
    expect(JSON.parse(body({ "{{tag:team}}": "{{tag:team}}", none: "x{{tag:none}}" }))).toEqual({
      media: "media",
      none: "x",
    });
  });

  test.each([
    [{}, "5,000 of 5,005 succeeded, 5 failed.", "warning"],
    [{ failed: 0, outcome: "ALL_SUCCEEDED" }, "5,000 of 5,005 succeeded, 0 failed.", "info"],
    [
      { status: "FAILED", failure: { code: "ManifestNotFound", reason: "Gone." }, unknown: 2 },
      "5,000 of 5,005 succeeded, 5 failed, 2 unknown. ManifestNotFound: Gone.",
      "error",
    ],
    [{ status: "SUSPENDED", outcome: null }, "It waits to be confirmed, 5,005 objects.", "info"],
  ])("says of %j in a sentence what became of it", (job, summary, severity) => {
    expect(body("{{summary}}|{{severity}}", job, "text/plain")).toBe(`${summary}|${severity}`);
  });

  test("leaves what is no placeholder as it is, and fills what it put in no second time", () => {
    expect(body("{{description}} {single}", { description: "{{key}} $& $1" }, "text/plain")).toBe(
      "{{key}} $& $1 {single}",
    );
  });

  const hostile = { description: `"}, <b>&'\r\nBcc: x\u202E %00 ü` };
  test.each([
    ["application/json", '{"a":"{{description}}"}', `{"a":"\\"}, <b>&' Bcc: x %00 ü"}`],
    ["Application/JSON", '{"a":"{{description}}"}', `{"a":"\\"}, <b>&' Bcc: x %00 ü"}`],
    ["application/vnd.kafka.json.v2+json", '"{{description}}"', `"\\"}, <b>&' Bcc: x %00 ü"`],
    [
      "application/xml",
      "<a>{{description}}</a>",
      "<a>&quot;}, &lt;b&gt;&amp;&#39; Bcc: x %00 ü</a>",
    ],
    [
      "application/x-www-form-urlencoded",
      "Body={{description}}",
      "Body=%22%7D%2C%20%3Cb%3E%26'%20Bcc%3A%20x%20%2500%20%C3%BC",
    ],
    ["text/plain; charset=utf-8", "{{description}}", `"}, <b>&' Bcc: x %00 ü`],
  ])("of %s keeps others' words within their place", (contentType, template, expected) => {
    expect(body(template, hostile, contentType)).toBe(expected);
  });

  test("is an address as well, in which others' words are a part of it", () => {
    const url = urlOf("https://sms.example.com/send?key={{key}}&text={{title}}", {
      notice: noticeOfJob({ description: "a&b=c#d" }),
      values,
    });
    expect(new URL(url).searchParams.get("text")).toBe("COMPLETE with 5 failed: a&b=c#d");
  });

  test.each(["..", "."])("is an address whose folder a tag %j does not leave", (value) => {
    const job = { tags: [{ key: "team", value }] };
    const asked = { notice: noticeOfJob(job), values };
    const url = urlOf("https://hub.example.com/a/{{tag:team}}/b?in=/{{tag:team}}", asked);
    expect(new URL(url).pathname).toBe("/a/_/b");
    expect(new URL(url).searchParams.get("in")).toBe(`/${value}`);
    const last = urlOf("https://hub.example.com/a/{{tag:team}}", asked);
    expect(new URL(last).pathname).toBe("/a/_");
  });

  test("of JSON stays JSON, whatever the description is", () => {
    const fields = templateFields.map((name) => `{{${name}}}`).join(" ");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (description) => {
        const asText = JSON.parse(body(`{"a":"${fields}"}`, { description })) as { a: string };
        const asJson = JSON.parse(body({ a: fields }, { description })) as { a: string };
        expect(asText).toEqual(asJson);
      }),
    );
  });
});
