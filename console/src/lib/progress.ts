/** What a progress bar shows, as a pure function of the numbers. */
import type { JobNowFragment, JobStatus } from "../graphql/generated.ts";
import { count, percent, timeLeft } from "./format.ts";

export type Numbers = Pick<
  JobNowFragment["progress"],
  "total" | "discovered" | "succeeded" | "failed" | "fraction"
>;

export interface BarView {
  /** Shares of the bar, 0 to 1; null while the total is not known. */
  readonly parts: { readonly succeeded: number; readonly failed: number } | null;
  /** The same in words, exact. */
  readonly text: string;
  /** For a heading; null while there is nothing to say. */
  readonly share: string | null;
}

/** From so much data on, an estimate is worth saying. */
const estimateAfterSeconds = 10;

/** Time left in words; null unless the job runs and has run for a while. */
export function timeLeftOf(
  status: JobStatus,
  numbers: Pick<JobNowFragment["progress"], "activeSeconds" | "estimatedSecondsRemaining">,
): string | null {
  return status === "ACTIVE" && numbers.activeSeconds >= estimateAfterSeconds
    ? timeLeft(numbers.estimatedSecondsRemaining)
    : null;
}

const noTotal: ReadonlySet<JobStatus> = new Set(["NEW", "PREPARING"]);

export function barOf(status: JobStatus, numbers: Numbers): BarView {
  const { total, discovered, succeeded, failed } = numbers;
  if (total === null) {
    const text =
      status === "NEW" ? "Waits for its manifest to be read" : `${count(discovered)} rows read`;
    return { parts: noTotal.has(status) ? null : { succeeded: 0, failed: 0 }, text, share: null };
  }
  const tried = succeeded + failed;
  const parts =
    total === 0
      ? { succeeded: 0, failed: 0 }
      : { succeeded: succeeded / total, failed: failed / total };
  const text = `${count(tried)} of ${count(total)} ${total === 1 ? "task" : "tasks"}`;
  return { parts, text, share: total === 0 ? null : percent(tried / total) };
}
