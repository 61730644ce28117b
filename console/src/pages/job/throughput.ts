/** Tasks that ended in each second, from the messages that this page has seen of a job. */
import { createStore, type Store } from "../../lib/store.ts";

export interface Point {
  /** Seconds since 1970. */
  readonly at: number;
  /** Tasks a second, up to here from the point before. */
  readonly succeeded: number;
  readonly failed: number;
}

export interface Series {
  readonly points: readonly Point[];
  readonly last: {
    readonly at: number;
    readonly succeeded: number;
    readonly failed: number;
  } | null;
}

const empty: Series = { points: [], last: null };

/** An hour at two messages a second would be 7 200 points; closer ones are joined. */
const apartSeconds = 1;
const pointsMax = 1_800;

export interface Seen {
  readonly updatedAt: string;
  readonly succeeded: number;
  readonly failed: number;
}

/** The series with what one more message says. A message that is older than the last changes nothing. */
export function withMessage(series: Series, { updatedAt, succeeded, failed }: Seen): Series {
  const at = Date.parse(updatedAt) / 1000;
  const { last, points } = series;
  if (last === null) return { points, last: { at, succeeded, failed } };
  const seconds = at - last.at;
  if (seconds < apartSeconds) return series;
  const point = {
    at,
    succeeded: Math.max(0, succeeded - last.succeeded) / seconds,
    failed: Math.max(0, failed - last.failed) / seconds,
  };
  return { points: [...points, point].slice(-pointsMax), last: { at, succeeded, failed } };
}

const kept = new Map<string, Store<Series>>();
/** Jobs that a visit looks at; those looked at longest ago are forgotten. */
const jobsMax = 20;

export function seriesOf(jobId: string): Store<Series> {
  const known = kept.get(jobId);
  if (known !== undefined) return known;
  const created = createStore(empty);
  kept.set(jobId, created);
  const [oldest] = kept.keys();
  if (kept.size > jobsMax && oldest !== undefined) kept.delete(oldest);
  return created;
}

export function noteProgress({
  id,
  progress,
}: {
  readonly id: string;
  readonly progress: Seen;
}): void {
  const store = seriesOf(id);
  store.set(withMessage(store.get(), progress));
}

/** The past as the engine keeps it, and what this page has seen since. */
export function joined(past: readonly Point[], live: readonly Point[]): readonly Point[] {
  const end = past.at(-1)?.at ?? 0;
  return [...past, ...live.filter(({ at }) => at > end)];
}

/** Tasks of each interval as tasks a second, at its end; the last may not be over and is left out while the job runs. */
export function pastOf(
  points: readonly { readonly at: string; readonly succeeded: number; readonly failed: number }[],
  { resolutionSeconds, isOver }: { readonly resolutionSeconds: number; readonly isOver: boolean },
): readonly Point[] {
  return (isOver ? points : points.slice(0, -1)).map(({ at, succeeded, failed }) => ({
    at: Date.parse(at) / 1000 + resolutionSeconds,
    succeeded: succeeded / resolutionSeconds,
    failed: failed / resolutionSeconds,
  }));
}
