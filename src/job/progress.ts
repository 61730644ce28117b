import type { TaskCounts } from "./events.ts";
import type { FailureThreshold } from "./spec.ts";

/** Amazon's rule (guide, "Job failure threshold"): at least 1 000 ended tasks, more than half of them failed. */
export const defaultFailureThreshold: FailureThreshold = {
  minimumTasks: 1000,
  maximumFailureRate: 0.5,
};

/**
 * Whether too many tasks failed: 1000/500 is not over a half, 1000/501 is. Dividing is exact where it matters: 29/100
 * is the same number as the rate 0.29, while 0.29 * 100 is a little less than 29.
 */
export function exceedsThreshold(
  counts: Pick<TaskCounts, "succeeded" | "failed">,
  threshold: FailureThreshold,
): boolean {
  const ended = counts.succeeded + counts.failed;
  return ended >= threshold.minimumTasks && counts.failed / ended > threshold.maximumFailureRate;
}

/** How an ended job came out; COMPLETE alone says only that every task was tried. */
export type JobOutcome = "ALL_SUCCEEDED" | "SOME_FAILED" | "ALL_FAILED" | "INCOMPLETE";

export function outcomeOf(end: {
  readonly status: "COMPLETE" | "CANCELLED" | "FAILED";
  readonly counts: TaskCounts;
}): JobOutcome {
  if (end.status !== "COMPLETE") return "INCOMPLETE";
  if (end.counts.failed === 0) return "ALL_SUCCEEDED";
  return end.counts.succeeded === 0 ? "ALL_FAILED" : "SOME_FAILED";
}
