/**
 * The most memory (VmHWM, resident) an engine process ever had over one whole job, for jobs of growing length, each in a
 * process of its own: it must not grow with the rows. The shortest job runs twice, once with its calls over HTTP, once
 * with a transport that answers at once; the longer ones only so, or they would take hours. All of them in turns: when a heap
 * is collected is chance, and moves the peak of one run by a tenth.
 *
 * `node bench/memory.ts [--quick] [--full] [--rows LIST] [--turns N] [--threads N] [--watch] [--flags "…"]`: `--full` adds 5 million
 * rows to the one million of the longer jobs, `--rows 1000000,10000000` names them one by one, `--watch` prints the heap of each thread while a job runs, `--flags` are for Node and V8.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { EngineProcessOptions } from "./support/engine-config.ts";
import { runCopyJob } from "./support/jobs.ts";
import { loading, memoryMegabytes, startNullS3, startProcess } from "./support/processes.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    rows: { type: "string" },
    turns: { type: "string" },
    watch: { type: "boolean", default: false },
    threads: { type: "string", default: "2" },
    flags: { type: "string", default: "" },
  },
});
const TURNS = Number(values.turns ?? (values.quick ? 1 : 3));
const THREADS = Number(values.threads);
const LIMIT_MB = 200 + 60 * THREADS;
const SHORT_ROWS = values.quick ? 5_000 : 100_000;
const LONG_ROWS =
  values.rows?.split(",").map(Number) ??
  (values.quick ? [50_000] : [1_000_000, ...(values.full ? [5_000_000] : [])]);

interface Subject {
  readonly rows: number;
  readonly transport: "http" | "null";
}

interface Result {
  readonly idleMb: number;
  readonly peakMb: number;
  readonly endMb: number;
  readonly perSecond: number;
}

const measured = [
  { rows: SHORT_ROWS, transport: "http" as const },
  ...[SHORT_ROWS, ...LONG_ROWS].map((rows) => ({ rows, transport: "null" as const })),
].map((subject) => ({ ...subject, results: [] as Result[] }));
const store = await startNullS3();
try {
  const subjects = [...measured];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { results, ...subject } of subjects) results.push(await measure(subject));
    subjects.reverse();
  }
} finally {
  await store.stop();
}
report();

async function measure({ rows, transport }: Subject): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
  const options: EngineProcessOptions = {
    storeUrl: store.url,
    dataDir,
    threads: THREADS,
    callsInFlight: 64,
    // The null transport stands in the place of the one through the SDK.
    requests: transport === "null" ? "sdk" : "compiled",
  };
  const flags = [
    ...values.flags.split(" ").filter((flag) => flag !== ""),
    ...(transport === "null" ? [loading("use-null-transport.ts")] : []),
    ...(values.watch ? [loading("watch-heap.ts")] : []),
  ];
  const engine = startProcess("engine-process.ts", { options, flags });
  try {
    const { url } = await engine.next<{ readonly url: string }>();
    const { now: idleMb } = memoryMegabytes(engine.pid);
    const job = await runCopyJob(url, rows);
    if (job.status !== "COMPLETE" || job.succeeded !== rows)
      throw new Error(`the job did not go through: ${JSON.stringify(job)}`);
    const { now: endMb, peak: peakMb } = memoryMegabytes(engine.pid);
    return { idleMb, peakMb, endMb, perSecond: rows / job.seconds };
  } finally {
    await engine.stop();
    rmSync(dataDir, { recursive: true });
  }
}

function report(): void {
  console.log(machine());
  console.log(
    `${THREADS} worker threads, medians of ${TURNS} turns; limit ${LIMIT_MB} MB, and the same within 15 % for any length`,
  );
  const shortest = measured.find(({ transport }) => transport === "null")!.results;
  printTable(
    ["rows", "transport", "idle MB", "peak MB", "of", "x shortest", "MB at the end", "tasks/s"],
    measured.map(({ rows, transport, results }) => {
      const middle = (value: (result: Result) => number) => median(results.map(value));
      const peaks = results.map(({ peakMb }) => peakMb);
      const ratios = peaks.map((peak, turn) => peak / shortest[turn]!.peakMb);
      return [
        round(rows),
        transport,
        round(middle(({ idleMb }) => idleMb)),
        round(median(peaks)),
        `${round(Math.min(...peaks))} – ${round(Math.max(...peaks))}`,
        transport === "null" ? median(ratios).toFixed(2) : "–",
        round(middle(({ endMb }) => endMb)),
        round(middle(({ perSecond }) => perSecond)),
      ];
    }),
  );
}
