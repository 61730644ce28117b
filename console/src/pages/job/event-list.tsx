/** The events as a list to choose from; what repeats is folded. */
import { useEffect, useRef, useState } from "react";
import { count, counted, timeOfDay, visible } from "../../lib/format.ts";
import { linesOf, type Event } from "./history-view.ts";
import type { Rest } from "./use-history.ts";

export function EventList({
  events,
  index,
  newestFirst,
  onGo,
  rest,
}: {
  readonly events: readonly Event[];
  readonly index: number;
  readonly newestFirst: boolean;
  readonly onGo: (index: number) => void;
  /** More that can be read; null where these are all. */
  readonly rest: Rest | null;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current="true"]')?.parentElement;
    if (row === undefined || row === null) return;
    const box = list.current!;
    const isSeen =
      row.offsetTop >= box.scrollTop &&
      row.offsetTop + row.offsetHeight <= box.scrollTop + box.clientHeight;
    if (!isSeen) box.scrollTop = row.offsetTop - box.clientHeight / 2;
  }, [index, newestFirst]);
  const lines = linesOf(events, { index, open });
  return (
    <section aria-labelledby="events-title" className="stack" style={{ gap: "0.5rem" }}>
      <h2 id="events-title">
        {rest === null ? "" : "The first "}
        {counted(events.length, "event")}
      </h2>
      <ol className="events" ref={list} style={{ position: "relative" }}>
        {(newestFirst ? lines.toReversed() : lines).map((line) =>
          line.kind === "event" ? (
            <EventRow
              key={events[line.index]!.id}
              event={events[line.index]!}
              number={line.index + 1}
              isCurrent={line.index === index}
              isAfter={line.index > index}
              isOfRequest={events[line.index]!.correlationId === events[index]!.correlationId}
              onGo={() => onGo(line.index)}
            />
          ) : (
            <li key={`fold ${events[line.from]!.id}`} className={line.from > index ? "after" : ""}>
              <button
                type="button"
                onClick={() => setOpen(new Set([...open, events[line.from - 1]!.id]))}
              >
                <span className="muted">⋯</span>
                <span />
                <span>
                  Show {count(line.to - line.from)} more of{" "}
                  {line.what === "type" ? "the same kind" : "this minute"}
                </span>
              </button>
            </li>
          ),
        )}
      </ol>
      {rest !== null && (
        <div className="row">
          <button type="button" className="button" disabled={rest.isLoading} onClick={rest.more}>
            {rest.isLoading ? "Loading…" : "Load more events"}
          </button>
        </div>
      )}
    </section>
  );
}

function EventRow({
  event,
  number,
  isCurrent,
  isAfter,
  isOfRequest,
  onGo,
}: {
  readonly event: Event;
  readonly number: number;
  readonly isCurrent: boolean;
  readonly isAfter: boolean;
  /** Caused by the request that the event in hand was caused by. */
  readonly isOfRequest: boolean;
  readonly onGo: () => void;
}) {
  return (
    <li className={`${isAfter ? "after" : ""} ${isOfRequest ? "of-request" : ""}`}>
      <button type="button" aria-current={isCurrent} onClick={onGo}>
        <span className="numbers muted">{number}</span>
        <time className="numbers" dateTime={event.recordedAt} title={event.recordedAt}>
          {timeOfDay(event.recordedAt)}
        </time>
        <span>
          {visible(event.summary)}
          {event.actor.kind === "USER" && !event.summary.startsWith(event.actor.name) && (
            <span className="muted"> by {visible(event.actor.name)}</span>
          )}
        </span>
      </button>
    </li>
  );
}
