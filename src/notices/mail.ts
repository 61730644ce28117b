/** Hands notices to a mail server, over a connection for each: there are few. */
import { randomUUID } from "node:crypto";
import type { NodemailerError } from "nodemailer";
import type { MailServer } from "../config/mail.ts";
import type { FailuresOfJob } from "./failures.ts";
import { mailTextOf, type MailText } from "./mail-text.ts";
import type { SendNotice, Sent } from "./send-notice.ts";

export interface MailOptions {
  readonly server: MailServer;
  /** `NAME <ADDRESS>`, or an address. */
  readonly from: string;
  readonly to: readonly string[];
  /** Of one try as a whole. */
  readonly timeoutMs: number;
}

export interface Mailer {
  /**
   * `id` is the same at every try, and names the message. `about`: what it tells of, so that mail programs show together
   * what belongs together. @throws what the server or the network said
   */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Receipt>;
  /** Connects, encrypts and signs in as for sending. @throws what the server or the network said */
  check(): Promise<void>;
  /** Sends a mail that says it is a trial. Gives whom the server refuses. @throws what the server or the network said */
  sendTest(): Promise<readonly string[]>;
}

interface OutgoingMail extends MailText {
  readonly id: string;
  readonly about: string;
  /** Of all who are told, those that it is handed in for now. */
  readonly recipients: readonly string[];
}

interface Receipt {
  readonly refusals: readonly Refusal[];
}

/** The server takes a mail, but not for this recipient. */
interface Refusal {
  readonly recipient: string;
  readonly code: number;
  readonly answer: string;
}

/** Some quarter of an hour: who is put off for longer does not keep later notices from the others. */
const putOffMax = 10;

export function createMail(
  { to, mailer }: { readonly to: readonly string[]; readonly mailer: Pick<Mailer, "send"> },
  failuresOf: FailuresOfJob,
): SendNotice {
  /** Who still waits for the notice that is being sent: whoever has it does not get it again. */
  let current: {
    readonly id: string;
    waiting: readonly string[];
    refusals: readonly Refusal[];
    tries: number;
  };
  return async (notice, signal) => {
    const { eventId: id, position, job } = notice.data;
    if (current?.id !== id) current = { id, waiting: to, refusals: [], tries: 0 };
    if (current.waiting.length === 0) return settle([]);
    const failures = job.failed === 0 ? [] : await failuresOf(job.id, position);
    const mail = {
      ...mailTextOf(notice, failures),
      id,
      about: job.id,
      recipients: current.waiting,
    };
    try {
      const { refusals } = await mailer.send(mail, signal);
      return settle(refusals);
    } catch (error) {
      const { rejectedErrors } = error as MailError;
      if (rejectedErrors !== undefined) return settle(refusalsIn(rejectedErrors));
      const kind = isAboutContent(error as MailError) ? "refused" : "failed";
      return { kind, message: reasonOf(error) };
    }
  };

  function settle(refusals: readonly Refusal[]): Sent {
    const later = refusals.filter(({ code }) => !isForGood(code));
    const known = [...current.refusals, ...refusals.filter(({ code }) => isForGood(code))];
    const waiting = later.map(({ recipient }) => recipient);
    const tries = current.tries + 1;
    current = { ...current, waiting, refusals: known, tries };
    const left = [...later, ...known];
    const said = left.map((each) => `${each.recipient}: ${each.answer}`).join("; ");
    if (known.length === to.length) return { kind: "refused", message: said };
    const nobodyHasIt = left.length === to.length;
    if (later.length > 0 && (nobodyHasIt || tries < putOffMax))
      return { kind: "failed", message: said };
    const remark = left.length === 0 ? null : `The last notice did not reach everybody: ${said}.`;
    return { kind: "taken", remark };
  }
}

/** As nodemailer tells of what went wrong: `responseCode` and `response` are the server's answer to `command`. */
type MailError = NodemailerError & {
  readonly rejectedErrors?: readonly NodemailerError[] | undefined;
};

