/** The filters of the list of jobs, as they stand in the address. */
import type { JobFilter, JobStatus, OperationName } from "../../graphql/generated.ts";
import { statusGroups } from "../../lib/statuses.ts";
import { orders, type Sort } from "./orders.ts";

export interface Filters {
  readonly statuses: readonly JobStatus[];
  readonly operation: OperationName | null;
  readonly search: string;
  /** Only jobs with at least one failed task. */
  readonly failures: boolean;
  /** `key:value`. */
  readonly tag: string;
  /** The first day, as `2026-01-31`, in local time. */
  readonly from: string;
  /** Of any shape, as the engine reads it. */
  readonly query: string;
  /** Leaves nothing out, but stands in the address like the others. */
  readonly sort: Sort;
}

export const noFilters: Filters = {
  statuses: [],
  operation: null,
  search: "",
  failures: false,
  tag: "",
  from: "",
  query: "",
  sort: "-createdAt",
};

const known = new Set<string>(statusGroups.flatMap(({ statuses }) => statuses));

/** The engine takes searches from so many characters on. */
export const searchCharactersMin = 3;

export function filtersOf(parameters: URLSearchParams): Filters {
  const statuses = (parameters.get("status") ?? "").split(",").filter((each) => known.has(each));
  const from = parameters.get("from") ?? "";
  const sort = parameters.get("sort") ?? "";
  return {
    statuses: statuses as JobStatus[],
    operation: (parameters.get("op") as OperationName | null) || null,
    search: parameters.get("q") ?? "",
    failures: parameters.get("failures") === "yes",
    tag: parameters.get("tag") ?? "",
    from: Number.isNaN(Date.parse(`${from}T00:00`)) ? "" : from,
    query: parameters.get("query") ?? "",
    sort: sort in orders ? (sort as Sort) : noFilters.sort,
  };
}

export function parametersOf(filters: Filters): string {
  const { statuses, operation, search, failures, tag, from, query, sort } = filters;
  const parameters = new URLSearchParams();
  if (statuses.length > 0) parameters.set("status", statuses.join(","));
  if (operation !== null) parameters.set("op", operation);
  if (search !== "") parameters.set("q", search);
  if (failures) parameters.set("failures", "yes");
  if (tag !== "") parameters.set("tag", tag);
  if (from !== "") parameters.set("from", from);
  if (query !== "") parameters.set("query", query);
  if (sort !== noFilters.sort) parameters.set("sort", sort);
  return parameters.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

export function isEmpty(filters: Filters): boolean {
  return parametersOf({ ...filters, sort: noFilters.sort }) === "";
}

/** `team:media`; a value may hold colons itself. Null while there is none. */
export function tagOf(text: string): { readonly key: string; readonly value: string } | null {
  const at = text.indexOf(":");
  return at < 1 ? null : { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}

/** What the engine is asked for. Without the statuses it is what counts and live changes are asked by. */
export function toJobFilter(
  { statuses, operation, search, failures, tag, from, query }: Filters,
  { withStatuses }: { readonly withStatuses: boolean },
): JobFilter {
  const text = search.trim();
  const wanted = tagOf(tag);
  return {
    ...(withStatuses && statuses.length > 0 ? { statuses } : {}),
    ...(operation === null ? {} : { operations: [operation] }),
    ...(text.length >= searchCharactersMin ? { search: text } : {}),
    ...(failures ? { hasFailedTasks: true } : {}),
    ...(wanted === null ? {} : { tags: [wanted] }),
    ...(from === "" ? {} : { createdFrom: new Date(`${from}T00:00`).toISOString() }),
    ...(query === "" ? {} : { query }),
  };
}
