import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { MailServer } from "../../src/config/mail.ts";
import { createMail, createMailer, reasonOf } from "../../src/notices/mail.ts";
import type { Notice } from "../../src/notices/notice.ts";
import {
  startMailServer,
  type TestMailServer,
  type TestMailServerOptions,
} from "../support/smtp-server.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../s3/compiled/fixtures/localhost.${name}`, import.meta.url));
const tls = { key: fixture("key"), cert: fixture("crt") };
const trusted = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([...trusted, tls.cert.toString()]));
afterAll(() => setDefaultCACertificates(trusted));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const user = { name: "batch", password: "correct horse" };
const credentials = { user: user.name, password: user.password };
const [ada, bob] = ["ada@example.com", "bob@example.com"];

async function listen(options: TestMailServerOptions = {}): Promise<TestMailServer> {
  const server = await startMailServer(options);
  closing.push(() => server.close());
  return server;
}

function mailer(port: number, server: Partial<MailServer> = {}, to: readonly string[] = [ada]) {
  return createMailer({
    server: { host: "localhost", port, tls: "none", credentials: null, ...server },
    from: "Stevedore <batch@example.com>",
    to,
    timeoutMs: 10_000,
  });
}

function sender(port: number, server: Partial<MailServer> = {}, to: readonly string[] = [ada]) {
  const send = createMail({ to, mailer: mailer(port, server, to) }, async () => []);
  return (given: Notice) => send(given, new AbortController().signal);
}

function notice(description = "Copy the photos"): Notice {
  return {
    type: "job.complete",
    timestamp: "2026-11-26T17:57:35.452Z",
    data: {
      eventId: "46f186ad-985a-5cca-9cd6-00c36dc8e10b",
      position: 242,
      job: {
        id: "21cc52bb-d82a-58d6-9c1c-092835f57ae0",
        description,
        operation: "COPY_OBJECT",
        priority: 10,
        tags: [],
        status: "COMPLETE",
        outcome: "ALL_SUCCEEDED",
        total: 5,
        succeeded: 5,
        failed: 0,
        unknown: 0,
        failure: null,
        report: null,
        createdById: "token:ada",
        createdBy: "Ada",
        createdAt: "2026-11-26T17:57:31.849Z",
        startedAt: null,
        url: null,
      },
    },
  };
}

