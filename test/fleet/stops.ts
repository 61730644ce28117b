/**
 * What stands still and goes on: an event store that is frozen makes nobody lose what he holds, and a worker that is
 * stopped over a cancel and woken after it changes nothing.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { openTestStore } from "../support/devstore.ts";
import { untilEnded, viewJob } from "../support/jobs-over-http.ts";
import { loggedJobOf } from "../support/outcomes-in-log.ts";
import { eventually, type StevedoreProcess } from "../support/stevedore-process.ts";
import type { EventStoreServer } from "./event-store-server.ts";
import { eventsOfJob, prepareObjects, startCopy } from "./job.ts";
import { openFleet } from "./processes.ts";

export interface StopOptions {
  readonly eventStoreUrl: string;
  readonly rows: number;
  readonly say: (line: string) => void;
}

/** So slow that the job outlives what is done to it. */
const slow = { maxRequestsPerSecond: 60 };

/** @throws AssertionError when the freeze made anybody lose a claim. */
export async function runFreeze(
  options: StopOptions & { readonly server: EventStoreServer; readonly frozenMs: number },
): Promise<void> {
  const { eventStoreUrl, rows, say, server, frozenMs } = options;
  const store = await openTestStore();
  const fleet = await openFleet({ eventStoreUrl, storeUrl: store.store.url });
  try {
    const prepared = await prepareObjects(store, rows);
    const api = await fleet.startServer({ EXECUTORS: "off" });
    fleet.startWorker();
    fleet.startWorker();
    const job = await startCopy(api, prepared, { limits: slow });
    await hasBegun(api, job.id);
    server.freeze();
    say(`the event store is frozen for ${frozenMs} ms`);
    await sleep(frozenMs);
    server.thaw();
    equal((await untilEnded(api, job.id, 600_000)).status, "COMPLETE");
    await fleet.close();
    const events = await eventsOfJob(eventStoreUrl, job.id);
    equal(loggedJobOf(events, job.id).outcomes.length, rows);
    deepEqual(takeovers(events), [], "nobody took over what another held");
  } finally {
    await fleet.close();
    await store.close();
  }
}

/** @throws AssertionError when the woken worker changed anything. */
export async function runStopOverCancel({ eventStoreUrl, rows, say }: StopOptions): Promise<void> {
  const store = await openTestStore();
  const fleet = await openFleet({ eventStoreUrl, storeUrl: store.store.url });
  try {
    const prepared = await prepareObjects(store, rows);
    const api = await fleet.startServer({ EXECUTORS: "off" });
    const victim = fleet.startWorker();
    const job = await startCopy(api, prepared, { limits: slow });
    await hasBegun(api, job.id);
    victim.pause();
    fleet.startWorker();
    await api.query(`mutation ($id: ID!) { cancelJob(input: { id: $id }) { job { id } } }`, {
      id: job.id,
    });
    const ended = await untilEnded(api, job.id, 180_000);
    equal(ended.status, "CANCELLED");
    const before = await eventsOfJob(eventStoreUrl, job.id);
    const calls = store.log.length;
    say("the job was cancelled while its worker stood still; waking it");
    victim.wake();
    await sleep(20_000);
    const after = await eventsOfJob(eventStoreUrl, job.id);
    deepEqual(after.length, before.length, "the woken worker wrote nothing");
    const late = store.log.slice(calls).filter(({ operation }) => operation === "CopyObject");
    ok(late.length === 0, `the woken worker made ${late.length} calls`);
    deepEqual((await viewJob(api, job.id)).progress, ended.progress);
  } finally {
    await fleet.close();
    await store.close();
  }
}

async function hasBegun(api: StevedoreProcess, id: string): Promise<void> {
  const look = async () => ((await viewJob(api, id)).progress.succeeded > 20 ? true : null);
  await eventually(look, { withinMs: 120_000, what: "the first tasks" });
}

/** Claims of chunks that another held. */
function takeovers(events: readonly RecordedEvent[]): readonly string[] {
  const holders = new Map<string, unknown>();
  const taken: string[] = [];
  for (const { stream, type, data } of events) {
    if (type === "ChunkReleased" || type === "ChunkCompleted") holders.delete(stream);
    if (type !== "ChunkClaimed") continue;
    const holder = holders.get(stream);
    if (holder !== undefined && holder !== data["executor"]) taken.push(stream);
    holders.set(stream, data["executor"]);
  }
  return taken;
}
