/** Bounds on jobs, by whose they are, their tags and their priority, as a token of the config file has them. */
import { membersOf, wholeOf, type Members, type Problem } from "./members.ts";

/** A tag that a job must carry. */
export interface TagBound {
  readonly key: string;
  /** Null: any. */
  readonly values: readonly string[] | null;
}

/** All of it has to hold. */
export interface JobBound {
  /** Whether only those it has created. */
  readonly own: boolean;
  readonly tags: readonly TagBound[];
}

export interface CommandedJobs extends JobBound {
  /** Up to which priority, as the job has it now. */
  readonly maxPriority: number | null;
}

/** What was wrong is told of, and bounds nothing: the token is not taken then. */
export function readJobBounds(
  members: Members,
  problem: Problem,
): {
  readonly requiredTags: readonly TagBound[] | null;
  readonly visibleJobs: JobBound | null;
  readonly commandedJobs: CommandedJobs | null;
} {
  const { requiredTags, visibleJobs, commandedJobs } = members;
  const visible = jobsOf(visibleJobs, ["own", "tags"], within("visibleJobs", problem));
  return {
    requiredTags:
      (requiredTags ?? null) === null ? null : tagsOf(requiredTags, "requiredTags", problem),
    visibleJobs: visible === null ? null : { own: visible.own, tags: visible.tags },
    commandedJobs: jobsOf(
      commandedJobs,
      ["own", "tags", "maxPriority"],
      within("commandedJobs", problem),
    ),
  };
}

function within(name: string, problem: Problem): Problem {
  return (message) => problem(`${name}: ${message}`);
}

function jobsOf(given: unknown, known: readonly string[], problem: Problem): CommandedJobs | null {
  if (given === undefined || given === null) return null;
  const members = membersOf(given);
  if (members === null) {
    problem(`must be an object of ${known.join(", ")}.`);
    return null;
  }
  for (const name of Object.keys(members))
    if (!known.includes(name)) problem(`${name} is not known; there is ${known.join(", ")}.`);
  const { own = false, tags } = members;
  if (typeof own !== "boolean") problem("own must be true or false.");
  return {
    own: own === true,
    tags: (tags ?? null) === null ? [] : tagsOf(tags, "tags", problem),
    maxPriority: wholeOf(members, "maxPriority", problem),
  };
}

/** `{ "team": "media" }`, `{ "team": ["media", "web"] }`, or `{ "team": true }` for any value. */
export function tagsOf(given: unknown, name: string, problem: Problem): readonly TagBound[] {
  const members = membersOf(given);
  if (members === null) {
    problem(`${name} must be an object of tags, as { "team": ["media"] }.`);
    return [];
  }
  return Object.entries(members).map(([key, value]) => {
    if (value === true) return { key, values: null };
    const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    if (values.length > 0 && values.every((each) => typeof each === "string"))
      return { key, values: [...new Set(values)] };
    problem(`${name}: ${key} must be a value, a list of values, or true for any.`);
    return { key, values: [] };
  });
}