describe("a mail", () => {
  test("comes as plain text, under an id that each try has", async () => {
    const server = await listen();
    const send = sender(server.port, {}, [ada, bob]);
    expect(await send(notice("Größe: 日本 🚢"))).toEqual({ kind: "taken", remark: null });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: "batch@example.com", to: [ada, bob] });
    expect(Object.fromEntries(mail!.headers)).toMatchObject({
      from: "Stevedore <batch@example.com>",
      to: `${ada}, ${bob}`,
      subject: "[Stevedore] COMPLETE: Größe: 日本 🚢 (21cc52bb)",
      "message-id": "<46f186ad-985a-5cca-9cd6-00c36dc8e10b@example.com>",
      references: "<job-21cc52bb-d82a-58d6-9c1c-092835f57ae0@example.com>",
      "auto-submitted": "auto-generated",
      "content-type": "text/plain; charset=utf-8",
      "x-stevedore-job": "21cc52bb-d82a-58d6-9c1c-092835f57ae0",
    });
    expect(mail!.text).toContain("Description  Größe: 日本 🚢\n");
    expect(mail!.text).toContain("This job is complete: every task succeeded.");
  });

  test.each([
    "x\r\nBcc: evil@example.com",
    "x\nBcc: evil@example.com\n\nAnother body",
    "x\rBcc: evil@example.com",
    "x\u2028Bcc: evil@example.com\u0085Bcc: evil@example.com",
    "=?utf-8?Q?x=0D=0ABcc=3A_evil@example.com?=",
    "x\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<evil@example.com>",
    `${"long ".repeat(60)}\r\n Bcc: evil@example.com`,
  ])(
    "of a job that is described as %j has no header and no recipient more",
    async (description) => {
      const server = await listen();
      const send = sender(server.port);
      await send(notice("x"));
      const other = notice(description);
      const withId = { ...other, data: { ...other.data, eventId: crypto.randomUUID() } };
      expect(await send(withId)).toMatchObject({ kind: "taken" });
      const [usual, mail] = server.mails;
      expect(server.mails).toHaveLength(2);
      expect([...mail!.headers.keys()]).toEqual([...usual!.headers.keys()]);
      expect(mail!.to).toEqual([ada]);
      expect(server.lines.filter((line) => line.includes("evil"))).toEqual([]);
      expect(mail!.rawHeader).not.toMatch(/^Bcc/im);
    },
  );

  test("is handed in signed in, when there is a user", async () => {
    const server = await listen({ user });
    expect(await sender(server.port, { credentials })(notice())).toMatchObject({ kind: "taken" });
    const wrong = { user: "batch", password: "a wrong secret" };
    const refused = await sender(server.port, { credentials: wrong })(notice());
    expect(refused).toEqual({ kind: "failed", message: "it does not let this user in (535)" });
  });

  test("goes over an encrypted connection with a name that is checked", async () => {
    const server = await listen({ user, tls });
    const send = sender(server.port, { tls: "starttls", credentials });
    expect(await send(notice())).toMatchObject({ kind: "taken" });
    expect(server.lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^EHLO /),
      "STARTTLS",
      expect.stringMatching(/^EHLO /),
    ]);
    // The certificate is of localhost.
    const other = sender(server.port, { host: "127.0.0.1", tls: "starttls", credentials });
    expect(await other(notice())).toMatchObject({ kind: "failed" });
    expect(server.lines.filter((line) => line.startsWith("AUTH"))).toHaveLength(1);
  });

  test("is not sent, and nobody signs in, where the server offers no encryption that is asked for", async () => {
    const server = await listen({ user });
    const sent = await sender(server.port, { tls: "starttls", credentials })(notice());
    expect(sent.kind).toBe("failed");
    expect(server.lines.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([]);
    expect(server.mails).toEqual([]);
  });

  test("is not sent without signing in to a server that asks for nobody's name", async () => {
    const server = await listen();
    expect(await sender(server.port, { credentials })(notice())).toMatchObject({ kind: "failed" });
    expect(server.mails).toEqual([]);
  });
});

describe("a recipient", () => {
  test("that has it does not get it again when the place of the notices could not be kept", async () => {
    const server = await listen();
    const send = sender(server.port);
    expect(await send(notice())).toEqual(await send(notice()));
    expect(server.mails).toHaveLength(1);
  });

  test("that is refused for good does not keep the others from being told, and is named", async () => {
    const answer = (line: string) =>
      line.startsWith(`RCPT TO:<${bob}`) ? "550 5.1.1 No such user" : null;
    const server = await listen({ answer });
    expect(await sender(server.port, {}, [ada, bob])(notice())).toEqual({
      kind: "taken",
      remark: `The last notice did not reach everybody: ${bob}: 550 5.1.1 No such user.`,
    });
    expect(server.mails.map(({ to }) => to)).toEqual([[ada]]);
  });

  test("that is the only one and is refused for good makes a notice that is given up", async () => {
    const server = await listen({
      answer: (line) => (line.startsWith("RCPT") ? "550 5.1.1 No such user" : null),
    });
    expect(await sender(server.port)(notice())).toEqual({
      kind: "refused",
      message: `${ada}: 550 5.1.1 No such user`,
    });
  });

  test("that is put off gets it later, and the others do not get it twice", async () => {
    let isFull = true;
    const server = await listen({
      answer: (line) =>
        isFull && line.startsWith(`RCPT TO:<${bob}`) ? "452 4.2.2 Mailbox full" : null,
    });
    const send = sender(server.port, {}, [ada, bob]);
    expect(await send(notice())).toEqual({
      kind: "failed",
      message: `${bob}: 452 4.2.2 Mailbox full`,
    });
    isFull = false;
    expect(await send(notice())).toEqual({ kind: "taken", remark: null });
    expect(server.mails.map(({ to }) => to)).toEqual([[ada], [bob]]);
  });
});

