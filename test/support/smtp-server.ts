/** A mail server for tests: keeps what it takes, refuses what it is told to, and remembers every line it was sent. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

export interface TestMail {
  readonly from: string;
  readonly to: readonly string[];
  /** In lower case, unfolded, with encoded words decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it was sent. */
  readonly rawHeader: string;
  readonly text: string;
}

export interface TestMailServer {
  readonly port: number;
  readonly mails: readonly TestMail[];
  /** Every command of every connection, without the mails. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

export interface TestMailServerOptions {
  readonly port?: number;
  /** Who may send; left out: everybody, and nobody is asked. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Offers STARTTLS with these. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** What it answers to a command instead of what is usual; null: the usual. `silent`: nothing at all. */
  readonly answer?: (line: string) => string | null;
}

export async function startMailServer(
  options: TestMailServerOptions = {},
): Promise<TestMailServer> {
  const mails: TestMail[] = [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    converse(socket, { ...options, mails, lines });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    lines,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

type Parts = TestMailServerOptions & { readonly mails: TestMail[]; readonly lines: string[] };

interface Envelope {
  from: string;
  to: string[];
}

function converse(plain: Socket, parts: Parts): void {
  const { answer = () => null, tls, user, mails, lines } = parts;
  let socket = plain;
  let isEncrypted = false;
  let pending = "";
  let content: string[] | null = null;
  let envelope: Envelope = { from: "", to: [] };
  const say = (text: string) => text !== "silent" && socket.write(`${text}\r\n`);

  function onLine(line: string): void {
    if (content !== null) {
      if (line !== ".") return void content.push(line.replace(/^\./, ""));
      const special = answer("the mail");
      if (special === null) mails.push(mailOf(envelope, content));
      content = null;
      envelope = { from: "", to: [] };
      return void say(special ?? "250 2.0.0 Taken");
    }
    lines.push(line);
    const special = answer(line);
    if (special !== null) return void say(special);
    const [verb = ""] = line.toUpperCase().split(" ");
    if (verb === "EHLO") return void say(greeting());
    if (verb === "STARTTLS") return encrypt();
    if (verb === "AUTH") return void say(letIn(line, user) ? "235 2.7.0 Welcome" : "535 5.7.8 No");
    if (verb === "MAIL") envelope.from = addressIn(line);
    if (verb === "RCPT") envelope.to.push(addressIn(line));
    if (verb === "DATA") {
      content = [];
      return void say("354 Go on");
    }
    if (verb === "QUIT") return void socket.end("221 2.0.0 Bye\r\n");
    say("250 2.1.0 OK");
  }

  function greeting(): string {
    const offers = [
      ...(tls !== undefined && !isEncrypted ? ["STARTTLS"] : []),
      ...(user === undefined ? [] : ["AUTH PLAIN"]),
    ];
    return ["mail.test", ...offers, "8BITMIME"]
      .map((offer, index) => `250${index === offers.length + 1 ? " " : "-"}${offer}`)
      .join("\r\n");
  }

  function encrypt(): void {
    say("220 2.0.0 Go on");
    plain.removeAllListeners("data");
    const secureContext = createSecureContext(tls);
    socket = new TLSSocket(plain, { isServer: true, secureContext });
    socket.on("error", () => {});
    isEncrypted = true;
    listen();
  }

  function listen(): void {
    socket.on("data", (bytes: Buffer) => {
      const found = (pending + bytes.toString("latin1")).split("\r\n");
      pending = found.pop()!;
      for (const line of found) onLine(line);
    });
  }

  listen();
  say(answer("greeting") ?? "220 mail.test ESMTP");
}

function letIn(line: string, user: TestMailServerOptions["user"]): boolean {
  if (user === undefined) return false;
  const given = Buffer.from(line.split(" ")[2] ?? "", "base64").toString();
  return given === `\0${user.name}\0${user.password}`;
}

function addressIn(line: string): string {
  return /<(.*?)>/.exec(line)?.[1] ?? "";
}

function mailOf({ from, to }: Envelope, content: readonly string[]): TestMail {
  const empty = content.indexOf("");
  const rawHeader = content.slice(0, empty).join("\r\n");
  const headers = new Map(
    rawHeader
      .replaceAll(/\r\n[ \t]+/g, " ")
      .split("\r\n")
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
      }),
  );
  const body = content.slice(empty + 1).join("\n");
  return { from, to, headers, rawHeader, text: decoded(body, headers) };
}

function decoded(body: string, headers: ReadonlyMap<string, string>): string {
  const encoding = headers.get("content-transfer-encoding");
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding === "quoted-printable") return unquoted(body.replaceAll("=\n", ""));
  return body;
}

function unquoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString();
}

/** RFC 2047. */
function words(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toLowerCase() === "b"
        ? Buffer.from(text, "base64").toString()
        : unquoted(text.replaceAll("_", " ")),
    );
}
