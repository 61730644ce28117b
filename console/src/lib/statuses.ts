/** What the statuses are called, and which of them stand together in the filter bar. */
import type { IconName } from "../components/icon.tsx";
import type { JobOutcome, JobStatus, PausedBy } from "../graphql/generated.ts";

export type Tone = "neutral" | "info" | "ok" | "warn" | "bad";

export interface StatusLook {
  readonly word: string;
  /** Drawn beside the word, so that the status is never told by colour alone. */
  readonly icon: IconName;
  readonly tone: Tone;
}

const looks: Readonly<Record<JobStatus, StatusLook>> = {
  NEW: { word: "New", icon: "ring", tone: "neutral" },
  PREPARING: { word: "Preparing", icon: "clock", tone: "info" },
  SUSPENDED: { word: "Waiting", icon: "hand", tone: "warn" },
  READY: { word: "Ready", icon: "target", tone: "info" },
  ACTIVE: { word: "Running", icon: "play", tone: "info" },
  PAUSING: { word: "Pausing", icon: "pause", tone: "neutral" },
  PAUSED: { word: "Paused", icon: "pause", tone: "neutral" },
  COMPLETING: { word: "Completing", icon: "clock", tone: "info" },
  COMPLETE: { word: "Complete", icon: "check", tone: "ok" },
  CANCELLING: { word: "Cancelling", icon: "stop", tone: "neutral" },
  CANCELLED: { word: "Cancelled", icon: "stop", tone: "neutral" },
  FAILING: { word: "Failing", icon: "cross", tone: "bad" },
  FAILED: { word: "Failed", icon: "cross", tone: "bad" },
};

export interface Standing {
  readonly status: JobStatus;
  readonly outcome: JobOutcome | null;
  readonly pausedBy: PausedBy | null;
  readonly failed: number;
}

/** COMPLETE says only that every task was tried: what came of them is said with it. */
export function lookOf({ status, outcome, pausedBy, failed }: Standing): StatusLook {
  const look = looks[status];
  if (status === "COMPLETE" && outcome === "SOME_FAILED") {
    return {
      word: `Complete, ${failed.toLocaleString()} failed`,
      icon: "mark",
      tone: "warn",
    };
  }
  if (status === "COMPLETE" && outcome === "ALL_FAILED") {
    return { word: "Complete, all failed", icon: "cross", tone: "bad" };
  }
  if (pausedBy === "SCHEDULER") return { ...look, word: `${look.word} for a higher priority` };
  return look;
}

/** The groups of the filter bar: people look for "running", not for four statuses around it. */
export const statusGroups: readonly { readonly name: string; readonly statuses: JobStatus[] }[] = [
  { name: "Preparing", statuses: ["NEW", "PREPARING"] },
  { name: "Waiting", statuses: ["SUSPENDED"] },
  { name: "Ready", statuses: ["READY"] },
  { name: "Running", statuses: ["ACTIVE", "COMPLETING"] },
  { name: "Paused", statuses: ["PAUSING", "PAUSED"] },
  { name: "Complete", statuses: ["COMPLETE"] },
  { name: "Failed", statuses: ["FAILING", "FAILED"] },
  { name: "Cancelled", statuses: ["CANCELLING", "CANCELLED"] },
];

const ended: ReadonlySet<JobStatus> = new Set(["COMPLETE", "FAILED", "CANCELLED"]);

export function hasEnded(status: JobStatus): boolean {
  return ended.has(status);
}
