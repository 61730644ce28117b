/** When a job came to each of its statuses. */
import type { JobNowFragment, JobStatus, JobStepsQuery } from "../../graphql/generated.ts";

export type StepEvent = NonNullable<JobStepsQuery["job"]>["history"]["nodes"][number];

/**
 * The first time that it came to each; where it is paused and goes on, that is when its tasks began. Of a long history the
 * events are only the first ones: when its tasks began, and when it ended, the job itself knows.
 */
export function enteredOf(
  { status, startedAt, endedAt }: Pick<JobNowFragment, "status" | "startedAt" | "endedAt">,
  events: readonly Pick<StepEvent, "statusAfter" | "recordedAt">[],
): ReadonlyMap<JobStatus, string> {
  const entered = new Map<JobStatus, string>();
  const enter = (to: JobStatus | null, at: string | null) => {
    if (to !== null && at !== null && !entered.has(to)) entered.set(to, at);
  };
  for (const { statusAfter, recordedAt } of events) enter(statusAfter, recordedAt);
  enter("ACTIVE", startedAt);
  enter(status, endedAt);
  return entered;
}
