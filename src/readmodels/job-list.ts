/** Pages and counts of jobs, each read along an index: see `projections/job-list.ts`. */
import { jobStatuses, type JobStatus } from "../job/lifecycle.ts";
import { canonicalJson } from "../job/spec.ts";
import { facetOf } from "../../projections/job-list.ts";
import type { Row, Value } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import { decodeCursor, encodeCursor, toPage, turned } from "./cursors.ts";
import type { Database } from "./database.ts";
import {
  conditionsOf,
  facetsOf,
  inFacets,
  isPlain,
  textsOf,
  type Conditions,
  type Driver,
  type KeptFacet,
} from "./job-conditions.ts";
import type { JobsFilter, JobsOrder, JobsQuery, Page } from "./read-models.ts";

/** A page of ids. */
export function listJobs(
  database: Database,
  query: JobsQuery,
  counted: CountFacets,
): Page<string> & { readonly totalCount: number } {
  const { filter, first, after, before, backwards = false } = query;
  const order = orderOf(query.orderBy, backwards);
  const cursor = before ?? after;
  const beyond = cursor === undefined ? null : placeOf(cursor, order);
  const sorted = rowsInOrder(database, filter, { order, beyond, limit: first + 1 });
  const page = toPage(sorted, {
    first,
    cursor: (row) =>
      encodeCursor(
        order.list,
        order.keys.map((key) => numberIn(row, key)),
      ),
    show: (row) => textIn(row, "job_id"),
  });
  const totalCount = counted(filter).reduce((sum, { jobs }) => sum + jobs, 0);
  return { ...turned(page, query), totalCount };
}

/** Ids of all jobs that match, the oldest first, and at most so many. */
export function listIds(database: Database, filter: JobsFilter, max: number): readonly string[] {
  const order = orderOf({ field: "CREATED_AT", direction: "ASC" }, false);
  const rows = rowsInOrder(database, filter, { order, beyond: null, limit: max });
  return rows.map((row) => textIn(row, "job_id"));
}

function rowsInOrder(
  database: Database,
  filter: JobsFilter,
  page: Pick<Parameters<typeof alongFacet>[2], "order" | "beyond" | "limit">,
): readonly Row[] {
  const { order, limit } = page;
  const facets = facetsOf(database, filter);
  const conditions = conditionsOf(database, filter, facets);
  const wanted = { ...page, conditions };
  const found =
    conditions.driver === null
      ? facets.flatMap(({ text }) => alongFacet(database, text, wanted))
      : alongDriver(database, facets, { ...wanted, driver: conditions.driver });
  return found.toSorted((a, b) => order.compare(a, b)).slice(0, limit);
}

/** The facets that match a filter, each with how many of its jobs do. */
export type CountFacets = (filter: JobsFilter) => readonly Pick<KeptFacet, "status" | "jobs">[];

/** Filters of which the counts are kept. */
const countsKeptMax = 100;

/**
 * All facets are counted in one walk. A page of a list and the counts of its filter bar are asked for in one breath, and by
 * many who look at the same list: what was counted is kept until something is written.
 */
export function createCountFacets(database: Database): CountFacets {
  const kept = new Map<string, ReturnType<CountFacets>>();
  let countedAt = database.writes;
  return (filter) => {
    if (countedAt !== database.writes) kept.clear();
    countedAt = database.writes;
    const key = canonicalJson(filter);
    const known = kept.get(key) ?? countFacets(database, filter);
    if (kept.size >= countsKeptMax) kept.clear();
    kept.set(key, known);
    return known;
  };
}

function countFacets(database: Database, filter: JobsFilter): ReturnType<CountFacets> {
  const facets = facetsOf(database, filter);
  const conditions = conditionsOf(database, filter, facets);
  if (isPlain(conditions)) return facets;
  const { driver } = conditions;
  const from = driver?.from ?? `job_list AS l INDEXED BY ${orders.CREATED_AT.index} WHERE TRUE`;
  const where = [inFacets, ...conditions.sql].join(" AND ");
  return database
    .all(
      `SELECT l.facet, count(*) AS total FROM ${from} AND ${where} GROUP BY l.facet`,
      ...(driver?.values ?? []),
      textsOf(facets),
      ...conditions.values,
    )
    .map((row) => ({ ...facetOf(textIn(row, "facet")), jobs: numberIn(row, "total") }));
}

