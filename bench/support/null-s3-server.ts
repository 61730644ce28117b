/**
 * An S3 store that costs next to nothing, in a process of its own: it answers each call at once with a fixed body, keeps
 * nothing and checks no signature. It exists to measure what stands before it, and is of no other use. Started by
 * `fork`; tells its address to the parent. With `latencyMs` each answer waits so long, in rounds of a millisecond.
 *
 * The object `rows-<n>.csv` of any bucket is a manifest of n rows, made while it is read. Listings show the same rows as
 * objects, as many pages as wanted, for tools that copy what they list. Any message is answered by when the first row was
 * copied since the last one.
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { manifestBytes, sizeOfManifest } from "./null-manifest.ts";
import { listingOf } from "./null-listing.ts";
import { givenOptions } from "./processes.ts";

export interface NullStoreOptions {
  readonly latencyMs?: number;
}

const { latencyMs = 0 } = givenOptions<NullStoreOptions>();
const headBytesMax = 64 * 1024;
const connectionsMax = 4096;
const sendBytes = 256 * 1024;
const requestId = "x-amz-request-id: 0000000000000000\r\n";
const etag = '"d41d8cd98f00b204e9800998ecf8427e"';
const objectHeaders = `ETag: ${etag}\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n`;

const copied = `<?xml version="1.0" encoding="UTF-8"?>
<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag></CopyObjectResult>`;
const begun = `<InitiateMultipartUploadResult><UploadId>null</UploadId></InitiateMultipartUploadResult>`;
const joined = `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`;

const answers = {
  copy: whole("200 OK", "", copied),
  empty: whole("200 OK", "", ""),
  stored: whole("200 OK", objectHeaders, ""),
  head: whole("200 OK", objectHeaders, ""),
  deleted: bytesOf(`HTTP/1.1 204 No Content\r\n${requestId}\r\n`),
  begun: whole("200 OK", "", begun),
  joined: whole("200 OK", "", joined),
  absent: bytesOf(`HTTP/1.1 404 Not Found\r\n${requestId}\r\n`),
  missing: whole("404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>"),
};

interface Connection {
  readonly socket: Socket;
  /** What came and is not a whole request yet. */
  waiting: Buffer | null;
  bodyBytesLeft: number;
  head: string | null;
  /** Of a batch of deletions, whose answer names each key; other bodies are not looked at. */
  body: Buffer[];
}

