import { evolve } from "../src/job/evolve.ts";
import { listedBucketOf, placesOf } from "../src/job/places.ts";
import { initialState, type Job, type JobState } from "../src/job/state.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { forget, isOfJob, jobOf, put, textIn } from "./rows.ts";

const jobs: Table = {
  name: "jobs",
  columns: {
    job_id: "TEXT",
    revision: "INTEGER",
    status: "TEXT",
    operation: "TEXT",
    priority: "INTEGER",
    description: "TEXT",
    /** Description and id in lower case: what a search looks into. */
    search_text: "TEXT",
    created_at: "TEXT",
    updated_at: "TEXT",
    created_by: "TEXT",
    /** The whole actor, as JSON. */
    created_by_actor: "TEXT",
    /** The job whose failed tasks it retries, and the one whose settings it was made from. */
    retry_of: "TEXT",
    cloned_from: "TEXT",
    /** What it touches, as a JSON list of `store:name`, `bucket:name` and `role:name`: what bound callers are shown by. */
    places: "TEXT",
    /** What `evolve` folds, as JSON. */
    state: "TEXT",
  },
  primaryKey: ["job_id"],
  indexes: [
    ["created_at", "job_id"],
    ["status", "created_at", "job_id"],
    ["retry_of", "created_at", "job_id"],
  ],
};

/** Apart from `jobs`, because every flush of a chunk moves it and the state of a job is bulky. */
const jobPositions: Table = {
  name: "job_positions",
  columns: { job_id: "TEXT", position: "INTEGER" },
  primaryKey: ["job_id"],
  /** What changed since a place of the log. */
  indexes: [["position"]],
};

/** One row a job: what it is now, what lists are filtered and ordered by, and the last event of any of its streams. */
export const jobsProjection: Projection = {
  name: "jobs",
  version: 4,
  tables: [jobs, jobPositions],
  apply,
};

function apply(projected: ProjectedEvent, rows: RowReader): readonly RowChange[] {
  const job = jobOf(projected.about);
  if (job === null) return [];
  if (projected.event.type === "JobExpired") return forget(job, jobsProjection.tables);
  const position = put("job_positions", { job_id: job, position: projected.position });
  if (!isOfJob(projected)) {
    // What comes late from the chunks of a job that has expired does not bring it back.
    return rows.get("job_positions", { job_id: job }) === null ? [] : [position];
  }
  const row = rows.get("jobs", { job_id: job });
  const before: JobState = row === null ? initialState : JSON.parse(textIn(row, "state"));
  const after = evolve(before, projected.event, projected.recordedAt);
  return after.phase === "job" ? [put("jobs", jobRow(after, row, projected)), position] : [];
}

function jobRow(job: Job, before: Row | null, projected: ProjectedEvent): Row {
  const { description, operation, manifest } = job.spec;
  return {
    job_id: job.id,
    revision: projected.revision,
    status: job.status,
    operation: operation.kind,
    priority: job.priority,
    description,
    search_text: searchText(job.id, description),
    created_at: job.createdAt,
    updated_at: projected.recordedAt,
    created_by: before === null ? projected.actor.id : textIn(before, "created_by"),
    created_by_actor:
      before === null ? JSON.stringify(projected.actor) : textIn(before, "created_by_actor"),
    retry_of: manifest.kind === "failed-tasks" ? manifest.job : null,
    cloned_from: job.clonedFrom,
    places: JSON.stringify(placesOfJob(job)),
    state: JSON.stringify(job),
  };
}

function placesOfJob(job: Job): readonly string[] {
  const listed = listedBucketOf(job);
  const named = placesOf(job.spec).map(({ kind, name }) => `${kind}:${name}`);
  return [...new Set(listed === null ? named : [...named, `bucket:${listed}`])].toSorted();
}

/** A line break parts the two, so that no search on one line matches across them. */
export function searchText(id: string, description: string | null): string {
  return `${id}\n${description ?? ""}`.toLowerCase();
}
