/** What happened to the job, event by event, with a slider to walk through it; at its right end it follows. */
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Icon } from "../../components/icon.tsx";
import { CopyButton } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { useKeys } from "../../components/keys.tsx";
import { Time } from "../../components/time.tsx";
import {
  JobHistoryChangesDocument,
  JobHistoryDocument,
  type HistoryEventFragment,
} from "../../graphql/generated.ts";
import { ask, useLive } from "../../graphql/hooks.ts";
import { counted, shortId, timeOfDay, visible } from "../../lib/format.ts";
import type { JobView } from "./job-view.ts";
import { ThenAndNow } from "./then-and-now.tsx";

const pageSize = 100;

interface History {
  readonly events: readonly HistoryEventFragment[];
  /** Where live events go on. */
  readonly cursor: string;
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
  if (after === null && history !== null) setAfter(history.cursor);
  useLive(JobHistoryChangesDocument, {
    variables: { id, after },
    pause: after === null,
    onMessage: ({ jobEvents: { event } }) => setHistory((before) => withEvent(before, event)),
  });
  const again = () => {
    setError(null);
    setAttempt(attempt + 1);
  };
  return { history, error, again };
}

/** At least once is promised, so an event that is there already changes nothing. */
function withEvent(history: History | null, event: HistoryEventFragment): History | null {
  if (history === null || history.events.some(({ id }) => id === event.id)) return history;
  const events = [...history.events, event].toSorted((a, b) => a.position - b.position);
  return { ...history, events };
}

async function readAll(id: string): Promise<History> {
  const events: HistoryEventFragment[] = [];
  let after: string | null = null;
  let cursor = "";
  do {
    const data: Awaited<ReturnType<typeof page>> = await page(id, after);
    if (data.job === null) break;
    cursor ||= data.job.cursor;
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
  events,
}: {
  readonly job: JobView;
  readonly events: readonly HistoryEventFragment[];
}) {
  const [, navigate] = useLocation();
  const at = new URLSearchParams(useSearch()).get("at");
  const last = events.length - 1;
  const found = at === null ? -1 : events.findLastIndex(({ position }) => position <= Number(at));
  const index = at === null ? last : Math.max(0, found);
  const isFollowing = at === null;
  const go = (to: number) => {
    const bounded = Math.min(last, Math.max(0, to));
    const search = bounded === last ? "" : `?at=${events[bounded]!.position}`;
    navigate(`/jobs/${job.id}/history${search}`, { replace: true });
  };
  useKeys((key) => {
    if (key === "[") go(index - 1);
    if (key === "]") go(index + 1);
  });
  const event = events[index];
  if (event === undefined) return <p className="muted">Nothing is recorded yet.</p>;
  return (
    <div className="replay">
      <Slider events={events} index={index} isFollowing={isFollowing} onGo={go} />
      <div className="columns">
        <EventList events={events} index={index} onGo={go} />
        <div className="stack">
          <ThenAndNow job={job} position={event.position} />
          <EventDetail event={event} number={index + 1} />
        </div>
      </div>
    </div>
  );
}

function Slider({
  events,
  index,
  isFollowing,
  onGo,
}: {
  readonly events: readonly HistoryEventFragment[];
  readonly index: number;
  readonly isFollowing: boolean;
  readonly onGo: (index: number) => void;
}) {
  const last = events.length - 1;
  const event = events[index]!;
  return (
    <section className="card stack" aria-label="Replay">
      <div className="row spread">
        <p>
          {isFollowing ? "Now, after " : "As of "}
          <strong className="numbers">
            event {index + 1} of {events.length}
          </strong>
          , <Time at={event.recordedAt} />
        </p>
        <div className="row">
          <button
            type="button"
            className="button icon"
            aria-label="First event"
            disabled={index === 0}
            onClick={() => onGo(0)}
          >
            <Icon name="first" />
          </button>
          <button
            type="button"
            className="button"
            disabled={index === 0}
            onClick={() => onGo(index - 1)}
          >
            Before <kbd>[</kbd>
          </button>
          <button
            type="button"
            className="button"
            disabled={index === last}
            onClick={() => onGo(index + 1)}
          >
            After <kbd>]</kbd>
          </button>
          <button
            type="button"
            className="button"
            disabled={isFollowing}
            onClick={() => onGo(last)}
          >
            Now
          </button>
        </div>
      </div>
      <input
        type="range"
        aria-label="Event"
        min={0}
        max={last}
        value={index}
        aria-valuetext={`Event ${index + 1}, ${event.summary}, ${timeOfDay(event.recordedAt)}`}
        onChange={({ target }) => onGo(Number(target.value))}
      />
    </section>
  );
}

function EventList({
  events,
  index,
  onGo,
}: {
  readonly events: readonly HistoryEventFragment[];
  readonly index: number;
  readonly onGo: (index: number) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.children[index];
    if (!(row instanceof HTMLElement)) return;
    const box = list.current!;
    const isSeen =
      row.offsetTop >= box.scrollTop &&
      row.offsetTop + row.offsetHeight <= box.scrollTop + box.clientHeight;
    if (!isSeen) box.scrollTop = row.offsetTop - box.clientHeight / 2;
  }, [index]);
  return (
    <section aria-labelledby="events-title" className="stack" style={{ gap: "0.5rem" }}>
      <h2 id="events-title">{counted(events.length, "event")}</h2>
      <ol className="events" ref={list} style={{ position: "relative" }}>
        {events.map((event, each) => (
          <li key={event.id} className={each > index ? "after" : ""}>
            <button type="button" aria-current={each === index} onClick={() => onGo(each)}>
              <span className="numbers muted">{each + 1}</span>
              <time className="numbers" dateTime={event.recordedAt} title={event.recordedAt}>
                {timeOfDay(event.recordedAt)}
              </time>
              <span>
                {visible(event.summary)}
                {event.actor.kind === "USER" && (
                  <span className="muted"> by {visible(event.actor.name)}</span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function EventDetail({
  event,
  number,
}: {
  readonly event: HistoryEventFragment;
  readonly number: number;
}) {
  const text = JSON.stringify(event.data, null, 2);
  return (
    <section aria-labelledby="event-title" className="card stack">
      <h2 id="event-title">
        Event {number}: {visible(event.summary)}
      </h2>
      <dl className="facts">
        <dt>Type</dt>
        <dd>
          <code>
            {event.type} v{event.schemaVersion}
          </code>
        </dd>
        <dt>Recorded</dt>
        <dd>
          <Time at={event.recordedAt} />
        </dd>
        <dt>By</dt>
        <dd>
          {visible(event.actor.name)}
          {event.actor.kind === "ENGINE" && " (the engine)"}
        </dd>
        <dt>Request</dt>
        <dd>
          <code title={event.correlationId}>{shortId(event.correlationId)}</code>
          <CopyButton text={event.correlationId} what="the request's id" />
        </dd>
        <dt>Place in the log</dt>
        <dd className="numbers">{event.position}</dd>
      </dl>
      <div className="row spread">
        <h3>What is recorded</h3>
        <CopyButton text={text} what="the event" />
      </div>
      <pre tabIndex={0} aria-label="What is recorded">
        {text}
      </pre>
    </section>
  );
}
