import { searchText } from "../../projections/job-list.ts";
import { outcomeOf } from "../job/progress.ts";
import { isSeen } from "../job/sight.ts";
import { couldMeet, endsOf, meets } from "./query-match.ts";
import type { JobRow, JobsFilter } from "./read-models.ts";

/** Whether a job is in the list that `ReadModels.jobs` gives for this filter. */
export function matchesFilter(job: JobRow, filter: JobsFilter): boolean {
  const { statuses = [], operations = [], search, createdBy, within } = filter;
  const { tags = [], createdFrom, createdTo, outcomes = [], hasFailedTasks, query } = filter;
  const { status, spec, createdAt } = job.state;
  const { failed } = endsOf(job);
  const outcome = "endedAt" in job.state ? outcomeOf(job.state) : null;
  return (
    (statuses.length === 0 || statuses.includes(status)) &&
    (operations.length === 0 || operations.includes(spec.operation.kind)) &&
    (search === undefined || searchText(job.id, spec.description).includes(search.toLowerCase())) &&
    (createdBy === undefined || job.createdBy.id === createdBy) &&
    tags.every(({ key, value }) =>
      job.state.tags.some((tag) => tag.key === key && tag.value === value),
    ) &&
    (createdFrom === undefined || createdAt >= createdFrom) &&
    (createdTo === undefined || createdAt < createdTo) &&
    (outcomes.length === 0 || (outcome !== null && outcomes.includes(outcome))) &&
    (hasFailedTasks === undefined || hasFailedTasks === failed > 0) &&
    (query === undefined || meets(job, query)) &&
    (within === undefined || isSeen(job, within))
  );
}

/** The same of a job that was folded from its own stream, which does not tell how far one that runs had come. */
export function couldMatch(job: JobRow, { query, ...others }: JobsFilter): boolean {
  return matchesFilter(job, others) && (query === undefined || couldMeet(job, query));
}
