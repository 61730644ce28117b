/**
 * One command to each of many jobs, while whoever gave it looks at what they like. Each job takes or refuses it by itself;
 * nothing is tried twice, and at the end every job is told of: done, refused, or never tried.
 */
import { announce } from "../lib/announce.ts";
import { counted } from "../lib/format.ts";
import { createStore } from "../lib/store.ts";
import { readListsAgain } from "../graphql/client.ts";
import type { JobNowFragment } from "../graphql/generated.ts";
import { noAnswer, type Problem } from "./job-actions.ts";
import { toast } from "./toasts.tsx";

export type ManyAction = "CONFIRM" | "PAUSE" | "RESUME" | "UPDATE_PRIORITY" | "CANCEL" | "DELETE";

export interface ManyLook {
  /** As a button begins. */
  readonly verb: string;
  readonly doing: string;
  readonly done: string;
}

export const manyLooks: Readonly<Record<ManyAction, ManyLook>> = {
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

/** What is to be done, to which jobs. */
export interface Many {
  readonly action: ManyAction;
  readonly jobs: readonly JobNowFragment[];
  readonly send: (job: JobNowFragment) => Promise<readonly Problem[]>;
}

/** Jobs that were refused with one code, and what was said to the first of them. */
export interface Refused extends Problem {
  readonly jobs: number;
}

export interface ManyRun extends Many {
  readonly done: number;
  readonly refused: readonly Refused[];
  /** Jobs that a command was sent for; those after them were not tried. */
  readonly tried: number;
  readonly isOver: boolean;
  /** Sends no more; what is on its way is waited for. */
  readonly stop: () => void;
}

/** The run that is under way, or whose end is still shown. */
export const manyRun = createStore<ManyRun | null>(null);

/** Commands that are on their way at the same time. */
const atOnce = 4;
/** After so many commands one after the other without an answer, the rest is not tried. */
const silentMax = 8;
const shownEveryMs = 250;

export async function runMany(many: Many): Promise<void> {
  const { jobs, send } = many;
  const refused = new Map<string, Refused>();
  let [tried, done, silent] = [0, 0, 0];
  let isStopping = false;
  const stop = () => {
    isStopping = true;
  };
  const show = (isOver: boolean) =>
    manyRun.set({ ...many, done, refused: [...refused.values()], tried, isOver, stop });
  const work = async () => {
    while (tried < jobs.length && !isStopping) {
      const job = jobs[tried]!;
      tried += 1;
      const [problem] = await send(job);
      if (problem === undefined) done += 1;
      else refused.set(problem.code, withOneMore(refused.get(problem.code), problem));
      silent = problem?.code === noAnswer ? silent + 1 : 0;
      if (silent >= silentMax) stop();
    }
  };
  show(false);
  const timer = setInterval(() => show(false), shownEveryMs);
  addEventListener("beforeunload", askBeforeLeaving);
  await Promise.all(Array.from({ length: atOnce }, work));
  removeEventListener("beforeunload", askBeforeLeaving);
  clearInterval(timer);
  show(true);
  if (many.action === "DELETE") readListsAgain();
  tell(manyRun.get()!);
}

function withOneMore(known: Refused | undefined, problem: Problem): Refused {
  return { ...problem, ...known, jobs: (known?.jobs ?? 0) + 1 };
}

/** Leaving ends the run: what was not tried would not be. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** An end without anything to explain is a message; any other stays until it is closed. */
function tell(run: ManyRun): void {
  const said = endOf(run);
  if (run.done < run.jobs.length) return announce(said);
  manyRun.set(null);
  toast(said);
}

/** What came of it, in a sentence. */
export function endOf({ action, jobs, done }: ManyRun): string {
  const { done: word } = manyLooks[action];
  return done === jobs.length
    ? `${counted(done, "job")} ${word}.`
    : `${done.toLocaleString()} of ${counted(jobs.length, "job")} ${word}.`;
}
