import { afterEach, describe, expect, it } from "vitest";
import { ApiError, ConnectionLost, type ApiClient } from "../../src/cli/api-client.ts";
import { followJob, type JobUpdate } from "../../src/cli/follow-job.ts";
import { createApiClient } from "../../src/cli/api-client.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { createJob, startApi, type TestApi } from "../support/api.ts";

let api: TestApi | null = null;
afterEach(async () => {
  await api?.stop();
  api = null;
});

/** A clock on which every wait is over at once. */
const impatient: Clock = {
  now: () => 0,
  after(_, action) {
    queueMicrotask(action);
    return () => {};
  },
};

function update(position: number, status: string): JobUpdate {
  const progress = {
    total: null,
    discovered: 0,
    succeeded: 0,
    failed: 0,
    unknown: 0,
    deferred: 0,
    tasksPerSecond: null,
    estimatedSecondsRemaining: null,
    updatedAt: "2026-01-31T09:30:00.000Z",
  };
  return { position, job: { id: "job-1", status, statusReason: null, progress } };
}

const lost = new ConnectionLost("lost");
const stopping = new ApiError([{ message: "Bye.", extensions: { code: "SHUTTING_DOWN" } }]);

/** A server whose subscriptions bring, one after another, these updates and then an end. */
function serverWith(
  connections: readonly { updates: readonly JobUpdate[]; end?: Error }[],
): ApiClient {
  let next = 0;
  return {
    url: "http://server.test",
    query: () => Promise.reject(new Error("nothing is asked")),
    download: () => Promise.reject(new Error("nothing is asked")),
    async *subscribe<Data>() {
      const { updates, end } = connections[Math.min(next++, connections.length - 1)]!;
      for (const jobProgress of updates) yield { jobProgress } as Data;
      if (end !== undefined) throw end;
    },
  };
}

async function follow(server: ApiClient) {
  const told: string[] = [];
  const seen: string[] = [];
  const updates = followJob(server, {
    jobId: "job-1",
    intervalMs: 200,
    signal: new AbortController().signal,
    clock: impatient,
    random: () => 1,
    onLost: () => told.push("lost"),
  });
  for await (const { position, job } of updates) seen.push(`${position} ${job.status}`);
  return { seen, told };
}

describe("following a job", () => {
  it("goes on after the connection was lost, and tells no state twice", async () => {
    const server = serverWith([
      { updates: [update(1, "NEW"), update(5, "ACTIVE")], end: lost },
      { updates: [], end: lost },
      { updates: [update(5, "ACTIVE"), update(8, "ACTIVE")], end: stopping },
      { updates: [update(9, "COMPLETE")] },
    ]);
    const { seen, told } = await follow(server);
    expect(seen).toEqual(["1 NEW", "5 ACTIVE", "8 ACTIVE", "9 COMPLETE"]);
    expect(told).toEqual(["lost", "lost"]);
  });

  it("gives up when the server does not come back", async () => {
    const server = serverWith([
      { updates: [update(1, "NEW")], end: lost },
      { updates: [], end: lost },
    ]);
    await expect(follow(server)).rejects.toThrow(
      "The connection to http://server.test is lost and cannot be made again.",
    );
  });

  it("passes on what is wrong with the request", async () => {
    const refused = new ApiError([{ message: "No.", extensions: { code: "JOB_NOT_FOUND" } }]);
    await expect(follow(serverWith([{ updates: [], end: refused }]))).rejects.toThrow(
      "JOB_NOT_FOUND: No.",
    );
  });

  it("says so when the job is deleted meanwhile", async () => {
    await expect(follow(serverWith([{ updates: [update(1, "ACTIVE")] }]))).rejects.toThrow(
      "There is no job job-1, or it has expired.",
    );
  });

  it("stops at once when it is interrupted", async () => {
    api = await startApi();
    const jobId = await createJob(api);
    const interruption = new AbortController();
    const updates = followJob(createApiClient({ url: api.url, token: null }), {
      jobId,
      intervalMs: 200,
      signal: interruption.signal,
      clock: impatient,
      random: () => 1,
      onLost: () => {},
    });
    expect((await updates.next()).value).toMatchObject({ job: { id: jobId, status: "NEW" } });
    const next = updates.next();
    interruption.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
