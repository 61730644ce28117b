import { afterEach, describe, expect, it } from "vitest";
import { executorStream } from "../../src/job/streams.ts";
import { makeTokens, askAs } from "../support/access.ts";
import { fieldOf, startApi, type TestApi, type TestApiOptions } from "../support/api.ts";

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

describe("the engine", () => {
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

  it.each([
    ["while the log is read", { caughtUp: () => false }, /being read/],
    ["when its rows stay behind", { waitFor: async () => false }, /not in lists yet/],
  ])("says so %s", async (_, instead, message) => {
    expect(await engineOf({ instead })).toMatchObject({
      components: [
        { state: "UP" },
        { name: "read-models", state: "DEGRADED", message: expect.stringMatching(message) },
        {},
        {},
      ],
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
