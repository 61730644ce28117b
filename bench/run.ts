/**
 * The whole engine (manifest in, durable events, read models, API, report out) beside bare loops that record nothing and
 * beside the tools that are installed: tasks a second, CPU a task, latency and memory. All against the same store and in
 * turns, so that what else the machine does hits all of them.
 *
 * `npm run bench -- [--quick] [--operation copy|tagging|delete] [--rows N] [--turns N] [--threads N] [--in-flight N]
 * [--latency MS] [--store URL] [--fill] [--eventstore URL] [--only "NAME;NAME"] [--profile FOLDER] [--store-cores LIST]
 * [--one-core] [--check]`: the last ends with 1 where the engine costs far more than it should beside the bare loops. After
 * `taskset -c 0`, `--store-cores 1` gives each contender one core and the null store another.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  startEngine,
  startLoop,
  type Contender,
  type Run,
  type Setting,
} from "./support/contenders.ts";
import { fillStore } from "./support/fill-store.ts";
import type { BenchOperation } from "./support/jobs.ts";
import { installedPeers } from "./support/peers.ts";
import { startNullS3 } from "./support/processes.ts";
import { machine, median, printTable, quantile, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    operation: { type: "string", default: "copy" },
    rows: { type: "string" },
    turns: { type: "string" },
    threads: { type: "string", default: "1" },
    "in-flight": { type: "string", default: "64" },
    latency: { type: "string", default: "0" },
    store: { type: "string" },
    fill: { type: "boolean", default: false },
    eventstore: { type: "string" },
    only: { type: "string" },
    profile: { type: "string" },
    "store-cores": { type: "string" },
    "one-core": { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const ROWS = Number(values.rows ?? (values.quick ? 5_000 : 300_000));
const TURNS = Number(values.turns ?? (values.quick ? 1 : 3));
const WARM_UP_ROWS = Math.min(ROWS, 5_000);
const THREADS = Number(values.threads);
const IN_FLIGHT = Number(values["in-flight"]);
const LATENCY_MS = Number(values.latency);
/** The SDK takes so much longer that it would take most of the time, where the store takes none. */
const SDK_SHARE = values.store === undefined ? 0.1 : 1;

/** Wide enough that no noise trips them: usual are 2 and 0.15 where the machine does other things, too. */
const cpuMax = { "undici loop": 6, "SDK loop": 0.5 } as const;

const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
const store = values.store === undefined ? await startNullS3({ latencyMs: LATENCY_MS }) : null;
if (store !== null && values["store-cores"] !== undefined)
  execFileSync("taskset", ["-apc", values["store-cores"], String(store.pid)]);
const credentials = {
  accessKeyId: process.env["S3_ACCESS_KEY_ID"] ?? "key",
  secretAccessKey: process.env["S3_SECRET_ACCESS_KEY"] ?? "secret",
};
const setting: Setting = {
  storeUrl: values.store ?? store?.url ?? "",
  credentials,
  operation: values.operation as BenchOperation,
  threads: THREADS,
  callsInFlight: IN_FLIGHT,
  folder,
};
const runs = new Map<string, Run[]>();
const contenders: Contender[] = [];
try {
  if (values.fill)
    await fillStore({ storeUrl: setting.storeUrl, credentials }, [WARM_UP_ROWS, ROWS]);
  for (const start of starters()) contenders.push(await start());
  contenders.push(...(await peers()));
  for (const { run } of contenders) await run(WARM_UP_ROWS);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const contender of contenders) await measure(contender);
    contenders.reverse();
  }
  report();
  if (values.check) check();
} finally {
  for (const { stop } of contenders) await stop();
  await store?.stop();
  rmSync(folder, { recursive: true });
}

function isWanted(name: string): boolean {
  return values.only === undefined || values.only.split(";").includes(name);
}

