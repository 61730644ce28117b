import { searchText } from "../../projections/job-list.ts";
import { outcomeOf } from "../job/progress.ts";
import { isSeen } from "../job/sight.ts";
import type { JobRow, JobsFilter } from "./read-models.ts";

/** Whether a job is in the list that `ReadModels.jobs` gives for this filter. */
export function matchesFilter(job: JobRow, filter: JobsFilter): boolean {
  const { statuses = [], operations = [], search, createdBy, within } = filter;
  const { tags = [], createdFrom, createdTo, outcomes = [], hasFailedTasks } = filter;
  const { status, spec, createdAt } = job.state;
  const { failed } = "endedAt" in job.state ? job.state.counts : job.progress;
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
    (within === undefined || isSeen(job, within))
  );
}