const server = createServer({ noDelay: true }, (socket) => {
  const connection: Connection = { socket, waiting: null, bodyBytesLeft: 0, head: null, body: [] };
  socket.on("data", (block) => take(connection, block));
  socket.on("error", () => socket.destroy());
});
server.maxConnections = connectionsMax;
server.listen(0, "127.0.0.1", 4096, () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
/** When the first copy of a listed object came; 0: not yet. */
let firstCopyAt = 0;
process.on("message", () => {
  process.send?.({ firstCopyAt });
  firstCopyAt = 0;
});
// Whoever started it is gone.
process.on("disconnect", () => process.exit(0));

const headEndText = "\r\n\r\n";
const headEnd = Buffer.from(headEndText);
const copyStart = "PUT /target/";
const copySource = Buffer.from("\nx-amz-copy-source:");

/**
 * Whether these bytes are the whole of a copy, written as the engine and the loops do. So are nearly all requests of a
 * measurement, and what is looked at in others would take as long as to read and to write.
 */
function isPlainCopy(block: Buffer): boolean {
  return (
    firstCopyAt !== 0 &&
    block.toString("latin1", 0, copyStart.length) === copyStart &&
    block.toString("latin1", block.length - headEnd.length) === headEndText &&
    block.includes(copySource)
  );
}

/** The requests of one connection, one after another: clients wait for each answer. */
function take(connection: Connection, block: Buffer): void {
  if (connection.waiting === null && connection.head === null && isPlainCopy(block))
    return give(connection.socket, answers.copy);
  let bytes = connection.waiting === null ? block : Buffer.concat([connection.waiting, block]);
  connection.waiting = null;
  for (;;) {
    if (connection.head === null) {
      const end = bytes.indexOf(headEnd);
      if (end === -1) break;
      connection.head = bytes.toString("latin1", 0, end);
      connection.bodyBytesLeft = Number(headerOf(connection.head, "content-length") ?? 0);
      if (/\nexpect: *100-continue/i.test(connection.head))
        connection.socket.write("HTTP/1.1 100 Continue\r\n\r\n");
      bytes = bytes.subarray(end + 4);
    }
    const taken = Math.min(connection.bodyBytesLeft, bytes.length);
    connection.bodyBytesLeft -= taken;
    if (taken > 0 && isBatch(connection.head)) connection.body.push(bytes.subarray(0, taken));
    bytes = bytes.subarray(taken);
    if (connection.bodyBytesLeft > 0) break;
    const { head, body } = connection;
    connection.head = null;
    connection.body = [];
    if (body.length > 0) answerBatch(connection.socket, Buffer.concat(body).toString());
    else answer(connection.socket, head);
  }
  if (bytes.length > headBytesMax) connection.socket.destroy();
  else if (bytes.length > 0) connection.waiting = bytes;
}

function isBatch(head: string): boolean {
  return head.startsWith("POST ") && /[?&]delete[= &]/.test(head.slice(0, endOfLine(head, 0)));
}

function answerBatch(socket: Socket, body: string): void {
  const keys = body.match(/<Key>[^<]*<\/Key>/g) ?? [];
  const deleted = keys.map((key) => `<Deleted>${key}</Deleted>`).join("");
  const result = `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${deleted}</DeleteResult>`;
  give(socket, whole("200 OK", "", result));
}

/** Clients write names of headers in any letters; nearly all of ours are in lower case. */
function headerOf(head: string, name: string): string | undefined {
  const at = head.indexOf(`\n${name}:`);
  if (at !== -1) return head.slice(at + name.length + 2, endOfLine(head, at + 1)).trim();
  return new RegExp(`\n${name}: *([^\r\n]*)`, "i").exec(head)?.[1];
}

function endOfLine(head: string, from: number): number {
  const end = head.indexOf("\r", from);
  return end === -1 ? head.length : end;
}

function answer(socket: Socket, head: string): void {
  const [method = "", target = ""] = head.slice(0, endOfLine(head, 0)).split(" ", 2);
  if (method === "GET" || method === "HEAD") {
    const manifest = /^\/[^/]+\/rows-(\d+)\.csv/.exec(target);
    if (manifest !== null) return sendManifest(socket, { method, head }, Number(manifest[1]));
    const listing = listingOf(target);
    if (listing !== null) return void socket.write(whole("200 OK", "", listing));
  }
  const kind = answerTo(method, target, head);
  if (firstCopyAt === 0 && kind === "copy" && isOfRow.test(target)) firstCopyAt = Date.now();
  give(socket, answers[kind]);
}

function give(socket: Socket, bytes: Buffer): void {
  if (latencyMs === 0) socket.write(bytes);
  else answerLater(socket, bytes);
}

/** Other copies are trials of the preflight. */
const isOfRow = /^\/target\/.*\d{12}\.jpg/;

function answerTo(method: string, target: string, head: string): keyof typeof answers {
  switch (method) {
    case "PUT":
      if (headerOf(head, "x-amz-copy-source") !== undefined) return "copy";
      return target.includes("?tagging") ? "empty" : "stored";
    case "POST":
      return target.includes("?uploads") ? "begun" : "joined";
    case "DELETE":
      return "deleted";
    case "HEAD":
      return /^\/(source|target)\/[^?]*\d{9}/.test(target) ? "head" : "absent";
    default:
      return "missing";
  }
}

const later: { readonly at: number; readonly socket: Socket; readonly bytes: Buffer }[][] = [];
let rounds = 0;

/** All answers of a millisecond wait in one list, so that a timer costs nothing a call. */
function answerLater(socket: Socket, bytes: Buffer): void {
  if (rounds === 0) setInterval(answerDue, 1);
  rounds += 1;
  const at = performance.now() + latencyMs;
  const last = later.at(-1);
  if (last !== undefined && at - last[0]!.at < 0.5) last.push({ at, socket, bytes });
  else later.push([{ at, socket, bytes }]);
}

function answerDue(): void {
  const now = performance.now();
  while (later.length > 0 && later[0]![0]!.at <= now) {
    for (const { socket, bytes } of later.shift()!) if (!socket.destroyed) socket.write(bytes);
  }
}

function sendManifest(
  socket: Socket,
  request: { readonly method: string; readonly head: string },
  rows: number,
): void {
  const size = sizeOfManifest(rows);
  const range = /bytes=(\d+)-(\d+)/.exec(headerOf(request.head, "range") ?? "");
  const start = Number(range?.[1] ?? 0);
  const end = range === null ? size : Math.min(Number(range[2]) + 1, size);
  const status = range === null ? "200 OK" : "206 Partial Content";
  const place = range === null ? "" : `Content-Range: bytes ${start}-${end - 1}/${size}\r\n`;
  socket.write(
    `HTTP/1.1 ${status}\r\n${requestId}ETag: ${etag}\r\n${place}Content-Length: ${end - start}\r\n\r\n`,
  );
  if (request.method === "GET") sendRows(socket, start, end);
}

function sendRows(socket: Socket, from: number, end: number): void {
  for (let at = from; at < end; at += sendBytes) {
    const isFull = !socket.write(manifestBytes(at, Math.min(at + sendBytes, end)));
    if (!isFull || at + sendBytes >= end) continue;
    socket.once("drain", () => sendRows(socket, at + sendBytes, end));
    return;
  }
}

function whole(status: string, headers: string, body: string): Buffer {
  return bytesOf(
    `HTTP/1.1 ${status}\r\n${requestId}${headers}Content-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text);
}
