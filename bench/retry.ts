/**
 * How long a retry of failed tasks takes to be ready: from the command to the end of its preparation, with a job of so many
 * failed tasks in the log. Nothing of its manifest is read.
 *
 * `node bench/retry.ts [--failures 100000] [--rows 1000000]`: the job has `rows` tasks in all.
 */
import { parseArgs } from "node:util";
import { openEmbeddedEventStore } from "../src/eventstore/embedded.ts";
import type { AnyEvent } from "../src/job/codec.ts";
import { chunkStream, jobStream } from "../src/job/streams.ts";
import { createJob, reaches, startEngine } from "../test/support/engine.ts";
import { account, historyOf, validSpec } from "../test/support/jobs.ts";
import { createMemoryObjectStore } from "../test/support/memory-object-store.ts";
import { newEvent } from "../test/support/recorded.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    failures: { type: "string", default: "100000" },
    rows: { type: "string", default: "1000000" },
  },
});
const FAILURES = Number(values.failures);
const ROWS = Number(values.rows);
const LIMIT_MS = 2_000;
const TURNS = 3;
const rowsPerChunk = 2_500;
const parent = "00000000-0000-4000-8000-000000000000";

const eventStore = openEmbeddedEventStore({ file: ":memory:" });
await fill();
const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
const engine = startEngine({ objects, eventStore });
const times: number[] = [];
for (let turn = 0; turn < TURNS; turn++) {
  const start = performance.now();
  const job = await createJob(engine, {
    ...validSpec({ confirmationRequired: true }),
    manifest: {
      kind: "failed-tasks",
      job: parent,
      errorCodes: null,
      keyPrefix: null,
      sourceStore: "default",
    },
  });
  const events = await reaches(engine, job, ["SUSPENDED", "FAILED"]);
  times.push(performance.now() - start);
  const read = events.find(({ type }) => type === "ManifestRead");
  if (read?.type !== "ManifestRead" || read.data.rows !== FAILURES)
    throw new Error(`the retry has not all its tasks: ${JSON.stringify(events.at(-1))}`);
}
await engine.stop();
console.log(`${machine()}\n`);
printTable(
  ["failed tasks", "of rows", "ready after, median ms", "max ms"],
  [[String(FAILURES), String(ROWS), round(median(times)), round(Math.max(...times))]],
);
process.exitCode = median(times) <= LIMIT_MS ? 0 : 1;

async function fill(): Promise<void> {
  const [, ...toActive] = historyOf("ACTIVE");
  const spec = validSpec();
  await append(jobStream(parent), [
    { type: "JobCreated", data: { jobId: parent, account, token: null, spec } },
    ...toActive,
  ]);
  const chunks = Math.ceil(ROWS / rowsPerChunk);
  const failedPerChunk = Math.ceil(FAILURES / chunks);
  for (let chunk = 0, left = FAILURES; chunk < chunks; chunk++) {
    const failed = Math.min(failedPerChunk, left);
    left -= failed;
    await append(chunkStream(parent, 0, chunk), outcomes(chunk * rowsPerChunk, failed));
  }
  const counts = { succeeded: ROWS - FAILURES, failed: FAILURES, unknown: 0 };
  await append(jobStream(parent), [
    { type: "JobCompleting", data: counts },
    { type: "JobCompleted", data: { ...counts, outcomesHash: null } },
  ]);
}

function outcomes(firstRow: number, failed: number): AnyEvent[] {
  const executor = "executor-1";
  const succeeded = rowsPerChunk - failed;
  const firstSucceeded = firstRow + failed;
  return [
    { type: "ChunkClaimed", data: { executor, firstRow, rows: rowsPerChunk } },
    {
      type: "TaskFailed",
      data: {
        rows: [[firstRow, firstRow + failed - 1]],
        keys: keys(firstRow, failed),
        codes: keys(0, failed).map(() => "SlowDown"),
        statuses: keys(0, failed).map(() => 503),
        messages: keys(0, failed).map(() => "Please reduce your request rate."),
      },
    },
    {
      type: "TaskSucceeded",
      data: {
        rows: [[firstSucceeded, firstSucceeded + succeeded - 1]],
        keys: keys(firstSucceeded, succeeded),
      },
    },
    { type: "ChunkCompleted", data: { executor, succeeded, failed, outcomesHash: "h" } },
  ];
}

function keys(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `2024/photo-${from + index}.jpg`);
}

async function append(stream: string, events: readonly AnyEvent[]): Promise<void> {
  const written = events.map((event) => ({ ...newEvent(event, ""), id: crypto.randomUUID() }));
  await eventStore.append(stream, written, { expected: "any" });
}
