/** Tags that a job must carry, as bounds name them. */
import type { Query } from "./query/query.ts";
import type { Tag } from "./spec.ts";

/** A tag that must be there. */
export interface TagBound {
  readonly key: string;
  /** Null: any. */
  readonly values: readonly string[] | null;
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

/** The jobs that keep a bound. */
export function carrying({ key: tag, values }: TagBound): Query {
  const test = values === null ? ({ is: "known" } as const) : ({ is: "among", values } as const);
  return { kind: "condition", subject: { tag }, test };
}

/** As people read it: `the tag team=media`, `one of the tags team=media, team=web`, `a tag cost-center`. */
export function describeTagBound({ key, values }: TagBound): string {
  if (values === null) return `a tag ${key}`;
  const each = values.map((value) => `${key}=${value}`);
  return each.length === 1 ? `the tag ${each[0]}` : `one of the tags ${each.join(", ")}`;
}
