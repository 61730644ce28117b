/** A job from its creation to its end: shown, asked about, confirmed, followed, summed up. */
import { systemClock } from "../lib/clock.ts";
import { ApiError, type ApiClient } from "./api-client.ts";
import { ask } from "./ask.ts";
import type { CliContext } from "./context.ts";
import { confirmQuestion, describePlan } from "./describe-job.ts";
import { exitCodeOf, exitCodes, type ExitCode } from "./exit-codes.ts";
import { followJob, hasEnded } from "./follow-job.ts";
import { cancelJob, confirmJob, createJob, readJob, type Job } from "./job.ts";
import { createProgressDisplay, type ProgressDisplay } from "./show-progress.ts";
import { summarise } from "./summary.ts";

export interface RunJobOptions {
  /** A `CreateJobInput`. */
  readonly input: unknown;
  /** Confirm without asking. */
  readonly yes: boolean;
  /** What to say when the user ends the program before the job has ended. */
  readonly howToGoOn: (jobId: string) => string;
}

/** Shortest time between two updates: quick enough to look alive, slow enough for a log. */
const intervalMs = { terminal: 200, elsewhere: 1_000 } as const;

export async function runJob(
  context: CliContext,
  api: ApiClient,
  { input, yes, howToGoOn }: RunJobOptions,
): Promise<ExitCode> {
  const jobId = await createJob(api, input);
  const display = createProgressDisplay(context);
  const ended = await followToEnd(context, api, {
    jobId,
    display,
    onWaiting: (job) => decide(context, api, { job, yes }),
  });
  display.end();
  if (ended === null) {
    context.stderr.write(howToGoOn(jobId));
    return exitCodes.interrupted;
  }
  return tellEnd(context, ended);
}

/** The summary, for a person, and how the job came out. */
export function tellEnd({ stdout, stderr }: CliContext, ended: Job): ExitCode {
  // Standard output is for programs when it is no terminal.
  (stdout.isTTY === true ? stdout : stderr).write(`\n${summarise(ended)}`);
  return exitCodeOf(ended);
}

export interface FollowToEnd {
  readonly jobId: string;
  readonly display: ProgressDisplay;
  /** Told once that it waits for confirmation; false: the user ended the program instead. */
  readonly onWaiting: (job: Job) => Promise<boolean>;
}

/** The ended job; null when the user ended the program first. */
export async function followToEnd(
  context: CliContext,
  api: ApiClient,
  { jobId, display, onWaiting }: FollowToEnd,
): Promise<Job | null> {
  const { stderr, interrupted } = context;
  const updates = followJob(api, {
    jobId,
    intervalMs: stderr.isTTY === true ? intervalMs.terminal : intervalMs.elsewhere,
    signal: interrupted,
    clock: systemClock,
    random: Math.random,
    onLost: () => stderr.write("\nThe connection to the server is lost; trying again.\n"),
  });
  let answered = false;
  for await (const { job, position } of updates) {
    display.update(jobId, job);
    if (hasEnded(job)) {
      // The last update comes when the report is settled, so this is all there is to know.
      for await (const last of updates) display.update(jobId, last.job);
      return interrupted.aborted ? null : readJob(api, jobId, position);
    }
    if (job.status !== "SUSPENDED" || answered) continue;
    answered = true;
    display.end();
    const prepared = await readJob(api, jobId, position);
    if (!(await onWaiting(prepared))) return null;
  }
  return null;
}

/** Confirms or cancels the job as the user says; false when the user ended the program instead. */
async function decide(
  context: CliContext,
  api: ApiClient,
  { job, yes }: { readonly job: Job; readonly yes: boolean },
): Promise<boolean> {
  context.stderr.write(`${describePlan(job)}\n`);
  const answer = yes ? "yes" : await ask(context, confirmQuestion(job));
  if (answer === "interrupted") return false;
  if (answer === "yes") await confirmJob(api, { id: job.id });
  else await cancelUnwanted(api, job.id);
  return true;
}

/** Someone else may have ended it while the question stood. */
async function cancelUnwanted(api: ApiClient, id: string): Promise<void> {
  try {
    await cancelJob(api, { id, reason: "Not wanted after the manifest was read." });
  } catch (error) {
    if (!(error instanceof ApiError && error.codes.includes("INVALID_JOB_STATUS"))) throw error;
  }
}
