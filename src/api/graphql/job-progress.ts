import type { Job } from "../../job/state.ts";
import type { JobRow } from "../../readmodels/read-models.ts";
import type { JobProgress } from "./generated/resolvers.ts";

/** The numbers of a job as a person reads them: what is counted, and what follows from it. */
export function progressOf(
  { state, progress }: Pick<JobRow, "state" | "progress">,
  present: { readonly now: string; readonly tasksPerSecond: number | null },
): JobProgress {
  const { succeeded, failed, unknown, deferred, claimed } = progress;
  const total = totalOf(state);
  const ended = succeeded + failed;
  const begun = ended + unknown + deferred + claimed;
  return {
    ...progress,
    total,
    notStarted: total === null ? null : Math.max(0, total - begun),
    fraction: total === null ? null : total === 0 ? 1 : ended / total,
    failureRate: ended === 0 ? null : failed / ended,
    tasksPerSecond: present.tasksPerSecond,
    estimatedSecondsRemaining: secondsRemaining(total, ended, present.tasksPerSecond),
    activeSeconds: activeMsOf(state, present.now) / 1000,
  };
}

function secondsRemaining(
  total: number | null,
  ended: number,
  tasksPerSecond: number | null,
): number | null {
  if (total === null || tasksPerSecond === null || tasksPerSecond <= 0) return null;
  return (total - ended) / tasksPerSecond;
}

/** Known when the manifest is read to its end. */
function totalOf(state: Job): number | null {
  return "totals" in state && state.totals !== null ? state.totals.rows : null;
}

function activeMsOf(state: Job, now: string): number {
  if (state.status !== "ACTIVE") return state.activeMs;
  return state.activeMs + Math.max(0, Date.parse(now) - Date.parse(state.activeSince));
}
