/**
 * A job as it was. What its own stream tells is folded from that stream. How far it was stands in the counters that are
 * kept at intervals; the few events of its chunks between the interval and the moment are read from the log.
 */
import type { EventStore, RecordedEvent } from "../eventstore/eventstore.ts";
import { controlTypes, jobStream, parseStream } from "../job/streams.ts";
import { progressProjection } from "../../projections/progress.ts";
import type { Row } from "../../projections/projection.ts";
import { jobOf, numberIn } from "../../projections/rows.ts";
import type { Database } from "./database.ts";
import { foldJob } from "./job-from-stream.ts";
import { toProgressRow } from "./job-queries.ts";
import { toLoggedEvent, type LoggedEvent } from "./logged-events.ts";
import { createMemoryRows, type MemoryRows } from "./memory-rows.ts";
import { changesOf } from "./project.ts";
import type { JobRow } from "./read-models.ts";

/** A moment in the life of a job. */
export type PointInTime =
  /** When this event of its own stream was recorded. */
  | { readonly revision: number }
  /** After everything at or before this place of the log. */
  | { readonly position: number }
  /** After everything recorded at or before this instant; RFC 3339, UTC. */
  | { readonly timestamp: string };

/** A job as it was after an event. */
export interface JobThen {
  readonly job: JobRow;
  /** The last event of any of its streams that is included. */
  readonly event: LoggedEvent;
}

export interface AsOfDependencies {
  readonly eventStore: Pick<EventStore, "readStream" | "readAll">;
  readonly database: Pick<Database, "get">;
}

/** Null when the job did not exist then, had expired, or has no such event. */
export async function jobAsOf(
  dependencies: AsOfDependencies,
  id: string,
  point: PointInTime,
): Promise<JobThen | null> {
  const history = await dependencies.eventStore.readStream(jobStream(id));
  const until = untilOf(history, point);
  if (until === null) return null;
  const isPast = (event: RecordedEvent): boolean =>
    typeof until === "string" ? event.recordedAt <= until : event.position <= until;
  const own = history.filter(isPast);
  const job = foldJob(own);
  const last = own.at(-1);
  if (job === null || last === undefined) return null;
  const told = await countersAt(dependencies, id, { until, isPast, created: own[0]!.position });
  const event = told.last !== null && told.last.position > last.position ? told.last : last;
  const logged = toLoggedEvent(event);
  if (logged === null) return null;
  const progress = told.row === null ? job.progress : toProgressRow(told.row, job.state.createdAt);
  return { job: { ...job, position: event.position, progress }, event: logged };
}

/** The last instant or the last place of the log that is included; null for a revision that there is not. */
function untilOf(history: readonly RecordedEvent[], point: PointInTime): string | number | null {
  if ("timestamp" in point) return point.timestamp;
  return "position" in point ? point.position : (history[point.revision]?.position ?? null);
}

interface Asked {
  readonly until: string | number;
  readonly isPast: (event: RecordedEvent) => boolean;
  /** Where the job was created. */
  readonly created: number;
}

interface Told {
  /** The counters of the job; null when nothing has moved them. */
  readonly row: Row | null;
  /** The last event that moved them. */
  readonly last: RecordedEvent | null;
}

async function countersAt(dependencies: AsOfDependencies, id: string, asked: Asked): Promise<Told> {
  const { database, eventStore } = dependencies;
  const kept = keptBefore(database, id, asked);
  const left = kept === null ? Infinity : eventsAfter(database, id, kept);
  if (kept !== null && left === 0)
    return { row: kept, last: await eventAt(eventStore, numberIn(kept, "position")) };
  return replay(dependencies, id, { ...asked, kept, left });
}

function keptBefore(
  database: AsOfDependencies["database"],
  id: string,
  { until }: Asked,
): Row | null {
  const sql =
    typeof until === "string"
      ? `SELECT * FROM progress_totals WHERE job_id = ? AND updated_at <= ?
         ORDER BY updated_at DESC, events DESC LIMIT 1`
      : `SELECT * FROM progress_totals WHERE job_id = ? AND position <= ?
         ORDER BY position DESC LIMIT 1`;
  return database.get(sql, id, until);
}

