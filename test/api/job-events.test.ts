import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { createJob, fieldOf, socketClient, startApi, type TestApi } from "../support/api.ts";
import { advanced, claimed, completed, deferred, failed, succeeded } from "../support/chunks.ts";
import { opened, totals } from "../support/jobs.ts";
import { eventsOf, firstMessages, subscribe, type EventMessage } from "../support/subscriptions.ts";

let api: TestApi;
let id: string;
let log: readonly RecordedEvent[];

/** A job that ran a chunk of ten rows: eight succeeded, one failed, one was set aside. */
beforeAll(async () => {
  api = await startApi();
  id = await createJob(api);
  await createJob(api);
  await api.drive(
    id,
    { type: "StartPreparing", manifest: opened },
    { type: "FinishPreparing", totals },
  );
  await api.ask(`mutation C($id: ID!) { confirmJob(input: { id: $id }) { position } }`, { id });
  await api.drive(id, { type: "ActivateJob" });
  await api.record(
    chunkStream(id, 0, 1),
    claimed("a"),
    succeeded([[100, 107]]),
    failed([[108, 108]]),
    deferred([[109, 109]], 1),
    advanced("a", 8, 1, 1, [8, 1, 1]),
  );
  log = await eventsOf(api.eventStore, id);
});
afterAll(() => api.stop());

const idsOf = (messages: readonly EventMessage[]) => messages.map(({ event }) => event.eventId);

describe("the events of a job", () => {
  it("are replayed from the start, each once and in order, and then go on live", async () => {
    const messages = subscribe(api.url, { jobId: id, fromStart: true });
    const replay = await firstMessages(messages, log.length, { goOn: true });
    expect(idsOf(replay)).toEqual(log.map((event) => event.id));
    expect(replay.every(({ replayed }) => replayed)).toBe(true);
    expect(replay.map(({ event }) => event.data)).toEqual(log.map((event) => event.data));
    await api.record(chunkStream(id, 0, 2), claimed("b"), completed("b", 10, 0));
    const live = await firstMessages(messages, 2);
    expect(live).toMatchObject([
      { replayed: false, task: null, event: { type: "ChunkClaimed", category: "EXECUTION" } },
      { replayed: false, event: { type: "ChunkCompleted", stream: chunkStream(id, 0, 2) } },
    ]);
  });

  it("go on after any cursor, that of a job and of an event of its history too", async () => {
    const all = await firstMessages(subscribe(api.url, { jobId: id, fromStart: true }), log.length);
    for (const [index, { cursor, event }] of all.slice(0, -1).entries()) {
      expect(event.cursor).toBe(cursor);
      const rest = await firstMessages(subscribe(api.url, { jobId: id, after: cursor }), 1);
      expect(idsOf(rest)).toEqual([log[index + 1]?.id]);
    }
    const answer = await api.ask(
      `query Q($id: ID!) { job(id: $id) { cursor history(first: 1) { nodes { cursor } } } }`,
      { id },
    );
    const { cursor, history } = fieldOf(answer, "job") as {
      cursor: string;
      history: { nodes: { cursor: string }[] };
    };
    expect(history.nodes[0]?.cursor).toBe(all[0]?.cursor);
    const next = firstMessages(subscribe(api.url, { jobId: id, after: cursor }), 1);
    await api.record(chunkStream(id, 0, 3), claimed("c"));
    expect(await next).toMatchObject([{ event: { stream: chunkStream(id, 0, 3) } }]);
  });

  it("of some categories, of all jobs, and from now on are what was asked for", async () => {
    const quiet = subscribe(api.url, { fromStart: true, categories: ["LIFECYCLE", "CONTROL"] });
    const found = await firstMessages(quiet, 7);
    expect(found.map(({ event }) => event.type)).toEqual([
      "JobCreated",
      "JobCreated",
      "JobPreparing",
      "JobSuspended",
      "JobConfirmed",
      "JobReady",
      "JobActivated",
    ]);
    await expect.poll(() => api.readModels.fromStreams.readers).toBe(0);
    const first = firstMessages(subscribe(api.url, { jobId: null }), 1);
    await expect.poll(() => api.readModels.fromStreams.readers).toBe(1);
    const other = await createJob(api);
    expect(await first).toMatchObject([
      { replayed: false, event: { type: "JobCreated", jobId: other } },
    ]);
  });
});

describe("unfolded tasks", () => {
  const unfolded = { unfoldTasks: true, fromStart: true } as const;

  it("come as one message each, with the key and the row of the manifest", async () => {
    const count = log.length + 7;
    const all = await firstMessages(subscribe(api.url, { jobId: id, ...unfolded }), count);
    const tasks = all.filter(({ task }) => task !== null);
    expect(tasks).toHaveLength(9);
    expect(tasks[0]).toMatchObject({
      event: { type: "TaskSucceeded", data: { rows: [[100, 100]], keys: ["key-100"] } },
      task: {
        manifestRow: 101,
        bucket: totals.bucket,
        key: "key-100",
        outcome: "SUCCEEDED",
        errorCode: null,
        message: null,
      },
    });
    expect(tasks.at(-1)).toMatchObject({
      task: {
        manifestRow: 109,
        outcome: "FAILED",
        errorCode: "NoSuchKey",
        httpStatus: 404,
        message: "about 108",
      },
    });
    const aside = all.filter(({ event }) => event.type === "TaskDeferred");
    expect(aside).toMatchObject([{ task: null, event: { data: { rows: [[109, 109]] } } }]);
    expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(count);
  });

  it("go on in the middle of an event; folded, that event comes again as a whole", async () => {
    const count = log.length + 7;
    const all = await firstMessages(subscribe(api.url, { jobId: id, ...unfolded }), count);
    for (const [index, { cursor }] of all.slice(0, -1).entries()) {
      const variables = { jobId: id, unfoldTasks: true, after: cursor };
      const [next] = await firstMessages(subscribe(api.url, variables), 1);
      expect(next).toEqual(all[index + 1]);
    }
    const within = all.find(({ task }) => task?.key === "key-103")!;
    const [folded] = await firstMessages(
      subscribe(api.url, { jobId: id, after: within.cursor }),
      1,
    );
    expect(folded).toMatchObject({
      task: null,
      event: { eventId: within.event.eventId, data: { rows: [[100, 107]] } },
    });
  });
});

