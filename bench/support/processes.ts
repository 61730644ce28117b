/** Processes of a measurement: started by `fork`, spoken to by messages, ended by their own handle. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { keepCompiledCode } from "../../src/compile-cache.ts";
import { leanEnvironment, leanFlags } from "../../src/lean-start.ts";

keepCompiledCode(process.env);

export interface BenchProcess {
  readonly pid: number;
  /** The next message that comes. Rejects when the process ends before. */
  next<Message>(): Promise<Message>;
  /** Sends one, and waits for the next. */
  ask<Message>(message: object): Promise<Message>;
  /** Lets it end by itself, and waits. */
  stop(): Promise<void>;
}

export interface BenchProcessOptions {
  readonly options?: object;
  /** Flags of Node and V8, for all its threads. */
  readonly flags?: readonly string[];
  /** With Node as it comes, and not as `stevedore serve` starts itself. */
  readonly plain?: boolean;
  /** Of the machine, that it may use: a list as taskset(1) takes it. */
  readonly cores?: string;
}

/** Starts `file` of this folder; it is given `options` as one argument of JSON. */
export function startProcess(file: string, given: BenchProcessOptions = {}): BenchProcess {
  const { options = {}, flags = [], plain = false, cores } = given;
  const ownFlags = plain ? flags : [...leanFlags, ...flags];
  const child = fork(new URL(file, import.meta.url), [JSON.stringify(options)], {
    ...(cores === undefined
      ? { execArgv: [...ownFlags] }
      : { execPath: "taskset", execArgv: ["-c", cores, process.execPath, ...ownFlags] }),
    env: plain ? process.env : leanEnvironment(process.env),
    serialization: "advanced",
  });
  const next = <Message>() => nextMessage(child, file) as Promise<Message>;
  return {
    pid: child.pid!,
    next,
    ask(message) {
      const answer = next();
      child.send(message);
      return answer as Promise<never>;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

/** The flag that loads a file of this folder before all else, in each thread. */
export function loading(file: string): string {
  return `--import=${new URL(file, import.meta.url).href}`;
}

// oxlint-disable typescript/no-unnecessary-type-parameters -- both ends of a channel are files of this folder
/** Options that `startProcess` gave to this process. */
export function givenOptions<Options>(): Options {
  return JSON.parse(process.argv[2] ?? "{}") as Options;
}

/** The null store, in a process of its own. */
export async function startNullS3(
  options: { readonly latencyMs?: number } = {},
): Promise<BenchProcess & { readonly url: string }> {
  const server = startProcess("null-s3-server.ts", { options });
  const { url } = await server.next<{ readonly url: string }>();
  return { ...server, url };
}

async function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    return await Promise.race([
      once(child, "message", { signal }).then(([message]: unknown[]) => message),
      once(child, "exit", { signal }).then(([code]: unknown[]) => {
        throw new Error(`${file} ended with ${String(code)}`);
      }),
    ]);
  } finally {
    stop.abort();
  }
}

/** Clock ticks of Linux are 10 ms on every machine that Node runs on. */
const tickMicroseconds = 10_000;

/** CPU time of a process so far, user and system, all threads together (proc(5), stat). */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickMicroseconds;
}

/** Memory of a process in MB (10^6 bytes): now, and the most there ever was (proc(5), status). */
export function memoryMegabytes(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kibibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: (kibibytes("VmRSS") * 1024) / 1e6, peak: (kibibytes("VmHWM") * 1024) / 1e6 };
}
