import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NewerEvents } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { toldOf } from "../../src/job/bulk.ts";
import { bulkStream } from "../../src/job/streams.ts";
import {
  addJobs,
  causedBy,
  NotAllowed,
  startBulkProcess,
  unboundRules,
  type BulkProcess,
  type BulkProcessOptions,
} from "../support/bulk.ts";
import { alice } from "../support/recorded.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

/** However slow the machine is. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 20_000 });

let eventStore: EventStore;
/** The same, as one of several processes has it. */
let shared: EventStore;
let open: BulkProcess[];

beforeEach(() => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
  shared = { ...eventStore, exclusive: false };
  open = [];
});

afterEach(async () => {
  for (const process of open) await process.close();
  await eventStore.close();
});

async function start(options: Partial<BulkProcessOptions> = {}): Promise<BulkProcess> {
  const process = await startBulkProcess({ eventStore, ...options });
  open.push(process);
  return process;
}

const pause = { type: "PauseJob", reason: "maintenance" } as const;
const order = { command: pause, rules: unboundRules, actor: alice };
const listed = (ids: readonly string[]) => ids.map((id) => ({ id, revision: null }));

async function give(process: BulkProcess, ids: readonly string[]): Promise<string> {
  return (await process.bulk.give(order, listed(ids))).row.bulk.id;
}

const found = ({ bulk }: BulkProcess, id: string) => bulk.find(id)?.bulk ?? null;

async function untilEnded(process: BulkProcess, id: string) {
  await eventually(() => found(process, id)?.ended ?? null).not.toBeNull();
  return found(process, id)!;
}

const never = () => new Promise<void>(() => {});

describe("a command to many jobs", () => {
  test("is carried out behind the answer, once for each job, in the name of whoever gave it", async () => {
    const ids = await addJobs(eventStore, 120);
    const process = await start();
    const id = await give(process, ids);
    const bulk = await untilEnded(process, id);
    expect(bulk).toMatchObject({ done: 120, refused: [], ended: { end: "ALL_TOLD" } });
    expect(bulk.givenBy).toEqual(alice);
    for (const job of ids) expect(await causedBy(eventStore, id, job)).toEqual(["JobPausing"]);
    expect(process.sent).toEqual(ids);
  });

  test("counts what is refused by its reason, with examples, and leaves nothing out", async () => {
    const running = await addJobs(eventStore, 60);
    const over = await addJobs(eventStore, 8, "COMPLETE");
    const [newer, forbidden] = await addJobs(eventStore, 2);
    const process = await start({
      before: async (job) => {
        if (job === newer) throw new NewerEvents("A newer version wrote it.");
        if (job === forbidden) throw new NotAllowed("You lack a grant.");
      },
    });
    const id = await give(process, [...over, newer!, ...running, forbidden!, "no-such-job"]);
    const bulk = await untilEnded(process, id);
    expect(bulk).toMatchObject({
      jobs: 71,
      done: 60,
      refused: [
        { code: "INVALID_JOB_STATUS", jobs: 8 },
        { code: "NEWER_VERSION", jobs: 1, examples: [{ jobId: newer }] },
        { code: "FORBIDDEN", jobs: 1, examples: [{ message: "You lack a grant." }] },
        { code: "JOB_NOT_FOUND", jobs: 1, examples: [{ jobId: "no-such-job" }] },
      ],
    });
    expect(bulk.refused[0]!.examples.map(({ jobId }) => jobId)).toEqual(over.slice(0, 5));
  });

  test("refuses a job that is not at the revision that was seen", async () => {
    const [stale, fresh] = await addJobs(eventStore, 2);
    const process = await start();
    const { row } = await process.bulk.give(order, [
      { id: stale!, revision: 1 },
      { id: fresh!, revision: 6 },
    ]);
    expect(await untilEnded(process, row.bulk.id)).toMatchObject({
      done: 1,
      refused: [{ code: "CONFLICT", jobs: 1, examples: [{ jobId: stale }] }],
    });
  });

  test("keeps a long list in pieces, and knows its place in them", async () => {
    const ids = Array.from({ length: 10_030 }, (_, index) => `job ${index}`);
    const process = await start();
    const id = await give(process, ids);
    const bulk = await untilEnded(process, id);
    expect(bulk.pages.map(({ jobs }) => jobs)).toEqual([5_000, 5_000, 30]);
    expect(bulk).toMatchObject({ refused: [{ code: "JOB_NOT_FOUND", jobs: 10_030 }] });
    expect(process.sent).toEqual(ids);
  });

  test("stops when it is asked to, and says which jobs are left", async () => {
    const ids = await addJobs(eventStore, 200);
    const process = await start({
      after: async (job) => {
        if (job === ids[10]) await process.bulk.stop(id, alice);
      },
    });
    const id = await give(process, ids);
    const bulk = await untilEnded(process, id);
    expect(bulk.ended).toMatchObject({ end: "STOPPED" });
    expect(toldOf(bulk)).toBeLessThan(200);
    const left = await process.bulk.leftOf(id);
    expect(left?.map((job) => job.id)).toEqual(ids.slice(toldOf(bulk)));
    for (const job of left!) expect(await causedBy(eventStore, id, job.id)).toEqual([]);
    expect(await process.bulk.stop(id, alice)).toMatchObject({ ok: false });
  });
});

