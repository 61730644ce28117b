import { evolve } from "../src/job/evolve.ts";
import { initialState, type Job, type JobState } from "../src/job/state.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { forget, isOfJob, jobOf, put, textIn } from "./rows.ts";

const jobs: Table = {
  name: "jobs",
  columns: {
    job_id: "TEXT",
    revision: "INTEGER",
    created_at: "TEXT",
    updated_at: "TEXT",
    /** The actor, as JSON. */
    created_by: "TEXT",
    /** The job whose failed tasks it retries. */
    retry_of: "TEXT",
    /** What `evolve` folds, as JSON. */
    state: "TEXT",
  },
  primaryKey: ["job_id"],
  indexes: [["retry_of", "created_at", "job_id"]],
};

/** Apart from `jobs`, because every flush of a chunk moves it and the state of a job is bulky. */
const jobPositions: Table = {
  name: "job_positions",
  columns: { job_id: "TEXT", position: "INTEGER" },
  primaryKey: ["job_id"],
  /** What changed since a place of the log. */
  indexes: [["position"]],
};

/** One row a job: what it is now, and the last event of any of its streams. */
export const jobsProjection: Projection = {
  name: "jobs",
  version: 9,
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
  const { manifest } = job.spec;
  return {
    job_id: job.id,
    revision: projected.revision,
    created_at: job.createdAt,
    updated_at: projected.recordedAt,
    created_by: before === null ? JSON.stringify(projected.actor) : textIn(before, "created_by"),
    retry_of: manifest.kind === "failed-tasks" ? manifest.job : null,
    state: JSON.stringify(job),
  };
}
