/** What is recorded of a bulk command: one command to many jobs, in `bulk-<id>`. What it does to a job stands in the job's own stream. */
import type { UserCommand } from "./commands.ts";
import type { Fact } from "./events.ts";

/** What can be asked of many jobs at once. */
export type CommandToMany = Extract<
  UserCommand,
  {
    readonly type:
      | "ConfirmJob"
      | "CancelJob"
      | "PauseJob"
      | "ResumeJob"
      | "ChangePriority"
      | "DeleteJob";
  }
>;

export type BulkEvent =
  | BulkCommandGiven
  | BulkCommandListed
  | BulkCommandTaken
  | BulkCommandAdvanced
  | BulkCommandStopRequested
  | BulkCommandEnded
  | BulkCommandExpired;

/** What whoever gave it was allowed at that moment: it is carried out with these rights, whoever carries it out. */
export interface RulesThen {
  readonly permission: string;
  readonly grants: readonly string[];
  /** Each bound there was, by its name; null: not bound. */
  readonly bounds: Readonly<Record<string, unknown>>;
}

/** Somebody asked for it, and it stands. Which jobs it is about follows. */
export type BulkCommandGiven = Fact<
  "BulkCommandGiven",
  {
    readonly bulkId: string;
    /** The process that answered, and that carries it out. */
    readonly executor: string;
    readonly command: CommandToMany;
    /** How many jobs it is about. */
    readonly jobs: number;
    readonly rules: RulesThen;
  }
>;

/** Some of the jobs it is about, in the order in which they are told. */
export type BulkCommandListed = Fact<
  "BulkCommandListed",
  {
    readonly jobs: readonly string[];
    /** Revisions that they must still be at, each for the job at the same place; absent where that is all the same. */
    readonly revisions?: readonly (number | null)[];
  }
>;

/** Another process carries it out from here on. */
export type BulkCommandTaken = Fact<"BulkCommandTaken", { readonly executor: string }>;

/** A job that did not take the command, and why. */
export interface RefusedJob {
  readonly jobId: string;
  readonly message: string;
}

/** Jobs that refused for one reason. */
export interface Refusals {
  readonly code: string;
  readonly jobs: number;
  /** The first of them. */
  readonly examples: readonly RefusedJob[];
}

/** The next jobs of the list were told: so many since the last of these events. */
export type BulkCommandAdvanced = Fact<
  "BulkCommandAdvanced",
  { readonly done: number; readonly refused: readonly Refusals[] }
>;

/** Somebody asked that no more jobs are told. */
export type BulkCommandStopRequested = Fact<"BulkCommandStopRequested", Record<string, never>>;

/** `LOST`: the process that wrote its list down went away in between, and no job was told. */
export type BulkEnd = "ALL_TOLD" | "STOPPED" | "LOST";

export type BulkCommandEnded = Fact<
  "BulkCommandEnded",
  { readonly end: BulkEnd; readonly done: number; readonly refused: number }
>;

/** It has been kept for long enough; nothing else of it is left. */
export type BulkCommandExpired = Fact<"BulkCommandExpired", Record<string, never>>;
