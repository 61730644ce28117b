/** One event with everything that is recorded of it. */
import { CopyButton } from "../../components/copy.tsx";
import { ExactTime } from "../../components/time.tsx";
import { counted, shortId, visible } from "../../lib/format.ts";
import type { Event } from "./history-view.ts";
import { useBody } from "./use-history.ts";

/** More of a body than anybody reads on a page; all of it can be copied. */
const shownCharacters = 20_000;

export function EventDetail({
  jobId,
  event,
  number,
  onRequest,
}: {
  readonly jobId: string;
  readonly event: Event;
  readonly number: number;
  /** Shows only what the request of this event caused; null when only that is shown. */
  readonly onRequest: (() => void) | null;
}) {
  const { data, error } = useBody(jobId, event);
  const text = data === undefined ? null : JSON.stringify(data, null, 2);
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
          <ExactTime at={event.recordedAt} />
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
          {onRequest !== null && (
            <button type="button" className="button plain" onClick={onRequest}>
              Show only this request
            </button>
          )}
        </dd>
        <dt>Place in the log</dt>
        <dd className="numbers">{event.position}</dd>
      </dl>
      <div className="row spread">
        <h3>What is recorded</h3>
        {text !== null && <CopyButton text={text} what="the event" />}
      </div>
      {text === null ? (
        <p className="muted" role="status">
          {error === null ? "Loading…" : "It could not be read. Choose the event again."}
        </p>
      ) : (
        <pre tabIndex={0} aria-label="What is recorded">
          {text.slice(0, shownCharacters)}
          {text.length > shownCharacters &&
            `\n… and ${counted(text.length - shownCharacters, "more character")}, which can be copied`}
        </pre>
      )}
    </section>
  );
}
