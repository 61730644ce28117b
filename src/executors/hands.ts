/**
 * What this process has in hand: each piece of work once, and not let go before the board shows what came of it, so that
 * it is not taken a second time by mistake.
 */
import type { Clock } from "../lib/clock.ts";

export type WorkKind = "steward" | "proposal" | "board" | "part" | "list" | "chunk" | "file";

export interface WorkItem {
  readonly kind: WorkKind;
  /** Empty for the steward's claim. */
  readonly job: string;
  /** Of the part, chunk or file; 0 for the others. */
  readonly number: number;
  /** Which worker runs it, for a chunk. */
  readonly worker?: number;
  /** When it was taken, for a chunk: milliseconds of the clock. */
  readonly since?: number;
}

/** How a piece of work ended, and when it may be taken again. */
export interface WorkEnd {
  /** What it wrote is on the board when this place in the log is reached. */
  readonly position?: number;
  /** Not before so long. */
  readonly settleMs?: number;
  /** It has to be tried again; the next one is told how often. */
  readonly failed?: boolean;
}

/** How the same work has gone before. */
export interface WorkBefore {
  /** Counts the failures in a row, from 1. */
  readonly tries: number;
  /** When the first of them was; null when it has not failed. */
  readonly failingSince: number | null;
}

export interface Hands {
  take(item: WorkItem, work: (before: WorkBefore) => Promise<WorkEnd>): void;
  holds(item: Pick<WorkItem, "kind" | "job" | "number">): boolean;
  /** Work that is being done, without what only waits for the board. */
  count(like: Partial<WorkItem>): number;
  /** Jobs with work of this kind that is being done. */
  jobs(kind: WorkKind): ReadonlySet<string>;
  /** Work of this kind that is being done. */
  items(kind: WorkKind): readonly WorkItem[];
  /** The board has come to this place in the log. */
  reached(position: number): void;
  /** Resolves when nothing is being done. */
  empty(): Promise<void>;
}

interface Held {
  readonly item: WorkItem;
  running: boolean;
  /** Let go when the board gets here. */
  until: number | null;
}

export function createHands(dependencies: {
  readonly clock: Clock;
  /** Called when something was let go. */
  readonly changed: () => void;
  /** Called when work threw: a bug, or the event store failed. */
  readonly failed: (error: unknown) => void;
}): Hands {
  const { clock, changed, failed } = dependencies;
  const held = new Map<string, Held>();
  const failing = new Map<string, { readonly tries: number; readonly since: number }>();
  let reachedPosition = -1;
  let waiters: (() => void)[] = [];

  function letGo(key: string): void {
    held.delete(key);
    changed();
  }

  function ended(key: string, entry: Held, end: WorkEnd): void {
    entry.running = false;
    if (end.failed === true) {
      const { tries, since } = failing.get(key) ?? { tries: 1, since: clock.now() };
      failing.set(key, { tries: tries + 1, since });
    } else failing.delete(key);
    if (countRunning() === 0) for (const resolve of waiters.splice(0)) resolve();
    if (end.settleMs !== undefined) clock.after(end.settleMs, () => letGo(key));
    else if (end.position !== undefined && end.position > reachedPosition)
      entry.until = end.position;
    else letGo(key);
    // A worker has room again, even while the board does not show it yet.
    changed();
  }

  function countRunning(): number {
    let count = 0;
    for (const { running } of held.values()) if (running) count += 1;
    return count;
  }

  return {
    take(item, work) {
      const key = keyOf(item);
      const entry: Held = { item, running: true, until: null };
      held.set(key, entry);
      const { tries, since } = failing.get(key) ?? { tries: 1, since: null };
      work({ tries, failingSince: since }).then((end) => ended(key, entry, end), failed);
    },
    holds: (item) => held.has(keyOf(item)),
    count(like) {
      let count = 0;
      for (const { item, running } of held.values()) if (running && isLike(item, like)) count += 1;
      return count;
    },
    jobs(kind) {
      const jobs = new Set<string>();
      for (const { item, running } of held.values())
        if (running && item.kind === kind) jobs.add(item.job);
      return jobs;
    },
    items(kind) {
      const items: WorkItem[] = [];
      for (const { item, running } of held.values())
        if (running && item.kind === kind) items.push(item);
      return items;
    },
    reached(position) {
      reachedPosition = position;
      for (const [key, { until }] of held) if (until !== null && until <= position) letGo(key);
    },
    empty() {
      return countRunning() === 0
        ? Promise.resolve()
        : new Promise((resolve) => waiters.push(resolve));
    },
  };
}

function keyOf({ kind, job, number }: Pick<WorkItem, "kind" | "job" | "number">): string {
  return `${kind}/${job}/${number}`;
}

function isLike(item: WorkItem, like: Partial<WorkItem>): boolean {
  return (
    (like.kind === undefined || item.kind === like.kind) &&
    (like.job === undefined || item.job === like.job) &&
    (like.worker === undefined || item.worker === like.worker)
  );
}
