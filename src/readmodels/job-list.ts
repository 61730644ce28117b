/** Pages and counts of jobs, each read along an index: see `projections/job-list.ts`. */
import { jobStatuses, type JobStatus } from "../job/lifecycle.ts";
import { canonicalJson } from "../job/spec.ts";
import type { Sight, TagBound } from "../job/sight.ts";
import type { Tag } from "../job/spec.ts";
import { facetOf, trigramsOf, type Facet } from "../../projections/job-list.ts";
import type { Row, Value } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import { decodeCursor, encodeCursor, toPage, turned } from "./cursors.ts";
import type { Database } from "./database.ts";
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
  const conditions = conditionsOf(database, filter);
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
  const conditions = conditionsOf(database, filter);
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

type KeptFacet = Facet & { readonly text: string; readonly jobs: number };

/** Those of which there are jobs, and that may match. There are never more than a few dozen. */
function facetsOf(database: Database, filter: JobsFilter): readonly KeptFacet[] {
  const { statuses = [], operations = [], outcomes = [], hasFailedTasks, within } = filter;
  const allowed = within?.operations ?? null;
  return database
    .all("SELECT facet, jobs FROM job_facets")
    .map((row) => {
      const text = textIn(row, "facet");
      return { text, jobs: numberIn(row, "jobs"), ...facetOf(text) };
    })
    .filter(
      ({ status, operation, outcome, someFailed }) =>
        (statuses.length === 0 || statuses.includes(status)) &&
        (operations.length === 0 || operations.includes(operation)) &&
        (allowed === null || allowed.includes(operation)) &&
        (outcomes.length === 0 || (outcome !== null && outcomes.includes(outcome))) &&
        (hasFailedTasks === undefined || hasFailedTasks === someFailed),
    );
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

/** What the facet of a job does not tell. */
interface Conditions {
  /** An index that leads to no more jobs than match one of the conditions; null: the facets lead. */
  readonly driver: Driver | null;
  readonly sql: readonly string[];
  readonly values: readonly Value[];
}

interface Driver {
  readonly from: string;
  /** The place of a job, in the words of the index that leads. */
  readonly place: "d.place" | "l.place";
  readonly values: readonly Value[];
}

function conditionsOf(database: Database, filter: JobsFilter): Conditions {
  const { search, tags = [], createdBy, createdFrom, createdTo, within } = filter;
  const given: Condition[] = [];
  // The first tag leads to the jobs that carry it.
  for (const { key, value } of tags.slice(1)) {
    const sql =
      "EXISTS (SELECT 1 FROM job_tags AS t WHERE t.key = ? AND t.value = ? AND t.place = l.place)";
    given.push([sql, [key, value]]);
  }
  if (search !== undefined) given.push(["instr(l.search_text, ?) > 0", [search.toLowerCase()]]);
  if (createdBy !== undefined) given.push(["l.created_by = ?", [createdBy]]);
  if (createdFrom !== undefined) given.push(["l.place >= ?", [firstSince(database, createdFrom)]]);
  if (createdTo !== undefined) given.push(["l.place < ?", [firstSince(database, createdTo)]]);
  if (within !== undefined) given.push(...conditionsWithin(within));
  return {
    driver: driverOf(database, filter),
    sql: given.map(([sql]) => sql),
    values: given.flatMap(([, values]) => values),
  };
}

function isPlain({ driver, sql }: Conditions): boolean {
  return driver === null && sql.length === 0;
}

/** Place of the first job that was created at an instant or later: places grow with time. */
function firstSince(database: Database, instant: string): number {
  const sql = `SELECT place FROM job_list WHERE created_at >= ? ORDER BY created_at, place LIMIT 1`;
  const row = database.get(sql, instant);
  return row === null ? Number.MAX_SAFE_INTEGER : numberIn(row, "place");
}

function driverOf(database: Database, filter: JobsFilter): Driver | null {
  const { search, within, createdBy = within?.createdBy ?? undefined } = filter;
  const tag = filter.tags?.[0] ?? onlyTag(within);
  const joined = "CROSS JOIN job_list AS l ON l.place = d.place";
  if (tag !== undefined) {
    const from = `job_tags AS d ${joined} WHERE d.key = ? AND d.value = ?`;
    return { from, place: "d.place", values: [tag.key, tag.value] };
  }
  const trigram = search === undefined ? null : rareTrigram(database, search.toLowerCase());
  if (trigram !== null) {
    const from = `job_trigrams AS d ${joined} WHERE d.trigram = ?`;
    return { from, place: "d.place", values: [trigram] };
  }
  if (createdBy === undefined) return null;
  const from = "job_list AS l INDEXED BY job_list_by_created_by_place WHERE l.created_by = ?";
  return { from, place: "l.place", values: [createdBy] };
}

/** A tag that all jobs have which somebody sees. */
function onlyTag(within: Sight | undefined): Tag | undefined {
  for (const { key, values } of within?.tags ?? []) {
    const [value, ...others] = values ?? [];
    if (value !== undefined && others.length === 0) return { key, value };
  }
  return undefined;
}

/** So many of the trigrams of a search are looked at; one that fewer jobs have is rare. */
const sample = { trigrams: 8, jobs: 1000 } as const;

/**
 * The rarest trigram of a search, which leads to the few jobs that may match. Null when all are common: then to go over the
 * jobs in the order of the list is faster, and most of them match.
 */
function rareTrigram(database: Database, search: string): string | null {
  const all = trigramsOf(search);
  const step = Math.max(1, Math.floor(all.length / sample.trigrams));
  let rarest: { readonly trigram: string | null; readonly jobs: number } = {
    trigram: null,
    jobs: sample.jobs,
  };
  const sql = `SELECT count(*) AS jobs FROM
    (SELECT 1 FROM job_trigrams WHERE trigram = ? LIMIT ${sample.jobs})`;
  for (let index = 0; index < all.length; index += step) {
    const trigram = all[index]!;
    const jobs = numberIn(database.get(sql, trigram)!, "jobs");
    if (jobs < rarest.jobs) rarest = { trigram, jobs };
  }
  return rarest.trigram;
}

type Condition = readonly [sql: string, values: readonly Value[]];

function conditionsWithin(within: Sight): readonly Condition[] {
  const { createdBy, tags } = within;
  return [
    placesWithin(within),
    ...(createdBy === null ? [] : [["l.created_by = ?", [createdBy]] as const]),
    ...tags.map(tagWithin),
  ];
}

function tagWithin({ key, values }: TagBound): Condition {
  // The index of the tags goes by their values, and would go over all of them.
  if (values === null) {
    const sql = "EXISTS (SELECT 1 FROM json_each(l.tags) AS t WHERE t.value ->> '$.key' = ?)";
    return [sql, [key]];
  }
  const sql = `EXISTS (SELECT 1 FROM job_tags AS t
    WHERE t.key = ? AND t.value IN (SELECT value FROM json_each(?)) AND t.place = l.place)`;
  return [sql, [key, JSON.stringify(values)]];
}

/** Of the kinds of places that are bound, a job has none that is not among the allowed. */
function placesWithin(within: Sight): Condition {
  const { stores, buckets, roles } = within;
  const bound = Object.entries({ store: stores, bucket: buckets, role: roles }).filter(
    (entry): entry is [string, readonly string[]] => entry[1] !== null,
  );
  const allowed = bound.flatMap(([kind, names]) => names.map((name) => `${kind}:${name}`));
  const kinds = bound.map(([kind]) => `${kind}:`);
  const sql = `NOT EXISTS (SELECT 1 FROM json_each(l.places) AS place, (SELECT ? AS bounds)
    WHERE place.value NOT IN (SELECT value FROM json_each(bounds, '$.allowed'))
      AND substr(place.value, 1, instr(place.value, ':'))
        IN (SELECT value FROM json_each(bounds, '$.kinds')))`;
  return [sql, [JSON.stringify({ allowed, kinds })]];
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

const inFacets = "l.facet IN (SELECT value FROM json_each(?))";

function textsOf(facets: readonly KeptFacet[]): string {
  return JSON.stringify(facets.map(({ text }) => text));
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
