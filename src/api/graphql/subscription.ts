import type { ReadModels } from "../../readmodels/read-models.ts";
import type { Context } from "./context.ts";
import { endsAtOnce } from "./ends-at-once.ts";
import { apiError } from "./errors.ts";
import { assertInLog, decodeEventCursor, type LogPlace } from "./event-cursor.ts";
import { filterOf } from "./filter.ts";
import type { SubscriptionJobEventsArgs, SubscriptionResolvers } from "./generated/resolvers.ts";
import { jobEvents, type JobEventMessage } from "./job-events.ts";
import { jobListUpdates, type JobListUpdate } from "./job-list-updates.ts";
import { jobUpdates, presentJob, type JobUpdate } from "./job-updates.ts";
import { limits } from "./limits.ts";

export const subscription: SubscriptionResolvers = {
  jobProgress: {
    subscribe: async (_, { jobId, intervalMs }, { readModels, fromStreams, clock }) => {
      checkInterval(intervalMs);
      const request = { readModels, fromStreams, clock, jobId, intervalMs };
      if ((await presentJob(request)) === null) throw jobNotFound(jobId);
      return endsAtOnce((signal) => jobUpdates({ ...request, signal }));
    },
    resolve: (update: JobUpdate) => update,
  },

  jobs: {
    subscribe: async (_, { filter, after, intervalMs }, context) => {
      const { readModels, fromStreams, clock } = context;
      checkInterval(intervalMs);
      const asked = filterOf(filter, context);
      const place = typeof after === "string" ? decodeEventCursor(after) : null;
      if (place !== null) await checkPlace(place, { readModels, fromStreams });
      const start = place === null ? await present({ readModels, fromStreams }) : positionOf(place);
      const request = { readModels, fromStreams, clock, filter: asked, after: start, intervalMs };
      return endsAtOnce((signal) => jobListUpdates({ ...request, signal }));
    },
    resolve: (update: JobListUpdate) => update,
  },

  jobEvents: {
    subscribe: async (_, args, { fromStreams, readModels }) => {
      const { jobId, categories, unfoldTasks } = args;
      const given = startOf(args);
      if (typeof jobId === "string" && !(await fromStreams.exists(jobId))) throw jobNotFound(jobId);
      const end = await fromStreams.end();
      if (given !== null) await checkPlace(given, { readModels, fromStreams });
      const after = given ?? { position: end, task: null };
      return endsAtOnce((signal) =>
        jobEvents({
          fromStreams,
          after,
          end,
          jobId: jobId ?? undefined,
          categories: categories?.length ? [...new Set(categories)] : undefined,
          unfold: unfoldTasks,
          signal,
        }),
      );
    },
    resolve: (message: JobEventMessage) => message,
  },
};

function startOf(args: SubscriptionJobEventsArgs): LogPlace | null {
  const { after, fromStart, jobId, unfoldTasks } = args;
  if (unfoldTasks && typeof jobId !== "string")
    throw apiError("BAD_USER_INPUT", "unfoldTasks needs a jobId.");
  if (fromStart && typeof after === "string")
    throw apiError("BAD_USER_INPUT", "after and fromStart cannot both be given.");
  if (fromStart) return { position: -1, task: null };
  return typeof after === "string" ? decodeEventCursor(after) : null;
}

/** A place within an event is before what is left of it. */
function positionOf({ position, task }: LogPlace): number {
  return task === null ? position : position - 1;
}

type Log = { readonly readModels: Pick<ReadModels, "position" | "caughtUp"> } & Pick<
  Context,
  "fromStreams"
>;

/** Where the rows are; while they are being made again, where the log ends: what they show then is no change. */
async function present({ readModels, fromStreams }: Log): Promise<number> {
  return readModels.caughtUp() ? readModels.position() : fromStreams.end();
}

/** Only a place beyond the rows makes it worth asking where the log ends. */
async function checkPlace(place: LogPlace, { readModels, fromStreams }: Log): Promise<void> {
  if (place.position > readModels.position()) assertInLog(place, await fromStreams.end());
}

function checkInterval(intervalMs: number): void {
  if (intervalMs >= limits.intervalMsMin && intervalMs <= limits.intervalMsMax) return;
  throw apiError(
    "BAD_USER_INPUT",
    `intervalMs is from ${limits.intervalMsMin} to ${limits.intervalMsMax}; ${intervalMs} was asked for.`,
  );
}

function jobNotFound(jobId: string) {
  return apiError("JOB_NOT_FOUND", `There is no job ${jobId}.`, { jobId });
}
