import type { ChunkAdvanced, ChunkReleased } from "../src/job/chunk-events.ts";
import type { ProjectedEvent, Row, RowChange, RowReader } from "./projection.ts";
import { numberIn, put } from "./rows.ts";

interface ChunkPlace {
  /** Row of the job's progress, with the time of the event in it. */
  readonly now: Row;
  readonly rows: RowReader;
  readonly about: { readonly job: string; readonly part: number; readonly chunk: number };
}

/** What an event of a chunk does to the counters of its job. */
export function applyChunkEvent(
  { event }: ProjectedEvent,
  place: ChunkPlace,
): readonly RowChange[] {
  const { job, part, chunk } = place.about;
  const key = { job_id: job, part, chunk };
  const before = place.rows.get("progress_chunks", key);
  if (event.type === "ChunkClaimed") {
    const fresh: Row = { ...key, open: event.data.rows, deferred: 0, held: 0, lost: 0 };
    // Nobody takes a held chunk but from a holder that was lost.
    const lost = before?.["held"] === 1 || before?.["lost"] === 1 ? 1 : 0;
    return moved(place.now, before, { ...(before ?? fresh), held: 1, lost });
  }
  if (before === null) return [];
  if (event.type === "ChunkAdvanced") return advanced(place, before, event);
  if (event.type === "ChunkReleased") return released(place.now, before, event);
  return event.type === "ChunkCompleted" ? moved(place.now, before, null) : [];
}

function advanced(place: ChunkPlace, before: Row, event: ChunkAdvanced): readonly RowChange[] {
  const { change, deferred } = event.data;
  const open = numberIn(before, "open") - change.succeeded - change.failed;
  return moved(counted(place.now, event), before, { ...before, open, deferred });
}

function counted(now: Row, { data }: ChunkAdvanced): Row {
  return {
    ...now,
    succeeded: numberIn(now, "succeeded") + data.change.succeeded,
    failed: numberIn(now, "failed") + data.change.failed,
    deferred: numberIn(now, "deferred") + data.change.deferred,
  };
}

function released(now: Row, before: Row, { data }: ChunkReleased): readonly RowChange[] {
  const lost = data.lost ? 1 : numberIn(before, "lost");
  return moved(now, before, { ...before, open: data.open, held: 0, lost });
}

/**
 * Rows that an executor was lost with and that are in no hand now wait for the next claim. A job that stops makes none,
 * so from then on they are unknown, those set aside too.
 */
export function stopping(now: Row): Row {
  const unknown = numberIn(now, "in_doubt");
  const deferred = numberIn(now, "deferred") - numberIn(now, "in_doubt_deferred");
  return { ...now, stopping: 1, unknown, deferred };
}

/** Writes a chunk as it is now, and what that changes of the rows that are in some hand or in doubt. */
function moved(given: Row, before: Row | null, after: Row | null): readonly RowChange[] {
  const now = doubted(given, before, after);
  const claimed = numberIn(now, "claimed") - inHand(before) + inHand(after);
  const chunk: RowChange[] = after === null ? [] : [put("progress_chunks", after)];
  if (after === null && before !== null) {
    const { job_id = null, part = null, chunk: number = null } = before;
    chunk.push({
      kind: "delete",
      table: "progress_chunks",
      where: { job_id, part, chunk: number },
    });
  }
  return [put("progress", { ...now, claimed }), ...chunk];
}

function doubted(now: Row, before: Row | null, after: Row | null): Row {
  const open = inDoubt(after, "open") - inDoubt(before, "open");
  const deferred = inDoubt(after, "deferred") - inDoubt(before, "deferred");
  const doubt = {
    in_doubt: numberIn(now, "in_doubt") + open,
    in_doubt_deferred: numberIn(now, "in_doubt_deferred") + deferred,
  };
  if (now["stopping"] !== 1) return { ...now, ...doubt };
  return {
    ...now,
    ...doubt,
    unknown: numberIn(now, "unknown") + open,
    deferred: numberIn(now, "deferred") - deferred,
  };
}

function inDoubt(chunk: Row | null, column: "open" | "deferred"): number {
  return chunk?.["lost"] === 1 && chunk["held"] === 0 ? numberIn(chunk, column) : 0;
}

function inHand(chunk: Row | null): number {
  if (chunk === null || chunk["held"] !== 1) return 0;
  return numberIn(chunk, "open") - numberIn(chunk, "deferred");
}
