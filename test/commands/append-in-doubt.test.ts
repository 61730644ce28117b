import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadJob, NewerEvents } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { AppendInDoubt, AppendTooLarge, type EventStore } from "../../src/eventstore/eventstore.ts";
import { jobStream } from "../../src/job/streams.ts";
import { byAda, handlerOn, success, typesOf } from "../support/commands.ts";
import { account, validSpec } from "../support/jobs.ts";
import { engineMetadata } from "../support/stored.ts";
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

/** The append is done, but its answer is lost. */
const writtenButSilent: Tamper = async (append) => {
  await append();
  throw new AppendInDoubt("the connection was lost after the call");
};
const neverArrived: Tamper = () => Promise.reject(new AppendInDoubt("the connection was lost"));
const tooLarge: Tamper = () => Promise.reject(new AppendTooLarge("1 MiB"));
/** Another process changes the priority just before the append. */
const overtaken: Tamper = async (append) => {
  const command = { type: "ChangePriority", priority: 1 } as const;
  success(await handlerOn(eventStore).handle(jobId, command, byAda));
  return append();
};

describe("an append in doubt", () => {
  test("is repeated with the same ids and revision, and counts once when it was written", async () => {
    const tampers = [writtenButSilent, neverArrived, writtenButSilent];
    const { eventStore: flaky, calls } = tamperedEventStore(eventStore, tampers);
    const result = success(await handlerOn(flaky).handle(jobId, tagRed, byAda));
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map((call) => JSON.stringify(call))).size).toBe(1);
    const stored = await eventStore.readStream(jobStream(jobId));
    expect(stored.map(({ type }) => type)).toStrictEqual(["JobCreated", "JobTagged"]);
    expect(result).toMatchObject({ revision: 1, position: stored[1]!.position });
  });

  test("that was never written and is overtaken is decided again with fresh ids", async () => {
    const tampers = [neverArrived, overtaken];
    const { eventStore: flaky, calls } = tamperedEventStore(eventStore, tampers);
    success(await handlerOn(flaky).handle(jobId, tagRed, byAda));
    expect(await typesOf(eventStore, jobId)).toStrictEqual([
      "JobCreated",
      "JobPriorityChanged",
      "JobTagged",
    ]);
    expect(calls[1]!.ids).toStrictEqual(calls[0]!.ids);
    expect(calls[2]!.ids).not.toStrictEqual(calls[0]!.ids);
  });

  test("any other error of the store is the caller's to see", async () => {
    const { eventStore: refusing, calls } = tamperedEventStore(eventStore, [tooLarge]);
    await expect(handlerOn(refusing).handle(jobId, tagRed, byAda)).rejects.toThrow(AppendTooLarge);
    expect(calls).toHaveLength(1);
  });
});

describe("events of a newer version", () => {
  const id = "1c9e6679-7425-40de-944b-e07fc1f90ae7";
  test.each([
    { id, type: "JobReady", data: {}, metadata: { ...engineMetadata, schemaVersion: 2 } },
    { id, type: "JobTeleported", data: {}, metadata: { ...engineMetadata, schemaVersion: 1 } },
  ])("of the type $type make this process leave the job alone", async (newer) => {
    await eventStore.append(jobStream(jobId), [newer], { expected: 0 });
    const { eventStore: watched, calls } = tamperedEventStore(eventStore, []);
    await expect(handlerOn(watched).handle(jobId, cancel, byAda)).rejects.toThrow(NewerEvents);
    await expect(loadJob(eventStore, jobId)).rejects.toThrow(newer.type);
    expect(calls).toStrictEqual([]);
  });
});
