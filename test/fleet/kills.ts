/**
 * Workers killed again and again and replaced, the event store killed and started again in between: the job ends by
 * itself, every row has one outcome, and log, API, report and bucket agree.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { createBeatCount } from "../../src/executors/beat-count.ts";
import { repeatsBound } from "../crash/check-calls.ts";
import { createRandom } from "../crash/random.ts";
import { openTestStore } from "../support/devstore.ts";
import { expectAgreement, lookAtJob } from "../support/job-audit.ts";
import { listKeys, untilEnded, viewJob } from "../support/jobs-over-http.ts";
import { loggedJobOf } from "../support/outcomes-in-log.ts";
import type { EventStoreServer } from "./event-store-server.ts";
import { beatsIn, eventsOfJob, prepareObjects, startCopy } from "./job.ts";
import { openFleet, type Fleet } from "./processes.ts";

export interface KillsOptions {
  readonly eventStoreUrl: string;
  /** Null when the server is not ours to kill. */
  readonly eventStoreServer: EventStoreServer | null;
  readonly workers: number;
  readonly rows: number;
  /** Most time between two kills. */
  readonly everyMs: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface KillsResult {
  readonly rows: number;
  readonly seconds: number;
  readonly kills: number;
  readonly serverKills: number;
  readonly repeats: number;
  readonly repeatsMax: number;
  /** From the end of a killed worker's claims to the first claim of a chunk that it held; see `takeUpTimes`. */
  readonly takenUpMsMax: number;
  readonly claims: number;
  /** Of them, those that took a chunk over from a killed worker. */
  readonly takeovers: number;
}

const threads = { EXECUTOR_THREADS: "1" };
const takenUpMsLimit = 5000;

/** @throws AssertionError for a promise that was not kept. */
export async function runKills(options: KillsOptions): Promise<KillsResult> {
  const { eventStoreUrl, eventStoreServer, rows, say } = options;
  const store = await openTestStore();
  const fleet = await openFleet({ eventStoreUrl, storeUrl: store.store.url, env: threads });
  try {
    const prepared = await prepareObjects(store, rows);
    say(`${rows} objects are there`);
    const server = await fleet.startServer({ EXECUTORS: "off" });
    for (let n = 0; n < options.workers; n++) fleet.startWorker();
    const startedAt = Date.now();
    const job = await startCopy(server, prepared);
    const ended = untilEnded(server, job.id, 1_800_000);
    let over = false;
    ended.finally(() => (over = true)).catch(() => {});
    const progress = async () => (await viewJob(server, job.id)).progress.succeeded / rows;
    const [kills, serverKills] = await Promise.all([
      killWorkers(fleet, options, () => over),
      eventStoreServer === null ? 0 : killServer(eventStoreServer, progress, () => over, say),
    ]);
    const view = await ended;
    const seconds = (Date.now() - startedAt) / 1000;
    equal(view.status, "COMPLETE");
    const { client } = store;
    const seen = await lookAtJob(server, { id: job.id, client, reports: job.buckets.reports });
    await fleet.close();

    const events = await eventsOfJob(eventStoreUrl, job.id);
    const logged = loggedJobOf(events, job.id);
    equal(logged.outcomes.length, rows, "each row has an outcome");
    expectAgreement(seen, logged);
    const copied = [...(await listKeys(client, job.buckets.target))];
    // A worker that is killed in its preflight leaves a scratch object behind.
    const ofRows = copied.filter((key) => !key.startsWith(".stevedore-preflight/"));
    deepEqual(new Set(ofRows), new Set(job.keys), "all were copied");
    const copies = store.log.filter(({ operation }) => operation === "CopyObject");
    const repeats = copies.length - new Set(copies.map(({ key }) => key)).size;
    const repeatsMax = kills * repeatsBound(rowsPerChunk(events));
    ok(repeats <= repeatsMax, `${repeats} calls were repeated, ${repeatsMax} are allowed`);
    const claims = events.filter(({ type }) => type === "ChunkClaimed").length;
    const beats = await beatsIn(eventStoreUrl);
    const { takenUpMs, takeovers } = takeUpTimes(
      [...events, ...beats].toSorted((a, b) => a.position - b.position),
    );
    return {
      rows,
      seconds,
      kills,
      serverKills,
      repeats,
      repeatsMax,
      takenUpMsMax: Math.max(0, ...takenUpMs),
      claims,
      takeovers,
    };
  } finally {
    await fleet.close();
    await store.close();
  }
}

