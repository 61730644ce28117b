/**
 * A server that speaks just enough of S3 to be dangerous, in the ways that were measured with real ones: it takes a call
 * on a sub-resource for one on the object, answers 200 and does nothing, or does not know the call at all. Of every key it
 * resolves the dot segments.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Manners =
  /** `PUT key?tagging` replaces the object by the body of the request, `DELETE key?tagging` deletes it. */
  | "overwrites"
  /** Every change but a plain PUT is answered with success, and not done. */
  | "does nothing"
  /** 501 for what is not a plain call on an object. */
  | "does not know"
  /** Copies whatever conditions say, and leaves checksums and metadata out. */
  | "ignores conditions"
  /** No object can be written. */
  | "forbids"
  /** 503 for everything. */
  | "busy";

export interface HostileStore {
  readonly url: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly copySource: string | undefined;
  readonly body: Buffer;
}

interface Reply {
  readonly status: number;
  readonly body?: Buffer | string;
}

export async function startHostileStore(manners: Manners): Promise<HostileStore> {
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    void answer(request, response, (call) => play(manners, objects, call));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  reply: (call: Call) => Reply,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? "/", "http://store");
  const given = new URLSearchParams(url.search);
  given.delete("x-id");
  const source = request.headers["x-amz-copy-source"];
  const { status, body = "" } = reply({
    method: request.method ?? "GET",
    path: decodeURIComponent(url.pathname),
    query: [...given.keys()].join("&"),
    copySource: typeof source === "string" ? `/${decodeURIComponent(source)}` : undefined,
    body: Buffer.concat(chunks),
  });
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    "content-length": bytes.length,
    etag: '"0cc175b9c0f1b6a831c399e269772661"',
    "last-modified": new Date().toUTCString(),
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

const error = (status: number, code: string): Reply => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

const empty = "<Tagging><TagSet></TagSet></Tagging>";

function play(manners: Manners, objects: Map<string, Buffer>, call: Call): Reply {
  const { method, path, query, body } = call;
  if (manners === "busy") return error(503, "SlowDown");
  if (query === "versions" || query === "object-lock" || query.startsWith("prefix"))
    return error(501, "NotImplemented");
  if (method === "PUT" && manners === "forbids") return error(403, "AccessDenied");
  if (method === "HEAD" && /^\/[^/]+\/?$/.test(path)) return { status: 200 };
  const isPlain = query === "" && call.copySource === undefined;
  if (!isPlain && manners === "does not know") return error(501, "NotImplemented");
  if (call.copySource !== undefined) return copy(manners, objects, call);
  if (method === "GET" && query !== "") return { status: 200, body: empty };
  const isDone = isPlain || manners === "overwrites";
  if (method === "PUT" || method === "POST") {
    if (isDone) objects.set(path, body);
    return { status: 200 };
  }
  if (method === "DELETE") {
    if (isDone) objects.delete(path);
    return { status: 204 };
  }
  const object = objects.get(path);
  return object === undefined ? error(404, "NoSuchKey") : { status: 200, body: object };
}

function copy(manners: Manners, objects: Map<string, Buffer>, { path, copySource }: Call): Reply {
  const source = objects.get(copySource!);
  if (source === undefined) return error(404, "NoSuchKey");
  if (manners !== "does nothing") objects.set(path, source);
  return {
    status: 200,
    body: "<CopyObjectResult><ETag>&quot;a&quot;</ETag></CopyObjectResult>",
  };
}
