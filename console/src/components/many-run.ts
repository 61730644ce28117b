/**
 * Commands to many jobs: the engine carries them out, whoever looks. Here is how far those are that whoever looks has given,
 * also from another tab or before the page was loaded, and their ends until they are told of.
 */
import { announce } from "../lib/announce.ts";
import { counted } from "../lib/format.ts";
import { keep, readKept } from "../lib/kept.ts";
import { createStore } from "../lib/store.ts";
import { readListsAgain } from "../graphql/client.ts";
import {
  BulkCommandsDocument,
  CommandJobsDocument,
  StopBulkCommandDocument,
  type BulkAction,
  type BulkNowFragment,
  type CommandJobsInput,
} from "../graphql/generated.ts";
import { ask, command } from "../graphql/hooks.ts";
import { refused } from "../graphql/token.ts";
import { guarded, tell, type Problem } from "./job-actions.ts";
import { toast } from "./toasts.tsx";

export interface ManyLook {
  /** As a button begins. */
  readonly verb: string;
  readonly doing: string;
  readonly done: string;
}

export const manyLooks: Readonly<Record<BulkAction, ManyLook>> = {
  CONFIRM: { verb: "Confirm", doing: "Confirming", done: "confirmed" },
  PAUSE: { verb: "Pause", doing: "Pausing", done: "paused" },
  RESUME: { verb: "Resume", doing: "Resuming", done: "resumed" },
  UPDATE_PRIORITY: {
    verb: "Change priority of",
    doing: "Changing the priority of",
    done: "changed",
  },
  CANCEL: { verb: "Cancel", doing: "Cancelling", done: "cancelled" },
  DELETE: { verb: "Delete", doing: "Deleting", done: "deleted" },
};

/** Those that are under way, and those whose end is still shown; the newest first. */
export const manyRuns = createStore<readonly BulkNowFragment[]>([]);

/** Gives a command to many jobs, and follows it. */
export const giveToMany = (input: CommandJobsInput): Promise<readonly Problem[]> =>
  guarded(async () => {
    try {
      return (await command(CommandJobsDocument, { input })).commandJobs.errors;
    } finally {
      // Also without an answer it may have been given.
      void lookAtRuns();
    }
  });

export async function stopRun({ id }: BulkNowFragment): Promise<void> {
  const problems = await guarded(
    async () => (await command(StopBulkCommandDocument, { id })).stopBulkCommand.errors,
  );
  tell(problems, "No more jobs are told.");
  void lookAtRuns();
}

/** Tells those that it was stopped before. */
export async function goOnWith(run: BulkNowFragment): Promise<void> {
  const { id, action, reason, priority } = run;
  const problems = await giveToMany({ jobs: { leftOf: id }, action, reason, priority });
  if (problems.length === 0) closeRun(run);
  else tell(problems, "");
}

const lookEveryMs = 500;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Of several looks the one that was asked for last counts. */
let looks = 0;

/** Asks how far they are, and again for as long as one is under way. Nothing is known to who has to sign in. */
export async function lookAtRuns(): Promise<void> {
  clearTimeout(timer);
  const look = ++looks;
  if (refused.get()) return manyRuns.set([]);
  try {
    const { bulkCommands } = await ask(BulkCommandsDocument, {});
    if (look === looks) take(bulkCommands.nodes);
  } catch {
    // What is shown is as it was; it is asked again.
  }
  if (refused.get()) return manyRuns.set([]);
  if (look === looks && manyRuns.get().some(({ endedAt }) => endedAt === null))
    timer = setTimeout(() => void lookAtRuns(), lookEveryMs);
}

function take(runs: readonly BulkNowFragment[]): void {
  const before = manyRuns.get();
  const isUntold = untold();
  const shown = runs.filter((run) => run.endedAt === null || isUntold(run));
  // An end without anything to explain is a message; any other stays until it is closed.
  manyRuns.set(shown.filter(({ endedAt, done, jobs }) => endedAt === null || done < jobs));
  for (const run of shown) {
    const known = before.find(({ id }) => id === run.id);
    if (run.endedAt === null || (known !== undefined && known.endedAt !== null)) continue;
    if (run.action === "DELETE") readListsAgain();
    if (run.done < run.jobs) announce(endOf(run));
    else {
      toast(endOf(run));
      closeRun(run);
    }
  }
}

const key = "told-runs";
const keptMax = 50;
/** What ended longer ago is no news. */
const newsMs = 3_600_000;
const told = new Set<string>();

function untold(): (run: BulkNowFragment) => boolean {
  for (const id of readKept("local", key)?.split(" ") ?? []) told.add(id);
  return ({ id, endedAt }) => !told.has(id) && Date.now() - Date.parse(endedAt!) < newsMs;
}

/** Its end was told. */
export function closeRun({ id }: BulkNowFragment): void {
  told.add(id);
  keep("local", key, [...told].slice(-keptMax).join(" "));
  manyRuns.set(manyRuns.get().filter((run) => run.id !== id));
}

/** What came of it, in a sentence. */
export function endOf({ action, jobs, done }: BulkNowFragment): string {
  const { done: word } = manyLooks[action];
  return done === jobs
    ? `${counted(done, "job")} ${word}.`
    : `${done.toLocaleString()} of ${counted(jobs, "job")} ${word}.`;
}
