/** What can happen to a call between engine and store, and how an answer is spoilt on its way back. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { PlayedObject } from "./played-object.ts";

export type Fault =
  | { readonly kind: "pass" }
  /** The connection is reset as soon as the head of the request is there; the store hears nothing. */
  | { readonly kind: "cut before" }
  /** The connection is closed when the whole request is there; the store hears nothing. */
  | { readonly kind: "cut after" }
  /** Nothing is ever answered, and the store hears nothing. */
  | { readonly kind: "freeze" }
  /** Something is answered in the name of the store, which hears nothing. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The store hears nothing: HEAD and GET find this object. */
  | { readonly kind: "play"; readonly object: PlayedObject }
  | SpoiltAnswer;

/** The call takes effect, and the answer to it suffers. */
export type SpoiltAnswer =
  /** It comes late. */
  | { readonly kind: "delay"; readonly ms: number }
  /** It never comes: the connection is closed instead. */
  | { readonly kind: "lose answer" }
  /** It never comes, and the connection stays. */
  | { readonly kind: "freeze answer" }
  /** The connection ends in the middle of its body; where it has none, in its head. */
  | { readonly kind: "half answer" }
  /** Its Content-Length says more than comes. */
  | { readonly kind: "length too long" }
  /** Its Content-Length says less than comes. */
  | { readonly kind: "length too short" }
  /** It is no HTTP. */
  | { readonly kind: "garbage" }
  /** It comes a few bytes at a time. */
  | { readonly kind: "drip"; readonly bytes: number; readonly everyMs: number };

export interface WholeAnswer {
  readonly out: ServerResponse;
  readonly socket: Socket;
  readonly answer: IncomingMessage;
  readonly body: Buffer;
  /** An answer to HEAD has a length and no body. */
  readonly isHead: boolean;
}

export async function spoilAnswer(fault: SpoiltAnswer, whole: WholeAnswer): Promise<void> {
  const { out, socket, answer, body } = whole;
  switch (fault.kind) {
    case "delay":
      await sleep(fault.ms);
      out.writeHead(answer.statusCode!, answer.rawHeaders).end(body);
      return;
    case "lose answer":
      socket.destroy();
      return;
    case "freeze answer":
      return;
    case "half answer":
      socket.end(half(whole));
      return;
    case "length too long":
      socket.write(Buffer.concat([headOf(whole, body.length + surplus.length), body]));
      return;
    case "length too short":
      socket.end(tooMuch(whole));
      return;
    case "garbage":
      socket.end("\u0000\u0001 this is no HTTP\r\n\r\n\u0000");
      return;
    case "drip":
      await drip(fault, whole);
  }
}

const surplus = Buffer.from("surplus");

function half(whole: WholeAnswer): Buffer {
  const head = headOf(whole);
  const { body, isHead } = whole;
  if (isHead || body.length === 0) return head.subarray(0, Math.floor(head.length / 2));
  return Buffer.concat([head, body.subarray(0, Math.floor(body.length / 2))]);
}

function tooMuch(whole: WholeAnswer): Buffer {
  const { body } = whole;
  if (body.length > surplus.length)
    return Buffer.concat([headOf(whole, body.length - surplus.length), body]);
  return Buffer.concat([headOf(whole, body.length), body, surplus]);
}

async function drip(
  { bytes, everyMs }: Extract<SpoiltAnswer, { kind: "drip" }>,
  whole: WholeAnswer,
): Promise<void> {
  const { socket } = whole;
  const all = Buffer.concat([headOf(whole), whole.body]);
  for (let start = 0; start < all.length && !socket.destroyed; start += bytes) {
    socket.write(all.subarray(start, start + bytes));
    await sleep(everyMs);
  }
  socket.end();
}

/** The head as the store sent it, but for the length of the body. */
function headOf({ answer, body, isHead }: WholeAnswer, length = body.length): Buffer {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  const own = ["connection", "keep-alive", "transfer-encoding"];
  const left = new Set([...own, ...(isHead ? [] : ["content-length"])]);
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index]!;
    if (!left.has(name.toLowerCase())) lines.push(`${name}: ${answer.rawHeaders[index + 1]}`);
  }
  // The connection ends with this answer; another call must not be sent on it.
  lines.push("Connection: close");
  if (!isHead) lines.push(`Content-Length: ${length}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
