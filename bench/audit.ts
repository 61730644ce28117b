/**
 * Memory and time of an audit, for jobs of growing length: the export over HTTP, and the check of the file in a process of
 * its own. Neither may grow with the job.
 *
 * `node bench/audit.ts [--rows 100000,1000000]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { hashOf } from "../src/audit/outcomes-hash.ts";
import { openEmbeddedEventStore } from "../src/eventstore/embedded.ts";
import type { EventStore } from "../src/eventstore/eventstore.ts";
import type { AnyEvent } from "../src/job/codec.ts";
import { chunkStream, jobStream } from "../src/job/streams.ts";
import { startApi } from "../test/support/api.ts";
import { account, historyOf, validSpec } from "../test/support/jobs.ts";
import { newEvent } from "../test/support/recorded.ts";
import { machine, printTable, round } from "./support/table.ts";

const { values } = parseArgs({ options: { rows: { type: "string", default: "100000,1000000" } } });
const id = "00000000-0000-4000-8000-000000000000";
const rowsPerChunk = 1000;
const main = new URL("../src/main.ts", import.meta.url).pathname;

const table: string[][] = [];
for (const rows of values.rows.split(",").map(Number)) table.push(await measure(rows));
console.log(`${machine()}\n`);
printTable(
  ["tasks", "audit MB", "export s", "export grows by MB", "check s", "check peak MB"],
  table,
);

async function measure(rows: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
  const eventStore = openEmbeddedEventStore({ file: join(folder, "events.sqlite") });
  await fill(eventStore, rows);
  const api = await startApi({ eventStore });
  while (!api.readModels.caughtUp()) await new Promise((resolve) => setTimeout(resolve, 50));
  const file = join(folder, "audit.jsonl");
  try {
    const exported = await exportTo(file, `${api.url}/jobs/${id}/audit`);
    const checked = await check(file);
    const megabytes = statSync(file).size / 1e6;
    return [
      String(rows),
      ...[megabytes, exported.seconds, exported.grown, checked.seconds, checked.peak].map(round),
    ];
  } finally {
    await api.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The export runs in this process, so what it grows by is the export and its client. */
async function exportTo(file: string, url: string) {
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const start = performance.now();
  const { body } = await fetch(url);
  await pipeline(Readable.fromWeb(body as never), createWriteStream(file));
  clearInterval(timer);
  return { seconds: (performance.now() - start) / 1000, grown: (peak - before) / 1e6 };
}

async function check(file: string) {
  const start = performance.now();
  const child = spawn(process.execPath, [main, "audit", "verify", file], { stdio: "ignore" });
  const exited = once(child, "exit");
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid!));
  }, 20);
  const [code] = (await exited) as [number];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the check ended with ${code}`);
  return { seconds: (performance.now() - start) / 1000, peak };
}

/** In MB; 0 when the process has just ended. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

async function fill(eventStore: EventStore, rows: number): Promise<void> {
  const append = (stream: string, events: readonly AnyEvent[]) => {
    const written = events.map((event) => ({ ...newEvent(event, ""), id: crypto.randomUUID() }));
    return eventStore.append(stream, written, { expected: "any" });
  };
  const chunks = Math.ceil(rows / rowsPerChunk);
  const totals = { bucket: "photos", rows, chunks, parts: [{ rows, chunks }] };
  const [, ...others] = historyOf("ACTIVE");
  const spec = validSpec();
  await append(jobStream(id), [
    { type: "JobCreated", data: { jobId: id, account, token: null, spec } },
    ...others.map((event) => (event.type === "ManifestRead" ? { ...event, data: totals } : event)),
  ]);
  for (let chunk = 0; chunk < chunks; chunk++)
    await append(chunkStream(id, 0, chunk), chunkOf(chunk * rowsPerChunk));
}

function chunkOf(firstRow: number): AnyEvent[] {
  const executor = "executor-1";
  const counts = { succeeded: rowsPerChunk, failed: 0 };
  const change = { ...counts, deferred: 0 };
  const keys = Array.from({ length: rowsPerChunk }, (_, row) => `2026/photo-${firstRow + row}.jpg`);
  const done = {
    type: "TaskSucceeded",
    data: { rows: [[firstRow, firstRow + rowsPerChunk - 1]], keys },
  } as const;
  const outcomesHash = hashOf("", [done]);
  return [
    { type: "ChunkClaimed", data: { executor, firstRow, rows: rowsPerChunk } },
    done,
    { type: "ChunkAdvanced", data: { executor, ...change, change, outcomesHash } },
    { type: "ChunkCompleted", data: { executor, ...counts, outcomesHash } },
  ];
}
