/**
 * What can be done to one object. An operation is declared, not performed: it says which command a task is, and what an
 * answer means; how the command is sent is the transport's affair, and when it is tried again the executor's.
 */
import type { FieldProblem, OperationKind, OperationSpec } from "../job/spec.ts";
import type { FunctionAnswer, FunctionCall } from "../lambda/function-caller.ts";
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
  readonly job: string;
  readonly part: number;
  /** Row in the part. */
  readonly row: number;
  /** Key as the manifest writes it. */
  readonly rawKey: string;
  /** An earlier try of the same task ended without an answer, so it may have got through. */
  readonly unanswered: boolean;
}

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
  /** Store that its calls go to, beside that of the source. */
  readonly store: (parameters: ParametersOf<Kind>, sourceStore: string) => string;
  /** How a task is done. */
  readonly way: (parameters: ParametersOf<Kind>, sourceStore: string) => Way;
  /** Its jobs always wait for confirmation. */
  readonly alwaysConfirmed?: boolean;
  /** The bucket must have Object Lock on, or the job fails before its first task. */
  readonly needsObjectLock?: boolean;
  /** One task may take minutes, so few of them make a chunk. */
  readonly slow?: (parameters: ParametersOf<Kind>, sourceStore: string) => boolean;
}

export type Way = OneCall | ManyCalls | KeyBatch;

/** One call a task: the common way, and the only one that a transport can take advantage of. */
export interface OneCall {
  readonly kind: "one-call";
  /** The SDK command for one task. Nothing but the object of the task may tell two of them apart. */
  readonly command: (task: Task) => OperationCommand;
  /** What an answer means. A 2xx is a success only when it is the one the operation documents. */
  readonly judge: (answer: Answer, attempt: Attempt) => Judgement;
  /**
   * Calls after a successful one that make sure of what some stores leave out of it without a word (Ceph's gateway
   * ignores new tags and lock settings of a copy). The task succeeds when all of them do. Absent where a job has none.
   */
  readonly followUps?: (task: Task) => readonly FollowUp[];
  /** What is done in place of a call that failed in this way; null when the failure stands. */
  readonly instead?: (failure: StoreFailure) => Perform | null;
}

/** Several calls a task, each made once: which one is next depends on the answer to the one before. */
export interface ManyCalls {
  readonly kind: "many-calls";
  readonly perform: Perform;
}

/** One call for many tasks, each of them judged for itself. */
export interface KeyBatch {
  readonly kind: "batch";
  /** Most tasks in a call. */
  readonly rowsMax: number;
  readonly command: (tasks: readonly Task[]) => OperationCommand;
  /** As many as there are tasks, in their order. */
  readonly judge: (answer: Answer, tasks: readonly Task[]) => readonly Judgement[];
  /** Whether a task can share a call with others. */
  readonly canShare: (task: Task) => boolean;
  /** The same for one task alone. */
  readonly alone: Pick<OneCall, "command" | "judge">;
}

export type Perform = (task: Task, calls: Calls, attempt: Attempt) => Promise<Judgement>;

/** How an operation of several calls makes them. None of it throws for what the world does. */
export interface Calls {
  /** One call to a configured store. */
  send(store: string, command: OperationCommand): Promise<Answer>;
  /** One invocation of a configured function. */
  invoke(call: FunctionCall): Promise<FunctionAnswer>;
  /** Size of the parts of a copy that is made by parts; the usual one when left out. */
  readonly copyPartBytes?: number | undefined;
}

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
