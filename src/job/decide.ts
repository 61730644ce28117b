import { unreachable } from "../lib/assert.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { allowedActions } from "./actions.ts";
import { checkWholeSpec } from "./check-list.ts";
import { checkLimits, checkPriority, checkReason, checkTags } from "./check-spec.ts";
import type { EngineCommand, JobCommand, UserCommand } from "./commands.ts";
import type { Decider } from "./decider.ts";
import type { JobEvent, JobFailure, ManifestTotals, OpenedManifest, TaskCounts } from "./events.ts";
import type { Preflight } from "./preflight.ts";
import { evolve } from "./evolve.ts";
import { isTerminal, mayFollow } from "./lifecycle.ts";
import type { JobRejection } from "./rejections.ts";
import { mayList } from "./places.ts";
import { copiesOntoItself, selfCopyReason } from "./self-copy.ts";
import { canonicalJson, type FieldProblem } from "./spec.ts";
import {
  initialState,
  isDue,
  usualPeriods,
  wantsReport,
  type Job,
  type JobState,
} from "./state.ts";

export type Decision = Result<readonly JobEvent[], JobRejection>;

export const jobDecider: Decider<JobState, JobCommand, JobEvent, JobRejection> = {
  initialState,
  decide,
  evolve,
};

const nothing: Decision = ok([]);

/** Turns a command to one job into events, or says why not. Already fulfilled: no event. */
export function decide(command: JobCommand, state: JobState): Decision {
  if (command.type === "CreateJob") return create(command, state);
  if (state.phase === "none") return err({ code: "JOB_NOT_FOUND", jobId: "" });
  if (state.phase === "expired") {
    if (command.type !== "RecordHistoryDeleted")
      return err({ code: "JOB_NOT_FOUND", jobId: state.id });
    const { streams } = command;
    return state.historyDeleted ? nothing : ok([{ type: "JobHistoryDeleted", data: { streams } }]);
  }
  return isUserCommand(command) ? decideForUser(command, state) : decideForEngine(command, state);
}

function create(command: Extract<JobCommand, { type: "CreateJob" }>, state: JobState): Decision {
  const { jobId, account, token, spec, clonedFrom, allowedBuckets, deniedBuckets } = command;
  if (state.phase === "expired") return err({ code: "JOB_NOT_FOUND", jobId });
  if (state.phase === "job") {
    const same = canonicalJson(state.spec) === canonicalJson(spec);
    return same ? nothing : err({ code: "IDEMPOTENCY_MISMATCH", jobId: state.id });
  }
  const problems = checkWholeSpec(spec);
  if (token !== null && (token.length < 1 || token.length > 64)) {
    problems.push({
      path: ["clientRequestToken"],
      code: token.length === 0 ? "TOO_SHORT" : "TOO_LONG",
      message: "A client request token has 1 to 64 characters.",
    });
  }
  if (problems.length > 0) return err({ code: "INVALID_INPUT", problems });
  const from = clonedFrom ? { clonedFrom } : {};
  const bound = {
    ...(allowedBuckets && { allowedBuckets }),
    ...(deniedBuckets && { deniedBuckets }),
  };
  return ok([{ type: "JobCreated", data: { jobId, account, token, spec, ...from, ...bound } }]);
}

type CommandToJob = Exclude<UserCommand, { type: "CreateJob" }>;

const userCommands: ReadonlySet<string> = new Set<CommandToJob["type"]>([
  "ConfirmJob",
  "CancelJob",
  "PauseJob",
  "ResumeJob",
  "ChangePriority",
  "ChangeLimits",
  "TagJob",
  "DeleteJob",
]);

function isUserCommand(command: CommandToJob | EngineCommand): command is CommandToJob {
  return userCommands.has(command.type);
}

