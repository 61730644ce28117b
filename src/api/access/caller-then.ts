/** Commands that are sent for somebody later, with the rights of the moment at which they were asked for. */
import { extraGrants, permissions, unbound, type AccessBounds } from "../../config/access.ts";
import type { CommandHandler } from "../../commands/handle-command.ts";
import type { RulesThen } from "../../job/bulk-events.ts";
import type { Actor } from "../../job/codec.ts";
import type { OperationKind } from "../../job/spec.ts";
import type { ApiDependencies } from "../graphql/context.ts";
import { mayEverything, type Caller } from "./caller.ts";
import { allowedCommands } from "./narrow.ts";

/** What a caller may, as it is written down. */
export function rulesThen({ rules: { permission, grants, bounds } }: Caller): RulesThen {
  return { permission, grants, bounds: { ...bounds } };
}

/** Commands as whoever gave a bulk command might give them then. */
export function commandsThen(
  all: Pick<ApiDependencies, "commands" | "fromStreams">,
  operations: readonly OperationKind[],
) {
  return (given: {
    readonly givenBy: Actor;
    readonly rules: RulesThen;
  }): Pick<CommandHandler, "handle"> => {
    const caller = callerThen(given, operations);
    return mayEverything(caller) ? all.commands : allowedCommands(all, caller);
  };
}

/** What this version does not know is not allowed: it can only be less than it was. */
function callerThen(
  { givenBy: actor, rules }: { readonly givenBy: Actor; readonly rules: RulesThen },
  known: readonly OperationKind[],
): Caller {
  const bounds = { ...unbound, ...(rules.bounds as Partial<AccessBounds>) };
  const isForeign = Object.entries(bounds).some(
    ([name, bound]) => bound !== null && !Object.hasOwn(unbound, name),
  );
  const permission = permissions.find((each) => each === rules.permission && !isForeign) ?? "READ";
  const operations =
    bounds.operations && known.filter((operation) => bounds.operations?.includes(operation));
  return {
    actor,
    rules: {
      permission,
      grants: extraGrants.filter((grant) => rules.grants.includes(grant)),
      bounds: { ...bounds, operations },
    },
    expiresAt: null,
    address: null,
    recheck: null,
  };
}
