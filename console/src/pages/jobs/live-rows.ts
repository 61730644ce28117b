/** Keeps the rows of the list live: changes in place at once, new rows only where nobody is looking or typing. */
import { useEffect, useRef, useState } from "react";
import { JobListChangesDocument, type JobNowFragment } from "../../graphql/generated.ts";
import { useLive } from "../../graphql/hooks.ts";
import { toJobFilter, type Filters } from "./filters.ts";
import { afterChange, noChanges } from "./rows.ts";

/** How near the top counts as the top of the list. */
const topPixels = 160;
/** New jobs that come together are read together. */
const gatherMs = 1_000;

export function useLiveRows({
  filters,
  jobs,
  cursor,
  readAgain,
}: {
  readonly filters: Filters;
  readonly jobs: readonly JobNowFragment[];
  readonly cursor: string | null;
  readonly readAgain: () => void;
}) {
  const [rows, setRows] = useState(noChanges);
  const box = useRef<HTMLDivElement>(null);
  // The first cursor: the subscription goes on from there, also over reconnections.
  const [after, setAfter] = useState(cursor);
  // One that is of no use any more; the next one comes with the list.
  const [gone, setGone] = useState<string | null>(null);
  if (after === null && cursor !== null && cursor !== gone) setAfter(cursor);
  const shown = new Set(jobs.map(({ id }) => id));
  const newest = jobs.reduce(
    (latest, { createdAt }) => (createdAt > latest ? createdAt : latest),
    "",
  );
  useLive(JobListChangesDocument, {
    variables: { filter: toJobFilter(filters, { withStatuses: false }), after },
    pause: after === null,
    onGone: () => {
      setGone(after);
      setAfter(null);
      setRows(noChanges);
    },
    onMessage: ({ jobs: { change, jobId, job } }) =>
      setRows((before) =>
        afterChange(
          before,
          {
            // A job that came and changed between two messages is told of as changed; it is new here all the same.
            change: job !== null && job.createdAt > newest ? "ADDED" : change,
            jobId,
            status: job?.status ?? null,
          },
          { shown, statuses: filters.statuses },
        ),
      ),
  });
  const show = () => {
    setRows(noChanges);
    readAgain();
  };
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  // Once they have come in by themselves or by the button, they wait no longer.
  const stillWaiting = [...rows.waiting].filter((id) => !shown.has(id)).length;
  useEffect(() => {
    if (stillWaiting === 0) return undefined;
    const timer = setInterval(() => {
      if (nobodyWouldNotice(box.current)) latest.current();
    }, gatherMs);
    return () => clearInterval(timer);
  }, [stillWaiting]);
  return { waiting: stillWaiting, left: rows.left, box, show };
}

/** The list is at its top, and neither the focus nor the pointer is in it. */
function nobodyWouldNotice(box: HTMLElement | null): boolean {
  if (box === null) return false;
  const isBusy = box.contains(document.activeElement) || box.matches(":hover");
  return scrollY < topPixels && !isBusy;
}
