/** How fast tasks ended: the drawing of as much of it as somebody wants to see, and the mean. */
import { useEffect, useRef, useState } from "react";
import { loaded } from "../../components/loaded.tsx";
import { JobThroughputDocument, type JobThroughputQuery } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import { counted } from "../../lib/format.ts";
import { hasEnded } from "../../lib/statuses.ts";
import { useStore } from "../../lib/store.ts";
import type { JobView } from "./job-view.ts";
import { joined, pastOf, seriesOf } from "./throughput.ts";

const Chart = loaded(async () => import("./chart.tsx"));

const pastEveryMs = 15_000;

/** Minutes at the end, each for jobs that took longer. */
const ranges = [
  { minutes: 15, name: "Last 15 minutes" },
  { minutes: 60, name: "Last hour" },
  { minutes: 1_440, name: "Last day" },
] as const;

export function ThroughputCard({ job }: { readonly job: JobView }) {
  const isOver = hasEnded(job.status);
  const { activeSeconds, succeeded, failed } = job.progress;
  const [minutes, setMinutes] = useState<number | null>(null);
  const end = useEnd(job, isOver);
  const start = Date.parse(job.startedAt ?? "");
  const offered = ranges.filter((range) => end - start > range.minutes * 60_000);
  const from = minutes === null ? null : end - minutes * 60_000;
  const points = usePoints(job, { from, isOver });
  if (points.length < 2 && minutes === null) return null;
  return (
    <section className="card stack" aria-labelledby="throughput-title">
      <div className="row spread">
        <h2 id="throughput-title">Throughput</h2>
        {activeSeconds > 0 && !isOver && (
          <span className="muted numbers">
            {counted(Math.round((succeeded + failed) / activeSeconds), "task")} a second on average
            while it ran
          </span>
        )}
        {offered.length > 0 && (
          <select
            aria-label="How much of it"
            value={minutes ?? ""}
            onChange={({ target }) => setMinutes(Number(target.value) || null)}
          >
            <option value="">All of it</option>
            {offered.map((range) => (
              <option key={range.minutes} value={range.minutes}>
                {range.name}
              </option>
            ))}
          </select>
        )}
      </div>
      {points.length < 2 ? (
        <p className="muted">No task ended in that time.</p>
      ) : (
        <Chart points={points} isOver={isOver} />
      )}
    </section>
  );
}

/** Where the drawing ends, in milliseconds: with the job, or now, told every few seconds. */
function useEnd({ endedAt }: JobView, isOver: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (isOver) return undefined;
    const timer = setInterval(() => setNow(Date.now()), pastEveryMs);
    return () => clearInterval(timer);
  }, [isOver]);
  return endedAt === null ? now : Date.parse(endedAt);
}

type Throughput = NonNullable<JobThroughputQuery["job"]>["throughput"];

/** What the engine keeps of the past, read again and again while more comes, and what this page has seen since. */
function usePoints(
  job: JobView,
  { from, isOver }: { readonly from: number | null; readonly isOver: boolean },
) {
  const { points: live } = useStore(seriesOf(job.id));
  const { data, again } = useAnswer(JobThroughputDocument, {
    variables: { id: job.id, from: from === null ? null : new Date(from).toISOString() },
    pause: job.startedAt === null,
  });
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  useEffect(() => {
    // Another beginning is another question by itself.
    if (isOver || from !== null) return undefined;
    const timer = setInterval(() => latest.current(), pastEveryMs);
    return () => clearInterval(timer);
  }, [isOver, from]);
  // What was shown stays until the next answer is there.
  const shown = useRef<Throughput | null>(null);
  shown.current = data?.job?.throughput ?? shown.current;
  const { resolutionSeconds = 1, points: kept = [] } = shown.current ?? {};
  const past = pastOf(kept, { resolutionSeconds, isOver });
  const points = isOver ? past : joined(past, live);
  return from === null ? points : points.filter(({ at }) => at * 1000 >= from);
}
