import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { LogPage, SubscribeOptions } from "../../src/eventstore/eventstore.ts";
import { EventStoreSilent } from "../../src/eventstore/patient.ts";
import { executorStream } from "../../src/job/streams.ts";
import { newEvent } from "../contract/eventstore-helpers.ts";
import { makeTokens, askAs } from "../support/access.ts";
import {
  fieldOf,
  startApi,
  testStores,
  type TestApi,
  type TestApiOptions,
} from "../support/api.ts";

const document = `{ engine { limits { maxActiveJobs maxRows } components { name state message } } }`;

const browser = {
  health: async (store: string) =>
    store === "default"
      ? { state: "UP" as const, message: null }
      : { state: "DEGRADED" as const, message: "SlowDown: It is busy." },
} as unknown as NonNullable<TestApiOptions["browser"]>;

let api: TestApi;
afterEach(() => api.stop());

async function engineOf(options: TestApiOptions = {}): Promise<unknown> {
  api = await startApi({ browser, ...options });
  const { data, errors } = await api.ask(document);
  expect(errors).toEqual([]);
  return data?.["engine"];
}

const behind = (message: RegExp) => ({
  name: "read-models",
  state: "DEGRADED",
  message: expect.stringMatching(message),
});

/** A subscription that is at the end of an empty log, and stays there: nothing that it asks for is recorded. */
async function* onlyTheStart({ signal }: SubscribeOptions): AsyncGenerator<LogPage, void> {
  yield { events: [], position: 0, caughtUp: true, end: 0 };
  await once(signal, "abort");
}

describe("the engine", () => {
  it.each([
    [null, "UP"],
    ["The receiver has taken no notice since noon.", "DEGRADED"],
  ])("says of notices, where they are sent, that %j is wrong", async (problem, state) => {
    const notices = ["webhook", "mail", "pager"].map((name) => ({
      name,
      problem: () => problem,
    }));
    expect(await engineOf({ notices })).toMatchObject({
      components: [
        {},
        {},
        {},
        {},
        { name: "notices", state, message: problem },
        { name: "notices:mail", state, message: problem },
        { name: "notices:pager", state, message: problem },
      ],
    });
  });

  it("tells its limits, and of each part whether it works", async () => {
    expect(await engineOf()).toEqual({
      limits: { maxActiveJobs: 16, maxRows: 1_000_000 },
      components: [
        { name: "event-store", state: "UP", message: null },
        { name: "read-models", state: "UP", message: null },
        { name: "store:default", state: "UP", message: null },
        { name: "store:archive", state: "DEGRADED", message: "SlowDown: It is busy." },
      ],
    });
  });

  it("says so while its event store does not answer", async () => {
    const eventStoreStatus = { address: "embedded", reachable: () => false };
    expect(await engineOf({ eventStoreStatus })).toMatchObject({
      components: [
        { name: "event-store", state: "DOWN", message: expect.stringMatching(/does not answer/) },
        { name: "read-models", state: "DEGRADED", message: expect.stringMatching(/since/) },
        {},
        {},
      ],
    });
  });

  it("says so while its log is read", async () => {
    expect(
      await engineOf({ instead: { caughtUp: () => false, share: () => 0.429 } }),
    ).toMatchObject({
      components: [{ state: "UP" }, behind(/being read, 42 % of it so far/), {}, {}],
    });
  });

  it("does not say how far it is while it does not know where its log ends", async () => {
    expect(await engineOf({ instead: { caughtUp: () => false, share: () => null } })).toMatchObject(
      {
        components: [{ state: "UP" }, behind(/being read;/), {}, {}],
      },
    );
  });

  it("says so when its rows stay behind", async () => {
    const eventStore = openEmbeddedEventStore({ file: ":memory:" });
    api = await startApi({ browser, eventStore: { ...eventStore, subscribe: onlyTheStart } });
    await expect.poll(() => api.readModels.caughtUp()).toBe(true);
    await eventStore.append(executorStream("a"), [newEvent("ExecutorSeen")], { expected: "any" });
    const { data } = await api.ask(document);
    expect(data?.["engine"]).toMatchObject({
      components: [{ state: "UP" }, behind(/not in lists yet/), {}, {}],
    });
  });

  it("has its rows up to date however much is recorded that is not in them", async () => {
    const eventStore = openEmbeddedEventStore({ file: ":memory:" });
    api = await startApi({ browser, eventStore: { ...eventStore, subscribe: onlyTheStart } });
    await expect.poll(() => api.readModels.caughtUp()).toBe(true);
    const start = api.readModels.position();
    for (const type of ["StewardClaimed", "BoardSaved", "TaskSucceeded", "$metadata"])
      await eventStore.append("others", [newEvent(type)], { expected: "any" });
    const { data } = await api.ask(document);
    expect(data?.["engine"]).toMatchObject({
      components: [{}, { name: "read-models", state: "UP", message: null }, {}, {}],
    });
    expect(api.readModels.position()).toBe(start);
  });

  it.each([
    ["does not answer", () => new Promise<never>(() => {})],
    ["gives up its log", () => Promise.reject(new EventStoreSilent("It is frozen."))],
  ])("tells of all else when its event store %s before that is known", async (_, readAll) => {
    const eventStore = openEmbeddedEventStore({ file: ":memory:" });
    api = await startApi({ browser, eventStore: { ...eventStore, readAll } });
    await expect.poll(() => api.readModels.caughtUp()).toBe(true);
    const { data, errors } = await api.ask(document);
    expect(errors).toEqual([]);
    expect(data?.["engine"]).toMatchObject({
      components: [{}, behind(/cannot be read/), { state: "UP" }, { state: "DEGRADED" }],
    });
  });

  it("has a store down that executors cannot reach", async () => {
    api = await startApi({ browser });
    const since = "2026-01-31T09:30:00.000Z";
    const outages = [{ store: "default", since, message: "No connection." }];
    const data = { executor: "a", host: "quay", threads: 1, storesDown: ["default"], outages };
    await api.record(executorStream("a"), { type: "ExecutorSeen", data });
    const answer = await api.ask(document);
    expect(answer.data?.["engine"]).toMatchObject({
      components: [{}, {}, { name: "store:default", state: "DOWN" }, { state: "DEGRADED" }],
    });
  });

  it("leaves out a default store of which nothing is configured", async () => {
    const stores = {
      ...testStores,
      describe: (name: string) => ({ ...testStores.describe(name), implied: name === "default" }),
    };
    const { components } = (await engineOf({ stores })) as { components: readonly object[] };
    expect(components).toEqual([
      expect.objectContaining({ name: "event-store" }),
      expect.objectContaining({ name: "read-models" }),
      expect.objectContaining({ name: "store:archive" }),
    ]);
  });

  it("names no store that the caller may not use", async () => {
    const { authenticator, tokens } = makeTokens({
      bound: { permission: "read", stores: ["archive"] },
    });
    api = await startApi({ browser, authenticator });
    const answer = await askAs(api.url, tokens.bound, { query: document });
    const { components } = fieldOf(answer, "engine") as { components: readonly { name: string }[] };
    expect(components.map(({ name }) => name)).toEqual([
      "event-store",
      "read-models",
      "store:archive",
    ]);
  });
});
