import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, fieldOf, startApi, type TestApi } from "../support/api.ts";
import { operation } from "../support/operations.ts";
import { allTasks, opened, totals } from "../support/jobs.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const send = async (name: string, input: Readonly<Record<string, unknown>>) => {
  const answer = await api.ask(operation(name), { input });
  expect(answer.errors).toEqual([]);
  return fieldOf(answer, `${name[0]!.toLowerCase()}${name.slice(1)}`) as {
    readonly job?: Readonly<Record<string, unknown>> | null;
    readonly deletedJobId?: string | null;
    readonly position: number | null;
    readonly errors: readonly Readonly<Record<string, unknown>>[];
  };
};

const toActive = [
  { type: "StartPreparing", manifest: opened },
  { type: "FinishPreparing", totals },
  { type: "ActivateJob" },
] as const;

async function activeJob(): Promise<string> {
  const id = await createJob(api, { confirmationRequired: false });
  await api.drive(id, ...toActive);
  return id;
}

async function endedJob(): Promise<string> {
  const id = await createJob(api, { confirmationRequired: false, report: null });
  await api.drive(id, ...toActive, { type: "CompleteTasks", counts: allTasks });
  return id;
}

describe("pausing and resuming", () => {
  it("pauses until it is resumed, and tells who paused it", async () => {
    const id = await activeJob();
    const pausing = await send("PauseJob", { id, reason: "backup window" });
    expect(pausing).toMatchObject({
      errors: [],
      job: { status: "PAUSING", pausedBy: "USER", statusReason: "backup window" },
    });
    const counts = { succeeded: 0, failed: 0, unknown: 0 };
    await api.drive(id, { type: "RecordDrained", counts });
    const again = await send("PauseJob", { id });
    expect(again.job).toMatchObject({ status: "PAUSED", revision: 6 });
    const allowed = again.job?.["allowedActions"];
    expect(allowed).toEqual([
      "CANCEL",
      "RESUME",
      "UPDATE_PRIORITY",
      "UPDATE_LIMITS",
      "TAG",
      "CLONE",
    ]);
    const resumed = await send("ResumeJob", { id, expectedRevision: 6 });
    expect(resumed).toMatchObject({ errors: [], job: { status: "READY", pausedBy: null } });
  });

  it("does not resume what the scheduler paused, and says what is allowed instead", async () => {
    const id = await activeJob();
    const counts = { succeeded: 0, failed: 0, unknown: 0 };
    await api.drive(id, { type: "PreemptJob" }, { type: "RecordDrained", counts });
    expect(await send("ResumeJob", { id })).toMatchObject({
      job: null,
      position: null,
      errors: [
        {
          __typename: "InvalidJobStatusError",
          status: "PAUSED",
          allowedActions: ["CANCEL", "UPDATE_PRIORITY", "UPDATE_LIMITS", "TAG", "CLONE"],
        },
      ],
    });
  });
});

describe("changing a job", () => {
  it("changes its priority, and nothing when it has it already", async () => {
    const id = await activeJob();
    const changed = await send("UpdateJobPriority", { id, priority: 2_147_483_647 });
    expect(changed).toMatchObject({ errors: [], job: { priority: 2_147_483_647 } });
    const again = await send("UpdateJobPriority", { id, priority: 2_147_483_647 });
    expect(again.position).toBe(changed.position);
    expect(await send("UpdateJobPriority", { id, priority: -1 })).toMatchObject({
      errors: [{ __typename: "ValidationError", code: "OUT_OF_RANGE", path: ["priority"] }],
    });
  });

  it("replaces both limits, and leads to the one that cannot stand", async () => {
    const id = await activeJob();
    const given = await send("UpdateJobLimits", { id, limits: { maxConcurrency: 8 } });
    expect(given.job?.["limits"]).toEqual({ maxConcurrency: 8, maxRequestsPerSecond: null });
    const replaced = await send("UpdateJobLimits", { id, limits: { maxRequestsPerSecond: 5 } });
    expect(replaced.job?.["limits"]).toEqual({ maxConcurrency: null, maxRequestsPerSecond: 5 });
    const wrong = await send("UpdateJobLimits", { id, limits: { maxRequestsPerSecond: 0 } });
    expect(wrong.errors).toMatchObject([
      { code: "OUT_OF_RANGE", path: ["limits", "maxRequestsPerSecond"] },
    ]);
  });

  it("sets and removes tags in one step, also when it has ended", async () => {
    const id = await endedJob();
    const set = [
      { key: "team", value: "a" },
      { key: "env", value: "prod" },
    ];
    expect((await send("TagJob", { id, set })).job?.["tags"]).toEqual(set);
    const changed = await send("TagJob", {
      id,
      set: [{ key: "team", value: "b" }],
      remove: ["env"],
    });
    expect(changed.job?.["tags"]).toEqual([{ key: "team", value: "b" }]);
    const wrong = await send("TagJob", { id, set: [{ key: "", value: "" }] });
    expect(wrong.errors).toMatchObject([{ code: "TOO_SHORT", path: ["set", "0", "key"] }]);
  });

  it("refuses each change of a job that was changed since it was read", async () => {
    const id = await activeJob();
    const conflict = {
      __typename: "ConflictError",
      path: ["expectedRevision"],
      expectedRevision: 1,
      actualRevision: 4,
    };
    const changes: [name: string, input: object][] = [
      ["PauseJob", {}],
      ["ResumeJob", {}],
      ["UpdateJobPriority", { priority: 3 }],
      ["UpdateJobLimits", { limits: {} }],
      ["TagJob", { remove: ["x"] }],
      ["DeleteJob", {}],
    ];
    for (const [name, input] of changes) {
      const answer = await send(name, { id, expectedRevision: 1, ...input });
      expect([name, answer.errors]).toMatchObject([name, [conflict]]);
    }
  });
});

describe("deleting a job", () => {
  it("takes an ended job out of every list, and keeps why", async () => {
    const id = await endedJob();
    const deleted = await send("DeleteJob", { id, reason: "a rehearsal" });
    expect(deleted).toMatchObject({ deletedJobId: id, errors: [] });
    expect((await api.ask(operation("JobDetail"), { id })).data).toEqual({ job: null });
    const last = (await api.eventStore.readStream(`job-${id}`)).at(-1);
    expect(last?.data).toEqual({ cause: "DELETED", reason: "a rehearsal" });
    expect(await send("DeleteJob", { id })).toMatchObject({
      deletedJobId: null,
      errors: [{ __typename: "JobNotFoundError", jobId: id }],
    });
  });

  it("refuses one that has not ended", async () => {
    const id = await activeJob();
    const { errors } = await send("DeleteJob", { id });
    expect(errors).toMatchObject([{ __typename: "InvalidJobStatusError", status: "ACTIVE" }]);
  });
});
