/** What the resolvers of a type are given to work on, where it is not a row of the read models itself. */
import type {
  CsvManifestSpec,
  FailedTasksManifestSpec,
  GeneratedManifestSpec,
  InventoryManifestSpec,
  ManifestSpec,
  OperationSpec,
  ReportSpec,
} from "../../job/spec.ts";
import type { ManifestTotals, OpenedManifest } from "../../job/events.ts";
import type { BulkRow } from "../../readmodels/bulk-queries.ts";
import type { JobThen } from "../../readmodels/as-of.ts";
import type { LoggedEvent } from "../../readmodels/logged-events.ts";
import type {
  FailureGroupRow,
  HistoryRow,
  JobRow,
  ReportFileRow,
  TaskRow,
} from "../../readmodels/read-models.ts";
import type { TaskTimeline } from "../../readmodels/task-timeline.ts";
import type { UserProblem } from "./rejections.ts";

/** The engine is the process that answers. */
export type EngineParent = Readonly<Record<string, never>>;

export type CopyObjectParent = Extract<OperationSpec, { kind: "COPY_OBJECT" }>;
export type PutObjectTaggingParent = Extract<OperationSpec, { kind: "PUT_OBJECT_TAGGING" }>;
export type DeleteObjectTaggingParent = Extract<OperationSpec, { kind: "DELETE_OBJECT_TAGGING" }>;
export type PutObjectAclParent = Extract<OperationSpec, { kind: "PUT_OBJECT_ACL" }>;
export type RestoreObjectParent = Extract<OperationSpec, { kind: "RESTORE_OBJECT" }>;
export type PutObjectLegalHoldParent = Extract<OperationSpec, { kind: "PUT_OBJECT_LEGAL_HOLD" }>;
export type MergeObjectTagsParent = Extract<OperationSpec, { kind: "MERGE_OBJECT_TAGS" }>;
export type InvokeFunctionParent = Extract<OperationSpec, { kind: "INVOKE_FUNCTION" }>;
export type ComputeChecksumParent = Extract<OperationSpec, { kind: "COMPUTE_CHECKSUM" }>;
export type DeleteObjectParent = Extract<OperationSpec, { kind: "DELETE_OBJECT" }>;
export type PutObjectRetentionParent = Extract<OperationSpec, { kind: "PUT_OBJECT_RETENTION" }>;

/** The list of a job, with what was found when it was opened. */
interface ManifestOf<Spec extends ManifestSpec> {
  readonly spec: Spec;
  readonly opened: OpenedManifest | null;
  /** Of a list that was generated and is kept. */
  readonly generated: { readonly key: string; readonly etag: string } | null;
}

export type ManifestParent = ManifestOf<ManifestSpec>;
export type CsvManifestParent = ManifestOf<CsvManifestSpec>;
export type InventoryManifestParent = ManifestOf<InventoryManifestSpec>;
export type GeneratedManifestParent = ManifestOf<GeneratedManifestSpec>;
export type FailedTasksManifestParent = ManifestOf<FailedTasksManifestSpec>;

/** A job as it was after an event. */
export type JobSnapshotParent = JobThen;

/** The report of a job that asked for one. */
export interface ReportParent {
  readonly job: JobRow;
  readonly spec: ReportSpec;
}

export interface ReportFileParent {
  readonly jobId: string;
  readonly file: ReportFileRow;
}

/** A task, with what is known of the manifest that it is a row of. */
export interface TaskParent {
  readonly jobId: string;
  readonly totals: ManifestTotals;
  readonly task: TaskRow;
}

export interface FailureGroupParent {
  readonly job: JobRow;
  readonly group: FailureGroupRow;
}

/** An event, from the rows of the timeline or from the log. */
export interface JobEventParent {
  readonly event: Omit<HistoryRow, "category"> & Pick<LoggedEvent, "category" | "jobId">;
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

/** What became of a command to many jobs. */
export type BulkParent =
  | { readonly accepted: true; readonly row: BulkRow | null; readonly position: number }
  | { readonly accepted: false; readonly errors: readonly UserProblem[] };

/** A configured store; whether it works is asked when that is selected. */
export interface StoreParent {
  readonly name: string;
  readonly default: boolean;
  readonly development: boolean;
  readonly region: string | null;
  readonly endpoint: string | null;
}

/** What is found by its id. */
/** What is recorded of one row of the manifest of a job. */
export interface TaskTimelineParent {
  readonly job: JobRow;
  readonly manifestRow: number;
  readonly timeline: TaskTimeline;
}

export type NodeParent = JobRow | TaskParent;
