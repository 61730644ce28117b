import { describe, expect, test } from "vitest";
import { mailRecipients, mailSender, mailServerOf } from "../../src/config/mail.ts";
import { loadConfig } from "../../src/config.ts";

const credentials = { user: "batch@example.com", password: "p:a/s s" };
const signedIn = "batch%40example.com:p%3Aa%2Fs%20s@";

describe("the address of a mail server", () => {
  test.each([
    ["smtp://mail.example.com", { port: 587, tls: "starttls", credentials: null }],
    [`smtp://${signedIn}mail.example.com:25`, { port: 25, tls: "starttls", credentials }],
    [`smtps://${signedIn}mail.example.com`, { port: 465, tls: "first", credentials }],
    ["smtps://mail.example.com:587/", { port: 587, tls: "first" }],
    ["smtp://mail.example.com?tls=false", { tls: "none" }],
    [`smtp://${signedIn}mail.example.com/?tls=false`, { tls: "none", credentials }],
    ["smtp://mail.example.com?tls=true", { tls: "starttls" }],
    ["smtp://127.0.0.1:1025", { host: "127.0.0.1", port: 1025, tls: "none" }],
    ["smtp://localhost", { tls: "none" }],
    ["smtp://[::1]:25", { host: "::1", tls: "none" }],
    ["smtp://localhost?tls=true", { tls: "starttls" }],
    ["smtp://127.0.0.1.example.com", { tls: "starttls" }],
    ["smtp://localhost.example.com", { tls: "starttls" }],
  ])("%j says how it is spoken to", (url, expected) => {
    expect(mailServerOf(url)).toMatchObject(expected);
  });

  test.each([
    "mail.example.com",
    "http://mail.example.com",
    "smtp:",
    "smtp://",
    "smtp://user@mail.example.com",
    "smtp://:password@mail.example.com",
    "smtp://mail.example.com/path",
    "smtp://mail.example.com?tls=no",
    "smtp://mail.example.com?secure=false",
    "smtp://mail.example.com#tls=false",
    "smtps://mail.example.com?tls=false",
    "smtp://user:%zz@mail.example.com",
    "smtp://user:pass%0d%0aword@mail.example.com",
  ])("%j is none", (url) => {
    expect(mailServerOf(url)).toBeNull();
  });
});

describe("the recipients", () => {
  test("are separated by commas, each once", () => {
    expect(mailRecipients("")).toEqual([]);
    const given = "ada@example.com, bob+batch@mail.example.com,ada@example.com";
    expect(mailRecipients(given)).toEqual(["ada@example.com", "bob+batch@mail.example.com"]);
  });

  test.each([
    "ada",
    "Ada <ada@example.com>",
    "ada@example.com; bob@example.com",
    "ada@exa mple.com",
    "ada@example.com\r\nDATA",
    "ada@",
    "a@b@c",
    "<ada@example.com>",
    Array.from({ length: 51 }, (_, index) => `a${index}@example.com`).join(","),
  ])("are addresses, which %j is not", (given) => {
    expect(() => mailRecipients(given)).toThrow("must be addresses");
  });
});

describe("the sender", () => {
  test.each(["", "batch@example.com", "Stevedore <batch@example.com>", "Größe <b@example.com>"])(
    "can be %j",
    (given) => expect(mailSender(given)).toBe(given),
  );

  test.each([
    "batch",
    "A\nB <batch@example.com>",
    'A "B" <b@example.com>',
    "a@b.c <d@e.f> <g@h.i>",
  ])("cannot be %j", (given) => expect(() => mailSender(given)).toThrow("must be an address like"));
});

describe("the settings of mail", () => {
  const load = (env: Readonly<Record<string, string>>, file: unknown = null) =>
    loadConfig({ env, file, cores: 4 });
  const whole = {
    SMTP_URL: "smtp://mail.example.com",
    NOTIFY_MAIL_TO: "ada@example.com",
    NOTIFY_MAIL_FROM: "batch@example.com",
  };

  test.each(Object.keys(whole))("are refused without %s", (name) => {
    const { [name as "SMTP_URL"]: _, ...others } = whole;
    expect(() => load(others)).toThrow(`${name} must be set too, for notices by mail.`);
  });

  test("can come from the file, the recipients as a list", () => {
    const { notifyMailTo } = load(
      {},
      {
        smtpUrl: "smtps://mail.example.com",
        notifyMailTo: ["ada@example.com", "bob@example.com"],
        notifyMailFrom: "batch@example.com",
      },
    );
    expect(notifyMailTo).toEqual(["ada@example.com", "bob@example.com"]);
  });

  test("show no password when they cannot be used", () => {
    const env = { ...whole, SMTP_URL: "smpt://batch:hidden@mail.example.com" };
    expect(() => load(env)).toThrow(/^SMTP_URL must be like smtp:\/\/USER/);
    expect(() => load(env)).not.toThrow(/hidden/);
  });
});
