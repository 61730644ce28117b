/** The filters of the list of jobs, as they stand in the address. */
import type { JobFilter, JobStatus, OperationName } from "../../graphql/generated.ts";
import { statusGroups } from "../../lib/statuses.ts";

export interface Filters {
  readonly statuses: readonly JobStatus[];
  readonly operation: OperationName | null;
  readonly search: string;
}

const known = new Set<string>(statusGroups.flatMap(({ statuses }) => statuses));

/** The engine takes searches from so many characters on. */
export const searchCharactersMin = 3;

export function filtersOf(parameters: URLSearchParams): Filters {
  const statuses = (parameters.get("status") ?? "").split(",").filter((each) => known.has(each));
  return {
    statuses: statuses as JobStatus[],
    operation: (parameters.get("op") as OperationName | null) || null,
    search: parameters.get("q") ?? "",
  };
}

export function parametersOf({ statuses, operation, search }: Filters): string {
  const parameters = new URLSearchParams();
  if (statuses.length > 0) parameters.set("status", statuses.join(","));
  if (operation !== null) parameters.set("op", operation);
  if (search !== "") parameters.set("q", search);
  return parameters.toString().replaceAll("%2C", ",");
}

export function isEmpty({ statuses, operation, search }: Filters): boolean {
  return statuses.length === 0 && operation === null && search === "";
}

/** What the engine is asked for. Without the statuses it is what counts and live changes are asked by. */
export function toJobFilter(
  { statuses, operation, search }: Filters,
  { withStatuses }: { readonly withStatuses: boolean },
): JobFilter {
  const text = search.trim();
  return {
    ...(withStatuses && statuses.length > 0 ? { statuses } : {}),
    ...(operation === null ? {} : { operations: [operation] }),
    ...(text.length >= searchCharactersMin ? { search: text } : {}),
  };
}
