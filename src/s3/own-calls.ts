import { backoffMs } from "../lib/backoff.ts";
import { StoreError, storeFailure } from "./failures.ts";

/** Time and chance, so that a test can own them. */
export interface RetryPace {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
}

/** Attempts in a row before a call that the engine makes for itself is given up. */
const attemptsMax = 5;

const backoff = { baseMs: 200, capMs: 5_000 };
/** A store may ask for any patience, but somebody waits for a manifest or a report. */
const retryAfterMsMax = 30_000;

/** Makes a call again, with full-jitter backoff, while its failure is worth it. Throws the last failure. */
export async function callWithRetries<Value>(
  pace: RetryPace,
  call: (attempt: number) => Promise<Value>,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(attempt);
    } catch (error) {
      await waitForRetry(pace, { attempt, error });
    }
  }
}

/** Waits as long as is due after this failed attempt. @throws StoreError when no further attempt is due. */
export async function waitForRetry(
  pace: RetryPace,
  { attempt, error }: { readonly attempt: number; readonly error: unknown },
): Promise<void> {
  const failure = storeFailure(error);
  if (failure.kind === "permanent" || attempt >= attemptsMax) {
    throw error instanceof StoreError ? error : new StoreError(failure, { cause: error });
  }
  const askedMs = Math.min(failure.retryAfterMs ?? 0, retryAfterMsMax);
  await pace.sleep(Math.max(backoffMs(backoff, attempt, pace.random), askedMs));
}