function decideForUser(command: CommandToJob, job: Job): Decision {
  if ("reason" in command) {
    const problems = checkReason(command.reason ?? null);
    if (problems.length > 0) return invalid(problems);
  }
  switch (command.type) {
    case "ConfirmJob":
      if (job.status !== "SUSPENDED") return refuse(job, "confirming it");
      return ok([
        { type: "JobConfirmed", data: { reason: command.reason } },
        { type: "JobReady", data: {} },
      ]);
    case "CancelJob":
      if (job.status === "CANCELLING" || job.status === "CANCELLED") return nothing;
      if (!mayFollow(job.status, "CANCELLING")) return refuse(job, "cancelling it");
      return ok([{ type: "JobCancelRequested", data: { reason: command.reason } }]);
    case "PauseJob":
      return pauseByUser(job, command.reason);
    case "ResumeJob":
      // It goes on already.
      if (job.status === "READY" || job.status === "ACTIVE") return nothing;
      if (job.status !== "PAUSED" || job.pausedBy !== "USER") return refuse(job, "resuming it");
      return ok([
        { type: "JobResumed", data: { reason: command.reason } },
        { type: "JobReady", data: {} },
      ]);
    case "ChangePriority":
      return changePriority(job, command.priority);
    case "ChangeLimits": {
      const problems = checkLimits(command.limits);
      if (problems.length > 0) return invalid(problems);
      if (isTerminal(job.status)) return refuse(job, "changing its limits");
      if (canonicalJson(job.limits) === canonicalJson(command.limits)) return nothing;
      return ok([{ type: "JobLimitsChanged", data: { limits: command.limits } }]);
    }
    case "TagJob":
      return changeTags(job, command);
    case "DeleteJob":
      if (!isTerminal(job.status)) return refuse(job, "deleting it");
      return ok([
        {
          type: "JobExpired",
          data: { cause: "DELETED", ...(command.reason ? { reason: command.reason } : {}) },
        },
      ]);
    default:
      return unreachable(command);
  }
}

/** What the scheduler has paused, a user can only cancel: two reasons to be paused would need two ways to end it. */
function pauseByUser(job: Job, reason: string | null): Decision {
  if (job.status === "PAUSING" || job.status === "PAUSED") {
    return job.pausedBy === "USER"
      ? nothing
      : refuse(job, "pausing it: the scheduler has paused it already");
  }
  if (!mayFollow(job.status, "PAUSING")) return refuse(job, "pausing it");
  return ok([{ type: "JobPausing", data: { pausedBy: "USER", reason } }]);
}

function changePriority(job: Job, priority: number): Decision {
  const problems = checkPriority(priority);
  if (problems.length > 0) return invalid(problems);
  if (isTerminal(job.status)) return refuse(job, "changing its priority");
  if (job.priority === priority) return nothing;
  return ok([{ type: "JobPriorityChanged", data: { from: job.priority, to: priority } }]);
}

/** A tag that is set again keeps its place, so that setting what is there already changes nothing. */
function changeTags(
  job: Job,
  { set, remove }: Extract<CommandToJob, { type: "TagJob" }>,
): Decision {
  const given = new Map(set.map((tag) => [tag.key, tag]));
  const kept = job.tags.filter(({ key }) => !given.has(key) && !remove.includes(key));
  // What is set stands first here, so that a problem leads to its place in the request.
  const problems = checkTags([...set, ...kept], { path: ["set"], countMax: 50 });
  if (problems.length > 0) return invalid(problems);
  const old = job.tags
    .filter(({ key }) => given.has(key) || !remove.includes(key))
    .map((tag) => given.get(tag.key) ?? tag);
  const tags = [...old, ...set.filter(({ key }) => !old.some((tag) => tag.key === key))];
  if (canonicalJson(tags) === canonicalJson(job.tags)) return nothing;
  return ok([{ type: "JobTagged", data: { tags } }]);
}