describe("a recipient that is put off again and again", () => {
  test("gives way to the next notice once the others have this one", async () => {
    const server = await listen({
      answer: (line) => (line.startsWith(`RCPT TO:<${bob}`) ? "452 4.2.2 Mailbox full" : null),
    });
    const send = sender(server.port, {}, [ada, bob]);
    const kinds: string[] = [];
    while (kinds.at(-1) !== "taken" && kinds.length < 20) kinds.push((await send(notice())).kind);
    expect(kinds).toEqual([...Array.from({ length: 9 }, () => "failed"), "taken"]);
    expect(server.mails.map(({ to }) => to)).toEqual([[ada]]);
  });

  test("is waited for while nobody has the notice", async () => {
    const server = await listen({
      answer: (line) => (line.startsWith("RCPT") ? "452 4.2.2 Mailbox full" : null),
    });
    const send = sender(server.port, {}, [ada, bob]);
    for (let tries = 0; tries < 12; tries++)
      expect(await send(notice())).toMatchObject({ kind: "failed" });
  });
});

describe("what a mail server says", () => {
  test.each([
    ["to the mail, for good", "the mail", "554 5.7.1 Spam", "refused"],
    ["to the mail, for now", "the mail", "451 4.3.0 Later", "failed"],
    ["to the sender", "MAIL FROM:<batch@example.com>", "550 5.7.1 Not you", "failed"],
    ["first", "greeting", "421 4.3.2 Closing", "failed"],
    ["first, for good", "greeting", "554 5.7.1 Go away", "failed"],
  ])("%s decides whether it is tried again", async (_, line, said, kind) => {
    const server = await listen({
      answer: (given) => (given === line || given.startsWith(`${line} `) ? said : null),
    });
    const sent = await sender(server.port)(notice());
    expect(sent.kind).toBe(kind);
    expect(JSON.stringify(sent)).toContain(said.slice(0, 3));
  });

  test("not at all is a failure, as when it is not there", async () => {
    const server = await listen({ answer: (line) => (line.startsWith("MAIL") ? "silent" : null) });
    const stopping = new AbortController();
    const send = createMail({ to: [ada], mailer: mailer(server.port) }, async () => []);
    const sending = send(notice(), stopping.signal);
    await expect.poll(() => server.lines.some((line) => line.startsWith("MAIL"))).toBe(true);
    stopping.abort();
    expect((await sending).kind).toBe("failed");
    await server.close();
    closing.splice(0);
    expect(await sender(server.port)(notice())).toEqual({
      kind: "failed",
      message: "ECONNREFUSED",
    });
  });

  test("is told without what was sent to sign in", () => {
    const error = Object.assign(new Error("Invalid login: 535 batch:secret"), {
      code: "EAUTH",
      responseCode: 535,
      response: "535 batch:secret",
      command: "AUTH PLAIN",
    });
    expect(reasonOf(error)).toBe("it does not let this user in (535)");
  });
});

describe("a trial", () => {
  test("signs in and sends nothing", async () => {
    const server = await listen({ user });
    await mailer(server.port, { credentials }).check();
    expect(server.lines.map((line) => line.split(" ")[0]).slice(0, 2)).toEqual(["EHLO", "AUTH"]);
    expect(server.lines.filter((line) => /^(MAIL|RCPT|DATA)/.test(line))).toEqual([]);
    const wrong = { user: "batch", password: "another" };
    await expect(mailer(server.port, { credentials: wrong }).check()).rejects.toThrow(/535/);
  });

  test("can send a mail, and says whom it does not reach", async () => {
    const server = await listen({
      answer: (line) => (line.startsWith(`RCPT TO:<${bob}`) ? "550 No" : null),
    });
    const refused = await mailer(server.port, {}, [ada, bob]).sendTest();
    expect(refused).toEqual([`${bob}: 550 No`]);
    expect(server.mails[0]!.headers.get("subject")).toContain("[Stevedore] TEST");
  });
});
