/** One whole job that is killed as planned, restarted each time, and looked at from all sides when it has ended. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { expectAgreement, lookAtJob } from "../support/job-audit.ts";
import { createJob, encodeKey, putManifest, untilEnded } from "../support/jobs-over-http.ts";
import type { FaultScript, ProxiedCall } from "../support/fault-proxy.ts";
import { readLoggedJob, type LoggedJob } from "../support/outcomes-in-log.ts";
import { checkBucket } from "./check-bucket.ts";
import {
  checkCalls,
  measureRestart,
  repeatsBound,
  type Repeats,
  type Restart,
} from "./check-calls.ts";
import { missingKeys, type CrashStore } from "./crash-store.ts";
import type { JobPlan } from "./job-plan.ts";
import type { Life, Lives } from "./lives.ts";
import { momentComes, type VictimJob } from "./moments.ts";
import { phaseAt, readModelPosition, type Phase } from "./phases.ts";

export interface Installation {
  readonly dataDir: string;
  readonly store: CrashStore;
  readonly lives: Lives;
}

export interface KillRecord {
  readonly phase: Phase;
  /** Events of the log that the read models did not have yet. */
  readonly readModelsBehind: number;
}

export interface JobRun {
  readonly kills: readonly KillRecord[];
  readonly repeats: Repeats;
  readonly bound: number;
  readonly restarts: readonly Restart[];
}

interface Kill {
  readonly life: Life;
  readonly position: number | null;
}

const endsWithinMs = 180_000;

/** @throws AssertionError for a promise that was not kept. The process is stopped when this returns. */
export async function runJob(installation: Installation, plan: JobPlan): Promise<JobRun> {
  const { dataDir, store, lives } = installation;
  const { buckets } = store;
  const listed = [...store.keys.slice(0, plan.rows - missingKeys.length), ...missingKeys];
  const manifestKey = `list-${plan.number}.csv`;
  await putManifest(
    store.client,
    { bucket: buckets.reports, key: manifestKey },
    { bucket: buckets.source, keys: listed },
  );
  const firstLife = lives.all.length;
  const stevedore = await lives.start().ready;
  lives.play(scriptOf(plan, manifestKey, store));
  const id = await createJob(stevedore, {
    operation: operationOf(plan, store),
    manifest: { bucket: buckets.reports, key: manifestKey },
    reports: buckets.reports,
    token: `job-${plan.number}`,
    more: { failureThreshold: { maximumFailureRate: 1 } },
  });
  const isTask = isTaskOf(plan, store);
  const taskCalls = () => lives.callsSince(firstLife).filter(({ call }) => isTask(call));
  const job: VictimJob = {
    id,
    rows: plan.rows,
    manifestKey,
    calls: () => lives.countCalls(firstLife, isTask),
    preemptor: null,
  };

  const kills = await killAsPlanned(installation, plan, job);
  const last = await lives.current.ready;
  const endedOf = async (one: string) => untilEnded(last, one, endsWithinMs);
  const view = await endedOf(id);
  if (job.preemptor !== null) equal((await endedOf(job.preemptor)).status, "COMPLETE");
  const seen = await lookAtJob(last, { id, client: store.client, reports: buckets.reports });
  equal(await lives.stop(), 0, "a stop in order ends with 0");

  const logged = await readLoggedJob(dataDir, id);
  ok(view.status === "COMPLETE" || view.status === "CANCELLED", `the job ended as ${view.status}`);
  equal(view.progress.total, listed.length, "the API counts the rows of the manifest");
  if (view.status === "COMPLETE") equal(logged.outcomes.length, listed.length, "all rows ended");
  expectAgreement(seen, logged);
  checkOutcomes(logged, listed);
  await checkBucket(store, { plan, listed, outcomes: logged.outcomes });
  const bound = repeatsBound(rowsPerChunkOf(logged));
  const repeats = checkCalls(taskCalls(), {
    kills: kills.length,
    bound,
    outcomes: logged.outcomes,
    rawKeyOf: (key) =>
      encodeKey(plan.operation === "copy" ? key.slice(prefixOf(plan).length) : key),
  });
  return {
    kills: kills.map((kill) => recordOf(kill, logged)),
    repeats,
    bound,
    restarts: kills.flatMap(({ life }) => {
      const next = lives.all[life.number + 1];
      return (next === undefined ? null : measureRestart(life, next, taskCalls())) ?? [];
    }),
  };
}

