/** Who asks, and what they may. */
import { extraGrants, permissions, unbound } from "../../config/access.ts";
import type { AccessBounds, AccessRules, Permission } from "../../config/access.ts";
import type { Actor } from "../../job/codec.ts";
import type { OperationKind } from "../../job/spec.ts";

export interface Caller {
  /** As it stands in every event that the caller causes. */
  readonly actor: Actor;
  readonly rules: CallerRules;
  /** When what it showed ends; null when it does not. */
  readonly expiresAt: Date | null;
}

export interface CallerRules extends AccessRules {
  readonly bounds: CallerBounds;
}

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
};

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

/** Whether anything but the priority is bound: what a caller then sees depends on the job. */
export function isBound({
  stores,
  buckets,
  roles,
  operations,
  maxPriority,
}: CallerBounds): boolean {
  return [stores, buckets, roles, operations, maxPriority].some((bound) => bound !== null);
}
