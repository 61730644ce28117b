import { searchText } from "../../projections/jobs.ts";
import { isWithin } from "../job/places.ts";
import type { JobRow, JobsFilter } from "./read-models.ts";

/** Whether a job is in the list that `ReadModels.jobs` gives for this filter. */
export function matchesFilter(job: JobRow, filter: JobsFilter): boolean {
  const { statuses = [], operations = [], search, createdBy, within } = filter;
  const { status, spec } = job.state;
  return (
    (statuses.length === 0 || statuses.includes(status)) &&
    (operations.length === 0 || operations.includes(spec.operation.kind)) &&
    (search === undefined || searchText(job.id, spec.description).includes(search.toLowerCase())) &&
    (createdBy === undefined || job.createdBy.id === createdBy) &&
    (within === undefined || isWithin(job.state, within))
  );
}
