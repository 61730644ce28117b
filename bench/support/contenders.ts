/** What is measured beside each other: the engine, and the loops that a person would write instead. */
import { join } from "node:path";
import type { EngineProcessOptions } from "./engine-config.ts";
import { runJob, type BenchOperation } from "./jobs.ts";
import { cpuMicroseconds, loading, memoryMegabytes, startProcess } from "./processes.ts";
import type { LoopOptions } from "./loop-shares.ts";

/** Does so many tasks, as often as asked. */
export interface Contender {
  readonly name: string;
  readonly run: (rows: number) => Promise<Run>;
  readonly stop: () => Promise<void>;
}

export interface Run {
  readonly seconds: number;
  /** Of all its processes and threads. */
  readonly cpuMicroseconds: number;
  /** The most that was ever resident. */
  readonly peakMb: number;
  /** Of single calls, in milliseconds; a sample of them, or none where they cannot be seen. */
  readonly latencies: readonly number[];
}

/** What all contenders of a comparison have in common. */
export interface Setting {
  readonly storeUrl: string;
  /** Those of the null store when left out. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly operation: BenchOperation;
  readonly threads: number;
  /** Of all threads together. */
  readonly callsInFlight: number;
  readonly folder: string;
}

export async function startEngine(
  setting: Setting,
  options: {
    readonly name: string;
    readonly requests?: "compiled" | "sdk";
    readonly eventStoreUrl?: string;
    readonly flags?: readonly string[];
    readonly cores?: string;
  },
): Promise<Contender> {
  const { storeUrl, threads, callsInFlight, folder, operation } = setting;
  const given: EngineProcessOptions = {
    storeUrl,
    ...setting.credentials,
    dataDir: join(folder, options.name.replaceAll(/\W+/g, "-")),
    threads,
    callsInFlight: Math.ceil(callsInFlight / threads),
    ...(options.requests === undefined ? {} : { requests: options.requests }),
    ...(options.eventStoreUrl === undefined ? {} : { eventStoreUrl: options.eventStoreUrl }),
  };
  const latency = loading("measure-latency.ts");
  const flags = [latency, ...(options.flags ?? [])];
  const { cores } = options;
  const placed = cores === undefined ? {} : { cores };
  const engine = startProcess("engine-process.ts", { options: given, flags, ...placed });
  const { url } = await engine.next<{ readonly url: string }>();
  return {
    name: options.name,
    async run(rows) {
      const before = cpuMicroseconds(engine.pid);
      const job = await runJob(url, { rows, operation });
      if (job.status !== "COMPLETE" || job.succeeded !== rows)
        throw new Error(`the job did not go through: ${JSON.stringify(job)}`);
      const cpu = cpuMicroseconds(engine.pid) - before;
      const latencies = await engine.ask<number[]>({ ask: "latencies" });
      const { peak } = memoryMegabytes(engine.pid);
      return { seconds: job.seconds, cpuMicroseconds: cpu, peakMb: peak, latencies };
    },
    stop: () => engine.stop(),
  };
}

/** A loop of calls that records nothing: by hand over undici, or through the SDK. */
export async function startLoop(
  setting: Setting,
  {
    name,
    file,
  }: { readonly name: string; readonly file: "undici-loop-process.ts" | "sdk-loop-process.ts" },
): Promise<Contender> {
  const { storeUrl, threads, callsInFlight, operation } = setting;
  const options: LoopOptions = {
    storeUrl,
    ...setting.credentials,
    threads,
    operation,
    callsInFlight: Math.ceil(callsInFlight / threads),
  };
  const loop = startProcess(file, { options, plain: true });
  await loop.next();
  return {
    name,
    async run(rows) {
      const before = cpuMicroseconds(loop.pid);
      const { seconds, latencies } = await loop.ask<{ seconds: number; latencies: number[] }>({
        rows,
      });
      const cpu = cpuMicroseconds(loop.pid) - before;
      return { seconds, cpuMicroseconds: cpu, peakMb: memoryMegabytes(loop.pid).peak, latencies };
    },
    stop: () => loop.stop(),
  };
}
