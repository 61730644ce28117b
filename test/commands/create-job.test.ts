import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommandResult } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { jobIdOfToken } from "../../src/eventstore/ids.ts";
import { byAda, handlerOn, installationId, success, typesOf } from "../support/commands.ts";
import { account, noTasks, validSpec } from "../support/jobs.ts";
import { tamperedEventStore } from "../support/tampered-event-store.ts";

let eventStore: EventStore;

beforeEach(() => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
});

afterEach(() => eventStore.close());

const request = (changes: { token?: string | null; account?: string; priority?: number } = {}) => ({
  account: changes.account ?? account,
  token: changes.token === undefined ? "token-1" : changes.token,
  spec: validSpec({ priority: changes.priority ?? 10 }),
});

const idOf = (generation: number) =>
  jobIdOfToken({ installationId, account, token: "token-1", generation });

async function createdTypes(): Promise<string[]> {
  const { events } = await eventStore.readAll({ typePrefixes: ["JobCreated"], maxCount: 1_000 });
  return events.map(({ stream }) => stream);
}

/** Ends the job of this id and expires it. */
async function expire(jobId: string): Promise<void> {
  const handler = handlerOn(eventStore);
  success(await handler.handle(jobId, { type: "CancelJob", reason: null }, byAda));
  success(await handler.handle(jobId, { type: "RecordDrained", counts: noTasks }, byAda));
  success(await handler.handle(jobId, { type: "DeleteJob" }, byAda));
}

describe("creating a job", () => {
  test("a token and an account name the job, the same on every process of an installation", async () => {
    const created = success(await handlerOn(eventStore).createJob(request(), byAda));
    expect(created).toMatchObject({ jobId: idOf(0), revision: 0 });
    expect(await typesOf(eventStore, created.jobId)).toStrictEqual(["JobCreated"]);
  });

  test("the same request again finds the same job and appends nothing", async () => {
    const created = success(await handlerOn(eventStore).createJob(request(), byAda));
    const { eventStore: watched, calls } = tamperedEventStore(eventStore, []);
    expect(success(await handlerOn(watched).createJob(request(), byAda))).toStrictEqual(created);
    expect(calls).toStrictEqual([]);
  });

  test("the same token finds a job that has ended, at its last event", async () => {
    const { jobId } = success(await handlerOn(eventStore).createJob(request(), byAda));
    success(await handlerOn(eventStore).handle(jobId, { type: "CancelJob", reason: null }, byAda));
    success(
      await handlerOn(eventStore).handle(jobId, { type: "RecordDrained", counts: noTasks }, byAda),
    );
    const again = success(await handlerOn(eventStore).createJob(request(), byAda));
    expect(again).toMatchObject({ jobId, revision: 3 });
  });

  test("the same token with another request is a mismatch that names the job", async () => {
    success(await handlerOn(eventStore).createJob(request(), byAda));
    expect(await handlerOn(eventStore).createJob(request({ priority: 11 }), byAda)).toStrictEqual({
      ok: false,
      error: { code: "IDEMPOTENCY_MISMATCH", jobId: idOf(0) },
    });
  });

  test("a token of another account or installation is another token", async () => {
    const jobs = [
      await handlerOn(eventStore).createJob(request(), byAda),
      await handlerOn(eventStore).createJob(request({ account: "111111111111" }), byAda),
      await handlerOn(eventStore, { installationId: crypto.randomUUID() }).createJob(
        request(),
        byAda,
      ),
      await handlerOn(eventStore).createJob(request({ token: "token-2" }), byAda),
    ];
    expect(new Set(jobs.map((job) => success(job).jobId)).size).toBe(4);
  });

  test("without a token every request makes a job of its own", async () => {
    const first = success(await handlerOn(eventStore).createJob(request({ token: null }), byAda));
    const second = success(await handlerOn(eventStore).createJob(request({ token: null }), byAda));
    expect(second.jobId).not.toBe(first.jobId);
  });

  test("a bad request makes no job, and leaves its token free", async () => {
    expect(await handlerOn(eventStore).createJob(request({ priority: -1 }), byAda)).toMatchObject({
      ok: false,
      error: { code: "INVALID_INPUT" },
    });
    expect(await createdTypes()).toStrictEqual([]);
    expect(success(await handlerOn(eventStore).createJob(request(), byAda)).jobId).toBe(idOf(0));
  });
});

const twenty = (create: (index: number) => Promise<CommandResult>): Promise<CommandResult[]> =>
  Promise.all(Array.from({ length: 20 }, (_, index) => create(index)));

describe("a race of twenty processes with one token", () => {
  test("of the same request makes one job, and all are answered with it", async () => {
    const results = await twenty(() => handlerOn(eventStore).createJob(request(), byAda));
    const answers = new Set(results.map((result) => JSON.stringify(success(result))));
    expect(answers.size).toBe(1);
    expect(await createdTypes()).toStrictEqual([`job-${idOf(0)}`]);
  });

  test("of different requests has one winner, and a mismatch for the others", async () => {
    const results = await twenty((priority) =>
      handlerOn(eventStore).createJob(request({ priority }), byAda),
    );
    const codes = results.map((result) => (result.ok ? "created" : result.error.code));
    expect(codes.filter((code) => code === "created")).toHaveLength(1);
    expect(codes.filter((code) => code === "IDEMPOTENCY_MISMATCH")).toHaveLength(19);
    expect(await createdTypes()).toStrictEqual([`job-${idOf(0)}`]);
  });

  test("of an expired job makes one job of the next generation", async () => {
    success(await handlerOn(eventStore).createJob(request(), byAda));
    await expire(idOf(0));
    const results = await twenty(() => handlerOn(eventStore).createJob(request(), byAda));
    expect(new Set(results.map((result) => success(result).jobId))).toStrictEqual(
      new Set([idOf(1)]),
    );
    expect(await createdTypes()).toStrictEqual([`job-${idOf(0)}`, `job-${idOf(1)}`]);
  });
});

describe("after a job has expired", () => {
  test("its token makes a new job, with another request too, time after time", async () => {
    for (const generation of [0, 1, 2]) {
      const created = await handlerOn(eventStore).createJob(
        request({ priority: generation }),
        byAda,
      );
      expect(success(created)).toMatchObject({ jobId: idOf(generation), revision: 0 });
      await expire(idOf(generation));
    }
    expect(await createdTypes()).toHaveLength(3);
  });

  test("the token finds the living generation, and its mismatch names that one", async () => {
    success(await handlerOn(eventStore).createJob(request(), byAda));
    await expire(idOf(0));
    const second = success(await handlerOn(eventStore).createJob(request({ priority: 3 }), byAda));
    expect(await handlerOn(eventStore).createJob(request({ priority: 3 }), byAda)).toMatchObject({
      value: second,
    });
    expect(await handlerOn(eventStore).createJob(request(), byAda)).toMatchObject({
      error: { code: "IDEMPOTENCY_MISMATCH", jobId: idOf(1) },
    });
  });

  test("the job itself answers no command any more", async () => {
    success(await handlerOn(eventStore).createJob(request(), byAda));
    await expire(idOf(0));
    const cancelled = await handlerOn(eventStore).handle(
      idOf(0),
      { type: "CancelJob", reason: null },
      byAda,
    );
    expect(cancelled).toStrictEqual({
      ok: false,
      error: { code: "JOB_NOT_FOUND", jobId: idOf(0) },
    });
  });
});
