/** Events of jobs as the log has them, each said in one sentence, and those about many tasks taken apart. */
import type { RecordedEvent } from "../eventstore/eventstore.ts";
import { decode, type AnyEvent } from "../job/codec.ts";
import { statusEntered } from "../job/lifecycle.ts";
import { rowsOf } from "../job/rows.ts";
import { parseStream, type StreamName } from "../job/streams.ts";
import { categoryOf, type EventCategory } from "../../projections/history.ts";
import { jobOf } from "../../projections/rows.ts";
import { summaryOf } from "../../projections/summaries.ts";
import { metadataOf } from "./project.ts";
import type { HistoryRow, TaskRow } from "./read-models.ts";

/** An event of a job, whole. */
export interface LoggedEvent extends Omit<HistoryRow, "category"> {
  readonly jobId: string;
  readonly category: EventCategory;
  /** What this version understands of it; null for a type or version that came later. */
  readonly event: AnyEvent | null;
  readonly about: StreamName;
}

/** Null for an event that belongs to no job. */
export function toLoggedEvent(recorded: RecordedEvent): LoggedEvent | null {
  const about = parseStream(recorded.stream);
  const jobId = about === null ? null : jobOf(about);
  if (about === null || jobId === null) return null;
  const { id, stream, revision, position, type, recordedAt, data } = recorded;
  const metadata = metadataOf(recorded);
  const { actor } = metadata;
  const decoded = decode(recorded);
  const event = decoded.ok ? decoded.value : null;
  const entered: Readonly<Record<string, HistoryRow["statusAfter"]>> = statusEntered;
  return {
    eventId: id,
    jobId,
    about,
    event,
    stream,
    revision,
    position,
    type,
    recordedAt,
    data,
    ...metadata,
    // Whoever keeps a copy of the log must not lose an event because this version does not know it.
    category: event === null ? categoryOfStream[about.kind] : categoryOf(event),
    summary: decoded.ok ? summaryOf({ event: decoded.value, about, actor }) : decoded.error.message,
    statusAfter: entered[type] ?? null,
  };
}

const categoryOfStream: Readonly<Record<StreamName["kind"], EventCategory>> = {
  job: "LIFECYCLE",
  plan: "PREPARATION",
  chunk: "EXECUTION",
  report: "REPORT",
  executor: "EXECUTION",
  bulk: "CONTROL",
  steward: "EXECUTION",
};

/** One task of an event. */
export interface UnfoldedTask {
  /** The body of the event as it would be if it were about this task alone. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The task; null when the event does not end it. */
  readonly task: TaskRow | null;
}

/** The tasks of an event, in its order; null for an event that is not about tasks. */
export function unfoldTasks({ event, about, recordedAt }: LoggedEvent): UnfoldedTask[] | null {
  if (event === null || about.kind !== "chunk") return null;
  const { part } = about;
  if (event.type === "TaskDeferred") return unfold(event.data, () => null);
  if (event.type !== "TaskSucceeded" && event.type !== "TaskFailed") return null;
  return unfold(event.data, (place) => taskOf(event, place, { part, recordedAt }));
}

type TaskEvent = Extract<AnyEvent, { type: "TaskSucceeded" | "TaskFailed" }>;

/** The tasks that an event ends, in its order. */
export function tasksIn(
  event: AnyEvent,
  facts: { readonly part: number; readonly recordedAt: string },
): readonly TaskRow[] {
  if (event.type !== "TaskSucceeded" && event.type !== "TaskFailed") return [];
  return Array.from(rowsOf(event.data.rows), (row, index) => taskOf(event, { row, index }, facts));
}

/** The place of a task in the columns of its event, and its row in the part. */
interface InColumns {
  readonly index: number;
  readonly row: number;
}

function unfold(
  data: { readonly rows: readonly (readonly [number, number])[] },
  task: (place: InColumns) => TaskRow | null,
): UnfoldedTask[] {
  return Array.from(rowsOf(data.rows), (row, index) => {
    const alone = Object.entries(data).map(([name, value]: [string, unknown]) => [
      name,
      name === "rows" ? [[row, row]] : Array.isArray(value) ? [value[index] as unknown] : value,
    ]);
    return { data: Object.fromEntries(alone) as UnfoldedTask["data"], task: task({ row, index }) };
  });
}

function taskOf(
  { type, data }: TaskEvent,
  { row, index }: InColumns,
  facts: { readonly part: number; readonly recordedAt: string },
): TaskRow {
  const common = {
    ...facts,
    row,
    rawKey: data.keys[index]!,
    versionId: data.versions?.[index] || null,
    attempts: data.attempts?.[index] ?? 1,
  };
  if (type === "TaskSucceeded") {
    const message = data.messages?.[index] ?? null;
    const none = { firstErrorCode: null, errorCode: null, httpStatus: null };
    return { ...common, ...none, outcome: "SUCCEEDED", message };
  }
  const errorCode = data.codes[index]!;
  return {
    ...common,
    outcome: "FAILED",
    firstErrorCode: data.firstCodes?.[index] ?? errorCode,
    errorCode,
    httpStatus: data.statuses[index] ?? null,
    message: data.messages[index]!,
  };
}
