import type { JobEvent } from "./events.ts";

/** The thirteen statuses of a job, as S3 Batch Operations names them (guide, "Tracking job status"). */
export const jobStatuses = [
  "NEW",
  "PREPARING",
  "SUSPENDED",
  "READY",
  "ACTIVE",
  "PAUSING",
  "PAUSED",
  "COMPLETING",
  "COMPLETE",
  "CANCELLING",
  "CANCELLED",
  "FAILING",
  "FAILED",
] as const;

export type JobStatus = (typeof jobStatuses)[number];

/** Which status may follow which. */
export const transitions: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  NEW: ["PREPARING", "CANCELLING", "FAILING"],
  PREPARING: ["SUSPENDED", "READY", "CANCELLING", "FAILING"],
  SUSPENDED: ["READY", "CANCELLING", "FAILING"],
  READY: ["ACTIVE", "PAUSING", "CANCELLING"],
  ACTIVE: ["PAUSING", "COMPLETING", "CANCELLING", "FAILING"],
  PAUSING: ["PAUSED", "CANCELLING"],
  PAUSED: ["ACTIVE", "READY", "CANCELLING"],
  COMPLETING: ["COMPLETE", "FAILING"],
  COMPLETE: [],
  CANCELLING: ["CANCELLED"],
  CANCELLED: [],
  FAILING: ["FAILED"],
  FAILED: [],
};

/** The status each event enters. Every status has exactly one; the other events change none. */
export const statusEntered: Readonly<Partial<Record<JobEvent["type"], JobStatus>>> = {
  JobCreated: "NEW",
  JobPreparing: "PREPARING",
  JobSuspended: "SUSPENDED",
  JobReady: "READY",
  JobActivated: "ACTIVE",
  JobPausing: "PAUSING",
  JobPaused: "PAUSED",
  JobCompleting: "COMPLETING",
  JobCompleted: "COMPLETE",
  JobCancelRequested: "CANCELLING",
  JobCancelled: "CANCELLED",
  JobFailing: "FAILING",
  JobFailed: "FAILED",
};

/** Nothing leaves a terminal status. */
export function isTerminal(status: JobStatus): boolean {
  return transitions[status].length === 0;
}

export function mayFollow(from: JobStatus, to: JobStatus): boolean {
  return transitions[from].includes(to);
}