async function killAsPlanned(
  { dataDir, store, lives }: Installation,
  plan: JobPlan,
  job: VictimJob,
): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  async function kill(): Promise<void> {
    const life = await lives.kill();
    kills.push({ life, position: await readModelPosition(dataDir) });
    lives.start();
  }
  for (const planned of plan.kills) {
    const { moment, afterMs } = planned;
    const stevedore = await lives.current.ready;
    if (!(await momentComes({ dataDir, store, lives, job, stevedore }, planned))) continue;
    // A start is met in the middle of the one that follows this kill.
    if (moment === "start") await kill();
    await sleep(afterMs);
    await kill();
  }
  return kills;
}

function operationOf(plan: JobPlan, store: CrashStore): object {
  if (plan.operation === "tags")
    return { putObjectTagging: { tagSet: [{ key: "job", value: String(plan.number) }] } };
  const targetKeyPrefix = prefixOf(plan).slice(0, -1);
  return { copyObject: { targetBucket: store.buckets.target, targetKeyPrefix } };
}

function prefixOf({ number }: JobPlan): string {
  return `job-${number}/`;
}

function isTaskOf(plan: JobPlan, { buckets }: CrashStore): (call: ProxiedCall) => boolean {
  return plan.operation === "tags"
    ? ({ operation, bucket }) => operation === "PutObjectTagging" && bucket === buckets.source
    : ({ operation, bucket, key }) =>
        operation === "CopyObject" && bucket === buckets.target && key.startsWith(prefixOf(plan));
}

/** Nothing goes wrong here; some things take their time. */
function scriptOf(plan: JobPlan, manifestKey: string, store: CrashStore): FaultScript {
  const isTask = isTaskOf(plan, store);
  return (call) => {
    if (plan.slowManifest && call.operation === "GetObject" && call.key === manifestKey)
      return { kind: "drip", bytes: 4096, everyMs: 40 };
    if (plan.lateMs > 0 && isTask(call))
      return { kind: "delay", ms: (call.nth * 7919 + call.key.length * 31) % plan.lateMs };
    const isReport = call.operation === "PutObject" && call.bucket === store.buckets.reports;
    if (isReport) return { kind: "delay", ms: 20 };
    return { kind: "pass" };
  };
}

/** Objects that are there succeed, the others fail as not there. */
function checkOutcomes({ outcomes }: LoggedJob, listed: readonly string[]): void {
  const expected = new Map(listed.map((key) => [encodeKey(key), "succeeded "]));
  for (const key of missingKeys) expected.set(encodeKey(key), "failed NoSuchKey");
  const wrong = outcomes.filter(
    ({ rawKey, kind, code }) => expected.get(rawKey) !== `${kind} ${code}`,
  );
  deepEqual(wrong, [], "each outcome is what the store would say");
}

function rowsPerChunkOf({ events }: LoggedJob): number {
  const preparing = events.find(({ event }) => event.type === "JobPreparing")?.event;
  ok(preparing?.type === "JobPreparing", "the job was prepared");
  return preparing.data.manifest.rowsPerChunk;
}

function recordOf({ life, position }: Kill, logged: LoggedJob): KillRecord {
  const killedAt = life.killedAt!;
  const phase = life.readyAt === null ? "start" : phaseAt(logged.events, killedAt);
  const behind = logged.places.filter(
    (place) => place.at <= killedAt && place.position > (position ?? -1),
  );
  return { phase, readModelsBehind: behind.length };
}
