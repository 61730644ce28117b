/** The API in a process of its own, over an event store and read models in memory, with one job that makes progress. */
import { createJob, startApi } from "../../test/support/api.ts";
import { opened } from "../../test/support/jobs.ts";
import { chunkStream } from "../../src/job/streams.ts";

/** What it is asked: make so many steps of progress, an interval apart, and tell what they cost. */
export interface Progress {
  readonly steps: number;
  readonly everyMs: number;
}

export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Readers of the read models' changes: one for each execution that runs. */
  readonly executions: number;
}

const rows = 1_000_000;
const executor = "executor-1";
const api = await startApi();
const id = await createJob(api, { confirmationRequired: false, report: null });
await api.drive(
  id,
  { type: "StartPreparing", manifest: opened },
  {
    type: "FinishPreparing",
    totals: { bucket: "photos", rows, chunks: 1, parts: [{ rows, chunks: 1 }] },
  },
  { type: "ActivateJob" },
);
const stream = chunkStream(id, 0, 0);
await api.record(stream, { type: "ChunkClaimed", data: { executor, firstRow: 0, rows } });
let succeeded = 0;

process.on("message", (progress: Progress) => void makeProgress(progress).then(tell));
process.on("disconnect", () => void api.stop());
tell({ url: api.url, id });

async function makeProgress({ steps, everyMs }: Progress): Promise<Cost> {
  const start = performance.now();
  const before = process.cpuUsage();
  for (let step = 1; step <= steps; step++) {
    succeeded += 100;
    const change = { succeeded: 100, failed: 0, deferred: 0 };
    const data = { executor, succeeded, failed: 0, deferred: 0, change, outcomesHash: "h" };
    await api.record(stream, { type: "ChunkAdvanced", data });
    await until(start + step * everyMs);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - start,
    executions: api.readModels.readers,
  };
}

function until(moment: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));
}

function tell(message: object): void {
  process.send?.(message);
}
