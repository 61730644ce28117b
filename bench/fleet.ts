/**
 * Where the S3 store is the limit: tasks a second on EventStoreDB beside the embedded event store, and of two processes
 * beside one. Every call waits `--latency`, so what a process reaches is its calls in flight by that. In turns, each
 * against the same null store.
 *
 * `node bench/fleet.ts --eventstore esdb://… [--rows N] [--turns N] [--latency MS] [--in-flight N]`: rows are those of
 * one process, and two have twice as many, so that the beginning and end of a job weigh the same.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEngine, type Contender } from "./support/contenders.ts";
import type { EngineProcessOptions } from "./support/engine-config.ts";
import { startNullS3, startProcess } from "./support/processes.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    eventstore: { type: "string" },
    rows: { type: "string", default: "20000" },
    turns: { type: "string", default: "5" },
    latency: { type: "string", default: "50" },
    "in-flight": { type: "string", default: "64" },
  },
});
if (values.eventstore === undefined) throw new Error("--eventstore must name an EventStoreDB");
const eventStoreUrl = values.eventstore;
const rows = Number(values.rows);
const latencyMs = Number(values.latency);
const callsInFlight = Number(values["in-flight"]);

const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
const store = await startNullS3({ latencyMs });
const setting = {
  storeUrl: store.url,
  operation: "copy",
  threads: 1,
  callsInFlight,
  folder,
} as const;

/** A second process that is there for one job. */
async function besideWorker(run: () => Promise<number>): Promise<number> {
  const { storeUrl, threads } = setting;
  const dataDir = join(folder, "worker");
  const options: EngineProcessOptions = {
    storeUrl,
    dataDir,
    threads,
    callsInFlight,
    eventStoreUrl,
  };
  const worker = startProcess("worker-process.ts", { options });
  await worker.next();
  try {
    return await run();
  } finally {
    await worker.stop();
  }
}

async function rate({ run }: Contender, tasks: number): Promise<number> {
  return tasks / (await run(tasks)).seconds;
}

const contenders: Contender[] = [];
try {
  const embedded = await startEngine(setting, { name: "embedded" });
  contenders.push(embedded);
  const shared = await startEngine(setting, { name: "EventStoreDB", eventStoreUrl });
  contenders.push(shared);
  const measured = [
    { name: "embedded event store, one process", run: () => rate(embedded, rows) },
    { name: "EventStoreDB, one process", run: () => rate(shared, rows) },
    {
      name: "EventStoreDB, two processes",
      run: () => besideWorker(() => rate(shared, 2 * rows)),
    },
  ].map((one) => ({ ...one, rates: [] as number[] }));
  for (const { run } of measured) await run();
  const turns = [...measured];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    for (const { run, rates } of turns) rates.push(await run());
    turns.reverse();
  }
  const besides = measured.find(({ name }) => name === "EventStoreDB, one process")!.rates;
  console.log(
    `${machine()}; ${callsInFlight} calls in flight a process, ${latencyMs} ms each, ${rows} tasks a process`,
  );
  printTable(
    ["", "tasks/s", "beside EventStoreDB, one process"],
    measured.map(({ name, rates }) => [
      name,
      round(median(rates)),
      `${round(median(rates.map((one, turn) => one / besides[turn]!)))} x`,
    ]),
  );
} finally {
  for (const { stop } of contenders) await stop();
  await store.stop();
  rmSync(folder, { recursive: true });
}
