/** Servers and workers of one installation as processes of their own, ended, stopped and woken by their pids. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testKeys } from "../support/devstore.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

export interface FleetSettings {
  readonly eventStoreUrl: string;
  /** Address of the S3 store. */
  readonly storeUrl: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface WorkerProcess {
  readonly pid: number;
  readonly startedAt: number;
  killedAt: number | null;
  /** Resolves when it is ready to take work. */
  readonly ready: Promise<void>;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGSTOP: it stands still and does not know. */
  pause(): void;
  wake(): void;
  output(): string;
}

export interface Fleet {
  readonly workers: readonly WorkerProcess[];
  startWorker(env?: Readonly<Record<string, string>>): WorkerProcess;
  startServer(env?: Readonly<Record<string, string>>): Promise<StevedoreProcess>;
  /** Ends what still runs, and takes its folders away. */
  close(): Promise<void>;
}

export async function openFleet(settings: FleetSettings): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), "stevedore-fleet-"));
  const workers: WorkerProcess[] = [];
  const servers: StevedoreProcess[] = [];
  const base = { EVENTSTORE_URL: settings.eventStoreUrl, ...settings.env };
  return {
    workers,
    startWorker(env = {}) {
      const worker = startWorker({
        PATH: process.env["PATH"] ?? "",
        HOME: folder,
        DATA_DIR: join(folder, `worker-${workers.length}`),
        AWS_ENDPOINT_URL_S3: settings.storeUrl,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: testKeys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: testKeys.secretAccessKey,
        EXECUTOR_THREADS: "1",
        ...base,
        ...env,
      });
      workers.push(worker);
      return worker;
    },
    async startServer(env = {}) {
      const dataDir = join(folder, `server-${servers.length}`);
      const { storeUrl } = settings;
      const server = await startStevedore({ dataDir, storeUrl, env: { ...base, ...env } });
      servers.push(server);
      return server;
    },
    async close() {
      await Promise.all([...workers, ...servers].map((one) => one.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startWorker(env: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, ["src/main.ts", "worker"], {
    cwd: new URL("../..", import.meta.url),
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  ready.catch(() => {});
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
    if (output.includes("worker is ready")) resolve();
  });
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  child.once("exit", (code, signal) => {
    reject(new Error(`the worker ended with ${code ?? signal} before it was ready:\n${output}`));
  });
  const worker: WorkerProcess = {
    pid: child.pid!,
    startedAt: Date.now(),
    killedAt: null,
    ready,
    async kill() {
      worker.killedAt ??= Date.now();
      await end(child, "SIGKILL");
    },
    stop: () => end(child, "SIGTERM"),
    pause: () => void child.kill("SIGSTOP"),
    wake: () => void child.kill("SIGCONT"),
    output: () => output,
  };
  return worker;
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}
