import type { JobStatus } from "../../graphql/generated.ts";
import { duration, timeOfDay, visible } from "../../lib/format.ts";
import { hasEnded, lookOf } from "../../lib/statuses.ts";
import { enteredOf, type StepEvent } from "./entered.ts";
import type { JobView } from "./job-view.ts";

/** The way of a job from left to right: what is behind it, where it is, and what is still to come. */
export function StatusLine({
  job,
  events,
}: {
  readonly job: JobView;
  readonly events: readonly StepEvent[];
}) {
  const steps = stepsOf(job);
  const entered = enteredOf(job, events);
  const confirmed = events.findLast(({ type }) => type === "JobConfirmed");
  return (
    <ol className="status-line">
      {steps.map(({ status, standing, word }, index) => {
        const at = standing === "to-come" ? undefined : entered.get(status);
        const next = entered.get(steps[index + 1]?.status ?? status);
        const tookSeconds =
          standing === "passed" && at !== undefined && next !== undefined
            ? (Date.parse(next) - Date.parse(at)) / 1000
            : 0;
        return (
          <li
            key={status}
            className={standing}
            aria-current={standing === "now" ? "step" : undefined}
          >
            <strong>{word}</strong>
            <span className="muted small">
              {standing === "to-come" && "to come"}
              {at !== undefined && (
                <time dateTime={at} title={at}>
                  {timeOfDay(at)}
                </time>
              )}
              {tookSeconds >= 1 && `, ${duration(tookSeconds)}`}
            </span>
            {status === "SUSPENDED" && standing === "passed" && confirmed !== undefined && (
              <span className="muted small">confirmed by {visible(confirmed.actor.name)}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

interface Step {
  readonly status: JobStatus;
  readonly word: string;
  readonly standing: "passed" | "now" | "to-come";
}

function stepsOf(job: JobView): Step[] {
  const { status, startedAt, confirmationRequired } = job;
  const usual: readonly JobStatus[] = [
    "NEW",
    "PREPARING",
    ...(confirmationRequired ? (["SUSPENDED"] as const) : []),
    "READY",
    "ACTIVE",
    "COMPLETING",
    "COMPLETE",
  ];
  const step = (each: JobStatus, standing: Step["standing"]): Step => ({
    status: each,
    word: lookOf({ ...job, outcome: null, pausedBy: null, failed: 0, status: each }).word,
    standing,
  });
  const at = usual.indexOf(status);
  if (at >= 0) {
    return usual.map((each, index) =>
      step(each, index < at || status === "COMPLETE" ? "passed" : index === at ? "now" : "to-come"),
    );
  }
  // Beside the usual way: paused, being stopped, or stopped.
  const behind = usual.slice(0, startedAt === null ? 2 : usual.indexOf("ACTIVE") + 1);
  const ahead: readonly JobStatus[] = hasEnded(status)
    ? []
    : status === "CANCELLING"
      ? ["CANCELLED"]
      : status === "FAILING"
        ? ["FAILED"]
        : ["COMPLETING", "COMPLETE"];
  return [
    ...behind.map((each) => step(each, "passed")),
    step(status, "now"),
    ...ahead.map((each) => step(each, "to-come")),
  ];
}
