/** Rows that take the newest that is known of their jobs, but not more often than they can be read. */
import type { JobNowFragment } from "../../graphql/generated.ts";
import type { Newest } from "../../graphql/newest.ts";
import type { Store } from "../../lib/store.ts";

/** Numbers that change faster cannot be read. */
const changesEveryMs = 500;

export type JobPages = readonly (readonly JobNowFragment[])[];

export interface ShownJobs {
  /** Null until the first page is there. */
  readonly pages: JobPages | null;
  readonly ids: ReadonlySet<string>;
}

/**
 * Puts what is newer into the rows until what it gives is called: what came while nobody followed and the first change at
 * once, those that come soon after it together.
 */
export function followNewest<Shown extends ShownJobs>(
  state: Store<Shown>,
  newest: Pick<Newest, "of" | "listen">,
): () => void {
  const changed = new Set(state.get().ids);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const apply = () => {
    timer = null;
    const { pages } = state.get();
    if (changed.size === 0 || pages === null) return;
    const newer = pages.map((page) => withNewest(page, changed, newest));
    state.set({ ...state.get(), pages: newer });
    changed.clear();
    timer = setTimeout(apply, changesEveryMs);
  };
  const stop = newest.listen((id) => {
    if (!state.get().ids.has(id)) return;
    changed.add(id);
    timer ??= setTimeout(apply, 0);
  });
  apply();
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}

/** Whoever told of a job, told of all that a row shows; else what is shown stays. */
function withNewest(
  page: readonly JobNowFragment[],
  changed: ReadonlySet<string>,
  newest: Pick<Newest, "of">,
): readonly JobNowFragment[] {
  if (!page.some(({ id }) => changed.has(id))) return page;
  return page.map((job) => (changed.has(job.id) ? { ...job, ...newest.of(job.id) } : job));
}
