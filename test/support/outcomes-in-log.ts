/** What the event log of a process that has stopped says of a job: each outcome with its facts, and how the job ended. */
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import type { ChunkEvent, TaskFailed, TaskSucceeded } from "../../src/job/chunk-events.ts";
import type { JobEvent, TaskCounts } from "../../src/job/events.ts";
import { rowsOf } from "../../src/job/rows.ts";
import { eventsOfJob, openLog } from "./event-log.ts";

export interface LoggedOutcome {
  /** Part and row in the part. */
  readonly place: string;
  readonly rawKey: string;
  readonly kind: "succeeded" | "failed";
  readonly attempts: number;
  /** Empty for one that succeeded. */
  readonly code: string;
  readonly firstCode: string;
  readonly status: number | null;
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
}

/** An event of the job's own stream, and when it was recorded. */
export interface LoggedEvent {
  readonly event: JobEvent;
  readonly at: number;
}

export interface LoggedJob {
  readonly outcomes: readonly LoggedOutcome[];
  readonly events: readonly LoggedEvent[];
  /** Stream, revision and type of each event but those of chunks, in the order of the log. */
  readonly timeline: readonly string[];
  /** Numbers of the event that ended it. */
  readonly ending: TaskCounts;
  /** Place and time of each event of the job in the log. */
  readonly places: readonly { readonly position: number; readonly at: number }[];
}

/** Reads the log in this folder; no process may own it. */
export async function readLoggedJob(dataDir: string, job: string): Promise<LoggedJob> {
  const eventStore = openLog(dataDir);
  const events = await eventsOfJob(eventStore, job);
  await eventStore.close();
  return loggedJobOf(events, job);
}

/** What these events, all that are of the job, say of it. */
export function loggedJobOf(all: readonly RecordedEvent[], job: string): LoggedJob {
  const outcomes: LoggedOutcome[] = [];
  const events: LoggedEvent[] = [];
  for (const { stream, type, data, recordedAt } of all) {
    const at = Date.parse(recordedAt);
    if (stream === `job-${job}`) events.push({ event: { type, data } as unknown as JobEvent, at });
    const [, part] = new RegExp(`^chunk-${job}-(\\d+)-\\d+$`).exec(stream) ?? [];
    if (part === undefined) continue;
    const event = { type, data } as unknown as ChunkEvent;
    if (event.type === "TaskSucceeded" || event.type === "TaskFailed")
      outcomes.push(...unfold(event, { part, at }));
  }
  const end = events.at(-1)?.event;
  if (end?.type !== "JobCompleted" && end?.type !== "JobCancelled" && end?.type !== "JobFailed")
    throw new Error(`job ${job} has not ended but with ${end?.type}`);
  const places = all.map(({ position, recordedAt }) => ({ position, at: Date.parse(recordedAt) }));
  const timeline = all
    .filter(({ stream }) => !stream.startsWith("chunk-"))
    .map(({ stream, revision, type }) => `${stream}@${revision} ${type}`);
  return { outcomes, events, timeline, ending: end.data, places };
}

function* unfold(
  { type, data }: TaskSucceeded | TaskFailed,
  { part, at }: { readonly part: string; readonly at: number },
): Generator<LoggedOutcome> {
  let index = 0;
  for (const row of rowsOf(data.rows)) {
    const code = type === "TaskFailed" ? data.codes[index]! : "";
    yield {
      place: `${part}/${row}`,
      rawKey: data.keys[index]!,
      kind: type === "TaskFailed" ? "failed" : "succeeded",
      attempts: data.attempts?.[index] ?? 1,
      code,
      firstCode: (type === "TaskFailed" ? data.firstCodes?.[index] : undefined) ?? code,
      status: type === "TaskFailed" ? data.statuses[index]! : null,
      recordedAt: at,
    };
    index += 1;
  }
}
