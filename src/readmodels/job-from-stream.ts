/**
 * One job from its own stream: the folds of the read models, run over the few events of one stream. What only its
 * chunks know, how far it is, is not in that stream.
 */
import type { RecordedEvent } from "../eventstore/eventstore.ts";
import type { Job } from "../job/state.ts";
import { parseStream, type StreamName } from "../job/streams.ts";
import { jobsProjection } from "../../projections/jobs.ts";
import { progressProjection } from "../../projections/progress.ts";
import { reportsProjection } from "../../projections/reports.ts";
import { toJobRow } from "./job-queries.ts";
import { createMemoryRows, type MemoryRows } from "./memory-rows.ts";
import { changesOf } from "./project.ts";
import type { JobRow, ProgressRow } from "./read-models.ts";

const folds = [jobsProjection, progressProjection, reportsProjection];

/** The job after these events of its stream; null when there is none, or when it has expired. */
export function foldJob(history: readonly RecordedEvent[]): JobRow | null {
  const first = history[0];
  const about = first === undefined ? null : parseStream(first.stream);
  if (about?.kind !== "job") return null;
  const rows = createMemoryRows(folds.flatMap(({ tables }) => tables));
  let unreadable: string | null = null;
  for (const recorded of history) {
    unreadable = foldOne(recorded, { about, rows });
    // As in the read models, such a job is shown as it was before.
    if (unreadable !== null) break;
  }
  const key = { job_id: about.job };
  const row = rows.get("jobs", key);
  if (row === null) return null;
  const job = toJobRow(row, (table) => (table === "unreadable_jobs" ? null : rows.get(table, key)));
  return { ...job, progress: withCounts(job.progress, job.state), unreadable };
}

/** Applies one event; gives why it cannot be. */
function foldOne(
  recorded: RecordedEvent,
  { about, rows }: { readonly about: StreamName; readonly rows: MemoryRows },
): string | null {
  const changed = changesOf(recorded, about, { projections: folds, rows });
  if ("code" in changed) return changed.message;
  for (const change of changed.changes) rows.apply(change);
  return null;
}

/** Once the outcomes are final, the job's own stream tells them too. */
function withCounts(progress: ProgressRow, state: Job): ProgressRow {
  const counts = "counts" in state ? state.counts : null;
  if (counts === null) return progress;
  const { succeeded, failed, unknown } = counts;
  return { ...progress, succeeded, failed, unknown };
}
