/**
 * Which chunk gives way when every hand of this process is full and a job waits. For a job of higher priority one of the
 * lowest does. Among equals one does for a job that has none anywhere: of the job that holds the most, so that each is
 * left with one at least, and where nobody holds two, the one that was in hand the longest, after its turn. In one worker
 * one chunk at a time gives way: its calls in flight have to end first.
 *
 * It comes to rest: what was given back goes to the job that waits, for that one holds the fewest (`pick-work.ts`), and who
 * holds a chunk is given no other's.
 */
import type { WorkItem } from "./hands.ts";
import type { JobBoard } from "./job-board.ts";
import { heldByLiving, livingExecutors } from "./liveness.ts";
import type { Picking } from "./pick-work.ts";

export interface HandsFull extends Pick<Picking, "board" | "rule" | "random"> {
  /** Chunks in hand here, in the order in which they were taken. */
  readonly chunks: readonly WorkItem[];
  /** Those of them that were told to stop. */
  readonly givingBack: ReadonlySet<WorkItem>;
}

/** With more jobs than hands, how long a chunk stays in hand while an equal job has none: claims and reading cost little. */
export const turnMs = 60_000;

export function giveWayToHigher(full: HandsFull, waits: JobBoard): WorkItem | null {
  const lowest = Math.min(...full.chunks.map((item) => priorityOf(full, item)));
  if (lowest >= waits.priority) return null;
  return mayGiveWay(full).find((item) => priorityOf(full, item) === lowest) ?? null;
}

export function giveWayToEqual(
  full: HandsFull,
  waits: { readonly job: JobBoard; readonly now: number },
): WorkItem | null {
  const { board, rule, random, chunks } = full;
  const { job, now } = waits;
  if (heldByLiving(board, rule, job) > 0 || chunks.some((item) => item.job === job.id)) return null;
  // All processes see the same: one of them makes room at a time, or all would for the one job.
  if (random() * livingExecutors(board, rule).length >= 1) return null;
  const equals = mayGiveWay(full).filter((item) => priorityOf(full, item) === job.priority);
  const most = Math.max(...equals.map((item) => keeps(full, item)));
  if (most >= 2) return equals.findLast((item) => keeps(full, item) === most) ?? null;
  const [oldest] = equals.toSorted((a, b) => a.since! - b.since!);
  return oldest !== undefined && now - oldest.since! >= turnMs ? oldest : null;
}

function mayGiveWay({ chunks, givingBack }: HandsFull): readonly WorkItem[] {
  const busy = new Set([...givingBack].map(({ worker }) => worker));
  return chunks.filter(({ worker }) => !busy.has(worker));
}

function priorityOf({ board }: HandsFull, { job }: WorkItem): number {
  return board.jobs.get(job)?.priority ?? -1;
}

/** Chunks that the job of this one holds anywhere and goes on with. Claims may be under way that the board does not show. */
function keeps({ board, rule, chunks, givingBack }: HandsFull, { job }: WorkItem): number {
  const ofJob = (item: WorkItem) => item.job === job;
  const onBoard = board.jobs.get(job);
  const claimed = onBoard === undefined ? 0 : heldByLiving(board, rule, onBoard);
  const held = Math.max(claimed, chunks.filter(ofJob).length);
  return held - [...givingBack].filter(ofJob).length;
}
