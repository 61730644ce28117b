/** Which jobs somebody sees or commands: by what they touch, whose they are, their tags and their priority. */
import { attemptOf, denialOf, type Denial } from "./denials.ts";
import { isWithin, type PlaceBounds } from "./places.ts";
import type { Job } from "./state.ts";
import { missingTags, type TagBound } from "./tag-bounds.ts";

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
  readonly denials: readonly Denial[];
}

export function isSeen({ state, createdBy }: SeenJob, sight: Sight): boolean {
  return (
    (sight.createdBy === null || createdBy.id === sight.createdBy) &&
    missingTags(state.tags, sight.tags).length === 0 &&
    isWithin(state, sight) &&
    denialOf(attemptOf(state, "READ"), sight.denials) === null
  );
}
