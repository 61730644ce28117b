/**
 * Beats of this process, and when a claim of another is over.
 *
 * A claim is over when four waits from one beat of a process to its next, one after the other in the log, lie behind the
 * holder's last sign (`beat-count.ts`): while the store stands still no claim runs out, and clocks need not agree. Whose
 * beats they are does not matter, so all who have read to the same place agree, and no process need live for that long.
 * Claims of a process that has stopped in order are over at once; on a store that one process owns, so are those of all
 * earlier processes.
 */
import type { Board } from "./board.ts";
import type { JobBoard } from "./job-board.ts";

export const beatMs = 3000;
/** From the answer to a beat to the next one at least: four of these are longer than a lease lasts. */
export const beatPauseMs = 2500;
/** A process whose last acknowledged beat is older than this starts no call: others may take its claims soon. */
export const beatAgeMaxMs = 3 * beatMs;

export interface ClaimRule {
  readonly self: string;
  /** The event store is owned by this process alone. */
  readonly exclusive: boolean;
}

/** Whether what this executor holds may be taken. */
export function isClaimOver(
  board: Pick<Board, "executors" | "overBefore">,
  rule: ClaimRule,
  holder: string,
): boolean {
  if (holder === rule.self) return false;
  if (rule.exclusive) return true;
  const seen = board.executors.get(holder);
  // Each claim is a sign of its holder: who is not there any more has stopped in order.
  return seen === undefined || seen.seenAt < board.overBefore;
}

/** Chunks of a job in living hands: what lost processes left stands on the board until it is taken again. */
export function heldByLiving(
  board: Pick<Board, "executors" | "overBefore">,
  rule: ClaimRule,
  { held }: JobBoard,
): number {
  let count = 0;
  for (const { executor } of held.values()) if (!isClaimOver(board, rule, executor)) count += 1;
  return count;
}

/** Executors whose claims are not over, this one included, in an order that all agree on. */
export function livingExecutors(
  board: Pick<Board, "executors" | "overBefore">,
  rule: ClaimRule,
): readonly string[] {
  const others = [...board.executors.keys()].filter(
    (executor) => executor !== rule.self && !isClaimOver(board, rule, executor),
  );
  return [...others, rule.self].toSorted();
}

/** Threads that may append now: those of this process, and of all others that live. */
export function threadsOfFleet(
  board: Pick<Board, "executors" | "overBefore">,
  rule: ClaimRule,
  ownThreads: number,
): number {
  return livingExecutors(board, rule).reduce(
    (sum, executor) =>
      sum + (executor === rule.self ? ownThreads : (board.executors.get(executor)?.threads ?? 0)),
    0,
  );
}

/**
 * Whether this process has to beat: it holds something, or something is held or to be done that another may die with. A
 * process that beats is the clock by which the claims of all others run out.
 */
export function isWatching(
  board: Pick<Board, "jobs" | "ended" | "expired" | "steward">,
  rule: ClaimRule,
  options: { readonly holds: boolean; readonly isOverdue: boolean },
): boolean {
  if (options.holds) return true;
  if (rule.exclusive) return false;
  // What is due and not done, and what expired and is not gone, waits for a steward, who may be dead.
  if (options.isOverdue || board.expired.size > 0) return true;
  for (const job of board.jobs.values()) if (!isAtRest(job)) return true;
  return false;
}

/** Nobody holds anything of it, and only a person moves it on. */
function isAtRest({ status, held, pausedByUser }: JobBoard): boolean {
  return held.size === 0 && (status === "SUSPENDED" || (status === "PAUSED" && pausedByUser));
}
