/** Keeps the rows of the list live: changes in place at once, new rows only where nobody is looking or typing. */
import { useEffect, useRef, useState, type RefObject } from "react";
import { reconnections } from "../../graphql/connection.ts";
import { JobListChangesDocument } from "../../graphql/generated.ts";
import { useLive } from "../../graphql/hooks.ts";
import { useStore } from "../../lib/store.ts";
import { toJobFilter, type Filters } from "./filters.ts";
import type { JobList } from "./job-list.ts";
import { isInOrder } from "./orders.ts";
import { afterChange, type Change } from "./rows.ts";

/** How near the top counts as the top of the list. */
const topPixels = 160;
/** New jobs that come together are read together. */
const gatherMs = 1_000;

export interface LiveRows {
  /** New jobs that match and are not shown. */
  readonly waiting: number;
  /** The rows do not stand any more as they would if they were read again. */
  readonly isMoved: boolean;
  /** Shown jobs that no longer match. */
  readonly left: ReadonlySet<string>;
}

export function useLiveRows(
  list: JobList,
  { filters, box }: { readonly filters: Filters; readonly box: RefObject<HTMLElement | null> },
): LiveRows {
  const { pages, ids, cursor, reads } = useStore(list.state);
  const rows = useStore(list.rows);
  const changes = useGathered((gathered: readonly Change[]) => {
    const look = { shown: list.state.get().ids, statuses: filters.statuses };
    list.rows.set(
      gathered.reduce((now, change) => afterChange(now, change, look), list.rows.get()),
    );
  });
  useEffect(list.follow, [list]);
  const isNewest = filters.sort === "-createdAt";
  // The first cursor: the subscription goes on from there by itself, also over reconnections.
  const [after, setAfter] = useState(list.reached);
  // Those of earlier reads are of no use any more; the next one comes with the list.
  const [goneReads, setGoneReads] = useState(0);
  if (after === null && cursor !== null && reads > goneReads) setAfter(cursor);
  useLive(JobListChangesDocument, {
    variables: { filter: toJobFilter(filters, { withStatuses: false }), after },
    pause: after === null,
    onGone: () => {
      list.reached = null;
      setGoneReads(list.state.get().reads);
      setAfter(null);
      list.again();
    },
    onMessage: ({ jobs: { change, cursor: reached, jobId, job } }) => {
      list.reached = reached;
      // A job that came and changed between two messages is told of as changed; it is new here all the same.
      const isChanged = change === "UPDATED" && job !== null;
      const isNew = isChanged && isNewest && job.createdAt > newestOf(list);
      changes({ change: isNew ? "ADDED" : change, jobId, status: job?.status ?? null });
    },
  });
  // Once they have come in by themselves or by the button, they wait no longer.
  const waiting = [...rows.waiting].filter((id) => !ids.has(id)).length;
  const isMoved = pages !== null && !isInOrder(pages, filters.sort);
  const isOld = waiting > 0 || isMoved;
  useEffect(() => {
    if (!isOld) return undefined;
    const timer = setInterval(() => {
      if (nobodyWouldNotice(box.current)) list.again();
    }, gatherMs);
    return () => clearInterval(timer);
  }, [isOld, list, box]);
  const count = useStore(reconnections);
  const seen = useRef(count);
  useEffect(() => {
    // The rows were brought up to date by what came since; an unread list is as good as one.
    if (seen.current !== count && nobodyWouldNotice(box.current)) list.again();
    seen.current = count;
  }, [count, list, box]);
  return { waiting, isMoved, left: new Set([...rows.left].filter((id) => ids.has(id))) };
}

/** Collects what comes in a burst, so that the rows are looked through once for all of it; what is left at the end too. */
function useGathered<Item>(onItems: (items: readonly Item[]) => void): (item: Item) => void {
  const items = useRef<Item[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(onItems);
  useEffect(() => {
    latest.current = onItems;
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
      if (items.current.length > 0) latest.current(items.current.splice(0));
    },
    [],
  );
  return (item) => {
    items.current.push(item);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      latest.current(items.current.splice(0));
    }, burstMs);
  };
}

const burstMs = 250;

function newestOf({ state }: JobList): string {
  const first = state.get().pages?.[0] ?? [];
  return first.reduce((latest, { createdAt }) => (createdAt > latest ? createdAt : latest), "");
}

/** The list is at its top, and neither the focus nor the pointer is in it. */
function nobodyWouldNotice(box: HTMLElement | null): boolean {
  if (box === null) return false;
  const isBusy = box.contains(document.activeElement) || box.matches(":hover");
  return scrollY < topPixels && !isBusy;
}
