import { assert, unreachable } from "../lib/assert.ts";
import type { JobCreated, JobEvent, JobHistoryDeleted } from "./events.ts";
import type { EndedJob, Job, JobFacts, JobState, StoppingJob } from "./state.ts";

/** Folds one event of a job's own stream into its state. `at`: when the store recorded it. */
export function evolve(state: JobState, event: JobEvent, at: string): JobState {
  if (event.type === "JobCreated") return created(event, at);
  if (event.type === "JobHistoryDeleted") {
    assert(state.phase === "expired", "only the history of an expired job is deleted");
    return { ...state, historyDeleted: true };
  }
  assert(state.phase === "job", `${event.type} in a stream without a job`);
  return evolveJob(state, event, at);
}

function created({ data }: JobCreated, at: string): JobState {
  const { jobId, account, token, spec, clonedFrom = null } = data;
  const { allowedBuckets = null, deniedBuckets = null } = data;
  return {
    phase: "job",
    status: "NEW",
    id: jobId,
    account,
    token,
    spec,
    clonedFrom,
    allowedBuckets,
    deniedBuckets,
    createdAt: at,
    priority: spec.priority,
    limits: spec.limits,
    tags: spec.tags,
    reason: null,
    preflight: null,
    activeMs: 0,
    startedAt: null,
    stops: 0,
  };
}

function evolveJob(
  job: Job,
  event: Exclude<JobEvent, JobCreated | JobHistoryDeleted>,
  at: string,
): JobState {
  const facts = factsOf(job, at);
  switch (event.type) {
    case "JobPreparing":
      return { ...facts, status: "PREPARING", opened: event.data.manifest, totals: null };
    case "JobPreflighted":
      return { ...job, preflight: event.data };
    case "ManifestRead":
      assert(job.status === "PREPARING", `manifest read while ${job.status}`);
      return { ...job, totals: event.data };
    case "JobSuspended":
      return { ...facts, ...prepared(job), status: "SUSPENDED", suspendedAt: at };
    case "JobConfirmed":
      return { ...job, reason: event.data.reason ?? job.reason };
    case "JobResumed":
      // Why it was paused is over.
      return { ...job, reason: event.data.reason };
    case "JobReady":
      return { ...facts, ...prepared(job), status: "READY" };
    case "JobActivated":
      return {
        ...facts,
        ...prepared(job),
        status: "ACTIVE",
        activeSince: at,
        startedAt: job.startedAt ?? at,
      };
    case "JobPausing": {
      const { pausedBy, reason } = event.data;
      return {
        ...facts,
        ...prepared(job),
        stops: facts.stops + 1,
        status: "PAUSING",
        pausedBy,
        reason: reason ?? job.reason,
      };
    }
    case "JobPaused":
      return { ...facts, ...prepared(job), status: "PAUSED", pausedBy: event.data.pausedBy };
    case "JobPriorityChanged":
      return { ...job, priority: event.data.to };
    case "JobLimitsChanged":
      return { ...job, limits: event.data.limits };
    case "JobTagged":
      return { ...job, tags: event.data.tags };
    case "JobCancelRequested":
      return {
        ...stopping(job, facts),
        status: "CANCELLING",
        reason: event.data.reason ?? job.reason,
      };
    case "JobFailing":
      return { ...stopping(job, facts), status: "FAILING", failure: event.data };
    case "JobDrained":
      assert(
        job.status === "CANCELLING" || job.status === "FAILING",
        `drained while ${job.status}`,
      );
      return { ...job, counts: event.data };
    case "JobCompleting":
      return { ...facts, ...prepared(job), status: "COMPLETING", counts: event.data };
    case "ReportWritten":
    case "ReportFailed":
      return job;
    case "JobCompleted":
      return ended(job, { status: "COMPLETE", counts: event.data, at });
    case "JobCancelled":
      return ended(job, { status: "CANCELLED", counts: event.data, at });
    case "JobFailed":
      return ended(job, { status: "FAILED", counts: event.data, at });
    case "JobExpired":
      return { phase: "expired", id: job.id, historyDeleted: false };
    default:
      return unreachable(event);
  }
}

/** What goes on into the next phase. Time spent ACTIVE is added up when that phase is left. */
function factsOf(job: Job, at: string): JobFacts {
  const { phase, id, account, token, spec, clonedFrom, createdAt } = job;
  const {
    allowedBuckets,
    deniedBuckets,
    priority,
    limits,
    tags,
    reason,
    preflight,
    startedAt,
    stops,
  } = job;
  const active = job.status === "ACTIVE" ? Date.parse(at) - Date.parse(job.activeSince) : 0;
  const activeMs = job.activeMs + active;
  return {
    phase,
    id,
    account,
    token,
    spec,
    clonedFrom,
    allowedBuckets,
    deniedBuckets,
    createdAt,
    priority,
    limits,
    tags,
    reason,
    preflight,
    startedAt,
    activeMs,
    stops,
  };
}

function prepared(job: Job) {
  assert("totals" in job && job.totals !== null && job.opened !== null, `${job.id} has no totals`);
  return { opened: job.opened, totals: job.totals };
}

function stopping(job: Job, facts: JobFacts): StoppingJob {
  return {
    ...facts,
    stops: facts.stops + 1,
    status: "FAILING",
    opened: "opened" in job ? job.opened : null,
    totals: "totals" in job ? job.totals : null,
    failure: null,
    counts: job.status === "COMPLETING" ? job.counts : null,
  };
}

function ended(
  job: Job,
  end: {
    readonly status: EndedJob["status"];
    readonly counts: EndedJob["counts"] & Pick<EndedJob, "outcomesHash">;
    readonly at: string;
  },
): EndedJob {
  const { succeeded, failed, unknown } = end.counts;
  return {
    ...factsOf(job, end.at),
    status: end.status,
    opened: "opened" in job ? job.opened : null,
    totals: "totals" in job ? job.totals : null,
    failure: job.status === "FAILING" ? job.failure : null,
    counts: { succeeded, failed, unknown },
    outcomesHash: end.counts.outcomesHash,
    endedAt: end.at,
  };
}
