/** Very much to show: ten thousand jobs, and one of a hundred million tasks, on the real API without anything behind it. */
import { consoleDist } from "../../console/built-from.ts";
import type { AnyEvent } from "../../src/job/codec.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { startApi, type TestApi, type TestApiOptions } from "../support/api.ts";
import { account, historyOf, validSpec } from "../support/jobs.ts";
import { newEvent } from "../support/recorded.ts";

/** Starts the API with the built console, under a path of its own if one is given. */
export async function startConsole({
  basePath = "/",
  ...others
}: { readonly basePath?: string } & Pick<
  TestApiOptions,
  "beforeTold" | "authenticator"
> = {}): Promise<TestApi> {
  return startApi({ console: { folder: consoleDist, basePath }, ...others });
}

const situations = ["COMPLETE", "FAILED", "COMPLETE", "CANCELLED", "ACTIVE", "SUSPENDED"] as const;

/** Ids of the jobs, oldest first; the running ones can be moved with `advance`. */
export interface ManyJobs {
  readonly ids: readonly string[];
  readonly running: readonly string[];
}

export async function addJobs(api: TestApi, jobs: number): Promise<ManyJobs> {
  const ids = Array.from({ length: jobs }, () => crypto.randomUUID());
  let position = 0;
  for (const [index, id] of ids.entries()) {
    const situation = situations[index % situations.length]!;
    const spec = validSpec({
      description: `Nightly copy ${index} to the archive`,
      priority: index % 50,
    });
    const [, ...others] = historyOf(situation);
    position = await append(api, jobStream(id), [created(id, spec), ...others]);
  }
  await untilRead(api, position);
  return { ids, running: ids.filter((_, index) => situations[index % 6] === "ACTIVE") };
}

function created(id: string, spec: ReturnType<typeof validSpec>): AnyEvent {
  return { type: "JobCreated", data: { jobId: id, account, token: null, spec } };
}

async function append({ eventStore }: TestApi, stream: string, events: readonly AnyEvent[]) {
  const written = events.map((event) => ({ ...newEvent(event, ""), id: crypto.randomUUID() }));
  return (await eventStore.append(stream, written, { expected: "any" })).position;
}

async function untilRead({ readModels }: TestApi, position: number): Promise<void> {
  if (!(await readModels.waitFor(position, { timeoutMs: 300_000 }))) throw new Error("not read");
}

/** The `round`th time that a hundred tasks of a job succeed. */
export async function advance(api: TestApi, job: string, round: number): Promise<void> {
  const by = { succeeded: 100, failed: 0 };
  const events = [advanced({ succeeded: 100 * round, failed: 0 }, by)];
  await append(api, chunkStream(job, 0, 0), round === 1 ? [claimed(0, 1_200), ...events] : events);
}

interface Counts {
  readonly succeeded: number;
  readonly failed: number;
}

function claimed(firstRow: number, rows: number): AnyEvent {
  return { type: "ChunkClaimed", data: { executor: "executor-1", firstRow, rows } };
}

function advanced(all: Counts, change: Counts = all): AnyEvent {
  const numbers = { ...all, deferred: 0, change: { ...change, deferred: 0 } };
  return {
    type: "ChunkAdvanced",
    data: { executor: "executor-1", ...numbers, outcomesHash: "h" },
  };
}

export const large = {
  tasks: 100_000_000,
  chunks: 100_000,
  /** In chunks whose tasks are not kept one by one here. */
  succeeded: 61_234_567,
  /** Each with a key and what the store said. */
  failed: 5_000,
  /** Chunks that ran to their end, with three events each. */
  ended: 800,
} as const;

const rowsPerChunk = large.tasks / large.chunks;
const codes = ["AccessDenied", "NoSuchKey", "SlowDown", "InternalError", "InvalidObjectState"];

/** A running job of a hundred million tasks. */
export async function addLargeJob(api: TestApi): Promise<string> {
  const id = crypto.randomUUID();
  const parts = [{ rows: large.tasks, chunks: large.chunks }];
  const totals = { bucket: "photos", rows: large.tasks, chunks: large.chunks, parts };
  const [, ...others] = historyOf("ACTIVE");
  const spec = validSpec({ description: "Copy a hundred million objects" });
  await append(api, jobStream(id), [
    created(id, spec),
    ...others.map((event) =>
      event.type === "ManifestRead" ? { ...event, data: totals } : (event as AnyEvent),
    ),
  ]);
  let chunk = 0;
  for (; chunk < large.failed / rowsPerChunk; chunk += 1)
    await append(api, chunkStream(id, 0, chunk), failing(chunk * rowsPerChunk));
  for (const last = chunk + large.ended; chunk < last; chunk += 1) {
    const counts = { succeeded: rowsPerChunk, failed: 0 };
    const claim = claimed(chunk * rowsPerChunk, rowsPerChunk);
    await append(api, chunkStream(id, 0, chunk), [claim, advanced(counts), completed(counts)]);
  }
  const succeeded = large.succeeded - large.ended * rowsPerChunk;
  const position = await append(api, chunkStream(id, 0, chunk), [
    claimed(chunk * rowsPerChunk, succeeded),
    advanced({ succeeded, failed: 0 }),
  ]);
  await untilRead(api, position);
  return id;
}

function completed(counts: Counts): AnyEvent {
  return {
    type: "ChunkCompleted",
    data: { executor: "executor-1", ...counts, outcomesHash: "h" },
  };
}

function failing(firstRow: number): AnyEvent[] {
  const each = <Value>(value: (row: number) => Value) =>
    Array.from({ length: rowsPerChunk }, (_, index) => value(firstRow + index));
  const counts = { succeeded: 0, failed: rowsPerChunk };
  return [
    claimed(firstRow, rowsPerChunk),
    {
      type: "TaskFailed",
      data: {
        rows: [[firstRow, firstRow + rowsPerChunk - 1]],
        keys: each((row) => `2024/${String(row).padStart(9, "0")}/photo.jpg`),
        codes: each((row) => codes[row % codes.length]!),
        statuses: each(() => 403),
        messages: each((row) => `It could not be done (request ${row}).`),
      },
    },
    advanced(counts),
    completed(counts),
  ];
}
