/** What happened to the job, event by event, with a slider to walk through it; at its right end it follows. */
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { CopyTextButton } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Icon } from "../../components/icon.tsx";
import { useKeys } from "../../components/keys.tsx";
import type { JobEventCategory } from "../../graphql/generated.ts";
import { shortId } from "../../lib/format.ts";
import { EventDetail } from "./event-detail.tsx";
import { EventList } from "./event-list.tsx";
import {
  categories,
  historyAddress,
  historyViewOf,
  indexOf,
  loggedCategories,
  shownOf,
  type Event,
  type HistoryView,
} from "./history-view.ts";
import type { JobView } from "./job-view.ts";
import { ReplaySlider } from "./replay-slider.tsx";
import { ThenAndNow } from "./then-and-now.tsx";
import { useHistory, useLog, type History, type Rest } from "./use-history.ts";

export default function HistoryTab({ job }: { readonly job: JobView }) {
  const { category } = historyViewOf(new URLSearchParams(useSearch()));
  const logged = loggedCategories(category);
  return logged === null ? (
    <KeptHistory job={job} />
  ) : (
    <LoggedHistory key={category} job={job} categories={logged} />
  );
}

function KeptHistory({ job }: { readonly job: JobView }) {
  return <Loaded job={job} history={useHistory(job.id)} />;
}

function LoggedHistory({
  job,
  categories: logged,
}: {
  readonly job: JobView;
  readonly categories: readonly JobEventCategory[];
}) {
  return <Loaded job={job} history={useLog(job, logged)} />;
}

function Loaded({
  job,
  history: { events, rest, error, again },
}: {
  readonly job: JobView;
  readonly history: History;
}) {
  const failure = error !== null && (
    <Failure error={error} title="The history could not be read." again={again} />
  );
  if (events === null) {
    return (
      failure || (
        <p className="late muted" role="status">
          Loading the history…
        </p>
      )
    );
  }
  return (
    <>
      {failure}
      <Replay job={job} events={events} rest={rest} />
    </>
  );
}

function Replay({
  job,
  events: all,
  rest,
}: {
  readonly job: JobView;
  readonly events: readonly Event[];
  readonly rest: Rest | null;
}) {
  const [, navigate] = useLocation();
  const view = historyViewOf(new URLSearchParams(useSearch()));
  const events = shownOf(all, view);
  const last = events.length - 1;
  const index = indexOf(events, view);
  const isFollowing = view.at === null && view.time === null && rest === null;
  // Events that are still being read are not new.
  const since = useSince(all, isFollowing || rest !== null);
  const address = (next: HistoryView) => historyAddress(job.id, next);
  const choose = (next: HistoryView) => navigate(address(next));
  const go = (to: number) => {
    const bounded = Math.min(last, Math.max(0, to));
    const at = bounded === last ? null : events[bounded]!.position;
    navigate(address({ ...view, time: null, at }), { replace: true });
  };
  useKeys((key) => {
    if (key === "[") go(index - 1);
    if (key === "]") go(index + 1);
  });
  const event = events[index];
  return (
    <div className="replay">
      <ViewBar events={events} view={view} onChange={choose} />
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
            isWhole={rest === null}
            since={since}
            onGo={go}
          />
          <div className="columns">
            <EventList
              events={events}
              index={index}
              newestFirst={view.newestFirst}
              onGo={go}
              rest={rest}
            />
            <div className="stack">
              <ThenAndNow job={job} position={event.position} />
              <EventDetail
                jobId={job.id}
                event={event}
                number={index + 1}
                onRequest={
                  view.request === null
                    ? () => choose({ ...view, request: event.correlationId })
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

/** How many events have come since all of them had been seen. */
function useSince(events: readonly Event[], areSeen: boolean): number {
  const newest = events.at(-1)?.position ?? 0;
  const [left, setLeft] = useState(newest);
  if (areSeen && left !== newest) setLeft(newest);
  return areSeen ? 0 : events.filter(({ position }) => position > left).length;
}

/** Which events are shown, and all of them to copy; a body that is asked for when it is looked at is left out of that. */
function ViewBar({
  events,
  view,
  onChange,
}: {
  readonly events: readonly Event[];
  readonly view: HistoryView;
  readonly onChange: (view: HistoryView) => void;
}) {
  const isWithoutData = loggedCategories(view.category) !== null;
  const lines = () =>
    events.map((event) => `${JSON.stringify({ ...event, before: undefined })}\n`).join("");
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
          <option value="">All but chunks and tasks</option>
          {Object.entries(categories).map(([category, name]) => (
            <option key={category} value={category}>
              {name}
            </option>
          ))}
        </select>
        <label htmlFor="history-order">Order</label>
        <select
          id="history-order"
          value={view.newestFirst ? "newest" : "oldest"}
          onChange={({ target }) => onChange({ ...view, newestFirst: target.value === "newest" })}
        >
          <option value="oldest">Oldest first</option>
          <option value="newest">Newest first</option>
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
      {events.length > 0 && (
        <CopyTextButton
          text={lines}
          name={isWithoutData ? "Copy as JSON lines, without data" : "Copy as JSON lines"}
        />
      )}
    </div>
  );
}
