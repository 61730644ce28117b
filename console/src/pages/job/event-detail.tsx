/** One event with everything that is recorded of it. */
import { CopyButton } from "../../components/copy.tsx";
import { Time } from "../../components/time.tsx";
import { shortId, visible } from "../../lib/format.ts";
import type { Event } from "./history-view.ts";

export function EventDetail({
  event,
  number,
  onRequest,
}: {
  readonly event: Event;
  readonly number: number;
  /** Shows only what the request of this event caused; null when only that is shown. */
  readonly onRequest: (() => void) | null;
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
        <CopyButton text={text} what="the event" />
      </div>
      <pre tabIndex={0} aria-label="What is recorded">
        {text}
      </pre>
    </section>
  );
}
