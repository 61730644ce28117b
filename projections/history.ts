/**
 * The timeline of each job: the events of its own stream, of its manifest parts and of its report files. What happens to
 * chunks is not here: there is too much of it, and it is read from the log.
 */
import type { AnyEvent, EventType } from "../src/job/codec.ts";
import { statusEntered } from "../src/job/lifecycle.ts";
import type { ProjectedEvent, Projection, RowChange, RowReader, Table } from "./projection.ts";
import { forget, isOfJob, jobOf, put } from "./rows.ts";
import { summaryOf } from "./summaries.ts";

/** What kind of thing happened. */
export type EventCategory = "LIFECYCLE" | "CONTROL" | "PREPARATION" | "EXECUTION" | "REPORT";

const timelines: Table = {
  name: "timelines",
  columns: { job_id: "TEXT" },
  primaryKey: ["job_id"],
};

const history: Table = {
  name: "history",
  columns: {
    job_id: "TEXT",
    position: "INTEGER",
    event_id: "TEXT",
    stream: "TEXT",
    revision: "INTEGER",
    type: "TEXT",
    schema_version: "INTEGER",
    category: "TEXT",
    summary: "TEXT",
    recorded_at: "TEXT",
    /** As JSON. */
    actor: "TEXT",
    correlation_id: "TEXT",
    causation_id: "TEXT",
    status_after: "TEXT",
    /** As JSON, without the bulky columns. */
    data: "TEXT",
  },
  primaryKey: ["job_id", "position"],
};

/** Rows of the timeline, with one sentence each. */
export const historyProjection: Projection = {
  name: "history",
  version: 1,
  tables: [timelines, history],
  apply,
};

function apply(projected: ProjectedEvent, rows: RowReader): readonly RowChange[] {
  const job = jobOf(projected.about);
  const { event } = projected;
  if (job === null || projected.about.kind === "chunk") return [];
  if (event.type === "JobExpired") return forget(job, historyProjection.tables);
  const row = put("history", {
    job_id: job,
    position: projected.position,
    event_id: projected.id,
    stream: projected.stream,
    revision: projected.revision,
    type: event.type,
    schema_version: projected.schemaVersion,
    category: categoryOf(event),
    summary: summaryOf(projected),
    recorded_at: projected.recordedAt,
    actor: JSON.stringify(projected.actor),
    correlation_id: projected.correlationId,
    causation_id: projected.causationId,
    status_after: isOfJob(projected) ? (statusEntered[projected.event.type] ?? null) : null,
    data: JSON.stringify(withoutBulk(event)),
  });
  if (event.type === "JobCreated") return [put("timelines", { job_id: job }), row];
  // What comes late from the parts of a job that has expired does not bring it back.
  return rows.get("timelines", { job_id: job }) === null ? [] : [row];
}

const categories: Readonly<Record<Exclude<EventType, "JobPausing">, EventCategory>> = {
  JobCreated: "LIFECYCLE",
  JobPreparing: "LIFECYCLE",
  ManifestRead: "PREPARATION",
  JobSuspended: "LIFECYCLE",
  JobConfirmed: "CONTROL",
  JobReady: "LIFECYCLE",
  JobActivated: "LIFECYCLE",
  JobPaused: "LIFECYCLE",
  JobResumed: "CONTROL",
  JobPriorityChanged: "CONTROL",
  JobLimitsChanged: "CONTROL",
  JobTagged: "CONTROL",
  JobCancelRequested: "CONTROL",
  JobFailing: "LIFECYCLE",
  JobDrained: "LIFECYCLE",
  JobPreflighted: "PREPARATION",
  JobCompleting: "LIFECYCLE",
  ReportWritten: "REPORT",
  ReportFailed: "REPORT",
  JobCompleted: "LIFECYCLE",
  JobCancelled: "LIFECYCLE",
  JobFailed: "LIFECYCLE",
  JobExpired: "LIFECYCLE",
  JobHistoryDeleted: "LIFECYCLE",
  PartClaimed: "PREPARATION",
  PartChunksPlanned: "PREPARATION",
  PartPlanned: "PREPARATION",
  PartRejected: "PREPARATION",
  RestartPointFound: "PREPARATION",
  ReportFileClaimed: "REPORT",
  ReportFileWritten: "REPORT",
  ChunkClaimed: "EXECUTION",
  TaskStarted: "EXECUTION",
  TaskSucceeded: "EXECUTION",
  TaskFailed: "EXECUTION",
  TaskDeferred: "EXECUTION",
  ChunkAdvanced: "EXECUTION",
  ChunkReleased: "EXECUTION",
  ChunkCompleted: "EXECUTION",
  ExecutorSeen: "EXECUTION",
  ExecutorStopped: "EXECUTION",
  StewardClaimed: "EXECUTION",
  InstallationNamed: "LIFECYCLE",
  BoardSaved: "LIFECYCLE",
  NoticesSent: "LIFECYCLE",
  BulkCommandGiven: "CONTROL",
  BulkCommandListed: "CONTROL",
  BulkCommandTaken: "CONTROL",
  BulkCommandAdvanced: "CONTROL",
  BulkCommandStopRequested: "CONTROL",
  BulkCommandEnded: "CONTROL",
  BulkCommandExpired: "CONTROL",
};

/** Where an event belongs in the timeline. Whatever a person asked for is CONTROL. */
export function categoryOf(event: AnyEvent): EventCategory {
  if (event.type !== "JobPausing") return categories[event.type];
  return event.data.pausedBy === "USER" ? "CONTROL" : "LIFECYCLE";
}

/** The data of an event without the columns that grow with the manifest; how long they are stands in their place. */
export function withoutBulk(event: AnyEvent): Readonly<Record<string, unknown>> {
  if (event.type === "PartChunksPlanned") {
    const { rows, offsets: _, packed, ...rest } = event.data;
    const file = packed === undefined ? {} : { file: packed.key };
    const total = rows.reduce((sum, count) => sum + count, 0);
    return { ...rest, ...file, chunks: rows.length, rows: total };
  }
  if (event.type === "JobPreparing") {
    const { partOffsets, ...rest } = event.data.manifest;
    return { manifest: { ...rest, parts: partOffsets.length } };
  }
  if (event.type === "ManifestRead") return { ...event.data, parts: event.data.parts.length };
  return { ...event.data };
}
