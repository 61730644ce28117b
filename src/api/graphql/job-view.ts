/** What is true of a job at one moment, the present one or a past one: the fields of `JobView`. */
import { outcomeOf } from "../../job/progress.ts";
import type { Job } from "../../job/state.ts";
import type { JobThen } from "../../readmodels/as-of.ts";
import type { JobRow } from "../../readmodels/read-models.ts";
import type { JobSnapshotResolvers } from "./generated/resolvers.ts";
import { progressOf } from "./job-progress.ts";

/** Those that are read from the state alone. */
export const viewFields = {
  status: ({ state }: JobRow) => state.status,
  statusReason: ({ state, unreadable }: JobRow) =>
    unreadable ?? failureOf(state)?.reason ?? state.reason,
  pausedBy: ({ state }: JobRow) => ("pausedBy" in state ? state.pausedBy : null),
  outcome: ({ state }: JobRow) => ("endedAt" in state ? outcomeOf(state) : null),
  priority: ({ state }: JobRow) => state.priority,
  limits: ({ state }: JobRow) => state.limits,
  description: ({ state }: JobRow) => state.spec.description,
  tags: ({ state }: JobRow) => state.tags,
  failureReasons: ({ state }: JobRow) => {
    const failure = failureOf(state);
    return failure === null ? [] : [{ code: failure.code, reason: failure.reason }];
  },
};

function failureOf(state: Job) {
  return "failure" in state ? state.failure : null;
}

/** A field of the job, as it was then. */
function then<Value>(field: (job: JobRow) => Value): (snapshot: JobThen) => Value {
  return ({ job }) => field(job);
}

export const snapshotFields: JobSnapshotResolvers = {
  revision: then(({ revision }) => revision),
  position: then(({ position }) => position),
  at: ({ event }) => event.recordedAt,
  event: ({ event }) => ({ event }),
  status: then(viewFields.status),
  statusReason: then(viewFields.statusReason),
  pausedBy: then(viewFields.pausedBy),
  outcome: then(viewFields.outcome),
  priority: then(viewFields.priority),
  limits: then(viewFields.limits),
  description: then(viewFields.description),
  tags: then(viewFields.tags),
  progress: ({ job, event }) => progressOf(job, { now: event.recordedAt, tasksPerSecond: null }),
  failureReasons: then(viewFields.failureReasons),
};
