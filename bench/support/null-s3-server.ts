/**
 * An S3 store that costs next to nothing, in a process of its own: it answers each call at once with a fixed body, keeps
 * nothing and checks no signature. It exists to measure what stands before it, and is of no other use. Started by
 * `fork`; tells its address to the parent.
 *
 * The object `rows-<n>.csv` of any bucket is a manifest of n rows, made while it is read.
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { finished } from "node:stream/promises";
import { manifestBytes, sizeOfManifest } from "./null-manifest.ts";

const headBytesMax = 64 * 1024;
const connectionsMax = 2048;
const sendBytes = 256 * 1024;
const requestId = "x-amz-request-id: 0000000000000000\r\n";
const etag = '"d41d8cd98f00b204e9800998ecf8427e"';

const copied = `<?xml version="1.0" encoding="UTF-8"?>
<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag></CopyObjectResult>`;
const begun = `<InitiateMultipartUploadResult><UploadId>null</UploadId></InitiateMultipartUploadResult>`;
const joined = `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`;

const answers = {
  copy: whole("200 OK", "", copied),
  empty: whole("200 OK", "", ""),
  stored: whole("200 OK", `ETag: ${etag}\r\n`, ""),
  deleted: `HTTP/1.1 204 No Content\r\n${requestId}\r\n`,
  begun: whole("200 OK", "", begun),
  joined: whole("200 OK", "", joined),
  missing: whole("404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>"),
};

interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** The head in lower case, for its headers. */
  readonly text: string;
}

const server = createServer({ noDelay: true }, (socket) => {
  serve(socket).catch(() => socket.destroy());
});
server.maxConnections = connectionsMax;
server.listen(0, "127.0.0.1", () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
// Whoever started it is gone.
process.on("disconnect", () => process.exit(0));

/** The requests of one connection, one after another. */
async function serve(socket: Socket): Promise<void> {
  let waiting: Buffer = Buffer.alloc(0);
  let bodyBytesLeft = 0;
  let head: RequestHead | null = null;
  for await (const block of socket as AsyncIterable<Buffer>) {
    let bytes = waiting.length === 0 ? block : Buffer.concat([waiting, block]);
    waiting = Buffer.alloc(0);
    for (;;) {
      if (head === null) {
        const end = bytes.indexOf("\r\n\r\n");
        if (end === -1) break;
        head = parseHead(bytes.toString("latin1", 0, end));
        bodyBytesLeft = Number(/\ncontent-length: *(\d+)/.exec(head.text)?.[1] ?? 0);
        bytes = bytes.subarray(end + 4);
      }
      const taken = Math.min(bodyBytesLeft, bytes.length);
      bodyBytesLeft -= taken;
      bytes = bytes.subarray(taken);
      if (bodyBytesLeft > 0) break;
      await answer(socket, head);
      head = null;
    }
    if (bytes.length > headBytesMax) throw new Error("the head of a request is too long");
    waiting = bytes;
  }
}

function parseHead(text: string): RequestHead {
  const [method = "", target = ""] = text.slice(0, text.indexOf("\r\n")).split(" ");
  return { method, target, text: text.toLowerCase() };
}

async function answer(socket: Socket, head: RequestHead): Promise<void> {
  const manifest = /^\/[^/]+\/rows-(\d+)\.csv/.exec(head.target);
  if ((head.method === "GET" || head.method === "HEAD") && manifest !== null) {
    return sendManifest(socket, head, Number(manifest[1]));
  }
  socket.write(answers[answerTo(head)]);
}

function answerTo({ method, target, text }: RequestHead): keyof typeof answers {
  switch (method) {
    case "PUT":
      if (text.includes("\nx-amz-copy-source:")) return "copy";
      return target.includes("?tagging") ? "empty" : "stored";
    case "POST":
      return target.includes("?uploads") ? "begun" : "joined";
    case "DELETE":
      return "deleted";
    default:
      return "missing";
  }
}

async function sendManifest(socket: Socket, head: RequestHead, rows: number): Promise<void> {
  const size = sizeOfManifest(rows);
  const range = /\nrange: *bytes=(\d+)-(\d+)/.exec(head.text);
  const start = Number(range?.[1] ?? 0);
  const end = range === null ? size : Math.min(Number(range[2]) + 1, size);
  const status = range === null ? "200 OK" : "206 Partial Content";
  const place = range === null ? "" : `Content-Range: bytes ${start}-${end - 1}/${size}\r\n`;
  socket.write(
    `HTTP/1.1 ${status}\r\n${requestId}ETag: ${etag}\r\n${place}Content-Length: ${end - start}\r\n\r\n`,
  );
  if (head.method === "HEAD") return;
  for (let at = start; at < end; at += sendBytes) {
    const isFull = !socket.write(manifestBytes(at, Math.min(at + sendBytes, end)));
    if (isFull) await drained(socket);
  }
}

/** Resolves when there is room again, rejects when the reader is gone. */
async function drained(socket: Socket): Promise<void> {
  const stop = new AbortController();
  try {
    await Promise.race([
      new Promise((resolve) => socket.once("drain", resolve)),
      finished(socket, { signal: stop.signal, readable: false }).then(() => {
        throw new Error("the reader is gone");
      }),
    ]);
  } finally {
    stop.abort();
  }
}

function whole(status: string, headers: string, body: string): string {
  return `HTTP/1.1 ${status}\r\n${requestId}${headers}Content-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
