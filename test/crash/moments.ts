/** Waits for the moment before a kill, and brings it about where somebody has to. */
import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isOnEventStoreDb } from "../support/event-log.ts";
import { createJob, viewJob } from "../support/jobs-over-http.ts";
import type { StevedoreProcess } from "../support/stevedore-process.ts";
import type { CrashStore } from "./crash-store.ts";
import type { PlannedKill } from "./job-plan.ts";
import type { Lives } from "./lives.ts";

/** A job that is to meet its kills. */
export interface VictimJob {
  readonly id: string;
  readonly rows: number;
  readonly manifestKey: string;
  /** Calls on its rows so far, in every life. */
  readonly calls: () => number;
  /** A job of higher priority that took its place. */
  preemptor: string | null;
}

export interface Scene {
  readonly dataDir: string;
  readonly store: CrashStore;
  readonly lives: Lives;
  readonly job: VictimJob;
  readonly stevedore: StevedoreProcess;
}

/** False when the job ended before the moment came, or it is past. */
export async function momentComes(
  scene: Scene,
  { moment, share, isSeen }: PlannedKill,
): Promise<boolean> {
  const { job, lives, store, dataDir, stevedore } = scene;
  const { calls } = lives.current.proxy;
  const isRunning = () => job.calls() >= Math.max(1, share * job.rows);
  switch (moment) {
    case "start":
      return true;
    case "prepare": {
      if (job.calls() > 0) return false;
      return comes(scene, () =>
        calls.some(({ operation, key }) => operation === "GetObject" && key === job.manifestKey),
      );
    }
    case "run":
      return comes(scene, isRunning);
    case "append":
      // On EventStoreDB there is no file of ours to watch: the kill meets what it meets.
      return (
        (await comes(scene, isRunning)) &&
        (isOnEventStoreDb || isWritten(join(dataDir, "events.sqlite-wal")))
      );
    case "commit":
      return (await comes(scene, isRunning)) && isWritten(join(dataDir, "readmodels.sqlite-wal"));
    case "pause":
      if (job.preemptor !== null || !(await comes(scene, isRunning))) return false;
      job.preemptor = await preempt(scene);
      return isSeen ? reaches(scene, ["PAUSING", "PAUSED"]) : true;
    case "drain":
      if (!(await comes(scene, isRunning))) return false;
      // Its answer is not waited for: whether the command was heard is up to the kill.
      cancel(stevedore, job.id).catch(() => {});
      return isSeen ? reaches(scene, ["CANCELLING"]) : true;
    case "report":
      return comes(scene, () =>
        calls.some(
          ({ operation, bucket, key }) =>
            operation === "PutObject" && bucket === store.buckets.reports && key.includes(job.id),
        ),
      );
    case "ended":
      return !(await comes(scene, () => false));
  }
}

const ended: ReadonlySet<string> = new Set(["COMPLETE", "FAILED", "CANCELLED"]);
/** Rows of a chunk that was taken three times without an outcome are announced before their calls, which takes its time. */
const longestMs = 180_000;

/** Looks often, as a moment may be short; false when the job ended first. */
async function comes({ stevedore, job }: Scene, isThere: () => boolean): Promise<boolean> {
  const deadline = Date.now() + longestMs;
  for (let looks = 1; Date.now() < deadline; looks++) {
    if (isThere()) return true;
    if (looks % 100 === 0 && ended.has((await viewJob(stevedore, job.id)).status)) return false;
    await sleep(2);
  }
  throw new Error(`job ${job.id} neither went on nor ended within ${longestMs} ms`);
}

/** False when the job ended first. */
async function reaches({ stevedore, job }: Scene, statuses: readonly string[]): Promise<boolean> {
  const deadline = Date.now() + longestMs;
  while (Date.now() < deadline) {
    const { status } = await viewJob(stevedore, job.id);
    if (statuses.includes(status)) return true;
    if (ended.has(status)) return false;
    await sleep(5);
  }
  throw new Error(`job ${job.id} did not become ${statuses.join(" or ")} within ${longestMs} ms`);
}

/** The next time that a file is written to; also when that does not come soon, for then there is nothing to write. */
async function isWritten(file: string): Promise<true> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(file, () => resolve());
  await Promise.race([promise, sleep(500)]);
  watcher.close();
  return true;
}

async function preempt({ stevedore, store, job }: Scene): Promise<string> {
  const { target, reports } = store.buckets;
  return createJob(stevedore, {
    operation: { copyObject: { targetBucket: target, targetKeyPrefix: `before-${job.id}` } },
    manifest: { bucket: reports, key: "preempt.csv" },
    reports,
    token: `before-${job.id}`,
    more: { priority: 1000 },
  });
}

async function cancel(stevedore: StevedoreProcess, id: string): Promise<void> {
  await stevedore.query(
    `mutation ($input: JobCommandInput!) { cancelJob(input: $input) { errors { code } } }`,
    { input: { id, reason: "the crash test" } },
  );
}
