/** Which jobs a destination of notices is told of, as the config file has it. */
import { tagsOf, type TagBound } from "./job-bounds.ts";
import { isOneOf, listOf, membersOf, wholeOf, wordOf, type Problem } from "./members.ts";

/** All of it has to hold; null: whatever it is. */
export interface NoticedJobs {
  readonly operations: readonly string[] | null;
  readonly tags: readonly TagBound[];
  readonly minPriority: number | null;
  readonly maxPriority: number | null;
  /** `local`, `token:` and a name, or `jwt:` and a subject. */
  readonly createdBy: readonly string[] | null;
  /** Text in the description, in whichever case. */
  readonly search: string | null;
  readonly outcomes: readonly string[] | null;
  /** How many tasks failed at least. */
  readonly minFailed: number | null;
}

const outcomes = ["ALL_SUCCEEDED", "SOME_FAILED", "ALL_FAILED", "INCOMPLETE"] as const;

export const everyJob: NoticedJobs = {
  operations: null,
  tags: [],
  minPriority: null,
  maxPriority: null,
  createdBy: null,
  search: null,
  outcomes: null,
  minFailed: null,
};

export function readNoticedJobs(given: unknown, problem: Problem): NoticedJobs {
  if (given === undefined || given === null) return everyJob;
  const within: Problem = (message) => problem(`jobs: ${message}`);
  const members = membersOf(given);
  const known = Object.keys(everyJob);
  if (members === null) {
    within(`must be an object of ${known.join(", ")}.`);
    return everyJob;
  }
  for (const name of Object.keys(members))
    if (!known.includes(name)) within(`${name} is not known; there is ${known.join(", ")}.`);
  const { tags, search } = members;
  const isText = typeof search === "string" && search !== "";
  if (!isText && (search ?? null) !== null) within("search must be text.");
  const words = (name: string) => listOf(members, name, within)?.map(wordOf) ?? null;
  const ways = words("outcomes");
  if (ways?.some((way) => !isOneOf(outcomes, way)))
    within(`outcomes are of ${outcomes.join(", ")}.`);
  return {
    operations: words("operations"),
    tags: (tags ?? null) === null ? [] : tagsOf(tags, "tags", within),
    minPriority: wholeOf(members, "minPriority", within),
    maxPriority: wholeOf(members, "maxPriority", within),
    createdBy: listOf(members, "createdBy", within),
    search: isText ? search : null,
    outcomes: ways,
    minFailed: wholeOf(members, "minFailed", within),
  };
}
