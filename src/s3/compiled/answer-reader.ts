/**
 * One answer of HTTP/1.1 as its bytes come (RFC 9112), without I/O. Strict: what is not written as the standard says is no
 * answer. A body has a bound, and what is longer ends the answer there.
 */
import { errorBodyBytesMax } from "../error-answer.ts";
import { AnswerMalformed } from "./answer-malformed.ts";
import { ChunkedBody } from "./chunked-body.ts";

const headBytesMax = 64 * 1024;
/** As much of a success as the SDK's path reads (`read-answer.ts`); what is compiled has far shorter answers. */
const successBodyBytesMax = 16 * 1024 * 1024;

const nothing: Buffer = Buffer.alloc(0);
const headEnd = Buffer.from("\r\n\r\n");
const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?\r\n/;
/** Field lines and no folded ones, which nobody may send. */
const fieldLines = /^(?:[!#$%&'*+.^`|~\w-]+:[^\r\n\0]*\r\n)*$/;

type Body =
  | { readonly kind: "length"; left: number }
  | { readonly kind: "chunked"; readonly chunks: ChunkedBody }
  | { readonly kind: "until-close" };

export class AnswerReader {
  status = 0;
  headers = "";
  bytes: Buffer = nothing;
  /** Whether the connection can be used again, when the answer is whole. */
  keeps = false;
  readonly #isHead: boolean;
  /** The beginning of a head that has not come to its end. */
  #waiting: Buffer = nothing;
  #body: Body | null = null;
  /** Of a body that came in more than one piece. */
  #pieces: Buffer[] | null = null;
  #length = 0;

  constructor(method: string) {
    this.#isHead = method === "HEAD";
  }

  /** True when the answer is whole. Keeps nothing of `given`, which may be used again. @throws AnswerMalformed */
  take(given: Buffer): boolean {
    let rest: Buffer | null = given;
    while (this.#body === null) {
      rest = this.#takeHead(rest);
      if (rest === null) return false;
    }
    return this.#takeBody(rest);
  }

  /** The connection has ended: true when that is how this answer ends. */
  end(): boolean {
    return this.#body?.kind === "until-close";
  }

  /** The bytes after the head; null when it has not come to its end. */
  #takeHead(given: Buffer): Buffer | null {
    const bytes = this.#waiting.length === 0 ? given : Buffer.concat([this.#waiting, given]);
    const end = bytes.indexOf(headEnd);
    if (end > headBytesMax || (end === -1 && bytes.length > headBytesMax))
      throw new AnswerMalformed("the head of the answer is too long");
    if (end === -1) {
      this.#waiting = Buffer.from(bytes);
      return null;
    }
    this.#waiting = nothing;
    this.#readHead(bytes.toString("latin1", 0, end + 2));
    return bytes.subarray(end + 4);
  }

  #readHead(head: string): void {
    const found = statusLine.exec(head);
    if (found === null) throw new AnswerMalformed("the answer does not begin as one of HTTP/1.1");
    const headers = head.slice(found[0].length);
    if (!fieldLines.test(headers)) throw new AnswerMalformed("a header is not written as one");
    const status = Number(found[2]);
    if (status === 101) throw new AnswerMalformed("the store changes to another protocol");
    // 100 and the like come before the answer.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    const framing = framingOf(headers);
    this.#body = this.#bodyOf(framing);
    const isLast = found[1] === "0" || framing.connection.includes("close");
    this.keeps = !isLast && this.#body.kind !== "until-close";
  }

  /** RFC 9112, section 6.3. */
  #bodyOf({ lengths, length, encodings, encoding }: Framing): Body {
    if (encodings > 0 && lengths > 0)
      throw new AnswerMalformed("the length of the body is given in two ways");
    if (lengths > 1 || (lengths === 1 && !/^\d{1,15}$/.test(length)))
      throw new AnswerMalformed("the length of the body is no number");
    if (this.#isHead || this.status === 204 || this.status === 304)
      return { kind: "length", left: 0 };
    if (lengths === 1) return { kind: "length", left: Number(length) };
    if (encodings === 0) return { kind: "until-close" };
    if (encodings > 1 || encoding !== "chunked")
      throw new AnswerMalformed("the body has an encoding that nobody asked for");
    return { kind: "chunked", chunks: new ChunkedBody() };
  }

  #takeBody(rest: Buffer): boolean {
    const body = this.#body!;
    switch (body.kind) {
      case "length": {
        const taken = rest.length > body.left ? rest.subarray(0, body.left) : rest;
        if (taken.length < rest.length) this.keeps = false;
        body.left -= taken.length;
        return this.#add(taken) || body.left === 0;
      }
      case "chunked": {
        let isOver = false;
        const isWhole = body.chunks.take(rest, (piece) => (isOver ||= this.#add(piece)));
        if (body.chunks.hasMore) this.keeps = false;
        return isOver || isWhole;
      }
      case "until-close":
        return this.#add(rest);
    }
  }

  /** True when the body is longer than anybody reads. */
  #add(piece: Buffer): boolean {
    if (piece.length > 0) {
      const own = Buffer.from(piece);
      this.#length += own.length;
      if (this.#length === own.length) this.bytes = own;
      else (this.#pieces ??= [this.bytes]).push(own);
    }
    const bytesMax = this.status < 300 ? successBodyBytesMax : errorBodyBytesMax;
    if (this.#length <= bytesMax) return false;
    // The connection cannot be used again half read.
    this.keeps = false;
    return true;
  }

  /** The whole body, when the answer is whole. */
  body(): Buffer {
    return this.#pieces === null ? this.bytes : Buffer.concat(this.#pieces);
  }
}

/** What the headers say of where the answer ends, and of what comes after it. */
interface Framing {
  lengths: number;
  length: string;
  encodings: number;
  encoding: string;
  connection: string;
}

/** In one walk over the lines, most of which are told by where their colon is. */
function framingOf(headers: string): Framing {
  const framing: Framing = { lengths: 0, length: "", encodings: 0, encoding: "", connection: "" };
  for (let end = 0, start = 0; (end = headers.indexOf("\r\n", start)) !== -1; start = end + 2) {
    if (isNamed(headers, start, "content-length")) {
      framing.lengths += 1;
      framing.length = headers.slice(start + 15, end).trim();
    } else if (isNamed(headers, start, "transfer-encoding")) {
      framing.encodings += 1;
      framing.encoding = headers
        .slice(start + 18, end)
        .trim()
        .toLowerCase();
    } else if (isNamed(headers, start, "connection")) {
      framing.connection += headers.slice(start + 11, end).toLowerCase();
    }
  }
  return framing;
}

const colon = 0x3a;

function isNamed(headers: string, start: number, name: string): boolean {
  const end = start + name.length;
  return headers.charCodeAt(end) === colon && headers.slice(start, end).toLowerCase() === name;
}
