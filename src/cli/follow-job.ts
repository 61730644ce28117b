/** A job, followed by subscription; a connection that breaks is made again. */
import { backoffMs } from "../lib/backoff.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import { ApiError, ConnectionLost, type ApiClient } from "./api-client.ts";
import { CommandFailed } from "./context.ts";
import { noSuchJob, progressFields, type Progress } from "./job.ts";

/** The present state of a job that is followed. */
export interface JobUpdate {
  readonly position: number;
  readonly job: {
    readonly id: string;
    readonly status: string;
    readonly statusReason: string | null;
    readonly progress: Progress;
  };
}

export const followDocument = `subscription Follow($jobId: ID!, $intervalMs: Int!) {
  jobProgress(jobId: $jobId, intervalMs: $intervalMs) {
    position
    job { id status statusReason ${progressFields} }
  }
}`;

export interface FollowOptions {
  readonly jobId: string;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  /** Called when the connection is lost and will be tried again. */
  readonly onLost: () => void;
}

/** About a minute in all, which is long enough for a server to start again. */
const failuresMax = 20;
const between = { baseMs: 250, capMs: 5_000 } as const;

const endedStatuses: ReadonlySet<string> = new Set(["COMPLETE", "FAILED", "CANCELLED"]);

export function hasEnded({ status }: { readonly status: string }): boolean {
  return endedStatuses.has(status);
}

/**
 * Each state once and in order, until the job has ended and its report is settled, or the signal aborts.
 *
 * @throws ApiError, or CommandFailed when the server does not come back or the job is gone.
 */
export async function* followJob(
  api: ApiClient,
  options: FollowOptions,
): AsyncGenerator<JobUpdate, void, void> {
  const { jobId, intervalMs, signal, clock, random, onLost } = options;
  let last: JobUpdate | null = null;
  // In a row, without an update in between.
  let failures = 0;
  while (!signal.aborted) {
    try {
      const variables = { jobId, intervalMs };
      for await (const { jobProgress } of api.subscribe<Message>(
        followDocument,
        variables,
        signal,
      )) {
        failures = 0;
        if (last !== null && jobProgress.position <= last.position) continue;
        last = jobProgress;
        yield jobProgress;
      }
      if (signal.aborted || (last !== null && hasEnded(last.job))) return;
      throw noSuchJob(jobId);
    } catch (error) {
      if (!isPassing(error)) throw error;
      failures++;
      if (failures === 1) onLost();
      if (failures === failuresMax) throw gone(api.url, error);
    }
    await sleep(clock, backoffMs(between, failures, random), signal);
  }
}

interface Message {
  readonly jobProgress: JobUpdate;
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.codes.includes("SHUTTING_DOWN");
  return error instanceof ConnectionLost;
}

function gone(url: string, cause: unknown): CommandFailed {
  return new CommandFailed(`The connection to ${url} is lost and cannot be made again.`, { cause });
}
