/** One page of the log becomes rows: every projection, the notes and the checkpoints in one transaction. */
import { assert } from "../lib/assert.ts";
import type { RecordedEvent } from "../eventstore/eventstore.ts";
import { decode, type EventMetadata } from "../job/codec.ts";
import { parseStream, type StreamName } from "../job/streams.ts";
import type {
  ProjectedEvent,
  Projection,
  Row,
  RowChange,
  RowReader,
} from "../../projections/projection.ts";
import { jobOf, numberIn } from "../../projections/rows.ts";
import { saveCheckpoints, unreadableTable, type Checkpoints } from "./checkpoints.ts";
import type { Database } from "./database.ts";
import { createRowBuffer, type RowBuffer } from "./tables.ts";

/** What a page came to. */
export interface Projected {
  readonly checkpoints: Checkpoints;
  readonly changedJobs: ReadonlySet<string>;
  /** Why jobs cannot be read on, one sentence each. */
  readonly notes: readonly string[];
}

/** Applies the events that each projection has not applied yet; all of it is committed, or nothing. */
export function projectPage(
  database: Database,
  page: {
    readonly projections: readonly Projection[];
    readonly checkpoints: Checkpoints;
    readonly events: readonly RecordedEvent[];
  },
): Projected {
  const { projections, events } = page;
  const checkpoints = new Map(page.checkpoints);
  const last = events.at(-1);
  const changedJobs = new Set<string>();
  const notes: string[] = [];
  if (last === undefined) return { checkpoints, changedJobs, notes };
  database.transaction(() => {
    const tables = projections.flatMap((projection) => projection.tables);
    const rows = createRowBuffer(database, [...tables, unreadableTable]);
    for (const event of events) {
      const behind = projections.filter(
        ({ name }) => checkpointOf(page.checkpoints, name) < event.position,
      );
      if (behind.length === 0) continue;
      const { job, note } = projectEvent(event, behind, rows);
      if (job !== null) changedJobs.add(job);
      if (note !== null) notes.push(note);
    }
    rows.flush();
    for (const [name, position] of checkpoints) {
      checkpoints.set(name, Math.max(position, last.position));
    }
    saveCheckpoints(database, checkpoints, last);
  });
  return { checkpoints, changedJobs, notes };
}

interface ProjectedOne {
  readonly job: string | null;
  readonly note: string | null;
}

function projectEvent(
  recorded: RecordedEvent,
  projections: readonly Projection[],
  rows: RowBuffer,
): ProjectedOne {
  const about = parseStream(recorded.stream);
  const job = about === null ? null : jobOf(about);
  if (about === null) return { job: null, note: null };
  if (job === null) {
    const engine = projections.filter(({ ofEngine }) => ofEngine === true);
    const read = changesOf(recorded, about, { projections: engine, rows });
    // What a newer process says of itself is left to processes that know it.
    if (!("code" in read)) for (const change of read.changes) rows.apply(change);
    return { job: null, note: null };
  }
  // Nothing is kept of an expired job, and this comes after.
  if (recorded.type === "JobHistoryDeleted") return { job: null, note: null };
  const note = rows.get(unreadableTable.name, { job_id: job });
  const isExpiry = recorded.type === "JobExpired";
  // A job that could not be read once is not read on: numbers with a gap in them would be wrong. It can still expire.
  if (note !== null && numberIn(note, "position") <= recorded.position && !isExpiry) {
    return { job: null, note: null };
  }
  const read = changesOf(recorded, about, { projections, rows });
  if ("code" in read) {
    rows.apply({ kind: "put", table: unreadableTable.name, row: noteRow(job, recorded, read) });
    return { job, note: `The job ${job} cannot be read on: ${read.message}` };
  }
  for (const change of read.changes) rows.apply(change);
  if (isExpiry) rows.apply({ kind: "delete", table: unreadableTable.name, where: { job_id: job } });
  return { job, note: null };
}

interface Unreadable {
  readonly code: "NEWER_VERSION" | "UNKNOWN_TYPE" | "NOT_FOLDABLE";
  readonly message: string;
}

/** The changes of all projections, or why there are none: one job that cannot be folded must not stop the others. */
export function changesOf(
  recorded: RecordedEvent,
  about: StreamName,
  fold: { readonly projections: readonly Projection[]; readonly rows: RowReader },
): { readonly changes: readonly RowChange[] } | Unreadable {
  const decoded = decode(recorded);
  if (!decoded.ok) return decoded.error;
  try {
    const projected = toProjected(recorded, { about, event: decoded.value });
    return { changes: fold.projections.flatMap(({ apply }) => apply(projected, fold.rows)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      code: "NOT_FOLDABLE",
      message: `${recorded.type} does not fit what was before: ${message}`,
    };
  }
}

/** An event as folds take it. */
function toProjected(
  recorded: RecordedEvent,
  known: Pick<ProjectedEvent, "about" | "event">,
): ProjectedEvent {
  const { id, stream, revision, position, recordedAt } = recorded;
  return { ...known, id, stream, revision, position, recordedAt, ...metadataOf(recorded) };
}

/** What stands beside an event. Throws for an event that says nothing of who caused it. */
export function metadataOf({ metadata }: Pick<RecordedEvent, "metadata">): EventMetadata {
  const { actor, correlationId, causationId, schemaVersion } = metadata as Partial<EventMetadata>;
  assert(actor !== undefined && correlationId !== undefined, "it does not say who caused it");
  return {
    actor,
    correlationId,
    causationId: causationId ?? null,
    schemaVersion: schemaVersion ?? 1,
  };
}

function noteRow(job: string, { position, type, metadata }: RecordedEvent, why: Unreadable): Row {
  const version = Number(metadata["schemaVersion"] ?? 1);
  return {
    job_id: job,
    position,
    type,
    schema_version: version,
    code: why.code,
    message: why.message,
  };
}

function checkpointOf(checkpoints: Checkpoints, name: string): number {
  return checkpoints.get(name) ?? -1;
}
