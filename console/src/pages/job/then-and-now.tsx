/** The job as it was at a place in the log, beside the job now; what differs has a sign. */
import { useEffect, useState } from "react";
import { JobAsOfDocument, type JobAsOfQuery } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { count, visible } from "../../lib/format.ts";
import { lookOf } from "../../lib/statuses.ts";
import type { JobView } from "./job-view.ts";

export type Snapshot = NonNullable<NonNullable<JobAsOfQuery["job"]>["asOf"]>;

/** Nobody reads the numbers while the slider moves. */
const restMs = 120;
/** The past never changes, so what was read is kept for the visit; that of the longest ago goes first. */
const kept = new Map<string, Snapshot>();
const keptMax = 500;

function keepSnapshot(key: string, snapshot: Snapshot): void {
  kept.set(key, snapshot);
  const [oldest] = kept.keys();
  if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
}

/** The last snapshot that was read, and whether it is the one that is asked for. */
function useSnapshot(jobId: string, position: number) {
  const key = `${jobId} ${position}`;
  const [shown, setShown] = useState<{ key: string; snapshot: Snapshot } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    const known = kept.get(key);
    if (known !== undefined) {
      setShown({ key, snapshot: known });
      return undefined;
    }
    let isOver = false;
    const read = async () => {
      try {
        const { job } = await ask(JobAsOfDocument, { id: jobId, position });
        if (job?.asOf == null) return;
        keepSnapshot(key, job.asOf);
        if (!isOver) setShown({ key, snapshot: job.asOf });
      } catch {
        if (!isOver) setFailed(key);
      }
    };
    const timer = setTimeout(() => {
      void read();
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, jobId, position]);
  return {
    snapshot: shown?.snapshot ?? null,
    isCurrent: shown?.key === key,
    isFailed: failed === key,
  };
}

export function ThenAndNow({
  job,
  position,
}: {
  readonly job: JobView;
  readonly position: number;
}) {
  const { snapshot, isCurrent, isFailed } = useSnapshot(job.id, position);
  return (
    <section className="card stack" aria-labelledby="then-title">
      <h2 id="then-title">The job then, and now</h2>
      {isFailed && (
        <p className="notice warn" role="status">
          The job as it was then could not be read. Choose the event again to try once more.
        </p>
      )}
      {snapshot !== null && (
        <table className={isCurrent ? "then" : "then dimmed"} aria-busy={!isCurrent}>
          <thead>
            <tr>
              <td />
              <th scope="col">Then</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(snapshot, job).map(({ name, before, now }) => (
              <tr key={name}>
                <th scope="row" className="muted">
                  {name}
                </th>
                <td className="numbers">{before}</td>
                <td className="numbers">
                  {now}
                  {before !== now && (
                    <>
                      {" "}
                      <span aria-hidden="true" className="differs">
                        ←
                      </span>
                      <span className="hidden-text"> (changed since)</span>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

type Common = Pick<
  Snapshot,
  "status" | "outcome" | "pausedBy" | "priority" | "description" | "tags" | "limits"
> & {
  readonly progress: Pick<
    Snapshot["progress"],
    "total" | "discovered" | "succeeded" | "failed" | "unknown" | "notStarted"
  >;
};

/** One function for both, so that what is compared is the same. */
function wordsOf(job: Common): readonly (readonly [string, string])[] {
  const { progress, limits, tags } = job;
  return [
    ["Status", lookOf({ ...job, failed: progress.failed }).word],
    ["Priority", count(job.priority)],
    [
      "Tasks",
      progress.total === null ? `${count(progress.discovered)} read so far` : count(progress.total),
    ],
    ["Succeeded", count(progress.succeeded)],
    ["Failed", count(progress.failed)],
    ["Unknown", count(progress.unknown)],
    ["Not started", progress.notStarted === null ? "–" : count(progress.notStarted)],
    ["Calls at once", limits.maxConcurrency === null ? "no limit" : count(limits.maxConcurrency)],
    [
      "Calls a second",
      limits.maxRequestsPerSecond === null ? "no limit" : count(limits.maxRequestsPerSecond),
    ],
    [
      "Tags",
      tags.length === 0
        ? "none"
        : tags.map(({ key, value }) => visible(`${key}=${value}`)).join(", "),
    ],
  ];
}

function rowsOf(past: Snapshot, present: JobView) {
  const now = new Map(wordsOf(present));
  return wordsOf(past).map(([name, before]) => ({ name, before, now: now.get(name) ?? "" }));
}
