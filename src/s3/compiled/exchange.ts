/** One call on the wire: collects the answer as it comes, within bounds. */
import type { Dispatcher } from "undici";
import { errorBodyBytesMax } from "../error-answer.ts";

/** What came back, or what went wrong. */
export interface Received {
  /** 0: no answer came, and `error` says why. */
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly headers: readonly Buffer[];
  /** Of the body, at most a piece more than is wanted. */
  readonly bytes: Buffer;
  /** Why the answer ended before its end; null when it did not. */
  readonly error: unknown;
}

/** As much of a success as the SDK's path reads (`read-answer.ts`); what is compiled has far shorter answers. */
const successBodyBytesMax = 16 * 1024 * 1024;
const nothing: Buffer = Buffer.alloc(0);

/** One object with methods rather than functions around it: there is one for each call. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #ended: (received: Received) => void;
  #status = 0;
  #headers: readonly Buffer[] = [];
  #bytes: Buffer = nothing;
  /** Of a body that came in more than one piece. */
  #pieces: Buffer[] | null = null;
  #length = 0;
  #isOver = false;
  #abort: ((error?: Error) => void) | null = null;

  /** `ended` is called once. */
  constructor(ended: (received: Received) => void) {
    this.#ended = ended;
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
  }

  onHeaders(status: number, headers: readonly Buffer[]): boolean {
    // 100 and the like come before the answer.
    if (status < 200) return true;
    this.#status = status;
    this.#headers = headers;
    return true;
  }

  onData(piece: Buffer): boolean {
    this.#length += piece.length;
    if (this.#length === piece.length) this.#bytes = piece;
    else (this.#pieces ??= [this.#bytes]).push(piece);
    const bytesMax = this.#status < 300 ? successBodyBytesMax : errorBodyBytesMax;
    if (this.#length <= bytesMax) return true;
    // Whoever reads it finds it too long. The connection cannot be used again half read.
    this.#end(null);
    this.#abort?.(new Error("the answer is too long"));
    return false;
  }

  onComplete(): void {
    this.#end(null);
  }

  onError(error: unknown): void {
    this.#end(error);
  }

  #end(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const bytes = this.#pieces === null ? this.#bytes : Buffer.concat(this.#pieces);
    this.#ended({ status: this.#status, headers: this.#headers, bytes, error });
  }
}

/** A header of an answer; names are in lower case. */
export function headerOf({ headers }: Received, name: string): string | undefined {
  for (let index = 0; index < headers.length; index += 2) {
    const given = headers[index]!;
    if (given.length === name.length && given.toString("latin1").toLowerCase() === name)
      return headers[index + 1]?.toString("latin1");
  }
  return undefined;
}

export function headersOf({ headers }: Received): Record<string, string> {
  const all: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) {
    all[headers[index]!.toString("latin1").toLowerCase()] =
      headers[index + 1]?.toString("latin1") ?? "";
  }
  return all;
}