/** Events between one that is kept and the next one, or the present: no more than these need be looked for. */
function eventsAfter(database: AsOfDependencies["database"], id: string, kept: Row): number {
  const events = numberIn(kept, "events");
  const sql = `SELECT events FROM progress_totals WHERE job_id = ? AND events > ?
    ORDER BY events LIMIT 1`;
  const next = database.get(sql, id, events);
  if (next !== null) return numberIn(next, "events") - events - 1;
  const now = database.get("SELECT events FROM progress WHERE job_id = ?", id);
  return now === null ? Infinity : numberIn(now, "events") - events;
}

const pageEvents = 500;

/** Counts on from what is kept, event by event. */
async function replay(
  { eventStore }: AsOfDependencies,
  id: string,
  asked: Asked & { readonly kept: Row | null; readonly left: number },
): Promise<Told> {
  const { isPast, kept, left, created } = asked;
  const start = kept === null ? created - 1 : numberIn(kept, "position");
  const replaying: Replaying = {
    eventStore,
    id,
    start,
    rows: createMemoryRows(progressProjection.tables),
    known: new Set(),
  };
  if (kept !== null) seed(replaying, kept);
  const counted = () => numberIn(replaying.rows.get("progress", { job_id: id }) ?? none, "events");
  let last: RecordedEvent | null = null;
  const isDone = (event: RecordedEvent): boolean => !isPast(event) || counted() >= left;
  for (let after = start, done = false; !done && counted() < left;) {
    const page = await eventStore.readAll({
      after: after < 0 ? undefined : after,
      typePrefixes: controlTypes,
      maxCount: pageEvents,
    });
    for (const event of page.events) {
      done = isDone(event);
      if (done) break;
      const before = counted();
      await take(replaying, event);
      if (counted() > before) last = event;
    }
    done ||= page.caughtUp || page.position <= after;
    after = page.position;
  }
  const row = replaying.rows.get("progress", { job_id: id });
  return { row, last: last ?? (kept === null ? null : await eventAt(eventStore, start)) };
}

interface Replaying {
  readonly eventStore: AsOfDependencies["eventStore"];
  readonly id: string;
  /** Counting begins after this place. */
  readonly start: number;
  readonly rows: MemoryRows;
  /** Streams whose earlier events are known. */
  readonly known: Set<string>;
}

const none: Row = { events: 0 };

function seed({ rows, id }: Replaying, kept: Row): void {
  // Counted from 0 here: what counts is how many come after.
  const row = { ...kept, job_id: id, events: 0, stride: Number.MAX_SAFE_INTEGER };
  rows.apply({ kind: "put", table: "progress", row });
}

async function take(replaying: Replaying, event: RecordedEvent): Promise<void> {
  const about = parseStream(event.stream);
  if (about === null || jobOf(about) !== replaying.id) return;
  if (!replaying.known.has(event.stream)) {
    replaying.known.add(event.stream);
    if (about.kind === "chunk") await recall(replaying, event, "progress_chunks");
    if (about.kind === "plan") await recall(replaying, event, "progress_parts");
  }
  apply(replaying.rows, event);
}

/** What the rows of one chunk or part were before the counting began: folded from its own stream. */
async function recall(
  { eventStore, id, start, rows }: Replaying,
  { stream }: RecordedEvent,
  table: "progress_chunks" | "progress_parts",
): Promise<void> {
  const before = (await eventStore.readStream(stream)).filter(({ position }) => position <= start);
  const own = createMemoryRows(progressProjection.tables);
  own.apply({ kind: "put", table: "progress", row: uncounted(id) });
  for (const event of before) apply(own, event);
  for (const row of own.all(table)) rows.apply({ kind: "put", table, row });
}

/** Counters that nobody looks at. */
function uncounted(id: string): Row {
  const { columns } = progressProjection.tables[0]!;
  const zeros = Object.keys(columns).map((name) => [name, 0] as const);
  return { ...Object.fromEntries(zeros), job_id: id, stride: Number.MAX_SAFE_INTEGER };
}

function apply(rows: MemoryRows, event: RecordedEvent): void {
  const about = parseStream(event.stream);
  if (about === null) return;
  const changed = changesOf(event, about, { projections: [progressProjection], rows });
  // Of an event that this version cannot read, the read models tell the same: nothing.
  if ("code" in changed) return;
  for (const change of changed.changes) rows.apply(change);
}

async function eventAt(
  eventStore: AsOfDependencies["eventStore"],
  position: number,
): Promise<RecordedEvent | null> {
  const after = position < 1 ? undefined : position - 1;
  const page = await eventStore.readAll({ after, maxCount: 1 });
  return page.events[0] ?? null;
}
