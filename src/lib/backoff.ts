/** How long to wait before a repeat: exponential, with full jitter, so that many who fail together do not come back together. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** `attempt` counts the tries made so far, from 1; `random` gives 0 to 1. */
export function backoffMs(backoff: Backoff, attempt: number, random: () => number): number {
  return random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** (attempt - 1));
}
