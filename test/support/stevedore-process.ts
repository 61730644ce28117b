/** Stevedore as its users run it: a process of its own, spoken to over HTTP, ended by its pid. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { testKeys } from "./devstore.ts";
import { eventStoreSettings } from "./event-log.ts";

export interface StevedoreProcess {
  readonly url: string;
  readonly pid: number;
  /** Sends GraphQL, and gives the data; throws what the server says otherwise. */
  query<Data>(query: string, variables?: object): Promise<Data>;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

export interface ProcessOptions {
  readonly dataDir: string;
  /** Address of the S3 store. */
  readonly storeUrl: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: a free one. */
  readonly port?: number;
  /** Where the program lies; left out: here. */
  readonly programFolder?: string;
  /** Called as soon as there is a process, long before it is ready. */
  readonly onSpawn?: (process: Pick<StevedoreProcess, "kill">) => void;
}

/** Starts `stevedore serve` on a free port, and waits until it is ready. */
export async function startStevedore(options: ProcessOptions): Promise<StevedoreProcess> {
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, ["src/main.ts", "serve"], {
    cwd: options.programFolder ?? new URL("../..", import.meta.url),
    env: environment(options, port),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  const kill = async () => void (await end(child, "SIGKILL"));
  options.onSpawn?.({ kill });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child, () => output);
  return {
    url,
    pid: child.pid!,
    query: (query, variables) => send(url, query, variables),
    kill,
    stop: () => end(child, "SIGTERM"),
  };
}

function environment(
  { dataDir, storeUrl, env }: ProcessOptions,
  port: number,
): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: dataDir,
    // Shared: with a home of its own, each process would compile all of the code again.
    NODE_COMPILE_CACHE: join(tmpdir(), "stevedore-compile-cache"),
    PORT: String(port),
    DATA_DIR: dataDir,
    AWS_ENDPOINT_URL_S3: storeUrl,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: testKeys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: testKeys.secretAccessKey,
    EXECUTOR_THREADS: "2",
    ...eventStoreSettings,
    ...env,
  };
}

/** Below what the system gives to who asks for any: nobody else takes it between now and its use, or a restart. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  // Several that start at once on a crowded machine take their time.
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await isReady(url)) return;
    await pause(20);
  }
  child.kill("SIGKILL");
  throw new Error(`Stevedore did not become ready:
${output()}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function send<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: unknown };
  if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
  return data;
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}

/** Waits for a condition that another process brings about. */
export async function eventually<Value>(
  look: () => Promise<Value | null>,
  options: { readonly withinMs: number; readonly what: string },
): Promise<Value> {
  const deadline = Date.now() + options.withinMs;
  while (Date.now() < deadline) {
    const value = await look();
    if (value !== null) return value;
    await pause(25);
  }
  throw new Error(`${options.what} did not happen within ${options.withinMs} ms`);
}
