import { afterEach, describe, expect, it, vi } from "vitest";
import type { Client } from "graphql-ws";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { createJob, messagesOf, socketClient, startApi, type TestApi } from "../support/api.ts";
import { allTasks, opened, totals } from "../support/jobs.ts";
import { operation } from "../support/operations.ts";

interface Message {
  readonly position: number;
  readonly snapshot: boolean;
  readonly job: {
    readonly id: string;
    readonly status: string;
    readonly progress: { readonly succeeded: number };
    readonly report: { readonly status: string };
  };
}

const toEnd: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).toReversed()) await end();
});

async function start(): Promise<{ api: TestApi; client: Client }> {
  const api = await startApi();
  const client = socketClient(api.url);
  toEnd.push(
    () => api.stop(),
    () => client.dispose(),
  );
  return { api, client };
}

/** The messages of a subscription as they come, and how it ended. */
function follow(client: Client, variables: Readonly<Record<string, unknown>>) {
  const messages: Message[] = [];
  const end = Promise.withResolvers<unknown>();
  const leave = client.subscribe<{ readonly jobProgress: Message }>(
    { query: operation("JobProgress"), variables: { ...variables } },
    {
      next: ({ data, errors }) => {
        if (data) messages.push(data.jobProgress);
        else end.resolve(errors);
      },
      error: end.resolve,
      complete: () => end.resolve("complete"),
    },
  );
  return { messages, ended: end.promise, leave };
}