function decideForEngine(command: EngineCommand, job: Job): Decision {
  switch (command.type) {
    case "StartPreparing":
      return startPreparing(job, command.manifest);
    case "FinishPreparing":
      return withPreflight(job, command.preflight, finishPreparing(job, command.totals));
    case "ActivateJob":
      if (job.status === "ACTIVE") return nothing;
      if (!mayFollow(job.status, "ACTIVE")) return refuse(job, "activating it");
      if (job.status === "PAUSED" && job.pausedBy === "USER") return refuse(job, "activating it");
      return ok([{ type: "JobActivated", data: {} }]);
    case "PreemptJob":
      if (job.status !== "ACTIVE") return refuse(job, "preempting it");
      return ok([{ type: "JobPausing", data: { pausedBy: "SCHEDULER", reason: null } }]);
    case "RecordDrained":
      return drained(job, command);
    case "CompleteTasks":
      return completeTasks(job, command);
    case "FailJob":
      // Only the end of its wait fails a suspended job.
      if (job.status === "SUSPENDED") return refuse(job, "failing it");
      return withPreflight(
        job,
        command.preflight,
        fail(job, { code: command.code, reason: command.reason }),
      );
    case "RecordReport":
      return recordReport(job, command);
    case "RecordReportFailure":
      return recordReportFailure(job, command);
    case "ExpireConfirmation":
      if (job.status !== "SUSPENDED") return refuse(job, "ending its wait for confirmation");
      return expireConfirmation(job, command);
    case "RecordHistoryDeleted":
      return refuse(job, "deleting its history");
    case "ExpireJob":
      if (!("endedAt" in job)) return refuse(job, "expiring it");
      return isDue(job.endedAt, command.days ?? usualPeriods.retentionDays, command.now)
        ? ok([{ type: "JobExpired", data: { cause: "RETENTION" } }])
        : nothing;
    default:
      return unreachable(command);
  }
}

function expireConfirmation(
  job: Extract<Job, { status: "SUSPENDED" }>,
  {
    now,
    days = usualPeriods.confirmationDays,
  }: { readonly now: string; readonly days?: number | undefined },
): Decision {
  if (!isDue(job.suspendedAt, days, now)) return nothing;
  const within = days === 1 ? "a day" : `${days} days`;
  const reason = `The job was not confirmed within ${within}.`;
  return fail(job, { code: "ConfirmationExpired", reason });
}

/** What was found out about the store stands before what follows from it. */
function withPreflight(job: Job, preflight: Preflight | undefined, decision: Decision): Decision {
  const isNews = preflight !== undefined && job.status === "PREPARING";
  if (!isNews || !decision.ok || decision.value.length === 0) return decision;
  return ok([{ type: "JobPreflighted", data: preflight }, ...decision.value]);
}

function startPreparing(job: Job, manifest: OpenedManifest): Decision {
  if (job.status !== "NEW") return nothingIfPast(job, "preparing it", ["PREPARING"]);
  // Only its list tells where the files of an inventory lie. Those of a generated one lie where the spec says.
  const bucket = manifest.listing === undefined ? manifest.inventory?.bucket : undefined;
  if (bucket !== undefined && !mayList(bucket, job)) {
    const reason = `The files of the inventory lie in the bucket ${bucket}, which whoever created the job may not use.`;
    return fail(job, { code: "BucketNotAllowed", reason });
  }
  return ok([{ type: "JobPreparing", data: { manifest } }]);
}

function finishPreparing(job: Job, totals: ManifestTotals): Decision {
  if (job.status !== "PREPARING") return refuse(job, "ending its preparation");
  const { bucket } = totals;
  // Only the manifest tells the bucket, so who is bound to some is held to it here, before any task runs.
  if (!mayList(bucket, job)) {
    const reason = `The manifest lists objects of the bucket ${bucket}, which whoever created the job may not use.`;
    return fail(job, { code: "BucketNotAllowed", reason });
  }
  if (copiesOntoItself(job.spec, bucket))
    return fail(job, { code: "CopiesOntoItself", reason: selfCopyReason(bucket) });
  const read: JobEvent = { type: "ManifestRead", data: totals };
  if (!job.spec.confirmationRequired) return ok([read, { type: "JobReady", data: {} }]);
  return ok([read, { type: "JobSuspended", data: { cause: "AWAITING_CONFIRMATION" } }]);
}

