/** Whether a destination is told of something, by what it is for. */
import type { NoticeDestination } from "../config/notice-destinations.ts";
import { missingTags } from "../job/tag-bounds.ts";
import { eventOf, type Notice } from "./notice.ts";

export function isTold(
  notice: Notice,
  { events, jobs }: Pick<NoticeDestination, "events" | "jobs">,
): boolean {
  const { job } = notice.data;
  const { operations, outcomes, createdBy, search } = jobs;
  return (
    events.includes(eventOf(notice)) &&
    isOneOf(operations, job.operation) &&
    isOneOf(outcomes, job.outcome) &&
    isOneOf(createdBy, job.createdById) &&
    missingTags(job.tags, jobs.tags).length === 0 &&
    job.priority >= (jobs.minPriority ?? 0) &&
    job.priority <= (jobs.maxPriority ?? Infinity) &&
    job.failed >= (jobs.minFailed ?? 0) &&
    (search === null || (job.description ?? "").toLowerCase().includes(search.toLowerCase()))
  );
}

function isOneOf(bound: readonly string[] | null, value: string | null): boolean {
  return bound === null || (value !== null && bound.includes(value));
}
