/**
 * A function host for development, on loopback: speaks Lambda's Invoke to callers and Lambda's Runtime API to runtimes.
 * Handlers are files of one folder, run in child processes; a function in any other language attaches by the Runtime API.
 *
 * Child processes are no sandbox: a handler can do what its user can. Run only handlers that you would run by hand.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { assert } from "../lib/assert.ts";
import { answerInvocation } from "./answer-invocation.ts";
import { createFunctionQueue } from "./function-queue.ts";
import { findHandlers } from "./handlers.ts";
import type { HostedFunction, HostedFunctions } from "./hosted-functions.ts";
import { newSecret } from "./new-secret.ts";
import { createProcessPool } from "./process-pool.ts";
import { answerRuntime } from "./runtime-api.ts";

export interface FunctionHostOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Handlers: `<name>.mjs`, `.js`, `.cjs` or `.ts`, each exporting `handler`. No other folder is ever looked into. */
  readonly folder?: string;
  /** Functions whose runtimes attach from outside. */
  readonly attached?: readonly string[];
  /** After this an invocation is ended, and its process with it. */
  readonly timeoutMs: number;
  /** Heap of a child process. */
  readonly memoryMb: number;
  /** Child processes of one function. */
  readonly processesMax: number;
}

export interface FunctionHost {
  /** For the Lambda client's `endpoint`. */
  readonly url: string;
  readonly names: readonly string[];
  /** `AWS_LAMBDA_RUNTIME_API` for a runtime that attaches; whoever knows it can answer for the function. */
  runtimeApi(name: string): string;
  close(): Promise<void>;
}

const namePattern = /^[A-Za-z0-9_-]{1,64}$/;

export async function startFunctionHost(options: FunctionHostOptions): Promise<FunctionHost> {
  const handlers =
    options.folder === undefined ? new Map<string, string>() : await findHandlers(options.folder);
  const names = [...new Set([...handlers.keys(), ...(options.attached ?? [])])];
  for (const name of names)
    if (!namePattern.test(name)) throw new Error(`${name} cannot be the name of a function`);
  const byName = new Map<string, HostedFunction>();
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000 }, (incoming, out) => {
    void answer({ byName }, incoming, out).catch(() => out.destroy());
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const authority = authorityOf(server);
  for (const name of names) {
    const secret = newSecret();
    const queue = createFunctionQueue(options);
    const file = handlers.get(name);
    const pool =
      file === undefined
        ? null
        : createProcessPool({
            ...options,
            name,
            file,
            queue,
            runtimeApi: (own) => `${authority}${runtimePath(own)}`,
          });
    byName.set(name, { name, secret, queue, pool });
  }
  return {
    url: `http://${authority}`,
    names,
    runtimeApi(name) {
      const found = byName.get(name);
      assert(found !== undefined, `there is a function ${name}`);
      return `${authority}${runtimePath(found.secret)}`;
    },
    async close() {
      for (const { pool, queue } of byName.values()) {
        queue.close();
        await pool?.close();
      }
      server.close();
      server.closeAllConnections();
    },
  };
}

function runtimePath(secret: string): string {
  return `/runtime/${secret}`;
}

function authorityOf(server: Server): string {
  const address = server.address();
  assert(address !== null && typeof address !== "string", "a TCP server has a port");
  return `127.0.0.1:${address.port}`;
}

async function answer(
  functions: HostedFunctions,
  incoming: IncomingMessage,
  out: ServerResponse,
): Promise<void> {
  // A web page can make a browser send requests here; it cannot keep it from saying so.
  if (incoming.headers.origin !== undefined || !isLoopback(incoming.headers.host))
    return void out.writeHead(403).end();
  const [, secret, path] = /^\/runtime\/([\w-]+)(\/.*)$/.exec(incoming.url ?? "") ?? [];
  if (secret !== undefined && path !== undefined)
    return answerRuntime(functions, { incoming, out, secret, path });
  return answerInvocation(functions, incoming, out);
}

function isLoopback(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? "");
}
