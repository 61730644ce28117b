import type { JobStatus } from "../../graphql/generated.ts";
import { timeOfDay } from "../../lib/format.ts";
import { hasEnded, lookOf } from "../../lib/statuses.ts";
import type { JobView } from "./job-view.ts";

/** The way of a job from left to right: what is behind it, where it is, and what is still to come. */
export function StatusLine({ job }: { readonly job: JobView }) {
  const steps = stepsOf(job);
  return (
    <ol className="status-line">
      {steps.map(({ status, standing, at, word }) => (
        <li
          key={status}
          className={standing}
          aria-current={standing === "now" ? "step" : undefined}
        >
          <strong>{word}</strong>
          <span className="muted small">
            {at === null ? (
              standing === "to-come" ? (
                "to come"
              ) : (
                ""
              )
            ) : (
              <time dateTime={at} title={at}>
                {timeOfDay(at)}
              </time>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

interface Step {
  readonly status: JobStatus;
  readonly word: string;
  readonly standing: "passed" | "now" | "to-come";
  readonly at: string | null;
}

function stepsOf(job: JobView): Step[] {
  const { status, createdAt, startedAt, endedAt, confirmationRequired, updatedAt } = job;
  const usual: readonly JobStatus[] = [
    "NEW",
    "PREPARING",
    ...(confirmationRequired ? (["SUSPENDED"] as const) : []),
    "READY",
    "ACTIVE",
    "COMPLETING",
    "COMPLETE",
  ];
  const known: Partial<Record<JobStatus, string | null>> = {
    NEW: createdAt,
    ACTIVE: startedAt,
    [status]: hasEnded(status) ? endedAt : status === "ACTIVE" ? startedAt : updatedAt,
  };
  const step = (each: JobStatus, standing: Step["standing"]): Step => ({
    status: each,
    word: lookOf({ ...job, outcome: null, pausedBy: null, failed: 0, status: each }).word,
    standing,
    at: standing === "to-come" ? null : (known[each] ?? null),
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