/** Waits for a condition, longer than any machine needs. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 });

const executor = "executor-1";
const toActive = [
  { type: "StartPreparing", manifest: opened },
  { type: "FinishPreparing", totals },
  { type: "ActivateJob" },
] as const;

describe("jobProgress", () => {
  it("begins with a snapshot, tells each change of status, and ends with the settled job", async () => {
    const { api, client } = await start();
    const id = await createJob(api, { confirmationRequired: false });
    const { messages, ended } = follow(client, { id, intervalMs: 10_000 });
    await eventually(() => expect(messages).toHaveLength(1));
    for (const command of toActive) {
      const before = messages.length;
      await api.drive(id, command);
      await eventually(() => expect(messages).toHaveLength(before + 1));
    }
    await api.drive(id, { type: "CompleteTasks", counts: allTasks });
    await eventually(() => expect(messages).toHaveLength(5));
    await api.drive(id, {
      type: "RecordReport",
      manifestKey: "batch/manifest.json",
      files: 0,
      rows: 0,
      outcomesHash: "h",
    });
    expect(await ended).toBe("complete");
    expect(messages.map(({ snapshot, job }) => [snapshot, job.status])).toEqual([
      [true, "NEW"],
      [false, "PREPARING"],
      [false, "READY"],
      [false, "ACTIVE"],
      [false, "COMPLETING"],
      [false, "COMPLETE"],
    ]);
    expect(messages.at(-1)?.job.report.status).toBe("READY");
    const positions = messages.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    await eventually(() => expect(api.readModels.readers).toBe(0));
  });

  it("sends the last state of many changes, and none for each", async () => {
    const { api, client } = await start();
    const id = await createJob(api, { confirmationRequired: false });
    await api.drive(id, ...toActive);
    const startedAt = performance.now();
    const { messages } = follow(client, { id, intervalMs: 300 });
    await eventually(() => expect(messages).toHaveLength(1));
    const stream = chunkStream(id, 0, 0);
    await api.record(stream, { type: "ChunkClaimed", data: { executor, firstRow: 0, rows: 500 } });
    for (let succeeded = 1; succeeded <= 50; succeeded++) {
      const change = { succeeded: 1, failed: 0, deferred: 0 };
      const data = { executor, succeeded, failed: 0, deferred: 0, change, outcomesHash: "h" };
      await api.record(stream, { type: "ChunkAdvanced", data });
    }
    await eventually(() => expect(messages.at(-1)?.job.progress.succeeded).toBe(50));
    // The snapshot, and no more than one an interval.
    expect(messages.length).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 300);
  });

  it("is a snapshot alone for a job that has ended", async () => {
    const { api, client } = await start();
    const id = await createJob(api);
    await api.drive(id, { type: "FailJob", code: "ManifestNotFound", reason: "gone" });
    await api.drive(id, {
      type: "RecordDrained",
      counts: { succeeded: 0, failed: 0, unknown: 0 },
    });
    const { messages, ended } = follow(client, { id });
    expect(await ended).toBe("complete");
    expect(messages).toMatchObject([
      { snapshot: true, job: { id, status: "FAILED", report: { status: "NOT_GENERATED" } } },
    ]);
  });

  it("follows a job while the read models are made again", async () => {
    let job: null | undefined;
    const api = await startApi({
      instead: {
        caughtUp: () => job !== null,
        job: (id) => (job === null ? null : api.readModels.job(id)),
      },
    });
    const client = socketClient(api.url);
    toEnd.push(
      () => api.stop(),
      () => client.dispose(),
    );
    const id = await createJob(api);
    job = null;
    const { messages, ended } = follow(client, { id, intervalMs: 100 });
    await eventually(() => expect(messages).toMatchObject([{ snapshot: true, job: { id } }]));
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await eventually(() => expect(messages.at(-1)?.job.status).toBe("PREPARING"));
    job = undefined;
    await api.record(jobStream(id), { type: "JobExpired", data: { cause: "DELETED" } });
    expect(await ended).toBe("complete");
  });

  it("completes when the job is deleted", async () => {
    const { api, client } = await start();
    const id = await createJob(api);
    const { messages, ended } = follow(client, { id });
    await eventually(() => expect(messages).toHaveLength(1));
    await api.record(jobStream(id), { type: "JobExpired", data: { cause: "DELETED" } });
    expect(await ended).toBe("complete");
    expect(messages).toHaveLength(1);
  });

  it.each([
    [{ id: "no-such-job" }, "JOB_NOT_FOUND", /There is no job no-such-job/],
    [{ id: "x", intervalMs: 99 }, "BAD_USER_INPUT", /100 to 10000; 99/],
    [{ id: "x", intervalMs: 10_001 }, "BAD_USER_INPUT", /100 to 10000/],
    [{ id: null }, "BAD_USER_INPUT", /must not be null/],
  ])("of %j is an error", async (variables, code, message) => {
    const { client } = await start();
    const { ended, messages } = follow(client, variables);
    expect(await ended).toMatchObject([
      { message: expect.stringMatching(message) as unknown, extensions: { code } },
    ]);
    expect(messages).toEqual([]);
  });

  it("leaves the feed at once when the reader goes, by completing or by leaving altogether", async () => {
    const { api, client } = await start();
    const id = await createJob(api);
    const completing = follow(client, { id });
    const leaving = follow(client, { id });
    await eventually(() => expect(leaving.messages).toHaveLength(1));
    // Equal subscriptions share one execution.
    await eventually(() => expect(api.readModels.readers).toBe(1));
    completing.leave();
    await eventually(() => expect(leaving.messages).toHaveLength(1));
    expect(api.readModels.readers).toBe(1);
    client.terminate();
    await eventually(() => expect(api.readModels.readers).toBe(0));
  });

  it("is closed with 1001 when the server stops, and not completed as if the job had ended", async () => {
    const { api, client } = await start();
    const id = await createJob(api);
    const { messages, ended } = follow(client, { id });
    await eventually(() => expect(messages).toHaveLength(1));
    await api.close();
    expect(await ended).toMatchObject({ code: 1001, reason: "Going away" });
  });
});

describe("a WebSocket", () => {
  it.each([
    ["{", "GRAPHQL_PARSE_FAILED", /Syntax Error/],
    ["{ nothing }", "GRAPHQL_VALIDATION_FAILED", /Cannot query field/],
    [
      "query A { engine { version } } query B { engine { version } }",
      "OPERATION_RESOLUTION_FAILURE",
      /Name the operation/,
    ],
    [`{ ${"engine { version } ".repeat(600)} }`, "GRAPHQL_PARSE_FAILED", /2000 tokens/],
    [
      "{ jobs(first: 100) { nodes { history(first: 100) { nodes { actor { name } } } } } }",
      "QUERY_TOO_COMPLEX",
      /shorter pages/,
    ],
    [
      'subscription { jobProgress(jobId: "x") { job { tasks(filter: { outcome: FAILED }) { totalCount } } } }',
      "GRAPHQL_VALIDATION_FAILED",
      /Job\.tasks cannot be selected/,
    ],
    [
      'subscription { jobProgress(jobId: "x") { job { ...F } } } fragment F on Job { report { files { totalCount } } }',
      "GRAPHQL_VALIDATION_FAILED",
      /CompletionReport\.files cannot/,
    ],
  ])("keeps the rules and the limits of HTTP: %s", async (query, code, message) => {
    const { client } = await start();
    const end = Promise.withResolvers<unknown>();
    client.subscribe(
      { query },
      { next: end.resolve, error: end.resolve, complete: () => end.resolve("complete") },
    );
    expect(await end.promise).toMatchObject([
      { message: expect.stringMatching(message) as unknown, extensions: { code } },
    ]);
  });

  it("answers queries and commands too", async () => {
    const { api, client } = await start();
    const id = await createJob(api);
    const [answer] = await messagesOf(client, operation("CancelJob"), { input: { id } });
    expect(answer).toMatchObject({ data: { cancelJob: { job: { status: "CANCELLING" } } } });
  });

  it("is closed by a message beyond 256 KiB, which is logged and nothing else", async () => {
    const { api } = await start();
    const socket = new WebSocket(
      `${api.url.replace("http", "ws")}/graphql`,
      "graphql-transport-ws",
    );
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener("close", ({ code }) => resolve(code));
    });
    socket.addEventListener("open", () => socket.send("x".repeat(300_000)));
    expect(await closed).toBe(1009);
    expect(api.logged).toMatchObject([{ level: "warn", message: "a WebSocket broke" }]);
  });

  it("takes 100 open operations, and no more", async () => {
    const { api, client } = await start();
    const id = await createJob(api);
    const open = Array.from({ length: 100 }, () => follow(client, { id }));
    await eventually(() => expect(open.every(({ messages }) => messages.length === 1)).toBe(true));
    expect(await follow(client, { id }).ended).toMatchObject([
      { extensions: { code: "RATE_LIMITED" } },
    ]);
  });
});
