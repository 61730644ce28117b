/** How far the job is, what failed and why, and where its report is. */
import { Link } from "wouter";
import { Icon, type IconName } from "../../components/icon.tsx";
import { act } from "../../components/job-actions.ts";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { Time } from "../../components/time.tsx";
import { count, counted, duration, percent, timeOfDay, visible } from "../../lib/format.ts";
import { barOf, timeLeftOf } from "../../lib/progress.ts";
import { hasEnded } from "../../lib/statuses.ts";
import type { JobView } from "./job-view.ts";
import { ReportCard } from "./report-card.tsx";
import { StatusCard } from "./status-card.tsx";
import { ThroughputCard } from "./throughput-card.tsx";

export function OverviewTab({ job }: { readonly job: JobView }) {
  // While it runs its speed comes first; once it has ended, what came of it.
  const isOver = hasEnded(job.status);
  return (
    <div className="stack">
      <FailureReasons job={job} />
      <Confirmation job={job} />
      <Standing job={job} />
      {!isOver && <ThroughputCard job={job} />}
      <StatusCard job={job} />
      <Failures job={job} />
      <ReportCard job={job} />
      {isOver && <ThroughputCard job={job} />}
    </div>
  );
}

function FailureReasons({ job }: { readonly job: JobView }) {
  return job.failureReasons.map(({ code, reason }) => (
    <div key={code} className="notice bad">
      <div>
        <strong>The job failed:</strong> {visible(reason)} <code>{code}</code>
      </div>
    </div>
  ));
}

function Confirmation({ job }: { readonly job: JobView }) {
  if (!job.allowedActions.includes("CONFIRM")) return null;
  return (
    <div className="notice warn">
      <div className="grow">
        <strong>Waits for your confirmation.</strong> The manifest is read:{" "}
        {counted(job.progress.total ?? 0, "object")}. Nothing has been changed yet.
        {job.suspension !== null && (
          <>
            {" "}
            It fails unless it is confirmed before <Time at={job.suspension.expiresAt} />.
          </>
        )}
      </div>
      <button type="button" className="button primary" onClick={() => act("CONFIRM", job)}>
        Confirm and run
      </button>
    </div>
  );
}

interface Tally {
  readonly name: string;
  readonly value: number;
  readonly icon: IconName;
  readonly tone: string;
  /** Shown also when it is zero. */
  readonly always: boolean;
}

/** A job that may run and has nothing in any hand waits for others, or for a process that works. */
function waitingWord({ status, progress }: JobView): string {
  if (hasEnded(status)) return "never started";
  return status === "ACTIVE" && progress.claimed === 0 ? "waiting for room" : "waiting";
}

function Standing({ job }: { readonly job: JobView }) {
  const { status, progress, failureThreshold } = job;
  const { succeeded, failed, unknown, claimed, notStarted, deferred } = progress;
  const view = barOf(status, progress);
  const tried = succeeded + failed;
  const ended = hasEnded(status);
  const tallies: readonly Tally[] = [
    { name: "succeeded", value: succeeded, icon: "check", tone: "ok", always: true },
    {
      name: failed > 0 ? `failed (${percent(failed / tried)})` : "failed",
      value: failed,
      icon: "cross",
      tone: failed > 0 ? "bad" : "",
      always: true,
    },
    { name: "unknown", value: unknown, icon: "question", tone: "bad", always: false },
    { name: "taken up", value: claimed, icon: "play", tone: "", always: status === "ACTIVE" },
    { name: "tried again later", value: deferred, icon: "again", tone: "", always: false },
    {
      name: waitingWord(job),
      value: notStarted ?? 0,
      icon: "ring",
      tone: "",
      always: !ended && notStarted !== null,
    },
  ];
  return (
    <section className="card standing" aria-label="Progress">
      <div className="headline">
        {view.share !== null && <span className="share">{view.share}</span>}
        <span className="numbers grow">{view.text}</span>
        <Pace job={job} />
      </div>
      <ProgressBar view={view} size="large" />
      <dl className="tallies">
        {tallies
          .filter(({ value, always }) => always || value > 0)
          .map(({ name, value, icon, tone }) => (
            <div key={icon} className={tone}>
              <dt>{name}</dt>
              <dd>
                <Icon name={icon} /> {count(value)}
              </dd>
            </div>
          ))}
      </dl>
      {!ended && failureThreshold.maximumFailureRate < 1 && (
        <p className="muted small">
          Fails on its own when more than {percent(failureThreshold.maximumFailureRate)} of at least{" "}
          {counted(failureThreshold.minimumTasks, "task")} fail.
        </p>
      )}
    </section>
  );
}

/** Rate and time left while it runs; how long it took once it has ended. */
function Pace({ job: { status, progress, startedAt, endedAt } }: { readonly job: JobView }) {
  const { tasksPerSecond, activeSeconds, succeeded, failed } = progress;
  if (hasEnded(status)) {
    if (startedAt === null || endedAt === null) return null;
    const mean = activeSeconds > 0 ? (succeeded + failed) / activeSeconds : null;
    return (
      <span className="muted numbers">
        took {duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}
        {mean !== null && `, ${counted(Math.round(mean), "task")} a second on average while it ran`}
      </span>
    );
  }
  if (status !== "ACTIVE") return null;
  const left = timeLeftOf(status, progress);
  return (
    <span className="muted numbers">
      {tasksPerSecond !== null && `${count(Math.round(tasksPerSecond))} tasks a second now`}
      {left !== null && ` · ${left}`}
    </span>
  );
}

function Failures({ job }: { readonly job: JobView }) {
  const { failureGroups, id } = job;
  if (failureGroups.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="failures-title" style={{ gap: "0.6rem" }}>
      <div className="row spread">
        <h2 id="failures-title">Failures by error code</h2>
        {job.allowedActions.includes("RETRY_FAILED_TASKS") && (
          <button type="button" className="button" onClick={() => act("RETRY_FAILED_TASKS", job)}>
            Retry failed tasks
          </button>
        )}
      </div>
      <div className="table-box">
        <table className="cards">
          <thead>
            <tr>
              <th scope="col">Code</th>
              <th scope="col" className="number">
                Tasks
              </th>
              <th scope="col">Share</th>
              <th scope="col">What the store said, for one of them</th>
              <th scope="col">Seen</th>
            </tr>
          </thead>
          <tbody>
            {failureGroups.map(
              ({
                errorCode,
                httpStatus,
                count: tasks,
                share,
                sampleMessage,
                firstSeenAt,
                lastSeenAt,
              }) => (
                <tr key={errorCode}>
                  <th scope="row">
                    <Link
                      data-row-focus
                      href={`/jobs/${id}/tasks?code=${encodeURIComponent(errorCode)}`}
                    >
                      {visible(errorCode)}
                    </Link>
                    {httpStatus !== null && <div className="muted small">HTTP {httpStatus}</div>}
                  </th>
                  <td data-label="Tasks" className="number">
                    {count(tasks)}
                  </td>
                  <td>
                    <div className="bar share" aria-hidden="true" style={{ inlineSize: "6rem" }}>
                      <span className="part" style={{ inlineSize: `${share * 100}%` }} />
                    </div>
                    <span className="small">{percent(share)}</span>
                  </td>
                  <td>{sampleMessage === null ? "" : visible(sampleMessage)}</td>
                  <td className="small muted">
                    {timeOfDay(firstSeenAt)}
                    {timeOfDay(firstSeenAt) !== timeOfDay(lastSeenAt) &&
                      ` – ${timeOfDay(lastSeenAt)}`}
                  </td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}
