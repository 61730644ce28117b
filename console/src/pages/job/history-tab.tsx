/** What happened to the job, event by event, with a slider to walk through it; at its right end it follows. */
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { CopyTextButton } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Icon } from "../../components/icon.tsx";
import { useKeys } from "../../components/keys.tsx";
import {
  JobHistoryChangesDocument,
  JobHistoryDocument,
  type JobEventCategory,
} from "../../graphql/generated.ts";
import { ask, useLive } from "../../graphql/hooks.ts";
import { shortId } from "../../lib/format.ts";
import { EventDetail } from "./event-detail.tsx";
import { EventList } from "./event-list.tsx";
import {
  categories,
  historyAddress,
  historyViewOf,
  indexOf,
  shownOf,
  type Event,
  type HistoryView,
} from "./history-view.ts";
import type { JobView } from "./job-view.ts";
import { ReplaySlider } from "./replay-slider.tsx";
import { ThenAndNow } from "./then-and-now.tsx";

const pageSize = 100;

/** Those that a history holds; what ran is in the tasks and their numbers. */
const shownCategories: readonly JobEventCategory[] = [
  "LIFECYCLE",
  "CONTROL",
  "PREPARATION",
  "REPORT",
];

interface History {
  readonly events: readonly Event[];
  /** Where live events go on; null while it is not known. */
  readonly cursor: string | null;
}

export default function HistoryTab({ job }: { readonly job: JobView }) {
  const { history, error, again } = useHistory(job.id);
  if (history === null) {
    return error === null ? (
      <p className="late muted" role="status">
        Loading the history…
      </p>
    ) : (
      <Failure error={error} title="The history could not be read." again={again} />
    );
  }
  return <Replay job={job} events={history.events} />;
}

function useHistory(id: string) {
  const [history, setHistory] = useState<History | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    readAll(id)
      .then((read) => !isOver && setHistory(read))
      .catch((failure: unknown) => !isOver && setError(failure));
    return () => {
      isOver = true;
    };
  }, [id, attempt]);
  const [after, setAfter] = useState<string | null>(null);
  if (after === null && history !== null && history.cursor !== null) setAfter(history.cursor);
  useLive(JobHistoryChangesDocument, {
    variables: { id, after },
    pause: after === null,
    onGone: () => {
      setHistory((before) => before && { ...before, cursor: null });
      setAfter(null);
      setAttempt((before) => before + 1);
    },
    onMessage: ({ jobEvents: { event } }) => setHistory((before) => withEvent(before, event)),
  });
  const again = () => {
    setError(null);
    setAttempt(attempt + 1);
  };
  return { history, error, again };
}

/** At least once is promised, so an event that is there already changes nothing. */
function withEvent(history: History | null, event: Event): History | null {
  if (history === null || history.events.some(({ id }) => id === event.id)) return history;
  const events = [...history.events, event].toSorted((a, b) => a.position - b.position);
  return { ...history, events };
}

async function readAll(id: string): Promise<History> {
  const events: Event[] = [];
  let after: string | null = null;
  let cursor: string | null = null;
  do {
    const data: Awaited<ReturnType<typeof page>> = await page(id, after);
    if (data.job === null) break;
    cursor ??= data.job.cursor;
    events.push(...data.job.history.nodes);
    const { hasNextPage, endCursor } = data.job.history.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  return { events, cursor };
}

const page = async (id: string, after: string | null) =>
  ask(JobHistoryDocument, { id, first: pageSize, after });

function Replay({
  job,
  events: all,
}: {
  readonly job: JobView;
  readonly events: readonly Event[];
}) {
  const [, navigate] = useLocation();
  const view = historyViewOf(new URLSearchParams(useSearch()));
  const events = shownOf(all, view);
  const last = events.length - 1;
  const index = indexOf(events, view);
  const isFollowing = view.at === null && view.time === null;
  const since = useSince(all, isFollowing);
  const show = (next: HistoryView) => navigate(historyAddress(job.id, next), { replace: true });
  const go = (to: number) => {
    const bounded = Math.min(last, Math.max(0, to));
    show({ ...view, time: null, at: bounded === last ? null : events[bounded]!.position });
  };
  useKeys((key) => {
    if (key === "[") go(index - 1);
    if (key === "]") go(index + 1);
  });
  const event = events[index];
  return (
    <div className="replay">
      <ViewBar events={events} view={view} onChange={show} />
      {event === undefined ? (
        <p className="card muted">
          {all.length === 0 ? "Nothing is recorded yet." : "No event of this kind is kept."}
        </p>
      ) : (
        <>
          <ReplaySlider
            events={events}
            index={index}
            isFollowing={isFollowing}
            since={since}
            onGo={go}
          />
          <div className="columns">
            <EventList events={events} index={index} onGo={go} />
            <div className="stack">
              <ThenAndNow job={job} position={event.position} />
              <EventDetail
                event={event}
                number={index + 1}
                onRequest={
                  view.request === null
                    ? () => show({ ...view, request: event.correlationId })
                    : null
                }
              />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** How many events have come since the page stopped following. */
function useSince(events: readonly Event[], isFollowing: boolean): number {
  const newest = events.at(-1)?.position ?? 0;
  const [left, setLeft] = useState(newest);
  if (isFollowing && left !== newest) setLeft(newest);
  return isFollowing ? 0 : events.filter(({ position }) => position > left).length;
}

/** Which events are shown, and all of them to copy. */
function ViewBar({
  events,
  view,
  onChange,
}: {
  readonly events: readonly Event[];
  readonly view: HistoryView;
  readonly onChange: (view: HistoryView) => void;
}) {
  const lines = () => events.map((event) => `${JSON.stringify(event)}\n`).join("");
  return (
    <div className="row spread">
      <div className="row">
        <label htmlFor="history-category">Events</label>
        <select
          id="history-category"
          value={view.category ?? ""}
          onChange={({ target }) => {
            const category = (target.value || null) as HistoryView["category"];
            onChange({ ...view, category, at: null, time: null });
          }}
        >
          <option value="">All</option>
          {shownCategories.map((category) => (
            <option key={category} value={category}>
              {categories[category]}
            </option>
          ))}
        </select>
        {view.request !== null && (
          <button
            type="button"
            className="button"
            onClick={() => onChange({ ...view, request: null })}
          >
            Only request {shortId(view.request)} <Icon name="cross" />
            <span className="hidden-text">Show every request</span>
          </button>
        )}
      </div>
      {events.length > 0 && <CopyTextButton text={lines} name="Copy as JSON lines" />}
    </div>
  );
}
