import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jobListUpdates } from "../../src/api/graphql/job-list-updates.ts";
import { createLiveChanges } from "../../src/readmodels/live.ts";
import type { JobRow } from "../../src/readmodels/read-models.ts";
import { foldJob } from "../../src/readmodels/job-from-stream.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { createJob, fieldOf, socketClient, startApi, type TestApi } from "../support/api.ts";
import { advanced, claimed, completed } from "../support/chunks.ts";
import { noTasks, opened, totals } from "../support/jobs.ts";
import { firstMessages } from "../support/subscriptions.ts";

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

interface ListMessage {
  readonly position: number;
  readonly cursor: string;
  readonly change: string;
  readonly jobId: string;
  readonly job: { readonly status: string } | null;
}

/** The changes of a list, over a connection of its own. */
async function* changes(variables: Record<string, unknown>): AsyncGenerator<ListMessage, void> {
  const client = socketClient(api.url);
  const query = `subscription Jobs($filter: JobFilter, $after: EventCursor, $intervalMs: Int! = 100) {
    jobs(filter: $filter, after: $after, intervalMs: $intervalMs) {
      position cursor change jobId job { status }
    }
  }`;
  try {
    for await (const { data, errors } of client.iterate<{ jobs: ListMessage }>({
      query,
      variables,
    })) {
      if (errors !== undefined || !data) throw errors;
      yield data.jobs;
    }
  } finally {
    await client.dispose();
  }
}

const told = ({ jobId, change, job }: ListMessage) => [change, jobId, job?.status ?? null];

async function cursorOfList(filter: object = {}): Promise<string> {
  const answer = await api.ask(`query Q($filter: JobFilter) { jobs(filter: $filter) { cursor } }`, {
    filter,
  });
  return (fieldOf(answer, "jobs") as { readonly cursor: string }).cursor;
}

const cancel = (id: string) =>
  api.ask(`mutation C($id: ID!) { cancelJob(input: { id: $id }) { position } }`, { id });

const end = (id: string) => api.drive(id, { type: "RecordDrained", counts: noTasks });

describe("changes of a list of jobs", () => {
  it("after the cursor of a list miss nothing that happened before the subscription", async () => {
    const [kept, changed, gone] = [
      await createJob(api),
      await createJob(api),
      await createJob(api),
    ];
    const filter = { statuses: ["NEW", "PREPARING"] };
    const after = await cursorOfList(filter);
    const added = await createJob(api);
    await cancel(gone);
    await api.drive(changed, { type: "StartPreparing", manifest: opened });
    const passing = await createJob(api);
    await cancel(passing);
    const found = await firstMessages(changes({ filter, after }), 3);
    expect(found.map(told)).toEqual([
      ["ADDED", added, "NEW"],
      ["REMOVED", gone, "CANCELLING"],
      ["UPDATED", changed, "PREPARING"],
    ]);
    expect(kept).not.toBe(changed);
  });

  it("go on after the cursor of any message, and leave nothing out", async () => {
    const after = await cursorOfList();
    const ids = [await createJob(api), await createJob(api), await createJob(api)];
    const all = await firstMessages(changes({ after }), 3);
    expect(all.map(told)).toEqual(ids.map((id) => ["ADDED", id, "NEW"]));
    for (const [index, { cursor }] of all.slice(0, -1).entries()) {
      const [next] = await firstMessages(changes({ after: cursor }), 1);
      expect(next).toMatchObject({ jobId: ids[index + 1], change: "ADDED" });
    }
  });

  it("by a query about progress tell also what leaves while it runs", async () => {
    const id = await createJob(api);
    const chunk = chunkStream(id, 0, 0);
    await api.record(chunk, claimed("a"), advanced("a", 60, 0, 0, [60, 0, 0]));
    const filter = { query: "succeeded between 50 and 100 and priority >= 0" };
    const after = await cursorOfList(filter);
    await api.record(chunk, advanced("a", 200, 0, 0, [140, 0, 0]));
    const [gone] = await firstMessages(changes({ filter, after }), 1);
    expect(told(gone!)).toEqual(["REMOVED", id, "NEW"]);
  });

  it("from now on tell what appears, changes and leaves, each job conflated", async () => {
    const old = await createJob(api);
    const messages = changes({ filter: { statuses: ["NEW"] } });
    const first = firstMessages(messages, 1, { goOn: true });
    await expect.poll(() => api.readModels.readers).toBe(1);
    const id = await createJob(api);
    expect((await first).map(told)).toEqual([["ADDED", id, "NEW"]]);
    await cancel(old);
    await cancel(id);
    const rest = await firstMessages(messages, 2);
    expect(rest.map(told)).toEqual([
      ["REMOVED", old, "CANCELLING"],
      ["REMOVED", id, "CANCELLING"],
    ]);
    await expect.poll(() => api.readModels.readers).toBe(0);
  });

  it("tell of progress once an interval, with the newest numbers", async () => {
    const id = await createJob(api);
    await api.drive(
      id,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
    );
    const after = await cursorOfList();
    await api.record(
      chunkStream(id, 0, 0),
      claimed("a"),
      ...Array.from({ length: 8 }, (_, index) => advanced("a", index + 1, 0, 0, [1, 0, 0])),
      completed("a", 10, 0),
    );
    const messages = changes({ after, intervalMs: 10_000 });
    const [update] = await firstMessages(messages, 1);
    expect(update).toMatchObject({ change: "UPDATED", position: api.readModels.position() });
  });

  it("tell of a job that expired while nobody looked, and while somebody does", async () => {
    const [early, late] = [await createJob(api), await createJob(api)];
    for (const id of [early, late]) {
      await cancel(id);
      await end(id);
    }
    const after = await cursorOfList();
    await api.record(`job-${early}`, { type: "JobExpired", data: { cause: "DELETED" } });
    const messages = changes({ after });
    const [first] = await firstMessages(messages, 1, { goOn: true });
    expect(first).toMatchObject({ change: "REMOVED", jobId: early, job: null });
    await api.record(`job-${late}`, { type: "JobExpired", data: { cause: "DELETED" } });
    expect(await firstMessages(messages, 1)).toMatchObject([
      { change: "REMOVED", jobId: late, job: null },
    ]);
  });

  it("that is followed while the read models are made again tell of no job that was there before", async () => {
    const real = api;
    let ready = false;
    api = await startApi({
      instead: {
        caughtUp: () => ready,
        position: () => (ready ? api.readModels.position() : -1),
      },
    });
    await createJob(api);
    const first = firstMessages(changes({}), 1);
    await expect.poll(() => api.readModels.readers).toBe(1);
    ready = true;
    const id = await createJob(api);
    expect((await first).map(told)).toEqual([["ADDED", id, "NEW"]]);
    await real.stop();
  });

  it("are refused with a bad cursor, a short interval or a short search", async () => {
    for (const [variables, code] of [
      [{ after: "nothing" }, "CURSOR_INVALID"],
      [{ after: "AAAAAAD___8" }, "CURSOR_INVALID"],
      [{ intervalMs: 99 }, "BAD_USER_INPUT"],
      [{ filter: { search: "ab" } }, "BAD_USER_INPUT"],
    ] as const) {
      const refusal = await firstMessages(changes(variables), 1).catch((error: unknown) => error);
      expect(refusal).toMatchObject([{ extensions: { code } }]);
    }
  });
});

