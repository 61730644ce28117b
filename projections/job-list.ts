/**
 * What lists of jobs are filtered, ordered and counted by, apart from the bulky state of the jobs. Jobs that agree in
 * status, operation, outcome and in whether a task failed have the same *facet*: how many there are of each is kept, and
 * each list is read along an index of its facets, so that no question looks at every job.
 */
import { statusEntered, type JobStatus } from "../src/job/lifecycle.ts";
import { neededGrants } from "../src/job/needed-grants.ts";
import type { JobCreated, JobEvent, TaskCounts } from "../src/job/events.ts";
import { placesOf } from "../src/job/places.ts";
import { outcomeOf, type JobOutcome } from "../src/job/progress.ts";
import type { OperationKind, Tag } from "../src/job/spec.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { isOfJob, jobOf, numberIn, put, textIn } from "./rows.ts";

const jobList: Table = {
  name: "job_list",
  columns: {
    job_id: "TEXT",
    /** Position of its creation: their order is that of creation. */
    place: "INTEGER",
    facet: "TEXT",
    /** Position of the last event of its own stream. */
    changed: "INTEGER",
    priority: "INTEGER",
    created_at: "TEXT",
    created_by: "TEXT",
    /** Description and id in lower case: what a search looks into. */
    search_text: "TEXT",
    /** What it touches, as a JSON list of `store:name`, `bucket:name` and `role:name`: what bound callers are shown by. */
    places: "TEXT",
    /** As JSON. */
    tags: "TEXT",
    description: "TEXT",
    /** Grants that who lets it run needs, as a JSON list. */
    needs: "TEXT",
    retry_of: "TEXT",
    cloned_from: "TEXT",
    paused_by: "TEXT",
    /** Code of the reason why it failed. */
    failure: "TEXT",
    updated_at: "TEXT",
    started_at: "TEXT",
    ended_at: "TEXT",
    /** Tasks, when the manifest was read; and how they came out, when the job has ended. */
    total: "INTEGER",
    succeeded: "INTEGER",
    failed: "INTEGER",
  },
  primaryKey: ["job_id"],
  indexes: [
    // With what a search looks at beside them, so that whoever goes over many jobs needs no second look for each.
    ["place", "facet", "search_text"],
    ["facet", "place", "search_text"],
    ["facet", "changed"],
    ["facet", "priority", "place"],
    ["created_at", "place"],
    ["created_by", "place"],
  ],
};

const jobFacets: Table = {
  name: "job_facets",
  columns: { facet: "TEXT", jobs: "INTEGER" },
  primaryKey: ["facet"],
};

const jobTags: Table = {
  name: "job_tags",
  columns: { key: "TEXT", value: "TEXT", place: "INTEGER" },
  primaryKey: ["key", "value", "place"],
};

/** Every three characters that follow each other in the text of a job. */
const jobTrigrams: Table = {
  name: "job_trigrams",
  columns: { trigram: "TEXT", place: "INTEGER" },
  primaryKey: ["trigram", "place"],
};

export const jobListProjection: Projection = {
  name: "lists",
  version: 4,
  tables: [jobList, jobFacets, jobTags, jobTrigrams],
  apply,
};

export interface Facet {
  readonly status: JobStatus;
  readonly operation: OperationKind;
  readonly outcome: JobOutcome | null;
  readonly someFailed: boolean;
}

function facetText({ status, operation, outcome, someFailed }: Facet): string {
  return JSON.stringify([status, operation, outcome, someFailed]);
}

export function facetOf(text: string): Facet {
  const [status, operation, outcome, someFailed] = JSON.parse(text) as [
    JobStatus,
    OperationKind,
    JobOutcome | null,
    boolean,
  ];
  return { status, operation, outcome, someFailed };
}

/** A line break parts the two, so that no search on one line matches across them. */
export function searchText(id: string, description: string | null): string {
  return `${id}\n${description ?? ""}`.toLowerCase();
}

/** Each once. Characters are whole here, so that half of one never stands for another. */
export function trigramsOf(text: string): readonly string[] {
  const characters = Array.from(text);
  const trigrams = characters.slice(2).map((last, index) => {
    const [first, second] = [characters[index]!, characters[index + 1]!];
    return first + second + last;
  });
  return [...new Set(trigrams)];
}

function apply(projected: ProjectedEvent, rows: RowReader): readonly RowChange[] {
  const job = jobOf(projected.about);
  if (job === null) return [];
  if (isOfJob(projected) && projected.event.type === "JobCreated")
    return added(projected, { job, event: projected.event, rows });
  const { event } = projected;
  const failsTasks = event.type === "ChunkAdvanced" && event.data.change.failed > 0;
  if (!isOfJob(projected) && !failsTasks) return [];
  const before = rows.get("job_list", { job_id: job });
  if (before === null) return [];
  if (event.type === "JobExpired") return removed(before, rows);
  if (!isOfJob(projected)) {
    const facet = facetOf(textIn(before, "facet"));
    if (facet.someFailed) return [];
    return moved(before, { ...before, facet: facetText({ ...facet, someFailed: true }) }, rows);
  }
  const { position, recordedAt } = projected;
  const changes = changesOf(projected.event, { before, recordedAt });
  const after = { ...before, ...changes, changed: position, updated_at: recordedAt };
  return [...moved(before, after, rows), ...tagged(before, after)];
}

