import { connect, serverFlags } from "./api-client.ts";
import { describeManifest, describeQueue } from "./describe-job.ts";
import { describeOperation, describeTags } from "./describe-operation.ts";
import { exitCodes } from "./exit-codes.ts";
import { readJob, type Job } from "./job.ts";
import { summarise } from "./summary.ts";
import { duration, fields, rate } from "./text.ts";
import { defineVerb } from "./verb.ts";

/** One job. */
export const jobsShow = defineVerb({
  name: "jobs show",
  summary: "Show a job: what it does, how far it is, what failed",
  words: ["ID"],
  flags: { json: { kind: "switch", meaning: "as one JSON object" }, ...serverFlags },
  async run(context, { flags, words }) {
    const job = await readJob(connect(context, flags), words[0]!);
    context.stdout.write(flags.json ? `${JSON.stringify(job)}\n` : describe(job));
    return exitCodes.ok;
  },
});

function describe(job: Job): string {
  const { progress, limits } = job;
  const about = fields([
    ["Operation", describeOperation(job.operation)],
    ["Manifest", describeManifest(job)],
    ["Description", job.description],
    ["Tags", describeTags(job.tags)],
    ["Priority", String(job.priority)],
    ["Calls at once", limits.maxConcurrency === null ? null : String(limits.maxConcurrency)],
    [
      "Calls a second",
      limits.maxRequestsPerSecond === null ? null : String(limits.maxRequestsPerSecond),
    ],
    ["Preflight", describePreflight(job)],
    ...job.outages.map(
      ({ store, since, message }) =>
        ["Waits for", `the store ${store}, down since ${since}: ${message}`] as const,
    ),
    ["Waits for", job.queue && describeQueue(job.queue)],
    ["Waits for", waitsForRoom(job) ? "room: no process has any of its tasks in hand" : null],
    ["Created", job.createdAt],
    ["Started", job.startedAt],
    ["Ended", job.endedAt],
    ["Rate", progress.tasksPerSecond === null ? null : rate(progress.tasksPerSecond)],
    ["Time left", timeLeft(job)],
    ["Can be", job.allowedActions.length === 0 ? null : allowed(job.allowedActions)],
  ]);
  return `${summarise(job)}\n${about}`;
}

/** Of a job that ended before it there was none. */
function describePreflight({ preflight, status }: Job): string {
  const isOver = ["COMPLETE", "FAILED", "CANCELLED"].includes(status);
  return preflight === "PENDING" && isOver ? "not made" : preflight.toLowerCase();
}

/** It may run, and does not: other jobs have all the room, or no process works. */
function waitsForRoom({ status, progress: { claimed, notStarted }, outages }: Job): boolean {
  return status === "ACTIVE" && claimed === 0 && (notStarted ?? 0) > 0 && outages.length === 0;
}

function timeLeft({ progress: { estimatedSecondsRemaining } }: Job): string | null {
  return estimatedSecondsRemaining === null ? null : duration(estimatedSecondsRemaining);
}

const participles: Readonly<Record<string, string>> = {
  CONFIRM: "confirmed",
  CANCEL: "cancelled",
  PAUSE: "paused",
  RESUME: "resumed",
  UPDATE_PRIORITY: "given another priority",
  UPDATE_LIMITS: "given other limits",
  TAG: "tagged",
  RETRY_FAILED_TASKS: "retried",
  CLONE: "cloned",
  DELETE: "deleted",
};

function allowed(actions: readonly string[]): string {
  return actions.map((action) => participles[action] ?? action.toLowerCase()).join(", ");
}
