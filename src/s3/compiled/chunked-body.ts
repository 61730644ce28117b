/** A body in chunks (RFC 9112, section 7.1), as it comes, a character a byte. Extensions and trailers are passed over. */
import { AnswerMalformed } from "./answer-malformed.ts";

/** A size with its extensions, and all trailers together. */
const lineBytesMax = 4096;
const trailerBytesMax = 64 * 1024;
const sizeLine = /^([\da-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n$/i;

export class ChunkedBody {
  /** Bytes came after its end. */
  hasMore = false;
  #state: "size" | "data" | "data-end" | "trailer" | "over" = "size";
  #left = 0;
  /** The beginning of a line that has not come to its end. */
  #line = "";
  #trailerBytes = 0;

  /** True when the body is whole. @throws AnswerMalformed */
  take(text: string, give: (piece: string) => void): boolean {
    let at = 0;
    while (at < text.length && this.#state !== "over") {
      if (this.#state === "data") {
        const piece = text.slice(at, at + this.#left);
        give(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#state = "data-end";
        continue;
      }
      const end = text.indexOf("\n", at);
      const next = end === -1 ? text.length : end + 1;
      this.#line += text.slice(at, next);
      at = next;
      if (this.#line.length > lineBytesMax)
        throw new AnswerMalformed("a line between chunks is too long");
      if (end !== -1) this.#endLine();
    }
    this.hasMore ||= at < text.length;
    return this.#state === "over";
  }

  #endLine(): void {
    const line = this.#line;
    this.#line = "";
    switch (this.#state) {
      case "size": {
        const size = sizeLine.exec(line)?.[1];
        if (size === undefined) throw new AnswerMalformed("the size of a chunk is no number");
        this.#left = Number.parseInt(size, 16);
        this.#state = this.#left === 0 ? "trailer" : "data";
        return;
      }
      case "data-end":
        if (line !== "\r\n") throw new AnswerMalformed("a chunk is longer than it says");
        this.#state = "size";
        return;
      case "trailer":
        this.#trailerBytes += line.length;
        if (this.#trailerBytes > trailerBytesMax)
          throw new AnswerMalformed("what follows the last chunk is too long");
        if (line === "\r\n") this.#state = "over";
        return;
      case "data":
      case "over":
    }
  }
}