describe("what cannot be subscribed to", () => {
  const refusals: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ["a cursor that is none", { after: "nothing" }, "CURSOR_INVALID"],
    ["an empty cursor", { after: "" }, "CURSOR_INVALID"],
    ["a cursor of a list", { after: "WyJqb2JzIiwxXQ" }, "CURSOR_INVALID"],
    ["a cursor written otherwise", { after: "AAAAAAAAAAE=" }, "CURSOR_INVALID"],
    ["a cursor of another log", { after: "AAAAAAD___8" }, "CURSOR_INVALID"],
    ["a place before every log", { after: "gAAAAAAAAAA" }, "CURSOR_INVALID"],
    ["a cursor that is no text", { after: 5 }, "BAD_USER_INPUT"],
    ["a job that never was", { jobId: "nobody" }, "JOB_NOT_FOUND"],
    ["a cursor and the start", { after: "AAAAAAAAAAE", fromStart: true }, "BAD_USER_INPUT"],
    ["tasks of all jobs", { unfoldTasks: true }, "BAD_USER_INPUT"],
  ];

  it.each(refusals)("%s is refused by name", async (_, variables, code) => {
    const refusal = await firstMessages(subscribe(api.url, variables), 1).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject([{ extensions: { code } }]);
  });

  it("an engine that stops says so instead of completing", async () => {
    const own = await startApi();
    const messages = subscribe(own.url, { fromStart: true });
    const waiting = firstMessages(messages, 1).catch((error: unknown) => error);
    await expect.poll(() => own.readModels.fromStreams.readers).toBe(1);
    await own.readModels.stop();
    expect(await waiting).toMatchObject([{ extensions: { code: "SHUTTING_DOWN" } }]);
    await own.stop().catch(() => {});
  });
});

it("a client is only served what it reads: one that leaves ends its reader", async () => {
  const client = socketClient(api.url);
  const messages = client.iterate({
    query: `subscription { jobEvents(fromStart: true) { cursor } }`,
  });
  await messages.next();
  await expect.poll(() => api.readModels.fromStreams.readers).toBe(1);
  await messages.return?.();
  await expect.poll(() => api.readModels.fromStreams.readers).toBe(0);
  await client.dispose();
});

describe("the history of a job with what its chunks did", () => {
  const all = ["LIFECYCLE", "CONTROL", "PREPARATION", "EXECUTION", "REPORT"];
  const query = `query H($id: ID!, $categories: [JobEventCategory!]!, $first: Int, $after: String) {
    job(id: $id) {
      history(categories: $categories, first: $first, after: $after) {
        nodes { eventId type category data }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;
  interface History {
    readonly nodes: readonly { readonly eventId: string; readonly type: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  }
  const history = async (variables: object) => {
    const answer = await api.ask(query, { id, ...variables });
    expect(answer.errors).toEqual([]);
    return (fieldOf(answer, "job") as { history: History }).history;
  };

  it.each([1, 4, 100])("is read from the log, %i at a time, each event once", async (first) => {
    const whole = await eventsOf(api.eventStore, id);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: History = await history({ categories: all, first, after });
      expect(page.nodes.length).toBeLessThanOrEqual(first);
      seen.push(...page.nodes.map(({ eventId }) => eventId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(whole.map((event) => event.id));
  });

  it("can be narrowed to that alone, without the bulk of other events", async () => {
    const { nodes } = await history({ categories: ["EXECUTION"], first: 3 });
    expect(nodes.map(({ type }) => type)).toEqual(["ChunkClaimed", "TaskSucceeded", "TaskFailed"]);
    const [, opening] = (await history({ categories: all, first: 2 })).nodes;
    expect(opening).toMatchObject({ type: "JobPreparing", data: { manifest: { parts: 1 } } });
  });

  it.each(["direction: DESC", "last: 1", `before: "x"`, `first: 101`])(
    "goes forwards alone, in pages of 100 at most: not by %s",
    async (asked) => {
      const { errors } = await api.ask(
        `query H($id: ID!) {
          job(id: $id) { history(categories: [EXECUTION], ${asked}) { nodes { id } } }
        }`,
        { id },
      );
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    },
  );

  it("takes no cursor of another list", async () => {
    const kept = await history({ categories: ["LIFECYCLE"], first: 1 });
    const { errors } = await api.ask(query, {
      id,
      categories: ["EXECUTION"],
      after: kept.pageInfo.endCursor,
    });
    expect(errors).toMatchObject([{ extensions: { code: "CURSOR_INVALID" } }]);
  });
});
