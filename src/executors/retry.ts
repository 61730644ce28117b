/**
 * Which failures are worth another try, and when (S3 Batch Operations says only that tasks are "redriven before the job
 * completes"; the numbers are ours). The one layer of retries: the SDK makes single attempts.
 */
import { backoffMs, type Backoff } from "../lib/backoff.ts";
import type { StoreFailure } from "../s3/failures.ts";

export interface RetryPolicy {
  /** Tries in a row before a row is set aside. */
  readonly attemptsMax: number;
  readonly backoff: Backoff;
  /** Times a row that was set aside is taken again. */
  readonly roundsMax: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 5,
  backoff: { baseMs: 200, capMs: 20_000 },
  roundsMax: 2,
};

/** A store may ask for any time, and a timer takes no more than 24 days: after this it is asked again. */
const retryAfterMaxMs = 15 * 60_000;

/** What is done after a failed try. */
export type AfterFailure =
  | { readonly next: "retry"; readonly afterMs: number }
  /** Set the row aside for a later round. */
  | { readonly next: "defer" }
  | { readonly next: "fail" };

/**
 * `used`: tries of this round that count, without those that failed for the store as a whole. `tries`: all of them, from
 * 1. `rounds`: times the row was set aside before.
 */
export function afterFailure(
  policy: RetryPolicy,
  failure: StoreFailure,
  options: {
    readonly used: number;
    readonly tries: number;
    readonly rounds: number;
    readonly random: () => number;
  },
): AfterFailure {
  if (failure.kind === "permanent") return { next: "fail" };
  if (options.used < policy.attemptsMax) {
    const jittered = backoffMs(policy.backoff, options.tries, options.random);
    const askedMs = Math.min(failure.retryAfterMs ?? 0, retryAfterMaxMs);
    // Tries that do not count have no bound but time: by half of the backoff at least, a quarter of an hour holds some 60.
    const leastMs =
      options.used < options.tries ? backoffMs(policy.backoff, options.tries, () => 0.5) : 0;
    return { next: "retry", afterMs: Math.max(jittered, askedMs, leastMs) };
  }
  return options.rounds < policy.roundsMax ? { next: "defer" } : { next: "fail" };
}
