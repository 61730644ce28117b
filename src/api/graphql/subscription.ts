import { apiError } from "./errors.ts";
import type { SubscriptionResolvers } from "./generated/resolvers.ts";
import { jobUpdates, type JobUpdate } from "./job-updates.ts";
import { limits } from "./limits.ts";

export const subscription: SubscriptionResolvers = {
  jobProgress: {
    subscribe: (_, { jobId, intervalMs }, { readModels, clock }) => {
      if (intervalMs < limits.intervalMsMin || intervalMs > limits.intervalMsMax) {
        throw apiError(
          "BAD_USER_INPUT",
          `intervalMs is from ${limits.intervalMsMin} to ${limits.intervalMsMax}; ${intervalMs} was asked for.`,
        );
      }
      if (readModels.job(jobId) === null)
        throw apiError("JOB_NOT_FOUND", `There is no job ${jobId}.`, { jobId });
      return endsAtOnce((signal) => jobUpdates({ readModels, clock, jobId, intervalMs, signal }));
    },
    resolve: (update: JobUpdate) => update,
  },
};

/**
 * An iterable whose `return` ends what it waits for. A generator alone would take note of `return` only when its next
 * change comes, which may be never, and would keep its place in the feed until then.
 */
function endsAtOnce<Value>(
  start: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncIterable<Value> {
  const ended = new AbortController();
  const values = start(ended.signal);
  const iterator: AsyncIterator<Value> = {
    next: () => values.next(),
    return: async () => {
      ended.abort();
      return values.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
