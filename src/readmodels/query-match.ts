/** Whether one job meets a query; `query-sql.ts` asks the same of the rows of all. */
import { neededGrants } from "../job/needed-grants.ts";
import { listedBucketOf, placesOf, type Place } from "../job/places.ts";
import { outcomeOf } from "../job/progress.ts";
import type { FieldName } from "../job/query/fields.ts";
import { decide, passes, type Query, type QueryValue, type Subject } from "../job/query/query.ts";
import { searchText } from "../../projections/job-list.ts";
import type { JobRow } from "./read-models.ts";

export function meets(job: JobRow, query: Query): boolean {
  return decide(query, ({ subject, test }) => passes(valuesOf(job, subject), test)) === true;
}

const ofProgress: ReadonlySet<string> = new Set<FieldName>(["succeeded", "failed", "failureRate"]);

/** Whether a job can meet a query, where the progress of one that runs is not known. */
export function couldMeet(job: JobRow, query: Query): boolean {
  const isOpen = !("endedAt" in job.state);
  const decided = decide(query, ({ subject, test }) =>
    isOpen && "field" in subject && ofProgress.has(subject.field)
      ? null
      : passes(valuesOf(job, subject), test),
  );
  return decided !== false;
}

function valuesOf(job: JobRow, subject: Subject): readonly QueryValue[] {
  if ("tag" in subject)
    return job.state.tags.filter(({ key }) => key === subject.tag).map(({ value }) => value);
  const value = values[subject.field](job);
  if (value === null) return [];
  return typeof value === "object" ? value : [value];
}

type Values = Readonly<
  Record<FieldName, (job: JobRow) => QueryValue | readonly QueryValue[] | null>
>;

const values: Values = {
  status: ({ state }) => state.status,
  operation: ({ state }) => state.spec.operation.kind,
  outcome: ({ state }) => ("endedAt" in state ? outcomeOf(state) : null),
  pausedBy: ({ state }) => ("pausedBy" in state ? state.pausedBy : null),
  failure: ({ state }) => ("failure" in state ? (state.failure?.code ?? null) : null),
  text: ({ id, state }) => searchText(id, state.spec.description),
  id: ({ id }) => id,
  description: ({ state }) => state.spec.description,
  createdBy: ({ createdBy }) => createdBy.id,
  priority: ({ state }) => state.priority,
  created: ({ state }) => state.createdAt,
  started: ({ state }) => state.startedAt,
  ended: ({ state }) => ("endedAt" in state ? state.endedAt : null),
  updated: ({ updatedAt }) => updatedAt,
  total: ({ state }) => ("totals" in state ? (state.totals?.rows ?? null) : null),
  succeeded: (job) => endsOf(job).succeeded,
  failed: (job) => endsOf(job).failed,
  failureRate(job) {
    const { succeeded, failed } = endsOf(job);
    return succeeded + failed === 0 ? null : failed / (succeeded + failed);
  },
  bucket(job) {
    const listed = listedBucketOf(job.state);
    return [...namesOf(job, "bucket"), ...(listed === null ? [] : [listed])];
  },
  store: (job) => namesOf(job, "store"),
  role: ({ state }) => state.spec.roleArn,
  needs: ({ state }) => neededGrants(state.spec.operation),
  retryOf: ({ state: { spec } }) =>
    spec.manifest.kind === "failed-tasks" ? spec.manifest.job : null,
  clonedFrom: ({ state }) => state.clonedFrom,
};

/** Tasks that ended, by how. */
export function endsOf({ state, progress }: JobRow) {
  return "endedAt" in state ? state.counts : progress;
}

function namesOf({ state }: JobRow, kind: Place["kind"]): readonly string[] {
  return placesOf(state.spec)
    .filter((place) => place.kind === kind)
    .map(({ name }) => name);
}
