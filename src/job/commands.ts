import type { JobFailureCode, ManifestTotals, OpenedManifest, TaskCounts } from "./events.ts";
import type { Preflight } from "./preflight.ts";
import type { JobLimits, JobSpec, Tag } from "./spec.ts";

/** Every request that can be made of one job: by users, and by the executors as the world lets them know. */
export type JobCommand = UserCommand | EngineCommand;

export type UserCommand =
  | {
      readonly type: "CreateJob";
      readonly jobId: string;
      readonly account: string;
      readonly token: string | null;
      readonly spec: JobSpec;
      /** The job whose settings it is made from. */
      readonly clonedFrom?: string | null;
      /** Buckets whose objects the manifest may list; any when left out. */
      readonly allowedBuckets?: readonly string[];
      /** Buckets whose objects it may not list; none when left out. */
      readonly deniedBuckets?: readonly string[];
    }
  | { readonly type: "ConfirmJob"; readonly reason: string | null }
  | { readonly type: "CancelJob"; readonly reason: string | null }
  | { readonly type: "PauseJob"; readonly reason: string | null }
  | { readonly type: "ResumeJob"; readonly reason: string | null }
  | { readonly type: "ChangePriority"; readonly priority: number }
  | { readonly type: "ChangeLimits"; readonly limits: JobLimits }
  | { readonly type: "TagJob"; readonly set: readonly Tag[]; readonly remove: readonly string[] }
  | { readonly type: "DeleteJob"; readonly reason?: string | null };

/** Over the outcomes of a job that ends without a report; left out where it does not end, or writes one. */
interface OutcomesHash {
  readonly outcomesHash?: string | null;
}

export type EngineCommand =
  | { readonly type: "StartPreparing"; readonly manifest: OpenedManifest }
  | {
      readonly type: "FinishPreparing";
      readonly totals: ManifestTotals;
      /** How the operation was tried; left out where that is not known. */
      readonly preflight?: Preflight | undefined;
    }
  | { readonly type: "ActivateJob" }
  | { readonly type: "PreemptJob" }
  /** A job that stops has no chunk in any hand. */
  | ({
      readonly type: "RecordDrained";
      /**
       * Which of its stoppings was seen to be drained, counted from 1; the present one when left out. Refused when the job
       * has gone on since, or stops anew: other chunks may be in hand by then, and more is to be done before an end.
       */
      readonly stop?: number;
      readonly counts: TaskCounts;
    } & OutcomesHash)
  | ({ readonly type: "CompleteTasks"; readonly counts: TaskCounts } & OutcomesHash)
  | {
      readonly type: "FailJob";
      readonly code: JobFailureCode;
      readonly reason: string;
      readonly preflight?: Preflight | undefined;
    }
  | {
      readonly type: "RecordReport";
      readonly manifestKey: string;
      readonly files: number;
      readonly rows: number;
      readonly outcomesHash: string;
    }
  | ({ readonly type: "RecordReportFailure"; readonly reason: string } & OutcomesHash)
  /** A due date may have passed; `decide` looks again. `now`: RFC 3339. `days`: the usual ones when left out. */
  | { readonly type: "ExpireConfirmation"; readonly now: string; readonly days?: number }
  | { readonly type: "ExpireJob"; readonly now: string; readonly days?: number }
  /** Of an expired job: so many streams of its parts, chunks and report files are gone. */
  | { readonly type: "RecordHistoryDeleted"; readonly streams: number };
