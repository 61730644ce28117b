/** All that is recorded of one row of a manifest, read from the stream of its chunk: nothing is kept for it. */
import { chunksPerReportFile } from "../job/report-files.ts";
import { placeOfFile } from "../../projections/reports.ts";
import {
  momentsOf,
  nothingMore,
  sentenceOf,
  type Moment,
} from "../../projections/task-timeline.ts";
import type { JobRow, TaskRow } from "./read-models.ts";
import {
  knownIn,
  locate,
  named,
  readChunk,
  tasksOf,
  type ChunkTasksDependencies,
} from "./tasks-of-chunks.ts";

export interface TaskTimeline {
  /** From 0, as its row in the part. */
  readonly part: number;
  readonly chunk: number;
  readonly row: number;
  /** Place of its file in the list of the report, as far as there is one. */
  readonly filePlace: number | null;
  /** Null where it has no outcome and the manifest cannot be read any more. */
  readonly rawKey: string | null;
  readonly versionId: string | null;
  readonly task: TaskRow | null;
  readonly moments: readonly TaskMomentRow[];
}

export interface TaskMomentRow extends Moment {
  /** One sentence for people. */
  readonly summary: string;
}

/** `manifestRow`: from 0. Null when there is no such row, or when the manifest has not been read. */
export async function timelineAt(
  dependencies: ChunkTasksDependencies,
  job: JobRow,
  manifestRow: number,
): Promise<TaskTimeline | null> {
  const place = await locate(dependencies, job, manifestRow);
  if (place === null) return null;
  const { part, chunk, row } = place;
  const history = await readChunk(dependencies, job, place);
  const found = tasksOf(history, job, place).find((task) => task.row === row) ?? null;
  const task = found && (await named(dependencies, job, [{ place, task: found }]))[0]!.task;
  const events = knownIn(history).map(({ recorded, event }) => ({
    event,
    eventId: recorded.id,
    at: recorded.recordedAt,
  }));
  const unknown: Moment[] =
    task?.outcome === "UNKNOWN" && "endedAt" in job.state
      ? [{ ...nothingMore, kind: "UNKNOWN", at: job.state.endedAt }]
      : [];
  const entry = task ?? (await rowOfManifest(dependencies, job, place));
  return {
    part,
    chunk,
    row,
    filePlace: task && filePlaceOf(task, place.chunksBefore + chunk),
    rawKey: entry?.rawKey ?? null,
    versionId: entry?.versionId ?? null,
    task,
    moments: [...momentsOf(events, row), ...unknown].map((moment) => ({
      ...moment,
      summary: sentenceOf(moment),
    })),
  };
}

async function rowOfManifest(
  { readRows }: ChunkTasksDependencies,
  job: JobRow,
  { part, chunk, row }: { readonly part: number; readonly chunk: number; readonly row: number },
) {
  const rows = await readRows(job, { part, chunk });
  const entry = rows?.find((each) => each.row === row) ?? null;
  return entry && { ...entry, versionId: entry.versionId === "" ? null : entry.versionId };
}

/** As `projections/reports.ts` numbers the files. UNKNOWN tasks stand in none. */
function filePlaceOf({ outcome }: TaskRow, chunkOfJob: number): number | null {
  if (outcome === "UNKNOWN") return null;
  return placeOfFile(Math.floor(chunkOfJob / chunksPerReportFile), outcome);
}