describe("a command to many jobs, when its process goes away", () => {
  /** Told the first `count` jobs, of which the last were not written down, and hangs for ever. */
  async function lost(store: EventStore, ids: readonly string[], count: number) {
    const process = await start({
      eventStore: store,
      after: async (job) => {
        // Recorded by the job, and then nothing is heard of it any more.
        if (ids.indexOf(job) >= count) await never();
      },
    });
    const id = await give(process, ids);
    await eventually(() => process.sent.length).toBeGreaterThanOrEqual(count + 8);
    open.splice(open.indexOf(process), 1);
    return { id, process };
  }

  test("is gone on with by the next one at once when the store is its own, and no job is told twice", async () => {
    const ids = await addJobs(eventStore, 180);
    const { id } = await lost(eventStore, ids, 70);
    const next = await start();
    next.bulk.start();
    const bulk = await untilEnded(next, id);
    expect(bulk).toMatchObject({ done: 180, refused: [], ended: { end: "ALL_TOLD" } });
    expect(bulk.executor).toBe(next.executor);
    for (const job of ids) expect(await causedBy(eventStore, id, job)).toEqual(["JobPausing"]);
    // What was written down is not even looked at.
    expect(next.sent).not.toContain(ids[0]);
  });

  test("does not delete what was deleted, nor calls it refused", async () => {
    const ids = await addJobs(eventStore, 100, "COMPLETE");
    const process = await start({ after: async (job) => (job === ids[60] ? never() : undefined) });
    const { row } = await process.bulk.give(
      { ...order, command: { type: "DeleteJob" } },
      listed(ids),
    );
    await eventually(() => process.sent.length).toBe(100);
    open.length = 0;
    const next = await start();
    next.bulk.start();
    expect(await untilEnded(next, row.bulk.id)).toMatchObject({ done: 100, refused: [] });
  });

  test("is taken by one of the others when it has not moved for a while, and the first can write no more", async () => {
    const ids = await addJobs(eventStore, 120);
    const clock: VirtualClock = createVirtualClock(Date.now());
    const { promise: pausing, resolve: goOn } = Promise.withResolvers<void>();
    const first = await start({
      eventStore: shared,
      after: async (job) => (ids.indexOf(job) >= 60 ? pausing : undefined),
    });
    const id = await give(first, ids);
    await eventually(() => first.sent.length).toBe(68);
    const others = [
      await start({ eventStore: shared, clock }),
      await start({ eventStore: shared, clock }),
    ];
    for (const { bulk } of others) bulk.start();
    await eventually(() => others.every((other) => found(other, id)?.done === 50)).toBe(true);
    await clock.advance(15_000);
    expect(others.flatMap(({ sent }) => sent)).toEqual([]);
    await eventually(async () => {
      await clock.advance(1_000);
      return found(others[0]!, id)?.ended ?? null;
    }).not.toBeNull();
    expect(found(others[0]!, id)).toMatchObject({ done: 120, refused: [] });
    expect(others.filter(({ sent }) => sent.length > 0)).toHaveLength(1);
    goOn();
    await first.close();
    open.splice(open.indexOf(first), 1);
    const events = await eventStore.readStream(bulkStream(id));
    expect(events.filter(({ type }) => type === "BulkCommandTaken")).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: "BulkCommandEnded", data: { done: 120 } });
    for (const job of ids) expect(await causedBy(eventStore, id, job)).toEqual(["JobPausing"]);
  });

  test("is over when its list was not whole yet", async () => {
    const broken: EventStore = {
      ...eventStore,
      append: (stream, events, options) =>
        events[0]!.type === "BulkCommandListed"
          ? Promise.reject(new Error("gone"))
          : eventStore.append(stream, events, options),
    };
    const process = await start({ eventStore: broken });
    const ids = Array.from({ length: 5_001 }, (_, index) => `job ${index}`);
    await expect(give(process, ids)).rejects.toThrow("gone");
    const next = await start();
    next.bulk.start();
    await eventually(() => next.bulk.list({ first: 1 }).rows[0]?.row.bulk.ended).toBeTruthy();
    const [{ row: bulkRow } = { row: null }] = next.bulk.list({ first: 1 }).rows;
    expect(bulkRow?.bulk).toMatchObject({ ended: { end: "LOST" }, done: 0 });
    expect(next.sent).toEqual([]);
    expect(await next.bulk.leftOf(bulkRow!.bulk.id)).toBeNull();
  });

  test("is gone on with after a restart that was asked for, from where it was written down", async () => {
    const ids = await addJobs(eventStore, 150);
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const first = await start({ after: async (job) => (job === ids[60] ? resolve() : undefined) });
    const id = await give(first, ids);
    await reached;
    await first.close();
    open.length = 0;
    const next = await start();
    next.bulk.start();
    expect(await untilEnded(next, id)).toMatchObject({ done: 150, refused: [] });
    for (const job of ids) expect(await causedBy(eventStore, id, job)).toEqual(["JobPausing"]);
  });
});

