/** The fields of a job. Most stand in its state; the rest is asked of the read models when it is selected. */
import type { PointInTime } from "../../readmodels/as-of.ts";
import { allowedActions } from "../../job/actions.ts";
import { mayDo } from "../access/actions.ts";
import { usualPeriods, type Job, type Periods } from "../../job/state.ts";
import { cursorAt } from "./event-cursor.ts";
import type { JobResolvers, JobSuspension, PointInTimeInput } from "./generated/resolvers.ts";
import { listHistory } from "./history.ts";
import { arnOfJob } from "./job-arn.ts";
import { progressOf } from "./job-progress.ts";
import { viewFields } from "./job-view.ts";
import { limits } from "./limits.ts";
import { outagesOf } from "./outages.ts";
import { countOf } from "./pages.ts";
import { listTasks, taskOf } from "./task-list.ts";
import { throughputOf } from "./throughput.ts";
import { assertCaughtUp, waitForPosition } from "./waiting.ts";

export const jobFields: JobResolvers = {
  cursor: ({ position }) => cursorAt(position),
  arn: ({ id }, _, { account, stores }) => arnOfJob(id, { account, stores }),
  ...viewFields,
  operation: ({ state }) => state.spec.operation,
  manifest: ({ state }) => ({
    spec: state.spec.manifest,
    opened: "opened" in state ? state.opened : null,
    generated: ("totals" in state ? state.totals?.generated : undefined) ?? null,
  }),
  report: (job) => (job.state.spec.report === null ? null : { job, spec: job.state.spec.report }),
  confirmationRequired: ({ state }) => state.spec.confirmationRequired,
  roleArn: ({ state }) => state.spec.roleArn,
  failureThreshold: ({ state }) => state.spec.failureThreshold,
  progress: (job, _, { readModels, now }) => {
    const at = now().toISOString();
    const active = job.state.status === "ACTIVE";
    return progressOf(job, {
      now: at,
      tasksPerSecond: active ? readModels.tasksPerSecond(job.id, at) : null,
    });
  },
  preflight: ({ state }) => state.preflight?.outcome ?? "PENDING",
  outages: ({ state }, _, { readModels, now }) => outagesOf(state, { readModels, now: now() }),
  queue: ({ id }, _, { readModels, jobLimits }) => {
    const queue = readModels.queueOf(id);
    return queue && { ...queue, slots: jobLimits.activeJobs };
  },
  failureGroups: (job, { first }, { readModels }) =>
    readModels
      .failureGroups(job.id, { first: countOf(first, limits.pageSizeMax) })
      .map((group) => ({ job, group })),
  throughput: (job, args, { readModels, now }) =>
    throughputOf(job, args, { readModels, now: now() }),
  asOf: async ({ id }, { point }, context) => {
    if ("position" in point) await waitForPosition(context, point.position);
    assertCaughtUp(context);
    return context.fromStreams.jobAsOf(id, pointOf(point));
  },
  tasks: (job, args, context) => listTasks(job, args, context),
  task: async (job, { manifestRow }, { fromStreams }) => {
    const task = await fromStreams.task(job, manifestRow - 1);
    return task === null ? null : taskOf(job, task);
  },
  taskTimeline: async (job, { manifestRow }, { fromStreams }) => {
    const timeline = await fromStreams.timeline(job, manifestRow - 1);
    return timeline && { job, manifestRow, timeline };
  },
  history: (job, args, context) => listHistory(job, args, context),
  allowedActions: (job, _, { caller }) =>
    allowedActions(job.state).filter((action) => mayDo(action, { job, caller })),
  audit: (job) => job,
  retryOf: ({ state }, _, { readModels }) => {
    const { manifest } = state.spec;
    return manifest.kind === "failed-tasks" ? readModels.job(manifest.job) : null;
  },
  retries: ({ id }, _, { readModels }) => readModels.retriesOf(id, { first: limits.pageSizeMax }),
  clonedFrom: ({ state }, _, { readModels }) =>
    state.clonedFrom === null ? null : readModels.job(state.clonedFrom),
  createdAt: ({ state }) => state.createdAt,
  startedAt: ({ state }) => state.startedAt,
  endedAt: ({ state }) => ("endedAt" in state ? state.endedAt : null),
  expiresAt: ({ state }, _arguments, { periods = usualPeriods }) =>
    "endedAt" in state ? daysAfter(state.endedAt, periods.retentionDays) : null,
  suspension: ({ state }, _arguments, { periods = usualPeriods }) => suspensionOf(state, periods),
};

function pointOf(point: PointInTimeInput): PointInTime {
  if (point.revision !== undefined) return { revision: point.revision };
  if (point.position !== undefined) return { position: point.position };
  return { timestamp: point.timestamp };
}

const dayMs = 86_400_000;

function suspensionOf(state: Job, { confirmationDays }: Periods): JobSuspension | null {
  if (state.status !== "SUSPENDED") return null;
  const since = state.suspendedAt;
  const expiresAt = daysAfter(since, confirmationDays);
  return { since, cause: "AWAITING_CONFIRMATION", expiresAt };
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time) + days * dayMs).toISOString();
}
