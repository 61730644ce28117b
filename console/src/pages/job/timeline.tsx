/** Where the time of a job went: a row for each status, with a bar for every time that the job was in it. */
import { useNow } from "../../components/now.ts";
import { count, dateTime, duration } from "../../lib/format.ts";
import { hasEnded, lookOf } from "../../lib/statuses.ts";
import type { StepEvent } from "./entered.ts";
import type { JobView } from "./job-view.ts";
import { phasesOf, type Phase, type Span } from "./phases.ts";

const nowEveryMs = 5_000;

export function Timeline({
  job,
  events,
  isWhole,
}: {
  readonly job: JobView;
  readonly events: readonly StepEvent[];
  /** These are all that moved it; else the first of them. */
  readonly isWhole: boolean;
}) {
  const now = useNow(nowEveryMs);
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return null;
  const isOver = hasEnded(job.status);
  const isLive = isWhole && !isOver;
  const to = isLive ? now : Date.parse(last.recordedAt);
  const whole: Span = { from: Date.parse(first.recordedAt), to };
  // What is shorter says nothing of where the time went, and neither does a single bar.
  const phases = phasesOf(events, isWhole && isOver ? null : to).filter(
    ({ seconds }) => seconds >= 1,
  );
  if (phases.length < 2) return null;
  return (
    <div className="stack" style={{ gap: "0.5rem" }}>
      <div className="row spread">
        <h3>Where the time went</h3>
        <span className="muted small numbers">
          {dateTime(whole.from)} to {isLive ? "now" : dateTime(whole.to)}
          {!isWhole && `, the first ${count(events.length)} changes`}
        </span>
      </div>
      <ul className="timeline">
        {phases.map((phase) => (
          <Row key={phase.status} job={job} phase={phase} whole={whole} />
        ))}
      </ul>
    </div>
  );
}

function Row({
  job,
  phase: { status, spans, seconds },
  whole,
}: {
  readonly job: JobView;
  readonly phase: Phase;
  readonly whole: Span;
}) {
  const share = (ms: number) => `${(100 * ms) / (whole.to - whole.from)}%`;
  const { word } = lookOf({ ...job, outcome: null, pausedBy: null, failed: 0, status });
  return (
    <li>
      <span>{word}</span>
      <span className="track" aria-hidden="true">
        {spans.map(({ from, to }) => (
          <span
            key={from}
            className={status === "ACTIVE" ? "active" : ""}
            style={{ insetInlineStart: share(from - whole.from), inlineSize: share(to - from) }}
          />
        ))}
      </span>
      <span className="muted small numbers">
        {duration(seconds)}
        {spans.length > 1 && ` in ${count(spans.length)} parts`}
      </span>
    </li>
  );
}
