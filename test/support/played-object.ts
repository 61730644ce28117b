/** An object that no store has to keep: its bytes are made when they are read. For manifests larger than a test may be. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface PlayedObject {
  readonly etag: string;
  readonly sizeBytes: number;
  /** The bytes from `start` up to, but not including, `end`, in pieces. */
  readonly bytes: (start: number, end: number) => Iterable<Buffer>;
}

/** Answers HEAD, and GET with a range. */
export async function playObject(
  { etag, sizeBytes, bytes }: PlayedObject,
  { incoming, out }: { readonly incoming: IncomingMessage; readonly out: ServerResponse },
): Promise<void> {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? "") ?? [];
  const start = Number(first ?? 0);
  const end = last === undefined || last === "" ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  out.writeHead(first === undefined ? 200 : 206, {
    etag: `"${etag}"`,
    "content-length": end - start,
    ...(first === undefined ? {} : { "content-range": `bytes ${start}-${end - 1}/${sizeBytes}` }),
  });
  if (incoming.method === "HEAD") return void out.end();
  await pipeline(Readable.from(bytes(start, end), { objectMode: false }), out);
}

/** Rows of one length, each with its number: what lies where is known without looking. */
export function playRows(options: {
  readonly rows: number;
  readonly rowBytes: number;
  /** The beginning of a row; what is missing to its length is filled. */
  readonly begin: (row: number) => string;
}): PlayedObject {
  const { rows, rowBytes, begin } = options;
  const filler = Buffer.alloc(rowBytes, "x");
  filler[rowBytes - 1] = 10;
  function* bytes(start: number, end: number): Generator<Buffer> {
    for (let row = Math.floor(start / rowBytes); row * rowBytes < end; row++) {
      const line = Buffer.from(filler);
      line.write(begin(row));
      const from = row * rowBytes;
      yield line.subarray(Math.max(0, start - from), Math.min(rowBytes, end - from));
    }
  }
  return { etag: "played", sizeBytes: rows * rowBytes, bytes };
}
