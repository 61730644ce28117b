/**
 * Where the time of a whole job goes: the manifest planned, the wait until the first call, the tasks, the report. Copies
 * of the null store, which answers at once, by an engine of one process with the embedded event store.
 *
 * `node bench/phases.ts [--quick] [--rows N] [--turns N] [--threads N]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { EngineProcessOptions } from "./support/engine-config.ts";
import { momentsOf, runCopyJob } from "./support/jobs.ts";
import { startNullS3, startProcess } from "./support/processes.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rows: { type: "string" },
    turns: { type: "string" },
    threads: { type: "string", default: "1" },
  },
});
const ROWS = Number(values.rows ?? (values.quick ? 5_000 : 1_000_000));
const TURNS = Number(values.turns ?? (values.quick ? 1 : 3));

/** Milliseconds. */
interface Phases {
  /** From the creation until the manifest was opened and its parts are known. */
  readonly open: number;
  readonly plan: number;
  readonly firstCall: number;
  readonly tasks: number;
  readonly report: number;
}

const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
const store = await startNullS3();
const options: EngineProcessOptions = {
  storeUrl: store.url,
  dataDir: folder,
  threads: Number(values.threads),
  callsInFlight: Math.ceil(64 / Number(values.threads)),
};
const engine = startProcess("engine-process.ts", { options });
const turns: Phases[] = [];
try {
  const { url } = await engine.next<{ readonly url: string }>();
  await run(url, Math.min(ROWS, 5_000));
  for (let turn = 0; turn < TURNS; turn++) turns.push(await run(url, ROWS));
  report();
} finally {
  await engine.stop();
  await store.stop();
  rmSync(folder, { recursive: true });
}

async function run(url: string, rows: number): Promise<Phases> {
  await store.ask({ forget: true });
  const job = await runCopyJob(url, rows);
  if (job.status !== "COMPLETE" || job.succeeded !== rows)
    throw new Error(`the job did not go through: ${JSON.stringify(job)}`);
  const { firstCopyAt } = await store.ask<{ readonly firstCopyAt: number }>({ ask: true });
  const moments = await momentsOf(url, job.id);
  const at = (type: string) => moments.get(type) ?? NaN;
  return {
    open: at("JobPreparing") - at("JobCreated"),
    plan: at("ManifestRead") - at("JobPreparing"),
    firstCall: firstCopyAt - at("ManifestRead"),
    tasks: at("JobCompleting") - firstCopyAt,
    report: at("ReportWritten") - at("JobCompleting"),
  };
}

function ofAll(phase: keyof Phases): number {
  return median(turns.map((turn) => turn[phase]));
}

function report(): void {
  console.log(machine());
  console.log(
    `copies of the null store, ${ROWS} rows, ${values.threads} thread(s); medians of ${TURNS}`,
  );
  const row = (name: string, phase: keyof Phases, countsRows: boolean) => [
    name,
    round(ofAll(phase)),
    countsRows ? round((ROWS / ofAll(phase)) * 1000) : "–",
  ];
  printTable(
    ["", "ms", "rows/s"],
    [
      row("until the manifest is open", "open", false),
      row("manifest planned", "plan", true),
      row("from then to the first call", "firstCall", false),
      row("tasks", "tasks", true),
      row("report", "report", true),
    ],
  );
}
