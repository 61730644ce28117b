/**
 * What can be done to one object. An operation is declared, not performed: it says which command a task is, and what an
 * answer means; how the command is sent is the transport's affair, and when it is tried again the executor's.
 */
import type { FieldProblem, OperationKind, OperationSpec } from "../job/spec.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";

/** The object of one task. */
export interface Task {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Null: the version that is current when the task runs. */
  readonly versionId: string | null;
}

/** What else is known when a task is tried. */
export interface Attempt {
  /** An earlier try of the same task ended without an answer, so it may have got through. */
  readonly unanswered: boolean;
}

export const firstAttempt: Attempt = { unanswered: false };

export type ParametersOf<Kind extends OperationKind> = Extract<
  OperationSpec,
  { kind: Kind }
>["parameters"];

export interface Operation<Kind extends OperationKind = OperationKind> {
  readonly kind: Kind;
  /** For people. */
  readonly title: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** S3 actions that the credentials need on the objects. */
  readonly s3Actions: readonly string[];
  /** What is wrong with the parameters; paths are relative to them. */
  readonly check: (parameters: ParametersOf<Kind>, at: CheckedAt) => readonly FieldProblem[];
  /** Store that the command goes to. */
  readonly store: (parameters: ParametersOf<Kind>, sourceStore: string) => string;
  /** Grants that a caller needs for it beside the right to run jobs. */
  readonly grants?: (parameters: ParametersOf<Kind>) => readonly OperationGrant[];
  /** The bucket must have Object Lock on, or the job fails before its first task. */
  readonly needsObjectLock?: boolean;
  /** The SDK command for one task. */
  readonly command: (parameters: ParametersOf<Kind>, task: Task) => OperationCommand;
  /**
   * Calls after a successful one that make sure of what some stores leave out of it without a word (Ceph's gateway
   * ignores new tags and lock settings of a copy). The task succeeds when all of them do.
   */
  readonly followUps?: (parameters: ParametersOf<Kind>, task: Task) => readonly FollowUp[];
  /** What an answer means. A 2xx is a success only when it is the one the operation documents. */
  readonly judge: (answer: Answer, attempt: Attempt) => Judgement;
}

/** What a caller may be allowed to do beyond running jobs. */
export type OperationGrant = "BYPASS_GOVERNANCE";

/** When parameters are checked: some dates must lie in the future. */
export interface CheckedAt {
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface FollowUp {
  readonly command: OperationCommand;
  readonly judge: (answer: Answer) => Judgement;
  /** What it is about, for the message when it fails: `its tags`. */
  readonly about: string;
}

export type Judgement =
  | {
      readonly succeeded: true;
      /** Null: `Successful`. */
      readonly message: string | null;
    }
  | { readonly succeeded: false; readonly failure: StoreFailure };
