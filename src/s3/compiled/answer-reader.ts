/**
 * One answer of HTTP/1.1 as its bytes come (RFC 9112), without I/O. Strict: what is not written as the standard says is no
 * answer. A body has a bound, and what is longer ends the answer there. Bytes are read as text, a character each: to cut
 * and compare text costs less than to make a view of bytes for each part.
 */
import { errorBodyBytesMax } from "../error-answer.ts";
import { AnswerMalformed } from "./answer-malformed.ts";
import { ChunkedBody } from "./chunked-body.ts";
import { isNamed } from "./received.ts";

const headBytesMax = 64 * 1024;
/** As much of a success as the SDK's path reads (`read-answer.ts`); what is compiled has far shorter answers. */
const successBodyBytesMax = 16 * 1024 * 1024;

const headEnd = "\r\n\r\n";
const statusLine = /^HTTP\/1\.[01] [1-9]\d\d(?: [^\r\n]*)?\r\n/;
/** Where its numbers stand. */
const minorAt = "HTTP/1.".length;
const statusAt = "HTTP/1.1 ".length;
/** Field lines and no folded ones, which nobody may send. */
const fieldLines = /^(?:[!#$%&'*+.^`|~\w-]+:[^\r\n\0]*\r\n)*$/;

type Body =
  | { readonly kind: "length"; left: number }
  | { readonly kind: "chunked"; readonly chunks: ChunkedBody }
  | { readonly kind: "until-close" };

export class AnswerReader {
  status = 0;
  headers = "";
  /** As much of it as has come; the whole, when the answer is whole. */
  body = "";
  /** Whether the connection can be used again, when the answer is whole. */
  keeps = false;
  readonly #isHead: boolean;
  /** The beginning of a head that has not come to its end. */
  #waiting = "";
  #framing: Body | null = null;

  constructor(method: string) {
    this.#isHead = method === "HEAD";
  }

  /** True when the answer is whole. @throws AnswerMalformed */
  take(given: string): boolean {
    let rest: string | null = given;
    while (this.#framing === null) {
      rest = this.#takeHead(rest);
      if (rest === null) return false;
    }
    return this.#takeBody(rest);
  }

  /** The connection has ended: true when that is how this answer ends. */
  end(): boolean {
    return this.#framing?.kind === "until-close";
  }

  /** What comes after the head; null when it has not come to its end. */
  #takeHead(given: string): string | null {
    const text = this.#waiting + given;
    const end = text.indexOf(headEnd);
    if (end > headBytesMax || (end === -1 && text.length > headBytesMax))
      throw new AnswerMalformed("the head of the answer is too long");
    if (end === -1) {
      this.#waiting = text;
      return null;
    }
    this.#waiting = "";
    this.#readHead(text.slice(0, end + 2));
    return text.slice(end + headEnd.length);
  }

  #readHead(head: string): void {
    if (!statusLine.test(head))
      throw new AnswerMalformed("the answer does not begin as one of HTTP/1.1");
    const headers = head.slice(head.indexOf("\n") + 1);
    if (!fieldLines.test(headers)) throw new AnswerMalformed("a header is not written as one");
    const status = numberAt(head, statusAt, statusAt + 3);
    if (status === 101) throw new AnswerMalformed("the store changes to another protocol");
    // 100 and the like come before the answer.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    const framing = framingOf(headers);
    this.#framing = this.#bodyOf(framing);
    const isLast = head[minorAt] === "0" || framing.connection.includes("close");
    this.keeps = !isLast && this.#framing.kind !== "until-close";
  }

  /** RFC 9112, section 6.3. */
  #bodyOf({ lengths, length, encodings, encoding }: Framing): Body {
    if (encodings > 0 && lengths > 0)
      throw new AnswerMalformed("the length of the body is given in two ways");
    if (lengths > 1 || (lengths === 1 && !/^\d{1,15}$/.test(length)))
      throw new AnswerMalformed("the length of the body is no number");
    if (this.#isHead || this.status === 204 || this.status === 304)
      return { kind: "length", left: 0 };
    if (lengths === 1) return { kind: "length", left: numberAt(length, 0, length.length) };
    if (encodings === 0) return { kind: "until-close" };
    if (encodings > 1 || encoding !== "chunked")
      throw new AnswerMalformed("the body has an encoding that nobody asked for");
    return { kind: "chunked", chunks: new ChunkedBody() };
  }

  #takeBody(rest: string): boolean {
    const body = this.#framing!;
    switch (body.kind) {
      case "length": {
        const taken = rest.length > body.left ? rest.slice(0, body.left) : rest;
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
  #add(piece: string): boolean {
    this.body += piece;
    const bytesMax = this.status < 300 ? successBodyBytesMax : errorBodyBytesMax;
    if (this.body.length <= bytesMax) return false;
    // The connection cannot be used again half read.
    this.keeps = false;
    return true;
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

const zero = 0x30;

/** A number by its digits, of which there are few; `Number` takes several times as long for one that is new to it. */
function numberAt(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = 10 * number + text.charCodeAt(at) - zero;
  return number;
}