/** A stopped job whose chunks are in no hand: paused, or on to its report, or at its end. */
function drained(job: Job, command: Extract<EngineCommand, { type: "RecordDrained" }>): Decision {
  const { counts, stop = job.stops, outcomesHash = null } = command;
  if (job.stops !== stop) return refuse(job, "draining it");
  if (job.status === "PAUSING")
    return ok([{ type: "JobPaused", data: { pausedBy: job.pausedBy } }]);
  if (job.status !== "CANCELLING" && job.status !== "FAILING") return refuse(job, "draining it");
  if (job.counts !== null) return nothing;
  const event: JobEvent = { type: "JobDrained", data: counts };
  return wantsReport({ spec: job.spec, counts })
    ? ok([event])
    : ok([event, ending(job, counts, outcomesHash)]);
}

function completeTasks(
  job: Job,
  { counts, outcomesHash = null }: Extract<EngineCommand, { type: "CompleteTasks" }>,
): Decision {
  if (job.status === "COMPLETING") return nothing;
  if (job.status !== "ACTIVE") return refuse(job, "completing it");
  const event: JobEvent = { type: "JobCompleting", data: counts };
  if (wantsReport({ spec: job.spec, counts })) return ok([event]);
  return ok([event, { type: "JobCompleted", data: { ...counts, outcomesHash } }]);
}

function fail(job: Job, failure: JobFailure): Decision {
  if (job.status === "FAILING") return nothing;
  if (!mayFollow(job.status, "FAILING")) return refuse(job, "failing it");
  return ok([{ type: "JobFailing", data: { ...failure, reason: failure.reason.slice(0, 256) } }]);
}

function recordReport(
  job: Job,
  command: Extract<EngineCommand, { type: "RecordReport" }>,
): Decision {
  const { manifestKey, files, rows, outcomesHash } = command;
  const written: JobEvent = {
    type: "ReportWritten",
    data: { manifestKey, files, rows, outcomesHash },
  };
  if (job.status === "COMPLETING") {
    return ok([written, { type: "JobCompleted", data: { ...job.counts, outcomesHash } }]);
  }
  if ((job.status === "CANCELLING" || job.status === "FAILING") && job.counts !== null) {
    return ok([written, ending(job, job.counts, outcomesHash)]);
  }
  return refuse(job, "recording its report");
}

/** A report that cannot be written fails a job that was completing; one that was stopping ends as it would have. */
function recordReportFailure(
  job: Job,
  { reason, outcomesHash = null }: Extract<EngineCommand, { type: "RecordReportFailure" }>,
): Decision {
  const failed: JobEvent = { type: "ReportFailed", data: { reason } };
  if (job.status === "COMPLETING") {
    const failure: JobFailure = {
      code: "ReportWriteFailed",
      reason:
        "The job report could not be written to your report bucket. Please check your permissions.",
    };
    return ok([
      failed,
      { type: "JobFailing", data: failure },
      { type: "JobFailed", data: { ...job.counts, ...failure, outcomesHash } },
    ]);
  }
  if ((job.status === "CANCELLING" || job.status === "FAILING") && job.counts !== null) {
    return ok([failed, ending(job, job.counts, outcomesHash)]);
  }
  return refuse(job, "recording that its report failed");
}

function ending(
  job: Extract<Job, { status: "CANCELLING" | "FAILING" }>,
  counts: TaskCounts,
  outcomesHash: string | null,
): JobEvent {
  if (job.failure === null) return { type: "JobCancelled", data: { ...counts, outcomesHash } };
  return { type: "JobFailed", data: { ...counts, ...job.failure, outcomesHash } };
}

function invalid(problems: readonly FieldProblem[]): Decision {
  return err({ code: "INVALID_INPUT", problems });
}

function refuse(job: Job, command: string): Decision {
  return err({
    code: "INVALID_JOB_STATUS",
    command,
    status: job.status,
    allowedActions: allowedActions(job),
  });
}

function nothingIfPast(job: Job, command: string, past: readonly Job["status"][]): Decision {
  return past.includes(job.status) ? nothing : refuse(job, command);
}
