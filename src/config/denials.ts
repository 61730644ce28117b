/** What an entry of the config file, or a JSON Web Token, forbids. */
import { readConditions, type Conditions } from "./conditions.ts";
import { tagsOf, type TagBound } from "./job-bounds.ts";
import { isOneOf, listOf, membersOf, wordOf, type Problem } from "./members.ts";

const deniedActions = [
  "READ",
  "CREATE",
  "CONFIRM",
  "CANCEL",
  "PAUSE",
  "RESUME",
  "UPDATE_PRIORITY",
  "UPDATE_LIMITS",
  "TAG",
  "DELETE",
] as const;
export type DeniedAction = (typeof deniedActions)[number];

/** All that is named has to be the case; null: whatever it is. */
export interface DenialRule {
  /** As errors tell it. */
  readonly name: string;
  readonly actions: readonly DeniedAction[] | null;
  readonly operations: readonly string[] | null;
  readonly stores: readonly string[] | null;
  readonly buckets: readonly string[] | null;
  readonly roles: readonly string[] | null;
  readonly tags: readonly TagBound[] | null;
  /** It holds only then. */
  readonly when: Conditions | null;
  /** It does not hold then. */
  readonly unless: Conditions | null;
}

const what = ["actions", "operations", "stores", "buckets", "roles", "tags"] as const;
const known = ["name", ...what, "when", "unless"];

/** `place`: of the list, as errors name a rule that has no name. Null when there are none. */
export function readDenials(
  given: unknown,
  { place, problem }: { readonly place: string; readonly problem: Problem },
): readonly DenialRule[] | null {
  if (given === undefined || given === null) return null;
  if (Array.isArray(given))
    return given.map((rule, index) => {
      const at = `${place}[${index}]`;
      return readDenial(rule, at, (message) => problem(`${at}: ${message}`));
    });
  problem(`${place} must be a list of rules, as [{ "buckets": ["secrets"] }].`);
  return null;
}

function readDenial(given: unknown, place: string, problem: Problem): DenialRule {
  const members = membersOf(given) ?? {};
  if (!what.some((name) => (members[name] ?? null) !== null))
    problem(`must name what is forbidden: ${what.join(", ")}.`);
  for (const member of Object.keys(members))
    if (!known.includes(member)) problem(`${member} is not known; there is ${known.join(", ")}.`);
  const { name = place, tags } = members;
  if (typeof name !== "string" || !/^[^\p{Cc}"]{1,100}$/u.test(name))
    problem("name must be text, at most 100 characters.");
  const actions = listOf(members, "actions", problem)?.map(wordOf) ?? null;
  const isAction = (word: string): word is DeniedAction => isOneOf(deniedActions, word);
  if (actions?.every(isAction) === false) problem(`actions are of ${deniedActions.join(", ")}.`);
  const circumstances = (member: "when" | "unless") =>
    readConditions(members[member], (message) => problem(`${member}: ${message}`));
  return {
    name: String(name),
    actions: actions?.filter(isAction) ?? null,
    operations: listOf(members, "operations", problem)?.map(wordOf) ?? null,
    stores: listOf(members, "stores", problem),
    buckets: listOf(members, "buckets", problem),
    roles: listOf(members, "roles", problem),
    tags: (tags ?? null) === null ? null : tagsOf(tags, "tags", problem),
    when: circumstances("when"),
    unless: circumstances("unless"),
  };
}
