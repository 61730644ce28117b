/** A valid spec, and histories of jobs that stand in each status. */
import type { JobEvent, ManifestTotals, OpenedManifest, TaskCounts } from "../../src/job/events.ts";
import { jobStatuses } from "../../src/job/lifecycle.ts";
import { jobDecider } from "../../src/job/decide.ts";
import type { CsvManifestSpec, JobSpec } from "../../src/job/spec.ts";
import { givenFor } from "./given-when-then.ts";

export const given = givenFor(jobDecider);

export const jobId = "6f1c2a34-0b7e-5d19-9c55-2f3a4b5c6d7e";
export const account = "000000000000";

/** A spec whose list is a CSV file. */
export type CsvJobSpec = JobSpec & { readonly manifest: CsvManifestSpec };

export function validSpec(changes?: Partial<CsvJobSpec>): CsvJobSpec;
export function validSpec(changes: Partial<JobSpec>): JobSpec;
export function validSpec(changes: Partial<JobSpec> = {}): JobSpec {
  return {
    operation: {
      kind: "PUT_OBJECT_TAGGING",
      parameters: { tagSet: [{ key: "state", value: "archived" }] },
    },
    manifest: {
      kind: "csv",
      object: {
        store: "default",
        bucket: "lists",
        key: "photos.csv",
        versionId: null,
        etag: "0cc175b9c0f1b6a831c399e269772661",
      },
      fields: ["BUCKET", "KEY"],
      sourceStore: "default",
    },
    report: {
      store: "default",
      bucket: "reports",
      prefix: "batch",
      scope: "ALL_TASKS",
      expectedBucketOwner: null,
    },
    priority: 10,
    description: "Tag the photos",
    tags: [{ key: "team", value: "photos" }],
    confirmationRequired: true,
    roleArn: null,
    failureThreshold: { minimumTasks: 1000, maximumFailureRate: 0.5 },
    limits: { maxConcurrency: null, maxRequestsPerSecond: null },
    ...changes,
  };
}

export const opened: OpenedManifest = {
  etag: "0cc175b9c0f1b6a831c399e269772661",
  versionId: null,
  sizeBytes: 3_000,
  partOffsets: [0],
  rowsPerChunk: 500,
};

export const totals: ManifestTotals = {
  bucket: "photos",
  rows: 1_200,
  chunks: 3,
  parts: [{ rows: 1_200, chunks: 3 }],
};

export const noTasks: TaskCounts = { succeeded: 0, failed: 0, unknown: 0 };
export const someTasks: TaskCounts = { succeeded: 300, failed: 20, unknown: 5 };
export const allTasks: TaskCounts = { succeeded: 1_190, failed: 10, unknown: 0 };

/** Where a job may stand: its thirteen statuses, and what else makes a difference to a command. */
export const situations = [
  "NONE",
  ...jobStatuses,
  "EXPIRED",
  "PAUSING_BY_SCHEDULER",
  "PAUSED_BY_SCHEDULER",
  "CANCELLING_DRAINED",
  "FAILING_DRAINED",
] as const;

export type Situation = (typeof situations)[number];

export function createdEvent(spec: JobSpec = validSpec()): JobEvent {
  return { type: "JobCreated", data: { jobId, account, token: "token-1", spec } };
}

export const event = {
  preparing: { type: "JobPreparing", data: { manifest: opened } },
  read: { type: "ManifestRead", data: totals },
  suspended: { type: "JobSuspended", data: { cause: "AWAITING_CONFIRMATION" } },
  confirmed: { type: "JobConfirmed", data: { reason: null } },
  ready: { type: "JobReady", data: {} },
  activated: { type: "JobActivated", data: {} },
  pausing: { type: "JobPausing", data: { pausedBy: "USER", reason: null } },
  paused: { type: "JobPaused", data: { pausedBy: "USER" } },
  preempting: { type: "JobPausing", data: { pausedBy: "SCHEDULER", reason: null } },
  preempted: { type: "JobPaused", data: { pausedBy: "SCHEDULER" } },
  resumed: { type: "JobResumed", data: { reason: null } },
  cancelRequested: { type: "JobCancelRequested", data: { reason: null } },
  failing: {
    type: "JobFailing",
    data: { code: "TaskFailureThresholdExceeded", reason: "501 of 1000 tasks failed." },
  },
  drained: { type: "JobDrained", data: someTasks },
  completing: { type: "JobCompleting", data: allTasks },
  completed: { type: "JobCompleted", data: { ...allTasks, outcomesHash: null } },
  cancelled: { type: "JobCancelled", data: { ...someTasks, outcomesHash: null } },
  failed: {
    type: "JobFailed",
    data: {
      ...someTasks,
      code: "TaskFailureThresholdExceeded",
      reason: "501 of 1000 tasks failed.",
      outcomesHash: null,
    },
  },
  expired: { type: "JobExpired", data: { cause: "RETENTION" } },
} as const satisfies Record<string, JobEvent>;

const { preparing, read, suspended, confirmed, ready, activated } = event;

/** What came after `JobCreated` of a job that stands there. */
const sinceCreated: Readonly<Record<Exclude<Situation, "NONE">, readonly JobEvent[]>> = (() => {
  const toReady = [preparing, read, suspended, confirmed, ready];
  const toActive = [...toReady, activated];
  const toCancelling = [...toActive, event.cancelRequested];
  const toFailing = [...toActive, event.failing];
  const toComplete = [...toActive, event.completing, event.completed];
  return {
    NEW: [],
    PREPARING: [preparing],
    SUSPENDED: [preparing, read, suspended],
    READY: toReady,
    ACTIVE: toActive,
    PAUSING: [...toActive, event.pausing],
    PAUSED: [...toActive, event.pausing, event.paused],
    PAUSING_BY_SCHEDULER: [...toActive, event.preempting],
    PAUSED_BY_SCHEDULER: [...toActive, event.preempting, event.preempted],
    COMPLETING: [...toActive, event.completing],
    COMPLETE: toComplete,
    CANCELLING: toCancelling,
    CANCELLING_DRAINED: [...toCancelling, event.drained],
    CANCELLED: [...toCancelling, event.drained, event.cancelled],
    FAILING: toFailing,
    FAILING_DRAINED: [...toFailing, event.drained],
    FAILED: [...toFailing, event.drained, event.failed],
    EXPIRED: [...toComplete, event.expired],
  };
})();

export function historyOf(situation: Situation, spec: JobSpec = validSpec()): JobEvent[] {
  return situation === "NONE" ? [] : [createdEvent(spec), ...sinceCreated[situation]];
}
