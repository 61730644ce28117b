import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { createJob, fieldOf, startApi, type TestApi } from "../support/api.ts";
import { advanced, claimed, completed, failed, succeeded } from "../support/chunks.ts";
import { opened } from "../support/jobs.ts";
import { operation } from "../support/operations.ts";
import { timeAt } from "../support/recorded.ts";

let api: TestApi;
let seconds = 0;
beforeAll(async () => {
  const now = () => new Date(timeAt(seconds));
  api = await startApi({ eventStore: openEmbeddedEventStore({ file: ":memory:", now }), now });
});
afterAll(() => api.stop());

/** A job that runs for a while, an event each ten seconds: `at` is when it became active. */
async function runningJob() {
  const id = await createJob(api, { confirmationRequired: false, priority: 1 });
  const parts = [{ rows: 10, chunks: 1 }];
  await api.drive(
    id,
    { type: "StartPreparing", manifest: opened },
    { type: "FinishPreparing", totals: { bucket: "photos", rows: 10, chunks: 1, parts } },
    { type: "ActivateJob" },
  );
  const at = seconds;
  const stream = chunkStream(id, 0, 0);
  seconds += 10;
  await api.record(
    stream,
    claimed("e"),
    succeeded([[100, 103]]),
    advanced("e", 4, 0, 0, [4, 0, 0]),
  );
  seconds += 10;
  await api.ask(operation("UpdateJobPriority"), { input: { id, priority: 9 } });
  seconds += 10;
  await api.record(stream, failed([[104, 105]]), advanced("e", 4, 2, 0, [0, 2, 0]));
  seconds += 10;
  await api.record(stream, succeeded([[106, 109]]), advanced("e", 8, 2, 0, [4, 0, 0]));
  await api.record(stream, completed("e", 8, 2));
  return { id, at };
}

interface Snapshot {
  readonly position: number;
  readonly event: { readonly type: string };
}

async function asOf(id: string, point: Readonly<Record<string, unknown>>) {
  const answer = await api.ask(operation("JobAsOf"), { id, point });
  expect(answer.errors).toEqual([]);
  return (fieldOf(answer, "job") as { readonly asOf: Snapshot | null }).asOf;
}

describe("a job as of a moment", () => {
  it("has the settings and the numbers of then", async () => {
    const { id, at } = await runningJob();
    expect(await asOf(id, { timestamp: timeAt(at + 15) })).toMatchObject({
      revision: 4,
      at: timeAt(at + 10),
      event: { type: "ChunkAdvanced", stream: chunkStream(id, 0, 0) },
      status: "ACTIVE",
      priority: 1,
      progress: { total: 10, succeeded: 4, failed: 0, claimed: 6, tasksPerSecond: null },
    });
    const changed = await asOf(id, { revision: 5 });
    expect(changed).toMatchObject({
      at: timeAt(at + 20),
      event: { type: "JobPriorityChanged", actor: { name: "local user" } },
      priority: 9,
      progress: { succeeded: 4, failed: 0, activeSeconds: 20 },
    });
    expect(await asOf(id, { position: changed!.position })).toEqual(changed);
    expect(await asOf(id, { timestamp: timeAt(at + 30) })).toMatchObject({
      progress: { succeeded: 4, failed: 2, claimed: 4 },
    });
  });

  it("is nothing before the job was created, and for a revision that there is not", async () => {
    const { id } = await runningJob();
    expect(await asOf(id, { timestamp: timeAt(-1) })).toBeNull();
    expect(await asOf(id, { revision: 99 })).toBeNull();
  });

  it("cannot be asked for by two ways at once, or in a subscription", async () => {
    const point = { revision: 0, position: 0 };
    const { errors } = await api.ask(operation("JobAsOf"), { id: "x", point });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
  });
});

describe("throughput", () => {
  const pointsOf = async (id: string, args: Readonly<Record<string, unknown>>) => {
    const answer = await api.ask(operation("Throughput"), { id, ...args });
    expect(answer.errors).toEqual([]);
    const { throughput } = fieldOf(answer, "job") as {
      throughput: {
        resolutionSeconds: number;
        points: { at: string; succeeded: number; failed: number }[];
      };
    };
    return throughput;
  };

  it("has a point for each interval, also for those without a task, and loses none", async () => {
    const { id, at } = await runningJob();
    const fine = await pointsOf(id, { points: 500 });
    expect(fine.resolutionSeconds).toBe(1);
    expect(fine.points).toHaveLength(41);
    expect(fine.points[10]).toEqual({ at: timeAt(at + 10), succeeded: 4, failed: 0 });
    expect(fine.points[30]).toEqual({ at: timeAt(at + 30), succeeded: 0, failed: 2 });
    const coarse = await pointsOf(id, { points: 5 });
    expect(coarse.points.length).toBeLessThanOrEqual(5);
    const sum = (name: "succeeded" | "failed") =>
      coarse.points.reduce((total, point) => total + point[name], 0);
    expect([sum("succeeded"), sum("failed")]).toEqual([8, 2]);
  });

  it("can be narrowed to a while", async () => {
    const { id, at } = await runningJob();
    const part = await pointsOf(id, { from: timeAt(at + 30), to: timeAt(at + 31), points: 2 });
    expect(part.points).toEqual([
      { at: timeAt(at + 30), succeeded: 0, failed: 2 },
      { at: timeAt(at + 31), succeeded: 0, failed: 0 },
    ]);
  });

  it("is empty before the job has run", async () => {
    const id = await createJob(api);
    expect(await pointsOf(id, {})).toEqual({ resolutionSeconds: 1, points: [] });
  });

  it("refuses numbers of points and ranges that cannot be", async () => {
    const { id, at } = await runningJob();
    for (const args of [
      { points: 1 },
      { points: 501 },
      { from: timeAt(at + 9), to: timeAt(at + 8) },
    ]) {
      const { errors } = await api.ask(operation("Throughput"), { id, ...args });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
    }
  });
});
