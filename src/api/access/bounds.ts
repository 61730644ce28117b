/** What a caller may run: its bounds against the places of a job, and its grants against the operation. */
import { neededGrants } from "../../job/needed-grants.ts";
import { allows, isPlaceWithin, placesOf } from "../../job/places.ts";
import type { FieldProblem, JobSpec } from "../../job/spec.ts";
import type { Caller } from "./caller.ts";

/** Why a caller may not run a job, each with its place in the spec; nothing when it may. */
export function problemsOf(spec: JobSpec, caller: Caller): FieldProblem[] {
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
  return [...problems, ...priorityProblems(spec.priority, { caller, path: ["priority"] })];
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
