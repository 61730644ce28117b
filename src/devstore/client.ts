/**
 * A small S3 client for a development store: to fill it, and to look at it with other eyes than the engine's. Node's
 * own HTTP and not `fetch`, because a URL cannot hold every key: `fetch` resolves `..` before anything is sent.
 */
import { createHash, createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";

export interface DevelopmentClientOptions {
  /** As `startDevelopmentStore` gives it. */
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region?: string;
}

/** An object in a listing. */
export interface ListedObject {
  readonly key: string;
  /** Without its quotes. */
  readonly etag: string;
}

export interface DevelopmentClient {
  createBucket(bucket: string): Promise<void>;
  /** The ETag of the new object, without its quotes. */
  put(bucket: string, key: string, body: string | Buffer): Promise<string>;
  get(bucket: string, key: string): Promise<Buffer>;
  /** Every object of a bucket, in the order of the store. */
  list(bucket: string): AsyncGenerator<ListedObject, void, void>;
  close(): void;
}

const connectionsMax = 32;

export function createDevelopmentClient(options: DevelopmentClientOptions): DevelopmentClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  const send = (call: Call) => sendSigned({ ...options, agent }, call);
  return {
    async createBucket(bucket) {
      await send({ method: "PUT", bucket });
    },
    async put(bucket, key, body) {
      const { etag } = await send({ method: "PUT", bucket, key, body: Buffer.from(body) });
      return etag;
    },
    async get(bucket, key) {
      return (await send({ method: "GET", bucket, key })).body;
    },
    list: (bucket) => listAll(send, bucket),
    close: () => agent.destroy(),
  };
}

interface Call {
  readonly method: string;
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

interface Answer {
  readonly etag: string;
  readonly body: Buffer;
}

async function* listAll(send: (call: Call) => Promise<Answer>, bucket: string) {
  let token: string | null = null;
  do {
    const next: Readonly<Record<string, string>> =
      token === null ? {} : { "continuation-token": token };
    const query = { "list-type": "2", "encoding-type": "url", ...next };
    const text: string = (await send({ method: "GET", bucket, query })).body.toString();
    for (const [, contents = ""] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const key = decodeURIComponent(inside(contents, "Key")!.replaceAll("+", "%20"));
      yield { key, etag: unquoted(inside(contents, "ETag") ?? "") };
    }
    token = inside(text, "NextContinuationToken");
  } while (token !== null);
}

/** Enough for the answers of the development store, which have no attributes on what is read here. */
function inside(text: string, element: string): string | null {
  const content = new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1];
  return content?.replaceAll(/&(?:#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi, unescaped) ?? null;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescaped(_: string, hex: string | undefined, name: string | undefined): string {
  return name === undefined ? String.fromCodePoint(Number.parseInt(hex!, 16)) : entities[name]!;
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', "");
}

interface Sender extends DevelopmentClientOptions {
  readonly agent: Agent;
}

async function sendSigned(sender: Sender, call: Call): Promise<Answer> {
  const { hostname, port, host } = new URL(sender.url);
  const path = `/${[call.bucket, ...(call.key === undefined ? [] : [call.key])].map(encodePath).join("/")}`;
  const query = Object.entries(call.query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join("&");
  const { method, body = Buffer.alloc(0) } = call;
  const headers = {
    ...sign(sender, { method, path, query, host, body, at: new Date() }),
    "content-length": String(body.length),
  };
  const target = query === "" ? path : `${path}?${query}`;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      { agent: sender.agent, hostname, port, method, path: target, headers },
      resolve,
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  const received = await buffer(answer);
  if (answer.statusCode === 200)
    return { etag: unquoted(answer.headers.etag ?? ""), body: received };
  throw new Error(`${method} ${target} came to ${answer.statusCode}: ${received.toString()}`);
}

interface ToSign {
  readonly method: string;
  /** Encoded. */
  readonly path: string;
  /** Encoded and sorted. */
  readonly query: string;
  readonly host: string;
  readonly body: Buffer;
  readonly at: Date;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function sign(
  { accessKeyId, secretAccessKey, region = "us-east-1" }: DevelopmentClientOptions,
  { method, path, query, host, body, at }: ToSign,
): Record<string, string> {
  const time = at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = [time.slice(0, 8), region, "s3", "aws4_request"];
  const payload = hashOf(body);
  const names = "host;x-amz-content-sha256;x-amz-date";
  const signed = `host:${host}\nx-amz-content-sha256:${payload}\nx-amz-date:${time}\n`;
  const canonical = [method, path, query, signed, names, payload].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), hashOf(canonical)].join("\n");
  const key = scope.reduce<Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const credential = `${accessKeyId}/${scope.join("/")}`;
  return {
    host,
    "x-amz-content-sha256": payload,
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function hashOf(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function encodePath(text: string): string {
  return encode(text).replaceAll("%2F", "/");
}
