/**
 * Beats of this process, and when a claim of another is over.
 *
 * A claim is over when five of the observer's own beats have come back through the log since the holder's last sign:
 * while the store stands still no claim runs out, and clocks need not agree. On a store that one process owns, claims
 * of earlier processes are void at once.
 */
import type { Board } from "./board.ts";

export const beatMs = 3000;
const beatsOfClaim = 5;
/** A process whose last acknowledged beat is older than this starts no call: others may take its claims soon. */
export const beatAgeMaxMs = 3 * beatMs;

export interface ClaimRule {
  readonly self: string;
  /** The event store is owned by this process alone. */
  readonly exclusive: boolean;
}

/** Whether what this executor holds may be taken. */
export function isClaimOver(
  board: Pick<Board, "beatsSince">,
  rule: ClaimRule,
  holder: string,
): boolean {
  if (holder === rule.self) return false;
  if (rule.exclusive) return true;
  return (board.beatsSince.get(holder) ?? 0) >= beatsOfClaim;
}
