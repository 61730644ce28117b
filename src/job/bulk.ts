/**
 * The decider of a bulk command: whose turn it is to carry it out, how far that is, and how it came out. Pure. What it does
 * to each job is decided by the job.
 */
import { err, ok, type Result } from "../lib/result.ts";
import type { BulkEnd, BulkEvent, CommandToMany, Refusals, RulesThen } from "./bulk-events.ts";
import { checkPriority, checkReason } from "./check-spec.ts";
import type { Actor } from "./codec.ts";
import type { FieldProblem } from "./spec.ts";
import { isDue } from "./state.ts";

export const bulkLimits = {
  /** Jobs of one bulk command. */
  jobsMax: 100_000,
  /** Jobs of one event of its list, so that each is far below what one append may hold. */
  pageJobs: 5_000,
  /** Refused jobs that are kept for each reason. */
  examplesMax: 5,
} as const;

export type BulkState = { readonly phase: "none" } | Bulk;

export interface Bulk {
  readonly phase: "given";
  readonly id: string;
  readonly command: CommandToMany;
  readonly givenBy: Actor;
  readonly givenAt: string;
  readonly rules: RulesThen;
  /** How many jobs it is about. */
  readonly jobs: number;
  /** Where they are listed. */
  readonly pages: readonly BulkPage[];
  /** The process that carries it out. */
  readonly executor: string;
  readonly done: number;
  readonly refused: readonly Refusals[];
  readonly stopRequested: boolean;
  readonly ended: { readonly end: BulkEnd; readonly at: string } | null;
  readonly expired: boolean;
}

/** An event of the list, and how many jobs it has. */
export interface BulkPage {
  readonly revision: number;
  readonly jobs: number;
}

/** An event with what the store and its writer say of it. */
export interface BulkFact {
  readonly event: BulkEvent;
  readonly revision: number;
  readonly at: string;
  readonly actor: Actor;
}

export type BulkRequest =
  | { readonly type: "Take"; readonly executor: string }
  | {
      readonly type: "Advance";
      readonly executor: string;
      /** Jobs that were told before these. */
      readonly from: number;
      readonly done: number;
      readonly refused: readonly Refusals[];
    }
  | { readonly type: "RequestStop" }
  /** There is nothing more to do. */
  | { readonly type: "End"; readonly executor: string }
  | { readonly type: "Expire"; readonly now: string; readonly days: number };

/** `NOT_YOURS`: another process carries it out. `OVER`: it has ended, or is not there. */
export type BulkRefusal = "NOT_YOURS" | "OVER" | "NOT_DUE";

export const noBulk: BulkState = { phase: "none" };

export function decideBulk(
  request: BulkRequest,
  state: BulkState,
): Result<readonly BulkEvent[], BulkRefusal> {
  if (state.phase === "none" || state.expired) return err("OVER");
  if (request.type === "Expire") {
    const { ended } = state;
    if (ended === null || !isDue(ended.at, request.days, request.now)) return err("NOT_DUE");
    return ok([{ type: "BulkCommandExpired", data: {} }]);
  }
  if (state.ended !== null) return err("OVER");
  switch (request.type) {
    case "RequestStop":
      return ok(state.stopRequested ? [] : [{ type: "BulkCommandStopRequested", data: {} }]);
    case "Take":
      return ok([{ type: "BulkCommandTaken", data: { executor: request.executor } }]);
    case "Advance": {
      if (state.executor !== request.executor) return err("NOT_YOURS");
      const { from, done, refused } = request;
      // Nobody waited for it any more, and it was recorded all the same: these jobs are counted.
      if (toldOf(state) !== from) return ok([]);
      return ok([{ type: "BulkCommandAdvanced", data: { done, refused } }]);
    }
    case "End": {
      if (state.executor !== request.executor) return err("NOT_YOURS");
      const { done } = state;
      const data = { end: endOf(state), done, refused: refusedOf(state) };
      return ok([{ type: "BulkCommandEnded", data }]);
    }
  }
}

function endOf(bulk: Bulk): BulkEnd {
  if (listedOf(bulk) < bulk.jobs) return "LOST";
  return toldOf(bulk) < bulk.jobs ? "STOPPED" : "ALL_TOLD";
}

export function evolveBulk(state: BulkState, { event, revision, at, actor }: BulkFact): BulkState {
  if (event.type === "BulkCommandGiven") {
    const { bulkId: id, executor, command, jobs, rules } = event.data;
    return {
      phase: "given",
      id,
      command,
      givenBy: actor,
      givenAt: at,
      rules,
      jobs,
      pages: [],
      executor,
      done: 0,
      refused: [],
      stopRequested: false,
      ended: null,
      expired: false,
    };
  }
  // Of one that is expiring its list is gone already, and how it began.
  if (state.phase === "none") return state;
  switch (event.type) {
    case "BulkCommandListed":
      return { ...state, pages: [...state.pages, { revision, jobs: event.data.jobs.length }] };
    case "BulkCommandTaken":
      return { ...state, executor: event.data.executor };
    case "BulkCommandAdvanced":
      return {
        ...state,
        done: state.done + event.data.done,
        refused: event.data.refused.reduce(withRefusals, state.refused),
      };
    case "BulkCommandStopRequested":
      return { ...state, stopRequested: true };
    case "BulkCommandEnded":
      return { ...state, ended: { end: event.data.end, at } };
    case "BulkCommandExpired":
      return { ...state, expired: true };
  }
}

/** Adds refusals to those of the same code; there are not more than a dozen codes. */
export function withRefusals(all: readonly Refusals[], more: Refusals): readonly Refusals[] {
  const known = all.find(({ code }) => code === more.code);
  if (known === undefined) return [...all, more];
  const examples = [...known.examples, ...more.examples].slice(0, bulkLimits.examplesMax);
  const together = { code: known.code, jobs: known.jobs + more.jobs, examples };
  return all.map((each) => (each === known ? together : each));
}

/** Jobs whose place in the list is written down. */
export const listedOf = ({ pages }: Pick<Bulk, "pages">): number =>
  pages.reduce((sum, { jobs }) => sum + jobs, 0);

export const refusedOf = ({ refused }: Pick<Bulk, "refused">): number =>
  refused.reduce((sum, { jobs }) => sum + jobs, 0);

/** Jobs that were told, from the beginning of the list. */
export const toldOf = (bulk: Pick<Bulk, "done" | "refused">): number => bulk.done + refusedOf(bulk);

/** What stands in the way of a command whatever job it is sent to. */
export function checkCommandToMany(command: CommandToMany): FieldProblem[] {
  return command.type === "ChangePriority"
    ? checkPriority(command.priority)
    : checkReason(command.reason ?? null);
}
