/** What is told of a job when it waits for somebody or has ended: a message that can be understood without asking back. */
import type { NoticedEvent } from "../config/notice-destinations.ts";
import type { RecordedEvent } from "../eventstore/eventstore.ts";
import { outcomeOf, type JobOutcome } from "../job/progress.ts";
import type { JobFailure } from "../job/events.ts";
import type { Job } from "../job/state.ts";
import { foldJob } from "../readmodels/job-from-stream.ts";
import type { JobRow } from "../readmodels/read-models.ts";

/** Events that people are told of. */
export const toldTypes = ["JobSuspended", "JobCompleted", "JobCancelled", "JobFailed"] as const;

export interface Notice {
  /** `job.suspended`: it waits to be confirmed. The others end in the status that the job has ended with. */
  readonly type: `job.${NoticedEvent}`;
  /** When the event was recorded, RFC 3339. */
  readonly timestamp: string;
  readonly data: {
    /** The event: the same from every process and at every try, so that a receiver can drop what it has already had. */
    readonly eventId: string;
    /** Its place in the log: of two notices the one with the higher place tells of what came later. */
    readonly position: number;
    readonly job: NoticedJob;
  };
}

export interface NoticedJob {
  readonly id: string;
  readonly description: string | null;
  readonly operation: string;
  readonly priority: number;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly status: Job["status"];
  /** How it came out; null while it has not ended. */
  readonly outcome: JobOutcome | null;
  /** Rows of the manifest; null when it was not read to its end. */
  readonly total: number | null;
  readonly succeeded: number;
  readonly failed: number;
  readonly unknown: number;
  /** Why it failed; null for every other. */
  readonly failure: JobFailure | null;
  readonly report: NoticedReport | null;
  readonly createdBy: string;
  /** `local`, `token:` and a name, or `jwt:` and a subject. */
  readonly createdById: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  /** The job in the console; null where the engine was not told its public address. */
  readonly url: string | null;
}

export interface NoticedReport {
  readonly status: string;
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string | null;
  /** Key of what lists its files; null when there are none. */
  readonly manifestKey: string | null;
}

/** `suspended` of `job.suspended`. */
export function eventOf({ type }: Notice): NoticedEvent {
  return type.slice("job.".length) as NoticedEvent;
}

/** `history`: of the job, up to the event. Null when nothing can be said of it: it expired, or a newer version wrote to it. */
export function noticeOf(
  event: RecordedEvent,
  {
    history,
    publicUrl,
  }: { readonly history: readonly RecordedEvent[]; readonly publicUrl: string },
): Notice | null {
  const row = foldJob(history);
  if (row === null || row.unreadable !== null) return null;
  const job = noticedJob(row, publicUrl);
  return {
    type: `job.${job.status.toLowerCase()}` as Notice["type"],
    timestamp: event.recordedAt,
    data: { eventId: event.id, position: event.position, job },
  };
}

function noticedJob({ state, progress, report, createdBy }: JobRow, publicUrl: string): NoticedJob {
  const { id, spec, priority, tags, status, createdAt, startedAt } = state;
  const { succeeded, failed, unknown } = progress;
  return {
    id,
    description: spec.description,
    operation: spec.operation.kind,
    priority,
    tags,
    status,
    outcome: "endedAt" in state ? outcomeOf(state) : null,
    total: "totals" in state ? (state.totals?.rows ?? null) : null,
    succeeded,
    failed,
    unknown,
    failure: "failure" in state ? state.failure : null,
    report: spec.report && {
      status: report.status,
      store: spec.report.store,
      bucket: spec.report.bucket,
      prefix: spec.report.prefix,
      manifestKey: report.manifestKey,
    },
    createdBy: createdBy.name,
    createdById: createdBy.id,
    createdAt,
    startedAt,
    url: publicUrl === "" ? null : `${publicUrl.replace(/\/$/, "")}/jobs/${id}`,
  };
}
