/** Who asks, and what they may. */
import { extraGrants, permissions, unbound } from "../../config/access.ts";
import type { AccessBounds, AccessRules, Permission } from "../../config/access.ts";
import type { Actor } from "../../job/codec.ts";
import type { Sight } from "../../job/sight.ts";
import type { OperationKind } from "../../job/spec.ts";

export interface Caller {
  /** As it stands in every event that the caller causes. */
  readonly actor: Actor;
  readonly rules: CallerRules;
  /** When what it showed ends; null when it does not. */
  readonly expiresAt: Date | null;
  /** Where links have to be followed from that it is given; null: from anywhere. */
  readonly address: string | null;
  /** As whom it would be let in now; null where that is always the same. */
  readonly recheck: (() => Admission) | null;
}

/** Somebody, or the condition that is not met. */
export type Admission = { readonly caller: Caller } | { readonly unmet: string };

export interface CallerRules extends Pick<AccessRules, "permission" | "grants"> {
  readonly bounds: CallerBounds;
}

/** What is denied is what is denied now, to a request from where this one came from. */
export interface CallerBounds extends AccessBounds {
  readonly operations: readonly OperationKind[] | null;
}

const everything: CallerRules = {
  permission: "ADMIN",
  grants: extraGrants,
  bounds: { ...unbound, operations: null },
};

/** Without tokens the API listens on loopback only, so whoever reaches it has this machine: there is one user. */
export const localCaller: Caller = {
  actor: { kind: "USER", id: "local", name: "local user" },
  rules: everything,
  expiresAt: null,
  address: null,
  recheck: null,
};

/** Who stays connected has the rights of the moment for each thing that it asks. */
export function admittedNow(caller: Caller): Admission {
  return caller.recheck?.() ?? { caller };
}

/** The permissions that a caller has, each including those before it. */
export function permissionsOf({ rules }: Caller): readonly Permission[] {
  return permissions.slice(0, permissions.indexOf(rules.permission) + 1);
}

export function hasPermission(caller: Caller, permission: Permission): boolean {
  return permissionsOf(caller).includes(permission);
}

/** Whether a caller sees and does all that the API can show and do. */
export function mayEverything({ rules }: Caller): boolean {
  return (
    rules.permission === "ADMIN" &&
    extraGrants.every((grant) => rules.grants.includes(grant)) &&
    !isBound(rules.bounds)
  );
}

/** Whether anything is bound: what a caller then sees and may do depends on the job. */
export function isBound(bounds: CallerBounds): boolean {
  return Object.values(bounds).some((bound) => bound !== null);
}

/** The jobs that a caller sees. */
export function sightOf({ actor, rules: { bounds } }: Caller): Sight {
  const { stores, buckets, roles, operations, visibleJobs, deny } = bounds;
  const createdBy = visibleJobs?.own === true ? actor.id : null;
  const tags = visibleJobs?.tags ?? [];
  return { stores, buckets, roles, operations, createdBy, tags, denials: deny ?? [] };
}
