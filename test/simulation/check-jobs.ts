/** Each append to a job is one that its decider allows there, and true of what the log holds by then. */
import { hashOfHashes } from "../../src/audit/outcomes-hash.ts";
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import type { JobCommand } from "../../src/job/commands.ts";
import { jobDecider } from "../../src/job/decide.ts";
import type { JobEvent, TaskCounts } from "../../src/job/events.ts";
import type { Preflight } from "../../src/job/preflight.ts";
import { mayFollow, statusEntered } from "../../src/job/lifecycle.ts";
import { chunksPerReportFile } from "../../src/job/report-files.ts";
import { canonicalJson } from "../../src/job/spec.ts";
import type { JobTruth, Judge } from "./truth.ts";

export interface JobChecksContext {
  readonly judge: Judge;
  readonly jobs: ReadonlyMap<string, JobTruth>;
  readonly activeJobsMax: number;
  /** No fault for so long that every process knows what there is. */
  readonly isSettled: () => boolean;
  readonly now: () => number;
  /** Who the log says is the steward. */
  readonly steward: () => string | null;
}

export function checkJobAppend(
  context: JobChecksContext,
  job: JobTruth,
  recorded: readonly RecordedEvent[],
): void {
  const { judge } = context;
  const events = recorded.map(
    ({ type, data }): JobEvent => ({ type, data }) as unknown as JobEvent,
  );
  const command = commandOf(events);
  const decision = command === null ? null : jobDecider.decide(command, job.state);
  judge.expect(
    decision?.ok === true && canonicalJson(decision.value) === canonicalJson(events),
    () =>
      `job-${job.id}@${recorded[0]!.revision}: ${canonicalJson(events)} is not what decide gives`,
  );
  for (const [place, event] of events.entries()) applyEvent(context, job, event, recorded[place]!);
}

/** The command whose decision these events must be. */
function commandOf(events: readonly JobEvent[]): JobCommand | null {
  const first = events[0]!;
  switch (first.type) {
    case "JobCreated":
      return { type: "CreateJob", ...first.data };
    case "JobPreflighted":
      return withPreflight(commandOf(events.slice(1)), first.data);
    case "JobPreparing":
      return { type: "StartPreparing", manifest: first.data.manifest };
    case "ManifestRead":
      return { type: "FinishPreparing", totals: first.data };
    case "JobConfirmed":
      return { type: "ConfirmJob", reason: first.data.reason };
    case "JobActivated":
      return { type: "ActivateJob" };
    case "JobPausing": {
      const { pausedBy, reason } = first.data;
      return pausedBy === "USER" ? { type: "PauseJob", reason } : { type: "PreemptJob" };
    }
    case "JobPaused":
      return { type: "RecordDrained", counts: { succeeded: 0, failed: 0, unknown: 0 } };
    case "JobDrained":
      return { type: "RecordDrained", counts: first.data, ...hashIn(events) };
    case "JobCompleting":
      return { type: "CompleteTasks", counts: first.data, ...hashIn(events) };
    case "JobResumed":
      return { type: "ResumeJob", reason: first.data.reason };
    case "JobPriorityChanged":
      return { type: "ChangePriority", priority: first.data.to };
    case "JobCancelRequested":
      return { type: "CancelJob", reason: first.data.reason };
    case "JobFailing":
      return { type: "FailJob", ...first.data };
    case "ReportWritten":
      return { type: "RecordReport", ...first.data };
    case "ReportFailed":
      return { type: "RecordReportFailure", reason: first.data.reason, ...hashIn(events) };
    case "JobReady":
    case "JobSuspended":
    case "JobTagged":
    case "JobLimitsChanged":
    case "JobCompleted":
    case "JobCancelled":
    case "JobFailed":
    case "JobExpired":
    case "JobHistoryDeleted":
      // Never the first of an append, or never asked for here.
      return null;
  }
}

/** Whether it is the right one is told when the event is applied. */
function hashIn(events: readonly JobEvent[]): { readonly outcomesHash?: string | null } {
  const last = events.at(-1)!;
  return isEnd(last) ? { outcomesHash: last.data.outcomesHash } : {};
}

function isEnd(
  event: JobEvent,
): event is Extract<JobEvent, { type: "JobCompleted" | "JobCancelled" | "JobFailed" }> {
  return (
    event.type === "JobCompleted" || event.type === "JobCancelled" || event.type === "JobFailed"
  );
}

function withPreflight(command: JobCommand | null, preflight: Preflight): JobCommand | null {
  if (command?.type !== "FinishPreparing" && command?.type !== "FailJob") return null;
  return { ...command, preflight };
}

function applyEvent(
  context: JobChecksContext,
  job: JobTruth,
  event: JobEvent,
  { position, recordedAt, metadata }: RecordedEvent,
): void {
  const { judge } = context;
  const entered = statusEntered[event.type];
  if (entered !== undefined) {
    const before = job.status;
    const legal = before === null ? entered === "NEW" : mayFollow(before, entered);
    judge.expect(legal, () => `${job.id} goes from ${before} to ${entered}`);
    checkEntering(context, job, event);
    job.status = entered;
    job.since = position;
    if (entered === "ACTIVE") {
      job.activatedAt = position;
      job.activatedBy = (metadata["actor"] as { readonly id: string }).id;
    }
    job.changedAt = Date.parse(recordedAt);
  }
  if (event.type === "JobCreated") job.priority = event.data.spec.priority;
  if (event.type === "JobPriorityChanged") {
    job.priority = event.data.to;
    job.changedAt = Date.parse(recordedAt);
  }
  if (event.type === "ManifestRead") {
    job.totals = event.data;
    const { keys } = job;
    judge.expect(
      event.data.rows === keys.length,
      () => `${job.id} has ${keys.length} rows, and ${event.data.rows} were read`,
    );
  }
  if (event.type === "JobDrained") checkDrained(judge, job, event.data);
  if (event.type === "JobDrained" || event.type === "JobCompleting") job.drained = true;
  job.state = jobDecider.evolve(job.state, event, recordedAt);
  checkSlots(context);
}

