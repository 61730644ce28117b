import { unreachable } from "../lib/assert.ts";
import { S3Error } from "./errors.ts";

const lineBytesMax = 8 * 1024;

/**
 * Decodes `aws-chunked`: chunks `<size in hex>\r\n<bytes>\r\n`, a chunk of size 0, then trailing headers and an empty
 * line. A state machine that is fed whatever the socket gives, so a border may fall anywhere.
 */
export class AwsChunkedDecoder {
  /** Trailing headers, names in lower case; complete once `end` has returned. */
  readonly trailers = new Map<string, string>();
  #state: "size" | "bytes" | "after-bytes" | "trailers" | "done" = "size";
  #left = 0;
  #line: Buffer = Buffer.alloc(0);

  /** The content bytes within the next piece of the body. */
  write(piece: Buffer): Buffer[] {
    const content: Buffer[] = [];
    let place = 0;
    while (place < piece.length) {
      if (this.#state === "done") throw new S3Error("IncompleteBody");
      if (this.#state === "bytes") {
        const taken = piece.subarray(place, place + this.#left);
        content.push(taken);
        place += taken.length;
        this.#left -= taken.length;
        if (this.#left === 0) this.#state = "after-bytes";
      } else {
        place = this.#readLine(piece, place);
      }
    }
    return content;
  }

  /** @throws S3Error IncompleteBody when the last chunk or the trailers are missing. */
  end(): void {
    if (this.#state !== "done") throw new S3Error("IncompleteBody");
  }

  /** Reads up to the end of a line, whole or not. Returns the place behind what was taken. */
  #readLine(piece: Buffer, start: number): number {
    const end = piece.indexOf(10, start);
    const part = piece.subarray(start, end === -1 ? piece.length : end);
    this.#line = this.#line.length === 0 ? part : Buffer.concat([this.#line, part]);
    if (this.#line.length > lineBytesMax) throw new S3Error("IncompleteBody");
    if (end === -1) {
      this.#line = Buffer.from(this.#line);
      return piece.length;
    }
    const text = this.#line.toString("latin1");
    this.#line = Buffer.alloc(0);
    if (!text.endsWith("\r")) throw new S3Error("IncompleteBody");
    this.#takeLine(text.slice(0, -1));
    return end + 1;
  }

  #takeLine(line: string): void {
    switch (this.#state) {
      case "size": {
        const size = /^([\dA-Fa-f]{1,12})(?:;.*)?$/.exec(line);
        if (size === null) throw new S3Error("IncompleteBody");
        this.#left = Number.parseInt(size[1]!, 16);
        this.#state = this.#left === 0 ? "trailers" : "bytes";
        return;
      }
      case "after-bytes":
        if (line !== "") throw new S3Error("IncompleteBody");
        this.#state = "size";
        return;
      case "trailers": {
        if (line === "") {
          this.#state = "done";
          return;
        }
        const colon = line.indexOf(":");
        if (colon < 1) throw new S3Error("IncompleteBody");
        this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
        return;
      }
      case "bytes":
      case "done":
        // Content is not read by lines, and nothing may follow the end.
        throw new S3Error("IncompleteBody");
      default:
        unreachable(this.#state);
    }
  }
}
