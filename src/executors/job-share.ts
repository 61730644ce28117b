/**
 * What one process may use of the limits of a job, or of a store: they are divided among the processes that hold chunks of
 * it, ranked by where their first claim stands in the log. All fold the same log, so all divide alike without asking one
 * another.
 */
import type { JobLimits } from "../job/spec.ts";

/** Who holds what, since where in the log. */
export interface Shared {
  readonly held: ReadonlyMap<unknown, { readonly executor: string; readonly position: number }>;
  readonly limits: JobLimits;
}

/**
 * `null`: nothing, there are more processes before this one than calls. `isLost`: whose claims are over; they have no
 * share, or nobody could take their chunks.
 */
export function shareOfJob(
  job: Shared,
  self: string,
  isLost: (executor: string) => boolean = () => false,
): JobLimits | null {
  const { maxConcurrency, maxRequestsPerSecond } = job.limits;
  if (maxConcurrency === null && maxRequestsPerSecond === null) return job.limits;
  const holders = holdersOf(job, self, isLost);
  const rank = holders.indexOf(self);
  const calls = maxConcurrency === null ? null : partOf(maxConcurrency, rank, holders.length);
  if (calls === 0) return null;
  return {
    maxConcurrency: calls,
    maxRequestsPerSecond:
      maxRequestsPerSecond === null ? null : maxRequestsPerSecond / holders.length,
  };
}

/** Who holds chunks of the job, the oldest holder first; who asks is one of them, or about to be the last. */
function holdersOf(
  { held }: Pick<Shared, "held">,
  self: string,
  isLost: (executor: string) => boolean,
): readonly string[] {
  const firstClaims = new Map<string, number>();
  for (const { executor, position } of held.values())
    if (!isLost(executor))
      firstClaims.set(executor, Math.min(position, firstClaims.get(executor) ?? Infinity));
  if (!firstClaims.has(self)) firstClaims.set(self, Infinity);
  return [...firstClaims].toSorted((a, b) => a[1] - b[1]).map(([executor]) => executor);
}

/** The parts of all ranks make the whole, and differ by one at most. */
function partOf(whole: number, rank: number, parts: number): number {
  return Math.floor(whole / parts) + (rank < whole % parts ? 1 : 0);
}