function added(
  { position, recordedAt, actor }: ProjectedEvent,
  of: { readonly job: string; readonly event: JobCreated; readonly rows: RowReader },
): RowChange[] {
  const { spec, clonedFrom = null } = of.event.data;
  const { manifest } = spec;
  const row: Row = {
    job_id: of.job,
    place: position,
    facet: facetText({
      status: "NEW",
      operation: spec.operation.kind,
      outcome: null,
      someFailed: false,
    }),
    changed: position,
    priority: spec.priority,
    created_at: recordedAt,
    created_by: actor.id,
    search_text: searchText(of.job, spec.description),
    places: JSON.stringify(namesOf(placesOf(spec))),
    tags: JSON.stringify(spec.tags),
    description: spec.description,
    needs: JSON.stringify(neededGrants(spec.operation)),
    retry_of: manifest.kind === "failed-tasks" ? manifest.job : null,
    cloned_from: clonedFrom,
    paused_by: null,
    failure: null,
    updated_at: recordedAt,
    started_at: null,
    ended_at: null,
    total: null,
    succeeded: null,
    failed: null,
  };
  return [
    ...moved(null, row, of.rows),
    ...tagged(null, row),
    ...trigramsOf(textIn(row, "search_text")).map((trigram) =>
      put("job_trigrams", { trigram, place: position }),
    ),
  ];
}

function namesOf(places: ReturnType<typeof placesOf>): readonly string[] {
  return [...new Set(places.map(({ kind, name }) => `${kind}:${name}`))].toSorted();
}

/** The columns that an event of a job changes. */
function changesOf(
  { type, data }: JobEvent,
  { before, recordedAt }: { readonly before: Row; readonly recordedAt: string },
): Row {
  const facet = facetOf(textIn(before, "facet"));
  if (type === "JobPriorityChanged") return { priority: data.to };
  if (type === "JobTagged") return { tags: JSON.stringify(data.tags) };
  if (type === "ManifestRead") {
    const places: readonly string[] = JSON.parse(textIn(before, "places"));
    const all = new Set([...places, `bucket:${data.bucket}`]);
    return { places: JSON.stringify([...all].toSorted()), total: data.rows };
  }
  if (type === "JobCompleted" || type === "JobCancelled" || type === "JobFailed") {
    const { succeeded, failed } = data;
    const last = { succeeded, failed, paused_by: null, ended_at: recordedAt };
    return { ...last, facet: facetText(endedFacet(facet, statusEntered[type]!, data)) };
  }
  const status = statusEntered[type];
  if (status === undefined) return {};
  return {
    facet: facetText({ ...facet, status }),
    paused_by: type === "JobPausing" || type === "JobPaused" ? data.pausedBy : null,
    ...(type === "JobActivated" ? { started_at: before["started_at"] ?? recordedAt } : {}),
    ...(type === "JobFailing" ? { failure: data.code } : {}),
  };
}

function endedFacet(facet: Facet, status: JobStatus, counts: TaskCounts): Facet {
  const end = { status: status as "COMPLETE" | "CANCELLED" | "FAILED", counts };
  return { ...facet, status, outcome: outcomeOf(end), someFailed: counts.failed > 0 };
}

/** Writes the row of a job, and counts it with its facet. */
function moved(before: Row | null, after: Row | null, rows: RowReader): RowChange[] {
  const [from, to] = [before?.["facet"] ?? null, after?.["facet"] ?? null];
  const list: RowChange[] = after === null ? [] : [put("job_list", after)];
  if (from === to) return list;
  return [...list, ...counted(from, -1, rows), ...counted(to, 1, rows)];
}

function counted(facet: Row[string], by: number, rows: RowReader): RowChange[] {
  if (facet === null) return [];
  const before = rows.get("job_facets", { facet });
  const jobs = (before === null ? 0 : numberIn(before, "jobs")) + by;
  if (jobs > 0) return [put("job_facets", { facet, jobs })];
  return [{ kind: "delete", table: "job_facets", where: { facet } }];
}

function tagged(before: Row | null, after: Row | null): RowChange[] {
  if (before?.["tags"] === after?.["tags"]) return [];
  return [
    ...tagRows(before).map((where) => gone("job_tags", where)),
    ...tagRows(after).map((row) => put("job_tags", row)),
  ];
}

function tagRows(row: Row | null): Row[] {
  if (row === null) return [];
  const tags: readonly Tag[] = JSON.parse(textIn(row, "tags"));
  return tags.map(({ key, value }) => ({ key, value, place: numberIn(row, "place") }));
}

function removed(before: Row, rows: RowReader): RowChange[] {
  const place = numberIn(before, "place");
  return [
    gone("job_list", { job_id: textIn(before, "job_id") }),
    ...moved(before, null, rows),
    ...tagged(before, null),
    ...trigramsOf(textIn(before, "search_text")).map((trigram) =>
      gone("job_trigrams", { trigram, place }),
    ),
  ];
}

function gone(table: string, where: Row): RowChange {
  return { kind: "delete", table, where };
}