/** A list whose jobs the test changes, with a clock that stands until it is moved. */
function followList(template: JobRow, { count, listed }: { count: number; listed: boolean }) {
  const live = createLiveChanges();
  const left = new AbortController();
  const timers = new Map<() => void, number>();
  let nowMs = 0;
  let position = 0;
  const positions = new Map<string, number>();
  const asked: number[] = [];
  const lookedAt: number[] = [];
  const rowOf = (id: string): JobRow => ({ ...template, id, position: positions.get(id) ?? -1 });
  const updates = jobListUpdates({
    readModels: {
      position: () => position,
      job: rowOf,
      changes: (reader) => live.read(reader),
      changedJobs({ after, until, first }) {
        asked.push(until);
        return [...positions]
          .map(([id, at]) => ({ id, position: at }))
          .filter((change) => change.position > after && change.position <= until)
          .toSorted((a, b) => a.position - b.position)
          .slice(0, first);
      },
    },
    fromStreams: {
      expiredJobs: () => Promise.resolve([]),
      jobAt(id, at) {
        lookedAt.push(at);
        return Promise.resolve({ job: at > 0 ? rowOf(id) : null, last: at });
      },
    },
    clock: {
      now: () => nowMs,
      after(ms, action) {
        timers.set(action, nowMs + ms);
        return () => timers.delete(action);
      },
    },
    filter: listed ? {} : { createdBy: "nobody" },
    after: 0,
    intervalMs: 1_000,
    signal: left.signal,
  });
  return {
    next: () => updates.next(),
    leave: () => left.abort(),
    asked,
    lookedAt,
    change() {
      for (let job = 0; job < count; job++) positions.set(`job-${job}`, ++position);
      live.publish(new Set(positions.keys()));
    },
    pass(ms: number) {
      nowMs += ms;
      for (const [action, due] of timers) if (due <= nowMs) action();
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("what following a list costs", () => {
  async function templateRow(): Promise<JobRow> {
    const id = await createJob(api);
    const row = foldJob(await api.eventStore.readStream(`job-${id}`));
    if (row === null) throw new Error("the job is there");
    return row;
  }

  it("is one look an interval, also when the filter matches nothing", async () => {
    const list = followList(await templateRow(), { count: 3, listed: false });
    const next = list.next();
    for (let change = 0; change < 10; change++) {
      list.change();
      await settled();
    }
    expect(list.asked).toHaveLength(1);
    list.pass(1_000);
    await settled();
    expect(list.asked).toEqual([3, 30]);
    list.leave();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it("is no memory of more than 1 000 jobs; others are asked of the log, and told as before", async () => {
    const list = followList(await templateRow(), { count: 1_500, listed: true });
    list.change();
    const first = await Array.fromAsync({ length: 1_500 }, () => list.next());
    expect(first.every(({ value }) => value?.change === "ADDED")).toBe(true);
    const rest = list.next();
    await settled();
    list.change();
    list.pass(1_000);
    const second = [await rest];
    while (second.length < 1_500) second.push(await list.next());
    expect(second.every(({ value }) => value?.change === "UPDATED")).toBe(true);
    expect(list.lookedAt.slice(1_500)).toEqual(Array.from({ length: 1_500 }, () => 1_500));
    list.leave();
  });
});
