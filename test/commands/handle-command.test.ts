import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadJob } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { StreamConflict, type EventStore } from "../../src/eventstore/eventstore.ts";
import { jobStream } from "../../src/job/streams.ts";
import { byAda, handlerOn, success, typesOf } from "../support/commands.ts";
import { account, jobId as unknownId, validSpec } from "../support/jobs.ts";
import { tamperedEventStore, type Tamper } from "../support/tampered-event-store.ts";

let eventStore: EventStore;
let jobId: string;

beforeEach(async () => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
  const request = { account, token: null, spec: validSpec() };
  ({ jobId } = success(await handlerOn(eventStore).createJob(request, byAda)));
});

afterEach(() => eventStore.close());

const cancel = { type: "CancelJob", reason: "wrong list" } as const;
const tagRed = { type: "TagJob", set: [{ key: "colour", value: "red" }], remove: [] } as const;
const prioritise = (priority: number) => ({ type: "ChangePriority", priority }) as const;

/** Another process sends a command to the job just before the append. */
const rivalFirst =
  (command: Parameters<ReturnType<typeof handlerOn>["handle"]>[1]): Tamper =>
  async (append) => {
    success(await handlerOn(eventStore).handle(jobId, command, byAda));
    return append();
  };

describe("a command", () => {
  test("appends what was decided, and answers with the place of the last event", async () => {
    const result = success(await handlerOn(eventStore).handle(jobId, prioritise(99), byAda));
    const stored = await eventStore.readStream(jobStream(jobId));
    expect(stored.map(({ type }) => type)).toStrictEqual(["JobCreated", "JobPriorityChanged"]);
    const { revision, position } = stored.at(-1)!;
    expect(result).toStrictEqual({ jobId, revision, position });
    expect(stored.at(-1)).toMatchObject({
      data: { from: 10, to: 99 },
      metadata: { ...byAda, schemaVersion: 1 },
    });
  });

  test("that is fulfilled already appends nothing and answers with the last event there is", async () => {
    const first = success(await handlerOn(eventStore).handle(jobId, cancel, byAda));
    const { eventStore: watched, calls } = tamperedEventStore(eventStore, []);
    expect(success(await handlerOn(watched).handle(jobId, cancel, byAda))).toStrictEqual(first);
    expect(calls).toStrictEqual([]);
  });

  test("to a job that does not exist is refused by the name that was asked for", async () => {
    expect(await handlerOn(eventStore).handle(unknownId, cancel, byAda)).toStrictEqual({
      ok: false,
      error: { code: "JOB_NOT_FOUND", jobId: unknownId },
    });
    expect(await typesOf(eventStore, unknownId)).toStrictEqual([]);
  });

  test("that is refused leaves no event", async () => {
    const result = await handlerOn(eventStore).handle(
      jobId,
      { type: "ConfirmJob", reason: null },
      byAda,
    );
    expect(result).toMatchObject({
      ok: false,
      error: { code: "INVALID_JOB_STATUS", status: "NEW" },
    });
    expect(await typesOf(eventStore, jobId)).toStrictEqual(["JobCreated"]);
  });
});

describe("a conflict", () => {
  test("is decided again on the new state until the append succeeds", async () => {
    const rivals = [
      rivalFirst(prioritise(1)),
      rivalFirst(prioritise(2)),
      rivalFirst(prioritise(3)),
    ];
    const { eventStore: contended, calls } = tamperedEventStore(eventStore, rivals);
    success(await handlerOn(contended).handle(jobId, prioritise(99), byAda));
    const { state } = await loadJob(eventStore, jobId);
    expect(state).toMatchObject({ priority: 99 });
    const last = (await eventStore.readStream(jobStream(jobId))).at(-1);
    expect(last?.data).toStrictEqual({ from: 3, to: 99 });
    expect(calls.map(({ expected }) => expected)).toStrictEqual([0, 1, 2, 3]);
    expect(new Set(calls.flatMap(({ ids }) => ids)).size).toBe(4);
  });

  test("with a command that did the same ends without a second event", async () => {
    const { eventStore: contended } = tamperedEventStore(eventStore, [rivalFirst(cancel)]);
    const result = success(await handlerOn(contended).handle(jobId, cancel, byAda));
    expect(result.revision).toBe(1);
    expect(await typesOf(eventStore, jobId)).toStrictEqual(["JobCreated", "JobCancelRequested"]);
  });

  test("with a command that makes this one impossible ends in a refusal", async () => {
    const { eventStore: contended } = tamperedEventStore(eventStore, [rivalFirst(cancel)]);
    const fail = { type: "FailJob", code: "ManifestNotFound", reason: "NoSuchKey" } as const;
    expect(await handlerOn(contended).handle(jobId, fail, byAda)).toMatchObject({
      ok: false,
      error: { code: "INVALID_JOB_STATUS", status: "CANCELLING" },
    });
  });

  test("that never ends is a bug, not an endless loop", async () => {
    const lost: Tamper = async () => {
      throw new StreamConflict(jobStream(jobId), 0, 1);
    };
    const { eventStore: broken } = tamperedEventStore(eventStore, Array<Tamper>(1_000).fill(lost));
    await expect(handlerOn(broken).handle(jobId, cancel, byAda)).rejects.toThrow(
      "conflicts in a row",
    );
  });

  test("between twenty commands of twenty processes loses none of them", async () => {
    const tags = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, value: "" }));
    const results = await Promise.all(
      tags.map((tag) =>
        handlerOn(eventStore).handle(jobId, { type: "TagJob", set: [tag], remove: [] }, byAda),
      ),
    );
    expect(new Set(results.map((result) => success(result).revision)).size).toBe(20);
    const { state } = await loadJob(eventStore, jobId);
    const keys = state.phase === "job" ? state.tags.map(({ key }) => key) : [];
    expect(keys.toSorted()).toStrictEqual(["team", ...tags.map(({ key }) => key)].toSorted());
  });
});

describe("an expected revision", () => {
  test("that is the job's own lets the command through", async () => {
    const context = { ...byAda, expectedRevision: 0 };
    expect(success(await handlerOn(eventStore).handle(jobId, tagRed, context)).revision).toBe(1);
  });

  test.each([-1, 1, 7])(
    "of %i on a job at 0 is a conflict that tells where the job is",
    async (expectedRevision) => {
      const context = { ...byAda, expectedRevision };
      expect(await handlerOn(eventStore).handle(jobId, tagRed, context)).toStrictEqual({
        ok: false,
        error: { code: "CONFLICT", expectedRevision, actualRevision: 0 },
      });
    },
  );

  test("refuses when another was faster between the read and the append", async () => {
    const { eventStore: contended } = tamperedEventStore(eventStore, [rivalFirst(prioritise(1))]);
    const context = { ...byAda, expectedRevision: 0 };
    expect(await handlerOn(contended).handle(jobId, tagRed, context)).toMatchObject({
      error: { code: "CONFLICT", expectedRevision: 0, actualRevision: 1 },
    });
    expect(await typesOf(eventStore, jobId)).toStrictEqual(["JobCreated", "JobPriorityChanged"]);
  });

  test("of a job that does not exist is no conflict: there is no such job", async () => {
    const context = { ...byAda, expectedRevision: 3 };
    expect(await handlerOn(eventStore).handle(unknownId, tagRed, context)).toMatchObject({
      error: { code: "JOB_NOT_FOUND" },
    });
  });
});
