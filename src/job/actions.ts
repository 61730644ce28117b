import { isTerminal, jobStatuses, mayFollow, type JobStatus } from "./lifecycle.ts";
import { among, both, type Query } from "./query/query.ts";
import type { Job } from "./state.ts";

/** What a user can ask of a job. */
export type JobAction = keyof typeof inStatus;

/** The statuses that allow each; what is asked of a job beside them stands below. */
const inStatus = {
  CONFIRM: (status) => status === "SUSPENDED",
  CANCEL: (status) => mayFollow(status, "CANCELLING"),
  PAUSE: (status) => mayFollow(status, "PAUSING"),
  RESUME: (status) => status === "PAUSED",
  UPDATE_PRIORITY: (status) => !isTerminal(status),
  UPDATE_LIMITS: (status) => !isTerminal(status),
  TAG: () => true,
  RETRY_FAILED_TASKS: isTerminal,
  CLONE: () => true,
  DELETE: isTerminal,
} as const satisfies Readonly<Record<string, (status: JobStatus) => boolean>>;

interface Further {
  readonly isMet: (job: Job) => boolean;
  /** The same, to be counted. */
  readonly query: Query;
}

const further: Readonly<Partial<Record<JobAction, Further>>> = {
  RESUME: {
    isMet: (job) => "pausedBy" in job && job.pausedBy === "USER",
    query: among("pausedBy", ["USER"]),
  },
  RETRY_FAILED_TASKS: {
    isMet: (job) => "endedAt" in job && job.counts.failed > 0,
    query: { kind: "condition", subject: { field: "failed" }, test: { is: ">", value: 0 } },
  },
};

const actions = Object.keys(inStatus) as JobAction[];

/** What would change something now. A job that is gone has none, and one that is there can always be tagged. */
export function allowedActions(job: Job): JobAction[] {
  return actions.filter(
    (action) => inStatus[action](job.status) && further[action]?.isMet(job) !== false,
  );
}

/** The jobs of which `allowedActions` has this. */
export function allowing(action: JobAction): Query {
  const inOne = among("status", jobStatuses.filter(inStatus[action]));
  const more = further[action];
  return more === undefined ? inOne : both(inOne, more.query);
}