function checkEntering(context: JobChecksContext, job: JobTruth, event: JobEvent): void {
  const { judge } = context;
  if (event.type === "JobActivated" && context.isSettled()) checkIsNext(context, job);
  if (event.type === "JobPaused") checkNothingHeld(judge, job);
  if (event.type === "JobCompleting") {
    checkCounts(judge, job, event.data);
    judge.expect(
      job.succeeded + job.failed === job.keys.length,
      () => `${job.id} completes with ${job.succeeded + job.failed} outcomes`,
    );
    judge.expect(!job.everOverThreshold, () => `${job.id} completes over its failure threshold`);
  }
  if (isEnd(event)) {
    checkCounts(judge, job, event.data);
    judge.expect(
      event.data.outcomesHash === outcomesHashOf(job),
      () => `${job.id} ends with a hash that is not that of its outcomes`,
    );
  }
  if (event.type === "JobFailing" && event.data.code === "TaskFailureThresholdExceeded")
    judge.expect(job.everOverThreshold, () => `${job.id} fails below its failure threshold`);
}

/** Everyone has read of a change by then. */
const readMs = 3000;

/** When all is quiet, no job gets a slot while one of higher priority waits for it. */
function checkIsNext({ judge, jobs, now }: JobChecksContext, job: JobTruth): void {
  for (const other of jobs.values()) {
    const waits = isWaiting(other) && other.changedAt < now() - readMs;
    judge.expect(
      !waits || other.priority <= job.priority || job.changedAt > now() - readMs,
      () => `${job.id} of priority ${job.priority} goes before ${other.id} of ${other.priority}`,
    );
  }
}

/** When all is quiet, no job waits long for one of lower priority: that makes room. */
export function checkPreemption({ judge, jobs, now }: JobChecksContext): void {
  const lastsMs = ({ changedAt }: JobTruth) => now() - changedAt;
  const all = [...jobs.values()];
  const makesRoom = all.some(({ status }) => status === "PAUSING");
  for (const job of all.filter((one) => isWaiting(one) && lastsMs(one) > 2 * readMs)) {
    const lower = all.find(
      (other) =>
        other.status === "ACTIVE" && other.priority < job.priority && lastsMs(other) > 2 * readMs,
    );
    judge.expect(makesRoom || lower === undefined, () => `${job.id} waits for ${lower?.id}`);
  }
}

function isWaiting({ status, state }: JobTruth): boolean {
  const byScheduler =
    state.phase === "job" && state.status === "PAUSED" && state.pausedBy === "SCHEDULER";
  return status === "READY" || byScheduler;
}

function checkDrained(judge: Judge, job: JobTruth, counts: TaskCounts): void {
  checkCounts(judge, job, counts);
  checkNothingHeld(judge, job);
}

/** Chunks claimed after the stop make no call; those claimed before it must be back. */
function checkNothingHeld(judge: Judge, job: JobTruth): void {
  for (const [chunk, { state, claimedAt }] of job.chunks) {
    const held = state.claimed && state.holder !== null;
    judge.expect(
      !held || claimedAt > job.since,
      () => `${job.id} is drained while chunk ${chunk} is held`,
    );
  }
}

/** Over the chunks in the order of the manifest, by what the log holds of them. */
function outcomesHashOf({ totals, chunks }: JobTruth): string {
  const places = (totals?.parts ?? []).flatMap((part, number) =>
    Array.from({ length: part.chunks }, (_, chunk) => `${number}-${chunk}`),
  );
  const files: string[] = [];
  for (let first = 0; first < places.length; first += chunksPerReportFile) {
    const hashes = places.slice(first, first + chunksPerReportFile).flatMap((place) => {
      const state = chunks.get(place)?.state;
      const hasOutcomes = state?.claimed === true && state.succeeded + state.failed > 0;
      return hasOutcomes ? [state.outcomesHash] : [];
    });
    files.push(hashOfHashes(hashes));
  }
  return hashOfHashes(files);
}

function checkCounts(judge: Judge, job: JobTruth, counts: TaskCounts): void {
  const { succeeded, failed, unknown } = job;
  judge.expect(
    counts.succeeded === succeeded && counts.failed === failed && counts.unknown === unknown,
    () =>
      `${job.id} counts ${counts.succeeded}/${counts.failed}/${counts.unknown}, the log holds ${succeeded}/${failed}/${unknown}`,
  );
}

/**
 * Slots span streams, so no revision guards them: what a steward that was taken for lost still gives away late comes on
 * top of what its successor gives.
 */
function checkSlots({ judge, jobs, activeJobsMax, steward }: JobChecksContext): void {
  const active = [...jobs.values()].filter(({ status }) => status === "ACTIVE");
  const ofOthers = active.filter(({ activatedBy }) => activatedBy !== steward()).length;
  const allowed = activeJobsMax + (active.length - ofOthers === 0 ? 0 : ofOthers);
  judge.expect(
    active.length <= Math.max(activeJobsMax, allowed),
    () => `${active.length} jobs are ACTIVE, not ${activeJobsMax}`,
  );
}
