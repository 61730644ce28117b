/** Small words for reading the rows that a projection wrote earlier, and for knowing whose event it is looking at. */
import { assert } from "../src/lib/assert.ts";
import type { JobEvent } from "../src/job/events.ts";
import type { StreamName } from "../src/job/streams.ts";
import type { ProjectedEvent, Row, RowChange } from "./projection.ts";

/** The job that a stream belongs to; null for the streams of executors, of bulk commands and of the steward. */
export function jobOf(about: StreamName): string | null {
  return "job" in about ? about.job : null;
}

/** Whether an event is of a job's own stream, where nothing but events of the job stand. */
export function isOfJob(
  projected: ProjectedEvent,
): projected is ProjectedEvent & { readonly event: JobEvent } {
  return projected.about.kind === "job";
}

/** The number in a column of a row. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === "number", `${column} is not a number`);
  return value;
}

/** The text in a column of a row. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === "string", `${column} is not a text`);
  return value;
}

/** Writes a row. */
export function put(table: string, row: Row): RowChange {
  return { kind: "put", table, row };
}

/** Deletes every row of a job from each of these tables. */
export function forget(job: string, tables: readonly { readonly name: string }[]): RowChange[] {
  return tables.map(({ name }) => ({ kind: "delete", table: name, where: { job_id: job } }));
}
