/** One connection to a store, over which one call goes at a time. */
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { connect as connectTls } from "node:tls";
import { AnswerReader } from "./answer-reader.ts";
import type { WireRequest } from "./wire-request.ts";
import type { Received } from "./received.ts";

/** Bytes of plain connections come into one buffer for all of them, and are text before the next ones come. */
const readBytes = 64 * 1024;
const shared = Buffer.allocUnsafeSlow(readBytes);

export interface ConnectionLimits {
  readonly connectTimeoutMs: number;
  /** Without a byte of the answer. */
  readonly requestTimeoutMs: number;
  readonly idleMs: number;
}

export interface ConnectionOwner {
  /** It is to be told to write, soon. */
  requested(connection: Connection): void;
  /** Its call has an answer, which is told right after this. */
  answered(connection: Connection): void;
  /** Told once, when it cannot be used any more. */
  closed(connection: Connection): void;
}

/** One object with methods rather than functions around it: what it does is done for each call. */
export class Connection {
  readonly origin: string;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  #isConnected = false;
  #isOpen = true;
  #reader: AnswerReader | null = null;
  /** What its owner has not told it to write yet. */
  #unwritten: WireRequest | null = null;
  #answered: ((received: Received) => void) | null = null;
  /** When it was begun, used, or last heard of. */
  #since = performance.now();

  constructor(origin: string, owner: ConnectionOwner) {
    this.origin = origin;
    this.#owner = owner;
    this.#socket = this.#connect(new URL(origin));
    this.#socket.setNoDelay(true);
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#ended());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Calls `answered` once; only when no other call is on its way. Written when the owner says so. */
  send(request: WireRequest, answered: (received: Received) => void): void {
    this.#reader = new AnswerReader(request.method);
    this.#answered = answered;
    this.#since = performance.now();
    this.#unwritten = request;
    this.#owner.requested(this);
  }

  /** What `send` was given, unless the connection has failed meanwhile. */
  write(): void {
    if (this.#unwritten === null) return;
    const { head, body } = this.#unwritten;
    this.#unwritten = null;
    if (body === null) {
      this.#socket.write(head, "latin1");
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#socket.write(body);
    this.#socket.uncork();
  }

  /** Ends it when it has been silent for too long. */
  check(now: number, { connectTimeoutMs, requestTimeoutMs, idleMs }: ConnectionLimits): void {
    const silentMs = now - this.#since;
    if (!this.#isConnected) {
      if (silentMs > connectTimeoutMs)
        this.#fail(timedOut(`no connection within ${connectTimeoutMs} ms`));
    } else if (this.#reader === null) {
      if (silentMs > idleMs) this.close();
    } else if (silentMs > requestTimeoutMs) {
      this.#fail(timedOut(`no byte of an answer within ${requestTimeoutMs} ms`));
    }
  }

  close(): void {
    this.#fail(connectionClosed());
  }

  #connect({ protocol, hostname, port }: URL): Socket {
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    if (protocol === "https:") {
      const name = isIP(host) === 0 ? { servername: host } : {};
      const socket = connectTls({
        host,
        port: Number(port || 443),
        ...name,
        ALPNProtocols: ["http/1.1"],
      });
      socket.once("secureConnect", () => this.#connected());
      socket.on("data", (bytes: Buffer) => this.#take(bytes.toString("latin1")));
      return socket;
    }
    const onread = {
      buffer: shared,
      callback: (length: number) => {
        this.#take(shared.toString("latin1", 0, length));
        return true;
      },
    };
    const socket = connectPlain({ host, port: Number(port || 80), onread });
    return socket.once("connect", () => this.#connected());
  }

  #connected(): void {
    this.#isConnected = true;
    this.#since = performance.now();
  }

  #take(text: string): void {
    if (!this.#isOpen) return;
    const reader = this.#reader;
    // Nobody asked, or not yet: whatever it is, no call may take it for its answer.
    if (reader === null || this.#unwritten !== null) return this.close();
    this.#since = performance.now();
    let isWhole: boolean;
    try {
      isWhole = reader.take(text);
    } catch (error) {
      return this.#fail(error);
    }
    if (isWhole) this.#finish(reader);
  }

  #finish(reader: AnswerReader): void {
    const { status, headers, body, keeps } = reader;
    if (!keeps) this.#abandon();
    this.#answer({ status, headers, body, error: null });
  }

  #answer(received: Received): void {
    const answered = this.#answered;
    this.#reader = null;
    this.#answered = null;
    this.#owner.answered(this);
    answered?.(received);
  }

  /** The other side has closed it, which is how some answers end. */
  #ended(): void {
    const reader = this.#reader;
    if (this.#isOpen && reader !== null && reader.end()) return this.#finish(reader);
    this.#fail(Object.assign(new Error("the store closed the connection"), { code: "ECONNRESET" }));
  }

  #fail(error: unknown): void {
    const reader = this.#reader;
    this.#abandon();
    if (reader === null) return;
    const { status, headers, body } = reader;
    this.#answer({ status, headers, body, error });
  }

  #abandon(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#unwritten = null;
    this.#socket.destroy();
    this.#owner.closed(this);
  }
}

export function connectionClosed(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "ECONNABORTED" });
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}
