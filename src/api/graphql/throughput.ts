/** Tasks ended over time as points of equal width, made from the intervals that are kept. */
import type { ReadModels, JobRow } from "../../readmodels/read-models.ts";
import { apiError } from "./errors.ts";
import type { JobThroughputArgs, Throughput } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";

/** Seconds since 1970. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export function throughputOf(
  job: JobRow,
  args: JobThroughputArgs & { readonly points: number },
  present: { readonly readModels: Pick<ReadModels, "throughput">; readonly now: Date },
): Throughput {
  const { points } = args;
  const { throughputPointsMin: min, throughputPointsMax: max } = limits;
  if (points < min || points > max) {
    throw apiError("BAD_USER_INPUT", `points is from ${min} to ${max}; ${points} was asked for.`);
  }
  const range = rangeOf(job, args, present.now);
  const kept = range && present.readModels.throughput(job.id, range);
  if (range === null || kept === null) return { resolutionSeconds: 1, points: [] };
  const resolution = resolutionOf(range, { kept: kept.seconds, points });
  const first = Math.floor(range.from / resolution);
  const last = Math.floor(range.to / resolution);
  const sums = Array.from({ length: last - first + 1 }, (_, index) => ({
    at: new Date((first + index) * resolution * 1000).toISOString(),
    succeeded: 0,
    failed: 0,
  }));
  for (const { startsAt, succeeded, failed } of kept.buckets) {
    const sum = sums[Math.floor(startsAt / resolution) - first];
    if (sum === undefined) continue;
    sum.succeeded += succeeded;
    sum.failed += failed;
  }
  return { resolutionSeconds: resolution, points: sums };
}

/** Null before the first task could run. */
function rangeOf({ state }: JobRow, { from, to }: JobThroughputArgs, now: Date): Range | null {
  const start = from ?? state.startedAt;
  if (start === null) return null;
  const end = to ?? ("endedAt" in state ? state.endedAt : now.toISOString());
  const range = { from: Date.parse(start) / 1000, to: Date.parse(end) / 1000 };
  if (range.from <= range.to) return range;
  // The clock of the store may be ahead of ours.
  if (typeof from !== "string" && typeof to !== "string") return { ...range, to: range.from };
  throw apiError("BAD_USER_INPUT", "from is not after to.");
}

/** The narrowest multiple of what is kept of which so many points cover the range, wherever they begin. */
function resolutionOf(
  { from, to }: Range,
  { kept, points }: { readonly kept: number; readonly points: number },
): number {
  let times = Math.max(1, Math.ceil((to - from) / points / kept));
  const count = () => Math.floor(to / (times * kept)) - Math.floor(from / (times * kept)) + 1;
  while (count() > points) times += 1;
  return times * kept;
}
