/** Which jobs somebody sees or commands: by what they touch, whose they are, their tags and their priority. */
import { isWithin, type PlaceBounds } from "./places.ts";
import type { Tag } from "./spec.ts";
import type { Job } from "./state.ts";

/** A tag that must be there. */
export interface TagBound {
  readonly key: string;
  /** Null: any. */
  readonly values: readonly string[] | null;
}

/** What of a job decides who may see and command it. */
export interface SeenJob {
  readonly state: Job;
  readonly createdBy: { readonly id: string };
}

/** The jobs that somebody sees. */
export interface Sight extends PlaceBounds {
  /** Whose jobs alone, as events name who did something; null: everybody's. */
  readonly createdBy: string | null;
  readonly tags: readonly TagBound[];
}

export function isSeen({ state, createdBy }: SeenJob, sight: Sight): boolean {
  return (
    (sight.createdBy === null || createdBy.id === sight.createdBy) &&
    missingTags(state.tags, sight.tags).length === 0 &&
    isWithin(state, sight)
  );
}

/** The bounds that these tags do not keep. */
export function missingTags(
  tags: readonly Tag[],
  bounds: readonly TagBound[],
): readonly TagBound[] {
  return bounds.filter(
    ({ key, values }) =>
      !tags.some((tag) => tag.key === key && (values === null || values.includes(tag.value))),
  );
}

/** As people read it: `the tag team=media`, `one of the tags team=media, team=web`, `a tag cost-center`. */
export function describeTagBound({ key, values }: TagBound): string {
  if (values === null) return `a tag ${key}`;
  const each = values.map((value) => `${key}=${value}`);
  return each.length === 1 ? `the tag ${each[0]}` : `one of the tags ${each.join(", ")}`;
}
