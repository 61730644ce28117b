/** What the resolvers of a type are given to work on, where it is not a row of the read models itself. */
import type { OperationSpec, ReportSpec } from "../../job/spec.ts";
import type {
  FailedTaskRow,
  FailureGroupRow,
  HistoryRow,
  JobRow,
} from "../../readmodels/read-models.ts";
import type { UserProblem } from "./rejections.ts";

export type CopyObjectParent = Extract<OperationSpec, { kind: "COPY_OBJECT" }>;
export type PutObjectTaggingParent = Extract<OperationSpec, { kind: "PUT_OBJECT_TAGGING" }>;
export type DeleteObjectTaggingParent = Extract<OperationSpec, { kind: "DELETE_OBJECT_TAGGING" }>;

/** The report of a job that asked for one. */
export interface ReportParent {
  readonly job: JobRow;
  readonly spec: ReportSpec;
}

/** A task, with the job whose manifest it is a row of. */
export interface TaskParent {
  readonly job: JobRow;
  readonly task: FailedTaskRow;
}

export interface FailureGroupParent {
  readonly job: JobRow;
  readonly group: FailureGroupRow;
}

export interface JobEventParent {
  readonly jobId: string;
  readonly event: HistoryRow;
}

/** What became of a command. */
export type CommandParent =
  | {
      readonly accepted: true;
      readonly jobId: string;
      readonly position: number;
      /** Whether this process has read what the command wrote. */
      readonly read: boolean;
    }
  | { readonly accepted: false; readonly errors: readonly UserProblem[] };