/** How many jobs that match stand in each status that has one. */
export function countJobs(
  filter: JobsFilter,
  counted: CountFacets,
): readonly { readonly status: JobStatus; readonly count: number }[] {
  const counts = new Map<JobStatus, number>();
  for (const { status, jobs } of counted(filter))
    counts.set(status, (counts.get(status) ?? 0) + jobs);
  return jobStatuses.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0 ? [] : [{ status, count }];
  });
}

interface Order {
  /** A cursor of one order is not one of another. */
  readonly list: (typeof orders)[JobsOrder["field"]]["list"];
  /** The index of the facets in this order. */
  readonly index: (typeof orders)[JobsOrder["field"]]["index"];
  /** Columns it goes by. */
  readonly keys: readonly ("place" | "changed" | "priority")[];
  readonly ascending: boolean;
  compare(a: Row, b: Row): number;
}

const orders = {
  CREATED_AT: {
    list: "jobsByCreation",
    index: "job_list_by_facet_place_search_text",
    keys: ["place"],
  },
  UPDATED_AT: { list: "jobsByChange", index: "job_list_by_facet_changed", keys: ["changed"] },
  PRIORITY: {
    list: "jobsByPriority",
    index: "job_list_by_facet_priority_place",
    keys: ["priority", "place"],
  },
} as const;

function orderOf(orderBy: JobsOrder | undefined, backwards: boolean): Order {
  const { field, direction } = orderBy ?? { field: "CREATED_AT", direction: "DESC" };
  const { list, index, keys } = orders[field];
  const ascending = (direction === "ASC") !== backwards;
  const sign = ascending ? 1 : -1;
  return {
    list,
    index,
    keys,
    ascending,
    compare(a, b) {
      const key = keys.find((each) => a[each] !== b[each]);
      return key === undefined ? 0 : sign * (numberIn(a, key) - numberIn(b, key));
    },
  };
}

/** Where a cursor stands in an order. */
function placeOf(cursor: string, { list, keys }: Order): readonly Value[] {
  return decodeCursor(cursor, { list, types: keys.map(() => "number") });
}

interface Wanted {
  readonly order: Order;
  readonly beyond: readonly Value[] | null;
  readonly limit: number;
  readonly conditions: Conditions;
}

const columns = "l.job_id, l.place, l.changed, l.priority";

/** The first of one facet, along the index of the facet and the order. */
function alongFacet(database: Database, facet: string, wanted: Wanted): readonly Row[] {
  const { order, limit, conditions } = wanted;
  const { sql, values } = beyondOf(wanted, "l.place");
  const where = ["l.facet = ?", ...sql, ...conditions.sql].join(" AND ");
  return database.all(
    `SELECT ${columns} FROM job_list AS l INDEXED BY ${order.index}
     WHERE ${where} ORDER BY ${orderSql(order, "l.place")} LIMIT ?`,
    facet,
    ...values,
    ...conditions.values,
    limit,
  );
}

/** The first of those that the index of another condition leads to. */
function alongDriver(
  database: Database,
  facets: readonly KeptFacet[],
  wanted: Wanted & { readonly driver: Driver },
): readonly Row[] {
  const { driver, order, limit, conditions } = wanted;
  const { sql, values } = beyondOf(wanted, driver.place);
  const where = [...sql, inFacets, ...conditions.sql].join(" AND ");
  return database.all(
    `SELECT ${columns} FROM ${driver.from} AND ${where} ORDER BY ${orderSql(order, driver.place)} LIMIT ?`,
    ...driver.values,
    ...values,
    textsOf(facets),
    ...conditions.values,
    limit,
  );
}

function beyondOf(
  { order, beyond }: Wanted,
  place: Driver["place"],
): { readonly sql: readonly string[]; readonly values: readonly Value[] } {
  if (beyond === null) return { sql: [], values: [] };
  const keys = order.keys.map((key) => columnOf(key, place)).join(", ");
  const places = order.keys.map(() => "?").join(", ");
  return { sql: [`(${keys}) ${order.ascending ? ">" : "<"} (${places})`], values: beyond };
}

function orderSql({ keys, ascending }: Order, place: Driver["place"]): string {
  return keys.map((key) => `${columnOf(key, place)} ${ascending ? "ASC" : "DESC"}`).join(", ");
}

function columnOf(key: Order["keys"][number], place: Driver["place"]): string {
  return key === "place" ? place : `l.${key}`;
}
