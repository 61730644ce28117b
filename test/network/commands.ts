/**
 * Two jobs of different priority behind a proxy that sees every call, and users who pause, slow down and cancel them: how
 * late after each event calls still started, by the clock of one machine.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { openTestStore } from "../support/devstore.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { createJob, putManifest, untilEnded, untilStatus } from "../support/jobs-over-http.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

export interface CommandsRun {
  /** Milliseconds between the event and the last call that started after it; 0 when none did. */
  readonly lateMs: { readonly pause: number; readonly cancel: number };
  /** Calls of a job that started after the event by which it is paused, or cancelled, for good. */
  readonly callsAfterTheEnd: number;
  /** Calls that started in each second from two seconds after the change of the rate on, and the rate. */
  readonly slowed: { readonly perSecond: number; readonly calls: readonly number[] };
  /** Calls of the job of lower and of higher priority in a second in which both wanted more. */
  readonly together: { readonly low: number; readonly high: number };
  /** Types of the events of each job that a user brought about, and who each was. */
  readonly byUsers: { readonly low: readonly string[]; readonly high: readonly string[] };
}

const perSecond = 20;
const rows = 200_000;

/** `restMs`: how long is looked at each time. */
export async function runCommands({ restMs }: { readonly restMs: number }): Promise<CommandsRun> {
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  const store = await openTestStore();
  const proxy = await startFaultProxy(store.store.url);
  // Each answer takes a while, so that calls are in flight at every moment.
  proxy.play(({ operation, key }) =>
    operation === "PutObjectTagging" && !key.startsWith(".")
      ? { kind: "delay", ms: 50 }
      : { kind: "pass" },
  );
  for (const Bucket of ["low", "high", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket }));
  const env = { CALLS_IN_FLIGHT: "8" };
  const stevedore = await startStevedore({ dataDir, storeUrl: proxy.url, env });
  const callsOf = (bucket: string, from: number, to = Infinity) =>
    proxy.calls.filter(
      (call) =>
        call.operation === "PutObjectTagging" &&
        call.bucket === bucket &&
        !call.key.startsWith(".") &&
        call.at >= from &&
        call.at < to,
    );
  const lateMs = (bucket: string, from: number) => {
    const last = callsOf(bucket, from).at(-1);
    return last === undefined ? 0 : Math.ceil(last.at - from);
  };
  try {
    const create = async (name: string, priority: number) => {
      const manifest = { bucket: "reports", key: `${name}.csv` };
      await putManifest(store.client, manifest, { bucket: name, keys: Array(rows).fill("none") });
      return createJob(stevedore, {
        operation: { putObjectTagging: { tagSet: [{ key: "state", value: "done" }] } },
        manifest,
        reports: "reports",
        token: randomUUID(),
        more: { priority, failureThreshold: { maximumFailureRate: 1 } },
      });
    };
    const underWay = async (name: string) => {
      while (callsOf(name, 0).length < 100) await pause(50);
    };
    const low = await create("low", 1);
    await underWay("low");
    const high = await create("high", 9);
    await underWay("high");
    await pause(2000);
    const bothFrom = Date.now();
    await pause(1000);
    const together = {
      low: callsOf("low", bothFrom, bothFrom + 1000).length,
      high: callsOf("high", bothFrom, bothFrom + 1000).length,
    };

    await tell(stevedore, "pauseJob", { id: high });
    const pausedAt = await timeOf(stevedore, high, "JobPausing");
    await untilStatus(stevedore, high, "PAUSED");
    const isPausedAt = await timeOf(stevedore, high, "JobPaused");
    await pause(restMs);
    const afterPause = {
      late: lateMs("high", pausedAt),
      calls: callsOf("high", isPausedAt).length,
    };

    const limits = { maxRequestsPerSecond: perSecond };
    await tell(stevedore, "updateJobLimits", { id: low, limits });
    const slowedAt = await timeOf(stevedore, low, "JobLimitsChanged");
    await pause(2000 + restMs);
    const seconds = Math.floor((Date.now() - slowedAt - 2000) / 1000);
    const calls = Array.from(
      { length: seconds },
      (_, second) =>
        callsOf("low", slowedAt + 2000 + 1000 * second, slowedAt + 3000 + 1000 * second).length,
    );

    await tell(stevedore, "resumeJob", { id: high });
    await untilStatus(stevedore, high, "ACTIVE");
    await tell(stevedore, "cancelJob", { id: high });
    const cancelledAt = await timeOf(stevedore, high, "JobCancelRequested");
    await untilEnded(stevedore, high);
    const isCancelledAt = await timeOf(stevedore, high, "JobCancelled");
    await pause(restMs);
    const afterCancel = callsOf("high", isCancelledAt).length;
    return {
      lateMs: { pause: afterPause.late, cancel: lateMs("high", cancelledAt) },
      callsAfterTheEnd: afterPause.calls + afterCancel,
      slowed: { perSecond, calls },
      together,
      byUsers: { low: await byUsers(stevedore, low), high: await byUsers(stevedore, high) },
    };
  } finally {
    await stevedore.kill();
    await proxy.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

async function tell(stevedore: StevedoreProcess, mutation: string, input: object): Promise<void> {
  const type = mutation === "updateJobLimits" ? "UpdateJobLimitsInput" : "JobCommandInput";
  const answer = await stevedore.query<Record<string, { readonly errors: unknown[] }>>(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { errors { message } } }`,
    { input },
  );
  const errors = answer[mutation]?.errors ?? [];
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
}

interface HistoryEvent {
  readonly type: string;
  readonly recordedAt: string;
  readonly actor: { readonly kind: string; readonly id: string };
}

async function historyOf(stevedore: StevedoreProcess, id: string): Promise<HistoryEvent[]> {
  const { job } = await stevedore.query<{ job: { history: { nodes: HistoryEvent[] } } }>(
    "query ($id: ID!) { job(id: $id) { history(first: 100) { nodes { type recordedAt actor { kind id } } } } }",
    { id },
  );
  return job.history.nodes;
}

async function timeOf(stevedore: StevedoreProcess, id: string, type: string): Promise<number> {
  const event = (await historyOf(stevedore, id)).findLast((one) => one.type === type);
  if (event === undefined) throw new Error(`${id} has no ${type}`);
  return Date.parse(event.recordedAt);
}

async function byUsers(stevedore: StevedoreProcess, id: string): Promise<string[]> {
  const events = await historyOf(stevedore, id);
  return events.flatMap(({ type, actor }) =>
    actor.kind === "USER" ? [`${type} ${actor.id}`] : [],
  );
}
