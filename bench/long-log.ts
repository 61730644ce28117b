/**
 * How long a process takes to be ready when the log of EventStoreDB is long: a server that has no read models yet, the
 * same again from its checkpoint, a worker that reads the log, and one that begins with the saved board. The log is that
 * of jobs that have ended, of 400 chunks each, with `TaskSucceeded` as every second event of a chunk. It is filled first
 * unless `--filled` says that it was.
 *
 * `node bench/long-log.ts --eventstore esdb://… [--events 1000000] [--filled]`, on an EventStoreDB of its own
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openEventStoreDb } from "../src/eventstore/eventstoredb.ts";
import type { AnyEvent } from "../src/job/codec.ts";
import { chunkStream, jobStream } from "../src/job/streams.ts";
import { account, historyOf, validSpec } from "../test/support/jobs.ts";
import { newEvent } from "../test/support/recorded.ts";
import type { EngineProcessOptions } from "./support/engine-config.ts";
import { runCopyJob } from "./support/jobs.ts";
import { startNullS3, startProcess, type BenchProcess } from "./support/processes.ts";
import { machine, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    eventstore: { type: "string" },
    events: { type: "string", default: "1000000" },
    filled: { type: "boolean", default: false },
  },
});
if (values.eventstore === undefined) throw new Error("--eventstore must name an EventStoreDB");
const eventStoreUrl = values.eventstore;
const events = Number(values.events);

const chunksPerJob = 400;
const flushesPerChunk = 24;
const rowsPerFlush = 40;
const rowsPerChunk = flushesPerChunk * rowsPerFlush;
/** As many as the adapter has in flight. */
const writers = 12;
const sayEveryMs = 10_000;

const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
const store = await startNullS3();
try {
  if (!values.filled) await fill();
  const rows = await measure();
  console.log(`${machine()}; ${events} events`);
  printTable(["", "seconds"], rows);
} finally {
  await store.stop();
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<readonly (readonly string[])[]> {
  const seconds: [string, number][] = [];
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    seconds.push([name, (performance.now() - start) / 1000]);
    console.log(`${name}: ${round(seconds.at(-1)![1])} s`);
  };
  let api = startServer();
  await timed("a server, from nothing", () => untilReady(api));
  await api.stop();
  api = startServer();
  let url = "";
  await timed("a server, from its checkpoint", async () => (url = await untilReady(api)));
  for (const from of ["from nothing", "from the saved board"]) {
    const worker = startProcess("worker-process.ts", { options: optionsOf("worker") });
    await timed(`a worker ${from}, with a job of one task done`, () => runCopyJob(url, 1));
    // The first one saves the board when it has read the log.
    await pause(3000);
    await worker.stop();
  }
  await api.stop();
  return seconds.map(([name, took]) => [name, round(took)]);
}

function startServer(): BenchProcess {
  const options = { ...optionsOf("server"), executors: "off" } as const;
  return startProcess("engine-process.ts", { options });
}

function optionsOf(name: string): EngineProcessOptions {
  const dataDir = join(folder, name);
  return { storeUrl: store.url, dataDir, threads: 1, callsInFlight: 16, eventStoreUrl };
}

/** Shows how far it says that it is. */
async function untilReady(server: BenchProcess): Promise<string> {
  const { url } = await server.next<{ readonly url: string }>();
  for (let saidAt = performance.now(); ;) {
    const answer = await fetch(`${url}/readyz`);
    const said = await answer.text();
    if (answer.ok) return url;
    if (performance.now() - saidAt >= sayEveryMs) {
      saidAt = performance.now();
      console.log(said);
    }
    await pause(100);
  }
}

async function fill(): Promise<void> {
  const eventStore = openEventStoreDb({ url: eventStoreUrl });
  const start = performance.now();
  let written = 0;
  const append = async (stream: string, facts: readonly AnyEvent[]) => {
    const withIds = facts.map((event) => ({ ...newEvent(event, ""), id: randomUUID() }));
    await eventStore.append(stream, withIds, { expected: "any" });
    written += facts.length;
  };
  const streams = streamsUntil(() => written >= events);
  const write = async () => {
    for (const [stream, facts] of streams) await append(stream, facts);
  };
  const said = setInterval(() => console.log(`${written} events are written`), sayEveryMs);
  await Promise.all(Array.from({ length: writers }, write));
  clearInterval(said);
  await eventStore.close();
  const seconds = (performance.now() - start) / 1000;
  console.log(`filled with ${written} events in ${round(seconds)} s`);
}

/** One job after another, each with its end. */
function* streamsUntil(isEnough: () => boolean): Generator<readonly [string, readonly AnyEvent[]]> {
  while (!isEnough()) {
    const id = randomUUID();
    const life = lifeOf(id);
    const running = life.findIndex(({ type }) => type === "JobActivated") + 1;
    yield [jobStream(id), life.slice(0, running)];
    for (let chunk = 0; chunk < chunksPerJob && !isEnough(); chunk++)
      yield [chunkStream(id, 0, chunk), lifeOfChunk(chunk * rowsPerChunk)];
    yield [jobStream(id), life.slice(running)];
  }
}

function lifeOf(id: string): readonly AnyEvent[] {
  const [, ...others] = historyOf("COMPLETE");
  const rows = chunksPerJob * rowsPerChunk;
  const parts = [{ rows, chunks: chunksPerJob }];
  const totals = { bucket: "photos", rows, chunks: chunksPerJob, parts };
  return [
    { type: "JobCreated", data: { jobId: id, account, token: null, spec: validSpec() } },
    ...others.map((event) => (event.type === "ManifestRead" ? { ...event, data: totals } : event)),
  ];
}

function lifeOfChunk(firstRow: number): readonly AnyEvent[] {
  const executor = "executor-1";
  const flushes = Array.from({ length: flushesPerChunk }, (_, flush): readonly AnyEvent[] => {
    const from = firstRow + flush * rowsPerFlush;
    const keys = Array.from({ length: rowsPerFlush }, (_key, row) => `photos/${from + row}.jpg`);
    const change = { succeeded: rowsPerFlush, failed: 0, deferred: 0 };
    const sofar = { ...change, succeeded: (flush + 1) * rowsPerFlush };
    return [
      { type: "TaskSucceeded", data: { rows: [[from, from + rowsPerFlush - 1]], keys } },
      { type: "ChunkAdvanced", data: { executor, ...sofar, change, outcomesHash: "h" } },
    ];
  });
  const counts = { succeeded: rowsPerChunk, failed: 0 };
  return [
    { type: "ChunkClaimed", data: { executor, firstRow, rows: rowsPerChunk } },
    ...flushes.flat(),
    { type: "ChunkCompleted", data: { executor, ...counts, outcomesHash: "h" } },
  ];
}