function starters(): (() => Promise<Contender>)[] {
  const flags =
    values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
  const named: Record<string, () => Promise<Contender>> = {
    // It makes one call a task, which is no match for batches.
    ...(setting.operation === "delete"
      ? {}
      : {
          "undici loop": () =>
            startLoop(setting, { name: "undici loop", file: "undici-loop-process.ts" }),
        }),
    engine: () => startEngine(setting, { name: "engine", flags }),
    ...(values["one-core"]
      ? {
          "engine on one core": () =>
            startEngine(
              { ...setting, threads: 1, callsInFlight: IN_FLIGHT / THREADS },
              { name: "engine on one core", cores: "0" },
            ),
        }
      : {}),
    ...(values.eventstore === undefined
      ? {}
      : {
          "engine on EventStoreDB": () =>
            startEngine(setting, {
              name: "engine on EventStoreDB",
              eventStoreUrl: values.eventstore!,
            }),
        }),
    "engine, SDK calls": () => startEngine(setting, { name: "engine, SDK calls", requests: "sdk" }),
    "SDK loop": () => startLoop(setting, { name: "SDK loop", file: "sdk-loop-process.ts" }),
  };
  return Object.entries(named).flatMap(([name, start]) => (isWanted(name) ? [start] : []));
}

async function peers(): Promise<readonly Contender[]> {
  const installed = values.store === undefined ? await installedPeers(setting) : [];
  return installed.filter(({ name }) => isWanted(name));
}

async function measure({ name, run }: Contender): Promise<void> {
  const rows = Math.ceil(ROWS * (name.includes("SDK") ? SDK_SHARE : 1));
  const done = await run(rows);
  const scale = ROWS / rows;
  const all = {
    ...done,
    seconds: done.seconds * scale,
    cpuMicroseconds: done.cpuMicroseconds * scale,
  };
  runs.set(name, [...(runs.get(name) ?? []), all]);
}

/** The engine beside another in the same turn, so that both had the same machine. */
function engineBeside(name: string, figure: (run: Run) => number): string {
  const own = runs.get("engine") ?? [];
  const other = runs.get(name) ?? [];
  return `${round(median(own.map((run, turn) => figure(run) / figure(other[turn]!))))} x`;
}

function check(): void {
  for (const [name, most] of Object.entries(cpuMax)) {
    const own = runs.get("engine") ?? [];
    const other = runs.get(name) ?? [];
    const ratio = median(
      own.map((run, turn) => run.cpuMicroseconds / other[turn]!.cpuMicroseconds),
    );
    const verdict = ratio <= most ? "fine" : "TOO MUCH";
    console.log(`CPU a task: ${round(ratio)} x that of the ${name}, at most ${most}: ${verdict}`);
    if (!(ratio <= most)) process.exitCode = 1;
  }
}

function report(): void {
  console.log(machine());
  const where = values.store === undefined ? "the null store" : "a real store";
  console.log(
    `${values.operation}, ${ROWS} tasks a run, ${IN_FLIGHT} in flight, ${THREADS} thread(s), ${where}` +
      ` with ${LATENCY_MS} ms of latency, on the same cores; medians of ${TURNS} turns`,
  );
  const perSecond = (run: Run) => ROWS / run.seconds;
  const perCpuSecond = (run: Run) => ROWS / run.cpuMicroseconds;
  printTable(
    [
      "",
      "tasks/s",
      "CPU µs a task",
      "p50 ms",
      "p99 ms",
      "peak MB",
      "engine is (tasks/s)",
      "engine is (per CPU s)",
    ],
    [...runs].map(([name, own]) => {
      const latencies = own.flatMap((run) => run.latencies);
      return [
        name,
        round(median(own.map(perSecond))),
        round(median(own.map(({ cpuMicroseconds }) => cpuMicroseconds / ROWS))),
        round(quantile(latencies, 0.5)),
        round(quantile(latencies, 0.99)),
        round(Math.max(...own.map(({ peakMb }) => peakMb))),
        engineBeside(name, perSecond),
        engineBeside(name, perCpuSecond),
      ];
    }),
  );
}
