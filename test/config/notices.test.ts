import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config.ts";

const load = (notices: unknown, env: Readonly<Record<string, string>> = {}, file: object = {}) =>
  loadConfig({ env, file: { notices, ...file }, cores: 2 }).destinations;
const url = "https://example.com/hooks/k3y";
const webhook = { kind: "webhook", url };
const mail = { kind: "mail", to: ["ada@example.com"] };
const mailSettings = { SMTP_URL: "smtp://mail.example.com", NOTIFY_MAIL_FROM: "b@example.com" };

describe("destinations of notices", () => {
  test("are those of the settings, then those of the file", () => {
    const env = { ...mailSettings, NOTIFY_URL: url, NOTIFY_MAIL_TO: "ops@example.com" };
    const found = load({ pager: webhook, team: mail }, env);
    expect(found.map(({ name, target }) => [name, target.kind])).toEqual([
      ["webhook", "webhook"],
      ["mail", "mail"],
      ["pager", "webhook"],
      ["team", "mail"],
    ]);
    expect(load(undefined)).toEqual([]);
    expect(load(undefined, { NOTIFY_URL: url, NOTIFY_FORMAT: "chat" })).toMatchObject([
      { name: "webhook", target: { kind: "chat", url } },
    ]);
  });

  test("are for all events and jobs, or for those that are told", () => {
    expect(load({ all: webhook })[0]).toMatchObject({
      events: ["suspended", "complete", "cancelled", "failed"],
      jobs: { operations: null, tags: [] },
    });
    const jobs = {
      operations: ["delete-object"],
      tags: { team: ["media"] },
      minPriority: 5,
      outcomes: ["some-failed"],
    };
    expect(load({ some: { ...webhook, events: ["failed"], jobs } })[0]).toMatchObject({
      events: ["failed"],
      jobs: {
        operations: ["DELETE_OBJECT"],
        tags: [{ key: "team", values: ["media"] }],
        minPriority: 5,
        outcomes: ["SOME_FAILED"],
      },
    });
  });

  test("take what is secret from the environment where they name a variable", () => {
    const given = {
      kind: "webhook",
      url: { env: "HOOK" },
      headers: { Authorization: { env: "AUTH" } },
      values: { key: { env: "KEY" } },
      secret: { env: "SIGNED" },
      body: { key: "{{key}}" },
    };
    const env = { HOOK: url, AUTH: "Basic eA==", KEY: "k", SIGNED: "sixteen letters!" };
    expect(load({ given }, env)[0]!.target).toMatchObject({
      url,
      headers: { Authorization: "Basic eA==" },
      values: { key: "k" },
      secret: "sixteen letters!",
    });
    expect(() => load({ given }, { ...env, KEY: "" })).toThrow(
      'Notice destination "given" in the config file: values: key: the environment has no KEY.',
    );
  });

  test("by mail have the server and the sender of the settings, or their own", () => {
    expect(load({ mail }, mailSettings)[0]!.target).toMatchObject({
      from: "b@example.com",
      server: { host: "mail.example.com", tls: "starttls" },
    });
    const own = { ...mail, from: "c@example.com", smtpUrl: "smtps://other.example.com" };
    expect(load({ own })[0]!.target).toMatchObject({
      from: "c@example.com",
      server: { host: "other.example.com", port: 465 },
    });
  });

  test("can be those of the documentation", () => {
    const page = readFileSync(new URL("../../docs/notices.md", import.meta.url), "utf8");
    const [, block] = /## Destinations[^]*?```json\n([^]*?)```/.exec(page)!;
    const file = { ...(JSON.parse(block!) as object), functions: { "note-job": {} } };
    const env = { PAGERDUTY_KEY: "x", MEDIA_CHAT: url };
    const names = loadConfig({ env, file, cores: 2 }).destinations.map(({ name }) => name);
    expect(names).toEqual(["pager", "media-chat", "approvers", "bookkeeping"]);
  });

  const function_ = { kind: "function", function: "told:live" };
  test("are functions of the file", () => {
    const functions = { told: { endpoint: "http://127.0.0.1:9000" } };
    expect(load({ a: function_ }, {}, { functions })).toMatchObject([{ target: function_ }]);
  });

  test.each([
    [[], /notices in the config file must be an object/],
    [{ Bad_Name: webhook }, /a name has lower-case letters/],
    [{ a: { kind: "sms" } }, /must be an object with a kind: webhook, chat, mail, function/],
    [
      { a: { ...webhook, to: [] } },
      /to is not known of a webhook; there is kind, events, jobs, url/,
    ],
    [{ a: { ...webhook, events: ["done"] } }, /events are of suspended, complete/],
    [{ a: { ...webhook, events: [] } }, /events are of suspended, complete/],
    [{ a: { ...webhook, jobs: { tag: 1 } } }, /jobs: tag is not known; there is operations, tags/],
    [{ a: { ...webhook, jobs: { tags: ["x"] } } }, /jobs: tags must be an object of tags/],
    [{ a: { ...webhook, jobs: { minFailed: -1 } } }, /jobs: minFailed must be a whole number/],
    [{ a: { ...webhook, jobs: { search: 1 } } }, /jobs: search must be text/],
    [{ a: { ...webhook, jobs: { outcomes: ["fine"] } } }, /jobs: outcomes are of ALL_SUCCEEDED/],
    [{ a: { ...webhook, url: "ftp://k3y" } }, /url must be like https/],
    [{ a: { ...webhook, url: "https://me:k3y@example.com/" } }, /without a user/],
    [{ a: { ...webhook, url: "https://{{description}}/" } }, /url must be like https/],
    [{ a: { ...webhook, url: "https://example.com{{description}}/" } }, /url must be like/],
    [{ a: { ...webhook, method: "DELETE" } }, /method must be one of POST, PUT/],
    [{ a: { ...webhook, method: "GET", body: "x" } }, /a GET has no body/],
    [{ a: { ...webhook, contentType: "json" } }, /contentType must be like/],
    [{ a: { ...webhook, contentType: "a/b\r\nx: y" } }, /contentType must be like/],
    [{ a: { ...webhook, headers: { "Content-Type": "k3y" } } }, /Content-Type cannot be set/],
    [{ a: { ...webhook, headers: { "Keep-Alive": "k3y" } } }, /Keep-Alive cannot be set/],
    [{ a: { ...webhook, headers: { x: "{{id}}" } } }, /headers: x holds a placeholder/],
    [{ a: { ...webhook, headers: { "x y": "k3y" } } }, /headers: x y cannot be set/],
    [{ a: { ...webhook, headers: { x: "k3y\n" } } }, /headers: the value of x must be one line/],
    [{ a: { ...webhook, headers: { x: 1 } } }, /headers: x must be text, or \{ "env"/],
    [
      { a: { ...webhook, body: { a: ["{{jobb}}", "{{tag:team}}"] } } },
      /body: nothing is known as jobb\./,
    ],
    [{ a: { ...webhook, secret: "k3y" } }, /secret must be at least 16 characters/],
    [{ a: { ...webhook, secret: { env: "NOTHING" } } }, /secret: the environment has no NOTHING/],
    [{ a: mail }, /from is missing, and so is NOTIFY_MAIL_FROM/],
    [{ a: mail }, /smtpUrl is missing, and so is SMTP_URL/],
    [{ a: { ...mail, smtpUrl: "http://k3y" } }, /smtpUrl must be like smtp/],
    [{ a: { ...mail, to: ["k3y"] } }, /to must be a list of addresses/],
    [{ a: { ...mail, from: "nobody" } }, /from must be an address like/],
    [{ a: function_ }, /function must name one of the functions/],
  ])("are refused as %j, naming the place, and no secret", (notices, message) => {
    expect(() => load(notices)).toThrow(message);
    expect(() => load(notices)).not.toThrow(/k3y/);
  });

  test("have not the name of one that the settings name", () => {
    expect(() => load({ webhook }, { NOTIFY_URL: url })).toThrow(/NOTIFY_URL has this name/);
    expect(load({ webhook })).toHaveLength(1);
  });
});