async function killWorkers(
  fleet: Fleet,
  { everyMs, seed, say }: KillsOptions,
  isOver: () => boolean,
): Promise<number> {
  const random = createRandom(seed);
  let kills = 0;
  while (!isOver()) {
    await sleep(everyMs / 2 + (random.next() * everyMs) / 2);
    const alive = fleet.workers.filter(({ killedAt }) => killedAt === null);
    const victim = alive[random.whole(0, alive.length - 1)];
    if (victim === undefined || isOver()) continue;
    await victim.kill();
    kills += 1;
    fleet.startWorker();
    say(`killed worker ${victim.pid}, ${kills} so far`);
  }
  return kills;
}

/** Twice: after a third of the work, and after two. */
async function killServer(
  server: EventStoreServer,
  progress: () => Promise<number>,
  isOver: () => boolean,
  say: (line: string) => void,
): Promise<number> {
  let kills = 0;
  for (const share of [0.33, 0.66]) {
    while ((await progress()) < share && !isOver()) await sleep(100);
    if (isOver()) break;
    await server.kill();
    kills += 1;
    say(`killed the event store at ${Math.round(share * 100)} %`);
    await server.start();
  }
  return kills;
}

function rowsPerChunk(events: readonly RecordedEvent[]): number {
  const preparing = events.find(({ type }) => type === "JobPreparing");
  return (preparing!.data["manifest"] as { readonly rowsPerChunk: number }).rowsPerChunk;
}

/**
 * For each process of which something was taken over: how long after the end of its claims, by the beats in the log, the
 * first was. A process that was only just starting then could not be sooner than its own first beat.
 */
function takeUpTimes(events: readonly RecordedEvent[]): {
  readonly takenUpMs: readonly number[];
  /** Claims of a chunk that another held. */
  readonly takeovers: number;
} {
  const count = createBeatCount();
  const signs = new Map<string, number>();
  const endedAt = new Map<string, number>();
  const beganAt = new Map<string, number>();
  const holders = new Map<string, string>();
  const takenUp = new Map<string, number>();
  let takeovers = 0;
  for (const event of events) {
    const { stream, type, data, recordedAt } = event;
    const executor = data["executor"];
    const at = Date.parse(recordedAt);
    if (typeof executor === "string" && data["lost"] !== true) {
      signs.set(executor, event.position);
      endedAt.delete(executor);
      if (!beganAt.has(executor)) beganAt.set(executor, at);
    }
    if (type === "ExecutorSeen") {
      count.add(String(executor), event);
      for (const [one, sign] of signs)
        if (sign < count.overBefore && !endedAt.has(one)) endedAt.set(one, at);
    }
    if (type === "ChunkReleased" || type === "ChunkCompleted") holders.delete(stream);
    if (type !== "ChunkClaimed") continue;
    const holder = holders.get(stream);
    holders.set(stream, String(executor));
    if (holder === undefined || holder === executor) continue;
    takeovers += 1;
    const from = Math.max(endedAt.get(holder) ?? NaN, beganAt.get(String(executor))!);
    if (!takenUp.has(holder)) takenUp.set(holder, at - from);
  }
  return { takenUpMs: [...takenUp.values()], takeovers };
}

/** Whether work was taken up again in time. */
export function isTakenUpInTime(result: KillsResult): boolean {
  return result.takenUpMsMax <= takenUpMsLimit;
}
