/**
 * What the whole engine costs (durable events, read models, API, report) beside a bare loop of the same SDK calls with
 * as many of them in flight, in one thread and in two. All against the same null store, in turns.
 *
 * `node bench/engine-against-sdk-loop.ts [--quick] [--rows N] [--turns N] [--profile FOLDER]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { EngineProcessOptions } from "./support/engine-config.ts";
import { runCopyJob } from "./support/jobs.ts";
import {
  cpuMicroseconds,
  startNullS3,
  startProcess,
  type BenchProcess,
} from "./support/processes.ts";
import type { SdkLoopOptions } from "./support/sdk-loop-process.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rows: { type: "string" },
    turns: { type: "string" },
    profile: { type: "string" },
  },
});
const ROWS = Number(values.rows ?? (values.quick ? 4_000 : 20_000));
const TURNS = Number(values.turns ?? (values.quick ? 1 : 5));
const WARM_UP_ROWS = Math.min(ROWS, 4_000);
const CALLS_IN_FLIGHT = 64;
const profiling =
  values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];

interface Contender {
  readonly name: string;
  readonly threads: number;
  readonly process: BenchProcess;
  /** Makes so many calls, and gives the seconds they took. */
  readonly run: (rows: number) => Promise<number>;
  readonly perSecond: number[];
  readonly cpuPerTask: number[];
}

const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
const store = await startNullS3();
const contenders: Contender[] = [];
try {
  for (const threads of [1, 2]) {
    contenders.push(await startLoop(threads), await startEngine(threads));
  }
  for (const { run } of contenders) await run(WARM_UP_ROWS);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const contender of contenders) await measure(contender);
  }
  report();
} finally {
  for (const { process } of contenders) await process.stop();
  await store.stop();
  rmSync(folder, { recursive: true });
}

async function startLoop(threads: number): Promise<Contender> {
  const options: SdkLoopOptions = { storeUrl: store.url, threads, callsInFlight: CALLS_IN_FLIGHT };
  const loop = startProcess("sdk-loop-process.ts", { options });
  await loop.next();
  const run = async (rows: number) => (await loop.ask<{ seconds: number }>({ rows })).seconds;
  return { name: "loop", threads, process: loop, run, perSecond: [], cpuPerTask: [] };
}

async function startEngine(threads: number): Promise<Contender> {
  const options: EngineProcessOptions = {
    storeUrl: store.url,
    dataDir: join(folder, `engine-${threads}`),
    threads,
    callsInFlight: CALLS_IN_FLIGHT,
  };
  const engine = startProcess("engine-process.ts", { options, flags: profiling });
  const { url } = await engine.next<{ readonly url: string }>();
  const run = async (rows: number) => {
    const job = await runCopyJob(url, rows);
    if (job.status !== "COMPLETE" || job.succeeded !== rows)
      throw new Error(`the job did not go through: ${JSON.stringify(job)}`);
    return job.seconds;
  };
  return { name: "engine", threads, process: engine, run, perSecond: [], cpuPerTask: [] };
}

async function measure({ process, run, perSecond, cpuPerTask }: Contender): Promise<void> {
  const before = cpuMicroseconds(process.pid);
  perSecond.push(ROWS / (await run(ROWS)));
  cpuPerTask.push((cpuMicroseconds(process.pid) - before) / ROWS);
}

/** Each run beside the run of the loop in the same turn: what else the machine does hits both. */
function ratio(own: readonly number[], other: readonly number[] = []): string {
  return median(own.map((value, turn) => value / (other[turn] ?? NaN))).toFixed(2);
}

function report(): void {
  console.log(machine());
  console.log(
    `${ROWS} copies a run, ${CALLS_IN_FLIGHT} in flight a thread, medians of ${TURNS} runs in turns; the store runs on the same cores`,
  );
  const loopOf = (threads: number) =>
    contenders.find((one) => one.name === "loop" && one.threads === threads);
  printTable(
    ["", "threads", "tasks/s", "x loop", "CPU µs a task", "x loop"],
    contenders.map(({ name, threads, perSecond, cpuPerTask }) => {
      const loop = loopOf(threads);
      return [
        name,
        String(threads),
        round(median(perSecond)),
        ratio(perSecond, loop?.perSecond),
        round(median(cpuPerTask)),
        ratio(cpuPerTask, loop?.cpuPerTask),
      ];
    }),
  );
}
