/** What a caller may run and command: its bounds against a job, and its grants against the operation. */
import { creationOf, denialOf, type Attempt, type Denial } from "../../job/denials.ts";
import { neededGrants } from "../../job/needed-grants.ts";
import { allows, isPlaceWithin, placesOf } from "../../job/places.ts";
import { among, both, upTo, type Query } from "../../job/query/query.ts";
import type { SeenJob } from "../../job/sight.ts";
import type { FieldProblem, JobSpec, Tag } from "../../job/spec.ts";
import { carrying, describeTagBound, missingTags } from "../../job/tag-bounds.ts";
import type { Caller } from "./caller.ts";

/** Why a caller may not run a job, each with its place in the spec; nothing when it may. `storesOfRole`: to which its role leads. */
export function problemsOf(
  spec: JobSpec,
  caller: Caller,
  storesOfRole: readonly string[] = [],
): FieldProblem[] {
  const { bounds } = caller.rules;
  const operation = spec.operation.kind;
  const denied = placesOf(spec).filter((place) => !isPlaceWithin(place, bounds));
  const problems = denied.map(({ kind, name, path }) =>
    notAllowed(path, `You may not use the ${kind} ${JSON.stringify(name)}.`),
  );
  if (!allows(bounds.operations, operation))
    problems.push(notAllowed(["operation"], `You may not run the operation ${operation}.`));
  for (const grant of missingGrants(spec, caller)) {
    const message = `The operation ${operation} needs the grant ${grant}, which you do not have.`;
    problems.push(notAllowed(["operation"], message));
  }
  return [
    ...problems,
    ...denialProblems(spec, caller, storesOfRole),
    ...priorityProblems(spec.priority, { caller, path: ["priority"] }),
    ...tagProblems(spec.tags, { caller, path: ["tags"] }),
  ];
}

/** What forbids a new job, told at what of it is named first. */
function denialProblems(
  spec: JobSpec,
  caller: Caller,
  storesOfRole: readonly string[],
): FieldProblem[] {
  const attempt = creationOf(spec);
  const others = storesOfRole.map((name) => ({ kind: "store", name }) as const);
  const denial = denialFor({ ...attempt, places: [...attempt.places, ...others] }, caller);
  if (denial === null) return [];
  const { stores, buckets, roles, tags } = denial;
  const named = new Set([...(stores ?? []), ...(buckets ?? []), ...(roles ?? [])]);
  const place = placesOf(spec).find(({ name }) => named.has(name));
  return [notAllowed(place?.path ?? [tags === null ? "operation" : "tags"], whyDenied(denial))];
}

/** What forbids somebody something now; null when nothing does. */
export function denialFor(attempt: Attempt, { rules }: Caller): Denial | null {
  return denialOf(attempt, rules.bounds.deny ?? []);
}

export function whyDenied({ name }: Denial): string {
  return `The rule ${JSON.stringify(name)} of your token forbids this.`;
}

/** Whoever sees jobs with a tag alone must not make others, and who must give a tag must not take it off. */
export function tagProblems(
  tags: readonly Tag[],
  { caller, path }: { readonly caller: Caller; readonly path: readonly string[] },
): FieldProblem[] {
  const { requiredTags, visibleJobs } = caller.rules.bounds;
  return missingTags(tags, [...(requiredTags ?? []), ...(visibleJobs?.tags ?? [])]).map((bound) =>
    notAllowed(path, `A job of yours must carry ${describeTagBound(bound)}.`),
  );
}

/** Why a caller may not command a job that it sees, a sentence; null when it may. */
export function whyNotCommanded({ state, createdBy }: SeenJob, caller: Caller): string | null {
  const bound = caller.rules.bounds.commandedJobs;
  if (bound === null) return null;
  if (bound.own && createdBy.id !== caller.actor.id)
    return "You may command only jobs that you have created.";
  const [missing] = missingTags(state.tags, bound.tags);
  if (missing !== undefined)
    return `You may command only jobs that carry ${describeTagBound(missing)}.`;
  if (bound.maxPriority !== null && state.priority > bound.maxPriority)
    return `You may command only jobs of priority up to ${bound.maxPriority}; this one has ${state.priority}.`;
  return null;
}

/** The jobs that a caller may command, of those that it sees. */
export function commandable({ actor, rules }: Caller): Query {
  const bound = rules.bounds.commandedJobs;
  if (bound === null) return both();
  const { own, tags, maxPriority } = bound;
  return both(
    ...(own ? [among("createdBy", [actor.id])] : []),
    ...tags.map(carrying),
    ...(maxPriority === null ? [] : [upTo("priority", maxPriority)]),
  );
}

export function missingGrants({ operation }: JobSpec, { rules }: Caller) {
  return neededGrants(operation).filter((grant) => !rules.grants.includes(grant));
}

export function priorityProblems(
  priority: number,
  { caller, path }: { readonly caller: Caller; readonly path: readonly string[] },
): FieldProblem[] {
  const { maxPriority } = caller.rules.bounds;
  if (maxPriority === null || priority <= maxPriority) return [];
  return [notAllowed(path, `You may give priorities up to ${maxPriority}.`)];
}

function notAllowed(path: readonly string[], message: string): FieldProblem {
  return { path, code: "NOT_ALLOWED", message };
}
