/** What is forbidden to somebody, whatever else allows it: some actions, on some jobs, or both. */
import { listedBucketOf, placesOf, type Place } from "./places.ts";
import { among, both, type Query } from "./query/query.ts";
import type { JobSpec, Tag } from "./spec.ts";
import type { Job } from "./state.ts";
import { carrying, missingTags, type TagBound } from "./tag-bounds.ts";

/** `READ`: to see a job, a bucket or a store. `CREATE` is also to look at what a job would be made of. */
export type DeniedAction =
  | "READ"
  | "CREATE"
  | "CONFIRM"
  | "CANCEL"
  | "PAUSE"
  | "RESUME"
  | "UPDATE_PRIORITY"
  | "UPDATE_LIMITS"
  | "TAG"
  | "DELETE";

/** All that is named has to be the case; null: whatever it is. */
export interface Denial {
  /** As whoever it forbids something is told. */
  readonly name: string;
  readonly actions: readonly DeniedAction[] | null;
  readonly operations: readonly string[] | null;
  /** One of them is touched; so with buckets and roles. */
  readonly stores: readonly string[] | null;
  readonly buckets: readonly string[] | null;
  readonly roles: readonly string[] | null;
  /** All of them are carried. */
  readonly tags: readonly TagBound[] | null;
}

/** What somebody wants to do, and what is known of what it is done to. */
export interface Attempt {
  readonly action: DeniedAction;
  /** Null: of no operation, or of none yet. */
  readonly operation: string | null;
  readonly places: readonly Pick<Place, "kind" | "name">[];
  readonly tags: readonly Tag[];
}

/** The first that forbids it; null when none does. What is not known of an attempt matches nothing that is named. */
export function denialOf(attempt: Attempt, denials: readonly Denial[]): Denial | null {
  return denials.find((denial) => isDenied(attempt, denial)) ?? null;
}

function isDenied(attempt: Attempt, denial: Denial): boolean {
  const { action, operation, places, tags } = attempt;
  const touches = (names: readonly string[] | null, kind: Place["kind"]) =>
    names === null || places.some((place) => place.kind === kind && names.includes(place.name));
  return (
    (denial.actions === null || denial.actions.includes(action)) &&
    (denial.operations === null || (operation !== null && denial.operations.includes(operation))) &&
    touches(denial.stores, "store") &&
    touches(denial.buckets, "bucket") &&
    touches(denial.roles, "role") &&
    (denial.tags === null || missingTags(tags, denial.tags).length === 0)
  );
}

export function attemptOf(job: Job, action: DeniedAction): Attempt {
  const listed = listedBucketOf(job);
  const { operation, places } = creationOf(job.spec);
  return {
    action,
    operation,
    places: listed === null ? places : [...places, { kind: "bucket", name: listed }],
    tags: job.tags,
  };
}

/** The jobs to which an action is denied, as `denialOf` says of each. */
export function jobsDenied(action: DeniedAction, denials: readonly Denial[]): Query {
  const ofAction = denials.filter(({ actions }) => actions === null || actions.includes(action));
  return { kind: "any", of: ofAction.map(jobsOf) };
}

function jobsOf({ operations, stores, buckets, roles, tags }: Denial): Query {
  const named = { operation: operations, store: stores, bucket: buckets, role: roles } as const;
  const fields = ["operation", "store", "bucket", "role"] as const;
  return both(
    ...fields.flatMap((field) => {
      const names = named[field];
      return names === null ? [] : [among(field, names)];
    }),
    ...(tags ?? []).map(carrying),
  );
}

export function creationOf(spec: JobSpec): Attempt {
  return {
    action: "CREATE",
    operation: spec.operation.kind,
    places: placesOf(spec),
    tags: spec.tags,
  };
}

/** Buckets of which an attempt may not list objects, where the list alone tells which it is about. */
export function deniedBuckets(attempt: Attempt, denials: readonly Denial[]): readonly string[] {
  const names = denials.flatMap((denial) =>
    isDenied(attempt, { ...denial, buckets: null }) ? (denial.buckets ?? []) : [],
  );
  return [...new Set(names)];
}
