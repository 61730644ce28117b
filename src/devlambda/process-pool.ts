/** The child processes of one function: started when they are needed, ended when they run out of time, started again. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createLogTail } from "./log-tail.ts";
import { newSecret } from "./new-secret.ts";
import type { FunctionQueue, Runtime } from "./function-queue.ts";

export interface ProcessPool {
  /** The runtime that has this secret. */
  readonly runtimeOf: (secret: string) => Runtime | null;
  close(): Promise<void>;
}

export interface ProcessPoolOptions {
  readonly name: string;
  /** The handler. */
  readonly file: string;
  readonly queue: FunctionQueue;
  readonly runtimeApi: (secret: string) => string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly processesMax: number;
}

interface Child {
  readonly process: ChildProcess;
  readonly runtime: Runtime;
}

const bootstrap = new URL("./bootstrap.ts", import.meta.url).pathname;

/** A handler that cannot be started is not tried more often than this. */
const restartMs = 500;

export function createProcessPool(options: ProcessPoolOptions): ProcessPool {
  const { queue, processesMax } = options;
  const children = new Map<string, Child>();
  let closed = false;
  let startAt = 0;

  /** One process more while invocations wait that none of them has taken. */
  function startWhereNeeded(): void {
    if (closed || queue.waiting === 0 || children.size >= processesMax) return;
    const waitMs = startAt - Date.now();
    if (waitMs > 0) return void setTimeout(startWhereNeeded, waitMs);
    start();
  }

  function start(): void {
    const secret = newSecret();
    const tail = createLogTail();
    const child = spawnHandler(options, secret);
    let hasTaken = false;
    const runtime: Runtime = {
      taken: () => {
        hasTaken = true;
      },
      logTail: () => tail.text(),
      timedOut: () => child.kill("SIGKILL"),
    };
    children.set(secret, { process: child, runtime });
    child.stdout?.on("data", (piece: Buffer) => tail.add(piece));
    child.stderr?.on("data", (piece: Buffer) => tail.add(piece));
    const startedAt = Date.now();
    child.once("close", (code, signal) => {
      children.delete(secret);
      const how = signal === null ? `exit status ${code}` : `signal: ${signal}`;
      const reason = `Runtime exited with error: ${how}`;
      if (hasTaken) queue.lose(runtime, reason);
      else if (!closed) queue.refuseNext(reason, tail.text());
      // One that ended at once would end at once again: its invocations fail, and the next try waits.
      if (Date.now() - startedAt < restartMs) startAt = Date.now() + restartMs;
      startWhereNeeded();
    });
  }

  queue.onInvoke = startWhereNeeded;
  return {
    runtimeOf: (secret) => children.get(secret)?.runtime ?? null,
    async close() {
      closed = true;
      const ends = [...children.values()].map(({ process: child }) => once(child, "close"));
      for (const { process: child } of children.values()) child.kill("SIGKILL");
      await Promise.all(ends);
    },
  };
}

function spawnHandler(
  { name, file, runtimeApi, memoryMb, timeoutMs }: ProcessPoolOptions,
  secret: string,
): ChildProcess {
  return spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, bootstrap, file], {
    // Nothing of our own environment: it holds the credentials of stores.
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANG: "C.UTF-8",
      TZ: "UTC",
      AWS_LAMBDA_RUNTIME_API: runtimeApi(secret),
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_FUNCTION_TIMEOUT_MS: String(timeoutMs),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