describe("an event store that does not answer", () => {
  test("is waited for, and what was recorded meanwhile is not done again", async () => {
    const ids = await addJobs(eventStore, 30);
    let silences = 0;
    const process = await start({
      after: async (job) => {
        if (job !== ids[5] || silences > 2) return;
        silences += 1;
        throw Object.assign(new Error("no answer"), { name: "EventStoreSilent" });
      },
    });
    const id = await give(process, ids);
    expect(await untilEnded(process, id)).toMatchObject({ done: 30, refused: [] });
    expect(silences).toBe(1);
    expect(await causedBy(eventStore, id, ids[5]!)).toEqual(["JobPausing"]);
  });

  test("is not waited for when something else is wrong with a job, and the others go on", async () => {
    const ids = await addJobs(eventStore, 6);
    const process = await start({
      before: async (job) => {
        if (job === ids[2]) throw new Error("a secret");
      },
    });
    const id = await give(process, ids);
    const bulk = await untilEnded(process, id);
    expect(bulk).toMatchObject({
      done: 5,
      refused: [{ code: "INTERNAL_SERVER_ERROR", jobs: 1, examples: [{ jobId: ids[2] }] }],
    });
    expect(JSON.stringify(bulk)).not.toContain("a secret");
  });
});

describe("commands to many jobs", () => {
  test("are listed newest first, those of one user alone, page by page", async () => {
    const process = await start();
    const bob = { kind: "USER", id: "bob", name: "Bob" } as const;
    const given: string[] = [];
    for (const actor of [alice, bob, alice, alice])
      given.push((await process.bulk.give({ ...order, actor }, listed(["x"]))).row.bulk.id);
    await untilEnded(process, given[3]!);
    const idsOf = (page: ReturnType<typeof process.bulk.list>) =>
      page.rows.map(({ row }) => row.bulk.id);
    expect(idsOf(process.bulk.list({ first: 10 }))).toEqual(given.toReversed());
    const page = process.bulk.list({ first: 2, givenBy: "alice" });
    expect([idsOf(page), page.hasNextPage]).toEqual([[given[3], given[2]], true]);
    const after = page.rows.at(-1)!.cursor;
    expect(idsOf(process.bulk.list({ first: 2, after, givenBy: "alice" }))).toEqual([given[0]]);
  });

  test("count from the moment at which they are given, and for each user", async () => {
    const process = await start({ before: never });
    open.length = 0;
    const bob = { kind: "USER", id: "bob", name: "Bob" } as const;
    const giving = [alice, bob, alice].map((actor) =>
      process.bulk.give({ ...order, actor }, listed(["x"])),
    );
    const counts = () =>
      [undefined, "alice", "bob", "carol"].map((by) => process.bulk.underWay(by));
    expect(counts()).toEqual([3, 2, 1, 0]);
    await Promise.all(giving);
    await eventually(() => process.bulk.list({ first: 10 }).rows.length).toBe(3);
    expect(counts()).toEqual([3, 2, 1, 0]);
  });
});
