/** The fields of a job. Most stand in its state; the rest is asked of the read models when it is selected. */
import { outcomeOf } from "../../job/progress.ts";
import { suspendedDaysMax, type Job } from "../../job/state.ts";
import { allowedActions } from "./actions.ts";
import { apiError } from "./errors.ts";
import type { JobResolvers, JobSuspension } from "./generated/resolvers.ts";
import { progressOf } from "./job-progress.ts";
import { limits } from "./limits.ts";
import { connection, countOf, pageOf } from "./pages.ts";

export const jobFields: JobResolvers = {
  status: ({ state }) => state.status,
  statusReason: ({ state, unreadable }) => unreadable ?? failureOf(state)?.reason ?? state.reason,
  outcome: ({ state }) => ("endedAt" in state ? outcomeOf(state) : null),
  priority: ({ state }) => state.priority,
  limits: ({ state }) => state.limits,
  description: ({ state }) => state.spec.description,
  tags: ({ state }) => state.tags,
  operation: ({ state }) => state.spec.operation,
  manifest: (job) => job,
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
  failureReasons: ({ state }) => {
    const failure = failureOf(state);
    return failure === null ? [] : [{ code: failure.code, reason: failure.reason }];
  },
  failureGroups: (job, { first }, { readModels }) =>
    readModels
      .failureGroups(job.id, { first: countOf(first, limits.pageSizeMax) })
      .map((group) => ({ job, group })),
  tasks: (job, { filter, first, after }, { readModels }) => {
    if (filter.outcome !== "FAILED") {
      throw apiError(
        "BAD_USER_INPUT",
        "Only tasks with the outcome FAILED can be listed; the report of the job lists the others.",
      );
    }
    const errorCodes = filter.errorCodes ?? [];
    const page = readModels.failedTasks(job.id, {
      ...pageOf({ first, after }),
      ...(errorCodes.length > 0 ? { errorCodes } : {}),
    });
    return { ...connection(page, (task) => ({ job, task })), totalCount: page.totalCount };
  },
  history: (job, { categories, direction, first, after }, { readModels }) => {
    const page = readModels.history(job.id, {
      categories,
      newestFirst: direction === "DESC",
      ...pageOf({ first, after }),
    });
    return connection(page, (event) => ({ jobId: job.id, event }));
  },
  allowedActions: ({ state }) => allowedActions(state.status),
  createdAt: ({ state }) => state.createdAt,
  startedAt: ({ state }) => state.startedAt,
  endedAt: ({ state }) => ("endedAt" in state ? state.endedAt : null),
  suspension: ({ state }) => suspensionOf(state),
};

function failureOf(state: Job) {
  return "failure" in state ? state.failure : null;
}

const dayMs = 86_400_000;

function suspensionOf(state: Job): JobSuspension | null {
  if (state.status !== "SUSPENDED") return null;
  const since = state.suspendedAt;
  const expiresAt = new Date(Date.parse(since) + suspendedDaysMax * dayMs).toISOString();
  return { since, cause: "AWAITING_CONFIRMATION", expiresAt };
}
