/** A slider over the events, with ticks where the job's life turned or somebody asked for something. */
import { Icon } from "../../components/icon.tsx";
import { Time } from "../../components/time.tsx";
import { count, counted, timeOfDay } from "../../lib/format.ts";
import { indexAt, type Event } from "./history-view.ts";

export interface SliderProps {
  readonly events: readonly Event[];
  readonly index: number;
  readonly isFollowing: boolean;
  /** The last event here is the last there is. */
  readonly isWhole: boolean;
  /** Events that came since the page stopped following. */
  readonly since: number;
  readonly onGo: (index: number) => void;
}

export function ReplaySlider(props: SliderProps) {
  const { events, index, isFollowing, isWhole, onGo } = props;
  const last = events.length - 1;
  const event = events[index]!;
  return (
    <section className="card stack" aria-label="Replay">
      <div className="row spread">
        <p>
          {isFollowing ? "Now, after " : "As of "}
          <strong className="numbers">
            event {count(index + 1)} of {isWhole ? "" : "the first "}
            {count(events.length)}
          </strong>
          , <Time at={event.recordedAt} />
        </p>
        <Steps {...props} last={last} />
      </div>
      <div>
        <input
          type="range"
          aria-label="Event"
          min={0}
          max={last}
          value={index}
          aria-valuetext={`Event ${index + 1}, ${event.summary}, ${timeOfDay(event.recordedAt)}`}
          onKeyDown={(pressed) => {
            const by = { PageUp: 10, PageDown: -10 }[pressed.key];
            if (by === undefined) return;
            pressed.preventDefault();
            onGo(index + by);
          }}
          onChange={({ target }) => onGo(Number(target.value))}
        />
        <Ticks events={events} />
      </div>
      <div className="row spread">
        <p className="muted small legend" aria-hidden="true">
          <span className="tick-sign control" /> asked for by somebody{" "}
          <span className="tick-sign" /> the job changed
        </p>
        <TimeJump events={events} at={event.recordedAt} onGo={onGo} />
      </div>
    </section>
  );
}

function Steps({
  index,
  last,
  isFollowing,
  isWhole,
  since,
  onGo,
}: SliderProps & { readonly last: number }) {
  return (
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
      <button type="button" className="button" disabled={isFollowing} onClick={() => onGo(last)}>
        {isWhole ? "Now" : "Last of these"}
        {since > 0 && `, ${counted(since, "new event")}`}
      </button>
    </div>
  );
}

/** More would be a bar, and cost more than they say. */
const ticksMax = 300;

function Ticks({ events }: { readonly events: readonly Event[] }) {
  const last = Math.max(1, events.length - 1);
  const ticks = events
    .map(({ id, category }, index) => ({ id, category, index }))
    .filter(({ category }) => category === "LIFECYCLE" || category === "CONTROL")
    .slice(0, ticksMax);
  return (
    <div className="ticks" aria-hidden="true">
      {ticks.map(({ id, category, index }) => (
        <span
          key={id}
          className={category === "CONTROL" ? "control" : ""}
          style={{ insetInlineStart: `${(index / last) * 100}%` }}
        />
      ))}
    </div>
  );
}

const two = (value: number) => String(value).padStart(2, "0");

/** As a field of date and time has it: local, to the second. */
function localTime(instant: string): string {
  const at = new Date(instant);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** To the last event at or before a moment. */
function TimeJump({
  events,
  at,
  onGo,
}: {
  readonly events: readonly Event[];
  readonly at: string;
  readonly onGo: (index: number) => void;
}) {
  return (
    <div className="row">
      <label htmlFor="history-time" className="small">
        Jump to
      </label>
      <input
        id="history-time"
        type="datetime-local"
        step={1}
        min={localTime(events[0]!.recordedAt)}
        value={localTime(at)}
        onChange={({ target }) => {
          const end = new Date(target.value).getTime() + 999;
          if (Number.isFinite(end)) onGo(indexAt(events, new Date(end).toISOString()));
        }}
      />
    </div>
  );
}
