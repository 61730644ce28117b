/** What a filter asks of jobs, as SQL: of their facets, along an index that leads to few, and of each row. */
import { jobsDenied } from "../job/denials.ts";
import { not } from "../job/query/query.ts";
import type { Sight } from "../job/sight.ts";
import type { Tag } from "../job/spec.ts";
import type { TagBound } from "../job/tag-bounds.ts";
import { facetOf, trigramsOf, type Facet } from "../../projections/job-list.ts";
import type { Value } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import type { Database } from "./database.ts";
import { decidedByFacet, ledBy } from "./query-facets.ts";
import { sqlOf, type SqlCondition } from "./query-sql.ts";
import type { JobsFilter } from "./read-models.ts";

export type KeptFacet = Facet & { readonly text: string; readonly jobs: number };

/** Those of which there are jobs, and that may match. There are never more than a few dozen. */
export function facetsOf(database: Database, filter: JobsFilter): readonly KeptFacet[] {
  const { statuses = [], operations = [], outcomes = [], hasFailedTasks, within, query } = filter;
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
    )
    .filter((facet) => query === undefined || decidedByFacet(query, facet) !== false);
}

export const inFacets = "l.facet IN (SELECT value FROM json_each(?))";

export function textsOf(facets: readonly KeptFacet[]): string {
  return JSON.stringify(facets.map(({ text }) => text));
}

/** What the facet of a job does not tell. */
export interface Conditions {
  /** An index that leads to no more jobs than match one of the conditions; null: the facets lead. */
  readonly driver: Driver | null;
  readonly sql: readonly string[];
  readonly values: readonly Value[];
}

export interface Driver {
  readonly from: string;
  /** The place of a job, in the words of the index that leads. */
  readonly place: "d.place" | "l.place";
  readonly values: readonly Value[];
}

export function conditionsOf(
  database: Database,
  asked: JobsFilter,
  facets: readonly KeptFacet[],
): Conditions {
  const { query } = asked;
  const filter = ledBy(asked);
  const { search, tags = [], createdBy, createdFrom, createdTo, within } = filter;
  const given: SqlCondition[] = [];
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
  if (query !== undefined && !facets.every((facet) => decidedByFacet(query, facet) === true))
    given.push(sqlOf(query));
  return {
    driver: driverOf(database, filter),
    sql: given.map(([sql]) => sql),
    values: given.flatMap(([, values]) => values),
  };
}

export function isPlain({ driver, sql }: Conditions): boolean {
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

function conditionsWithin(within: Sight): readonly SqlCondition[] {
  const { createdBy, tags, denials } = within;
  return [
    placesWithin(within),
    ...(createdBy === null ? [] : [["l.created_by = ?", [createdBy]] as const]),
    ...tags.map(tagWithin),
    ...(denials.length === 0 ? [] : [sqlOf(not(jobsDenied("READ", denials)))]),
  ];
}

function tagWithin({ key, values }: TagBound): SqlCondition {
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
function placesWithin(within: Sight): SqlCondition {
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
