/** Lambda's Runtime API, by which runtimes take invocations and answer them (AWS Lambda guide, "Runtime API"). */
import { buffer } from "node:stream/consumers";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostedFunction, HostedFunctions } from "./hosted-functions.ts";
import type { Runtime } from "./function-queue.ts";

interface RuntimeRequest {
  readonly incoming: IncomingMessage;
  readonly out: ServerResponse;
  readonly secret: string;
  readonly path: string;
}

/** Runtimes from outside have no process of ours: nothing is known of what they write, and nothing can be ended. */
const attachedRuntimes = new WeakMap<HostedFunction, Runtime>();

export async function answerRuntime(
  functions: HostedFunctions,
  { incoming, out, secret, path }: RuntimeRequest,
): Promise<void> {
  const found = findRuntime(functions, secret);
  if (found === null) return void out.writeHead(403).end();
  const { hosted, runtime } = found;
  if (incoming.method === "GET" && path === "/2018-06-01/runtime/invocation/next")
    return giveNext(hosted, runtime, out);
  const body = await buffer(incoming);
  if (incoming.method !== "POST") return void out.writeHead(404).end();
  if (path === "/2018-06-01/runtime/init/error") {
    // It ends by itself; the invocation that it was started for waits for another.
    return void out.writeHead(202).end();
  }
  const [, id = "", kind] =
    /^\/2018-06-01\/runtime\/invocation\/([\w-]+)\/(response|error)$/.exec(path) ?? [];
  if (kind === undefined) return void out.writeHead(404).end();
  const known = hosted.queue.finish(runtime, id, {
    payload: body,
    functionError: kind === "error",
  });
  out.writeHead(known ? 202 : 400).end();
}

async function giveNext(
  { queue, name }: HostedFunction,
  runtime: Runtime,
  out: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  out.once("close", () => gone.abort());
  const taken = await queue.take(runtime, gone.signal);
  if (taken === null) return void (out.writable && out.writeHead(503).end());
  out.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": taken.id,
    "lambda-runtime-deadline-ms": String(taken.deadline),
    "lambda-runtime-invoked-function-arn": `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  });
  out.end(taken.payload);
}

function findRuntime(
  { byName }: HostedFunctions,
  secret: string,
): { readonly hosted: HostedFunction; readonly runtime: Runtime } | null {
  for (const hosted of byName.values()) {
    const own = hosted.pool?.runtimeOf(secret) ?? null;
    if (own !== null) return { hosted, runtime: own };
    if (hosted.pool === null && hosted.secret === secret)
      return { hosted, runtime: attachedRuntime(hosted) };
  }
  return null;
}

function attachedRuntime(hosted: HostedFunction): Runtime {
  const known = attachedRuntimes.get(hosted);
  if (known !== undefined) return known;
  const runtime: Runtime = { taken: () => {}, logTail: () => "", timedOut: () => {} };
  attachedRuntimes.set(hosted, runtime);
  return runtime;
}
