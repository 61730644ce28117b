/**
 * Which rows the list shows while jobs come, change and go. A row never moves by itself under a pointer or the focus: new
 * jobs gather until they are asked for, and one that no longer matches stays, dimmed.
 */
import type { JobListChange, JobStatus } from "../../graphql/generated.ts";

export interface Rows {
  /** New jobs that match and are not shown yet. */
  readonly waiting: ReadonlySet<string>;
  /** Shown jobs that no longer match, or are deleted. */
  readonly left: ReadonlySet<string>;
}

export const noChanges: Rows = { waiting: new Set(), left: new Set() };

export interface Change {
  readonly change: JobListChange;
  readonly jobId: string;
  /** Its status; null when the job has left the list altogether. */
  readonly status: JobStatus | null;
}

/** The next rows. The same object when nothing that is shown changes. */
export function afterChange(
  rows: Rows,
  { change, jobId, status }: Change,
  {
    shown,
    statuses,
  }: { readonly shown: ReadonlySet<string>; readonly statuses: readonly JobStatus[] },
): Rows {
  const isThere = change !== "REMOVED" && status !== null;
  const matches = isThere && (statuses.length === 0 || statuses.includes(status));
  const left = toggled(rows.left, jobId, shown.has(jobId) && !matches);
  // Without a filter of statuses, a change of a job that is not shown is one further down the list.
  const isNew = change === "ADDED" || statuses.length > 0;
  const waits = rows.waiting.has(jobId) || isNew;
  const waiting = toggled(rows.waiting, jobId, !shown.has(jobId) && matches && waits);
  return left === rows.left && waiting === rows.waiting ? rows : { left, waiting };
}

function toggled(set: ReadonlySet<string>, value: string, present: boolean): ReadonlySet<string> {
  if (set.has(value) === present) return set;
  const next = new Set(set);
  if (present) next.add(value);
  else next.delete(value);
  return next;
}