/** 503 is about the conversation and not about the mail. */
function isForGood(code: number): boolean {
  return code >= 500 && code !== 503;
}

/** The server will never take this mail. Sender, user and password are settings, which may be mended. */
function isAboutContent({ command, responseCode }: MailError): boolean {
  return command === "DATA" && responseCode !== undefined && isForGood(responseCode);
}

function refusalsIn(errors: readonly NodemailerError[]): readonly Refusal[] {
  return errors.map((error) => ({
    recipient: error.recipient ?? "a recipient",
    code: error.responseCode ?? 0,
    answer: answerOf(error),
  }));
}

const answerMax = 200;

function answerOf({ response, responseCode }: MailError): string {
  return (response ?? String(responseCode)).replaceAll(/\p{Cc}+/gu, " ").slice(0, answerMax);
}

/** Without what may be a secret: servers repeat what they were sent to sign in with. */
export function reasonOf(error: unknown): string {
  const { name, code, responseCode, command, message } = error as MailError;
  if (code === "EAUTH" || code === "ENOAUTH")
    return `it does not let this user in${responseCode === undefined ? "" : ` (${responseCode})`}`;
  if (responseCode !== undefined && command !== undefined)
    return `${command}: ${answerOf(error as MailError)}`;
  if (code === "ETLS") return `no encrypted connection: ${message.slice(0, answerMax)}`;
  // The address that could not be reached is not told with it.
  return /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? code ?? name;
}

/** Loads what it needs when it first sends: most servers send no mail. */
export function createMailer(options: MailOptions): Mailer {
  const { server, from, to, timeoutMs } = options;
  const [, name = "", address = from] = /^(.*) <(.*)>$/.exec(from) ?? [];
  const domain = address.slice(address.lastIndexOf("@") + 1);

  async function send(mail: OutgoingMail, signal: AbortSignal): Promise<Receipt> {
    const { id, about, recipients, subject, text, headers } = mail;
    const transport = await open(options);
    try {
      const { rejectedErrors = [] } = await transport.sendMail({
        from: { name, address },
        to: [...to],
        envelope: { from: address, to: [...recipients] },
        subject,
        text,
        messageId: `<${id}@${domain}>`,
        references: [`<job-${about}@${domain}>`],
        headers: { ...headers, "Auto-Submitted": "auto-generated" },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return { refusals: refusalsIn(rejectedErrors) };
    } finally {
      transport.close();
    }
  }

  return {
    send,
    async check() {
      const transport = await open(options);
      try {
        await transport.verify();
      } finally {
        transport.close();
      }
    },
    async sendTest() {
      const id = randomUUID();
      const subject = "[Stevedore] TEST: mail of notices works";
      const text = `This mail was sent through ${server.host} to try the settings. Nothing is to be done.\n`;
      const mail = { id, about: id, recipients: to, subject, text, headers: {} };
      const { refusals } = await send(mail, new AbortController().signal);
      return refusals.map(({ recipient, answer }) => `${recipient}: ${answer}`);
    },
  };
}

async function open({ server, timeoutMs }: MailOptions) {
  const { createTransport } = await import("nodemailer");
  return createTransport(connectionOf(server, timeoutMs));
}

function connectionOf({ host, port, tls, credentials }: MailServer, timeoutMs: number) {
  const stepMs = Math.ceil(timeoutMs / 3);
  return {
    host,
    port,
    secure: tls === "first",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { minVersion: "TLSv1.2" as const },
    ...(credentials === null
      ? {}
      : {
          auth: { user: credentials.user, pass: credentials.password },
          // A server that offers no signing in is not the one that was meant.
          forceAuth: true,
        }),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    dnsTimeout: stepMs,
    socketTimeout: timeoutMs,
    // Nothing of a mail is read from elsewhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
