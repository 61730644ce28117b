import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskFailed } from "../../src/job/chunk-events.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { createJob, fieldOf, startApi, type TestApi } from "../support/api.ts";
import { operation } from "../support/operations.ts";
import { allTasks, opened, totals } from "../support/jobs.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Payload {
  readonly job: { readonly id: string } | null;
  readonly position: number | null;
  readonly errors: readonly Readonly<Record<string, unknown>>[];
}

async function send(name: "RetryFailedTasks" | "CloneJob", input: object): Promise<Payload> {
  const given = { clientRequestToken: randomUUID(), ...input };
  const answer = await api.ask(operation(name), { input: given });
  expect(answer.errors).toEqual([]);
  return fieldOf(answer, `${name[0]!.toLowerCase()}${name.slice(1)}`) as Payload;
}

async function endedJob(spec: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const id = await createJob(api, { confirmationRequired: false, report: null, ...spec });
  await api.drive(
    id,
    { type: "StartPreparing", manifest: opened },
    { type: "FinishPreparing", totals },
    { type: "ActivateJob" },
    { type: "CompleteTasks", counts: allTasks },
  );
  return id;
}

const specOf = (id: string) => api.readModels.job(id)?.state.spec;

describe("retrying failed tasks", () => {
  it("makes a job of the same settings as they are now, linked both ways", async () => {
    const id = await endedJob({ description: "Tag", priority: 3, report: { bucket: "reports" } });
    const report = { manifestKey: "m", files: 0, rows: 0, outcomesHash: "h" };
    await api.drive(id, { type: "RecordReport", ...report });
    await api.ask(operation("TagJob"), { input: { id, set: [{ key: "a", value: "b" }] } });
    const { job, errors } = await send("RetryFailedTasks", {
      id,
      errorCodes: ["NoSuchKey", "NoSuchKey"],
      keyPrefix: "2024/",
      overrides: { report: null, confirmationRequired: false, limits: { maxConcurrency: 32 } },
    });
    expect(errors).toEqual([]);
    expect(specOf(job!.id)).toEqual({
      ...specOf(id),
      manifest: {
        kind: "failed-tasks",
        job: id,
        errorCodes: ["NoSuchKey"],
        keyPrefix: "2024/",
        sourceStore: "default",
      },
      report: null,
      tags: [{ key: "a", value: "b" }],
      limits: { maxConcurrency: 32, maxRequestsPerSecond: null },
    });
    const child = await api.ask(operation("JobDetail"), { id: job!.id });
    expect(child.data?.["job"]).toMatchObject({
      retryOf: { id },
      retries: [],
      clonedFrom: null,
      manifest: {
        __typename: "FailedTasksManifest",
        location: null,
        sourceStore: "default",
        errorCodes: ["NoSuchKey"],
        keyPrefix: "2024/",
      },
    });
    const parent = await api.ask(operation("JobDetail"), { id });
    expect(parent.data?.["job"]).toMatchObject({ retryOf: null, retries: [{ id: job!.id }] });
  });

  it("gives the same job again for the same token and input, and refuses another input", async () => {
    const id = await endedJob();
    const input = { clientRequestToken: randomUUID(), id };
    const first = await send("RetryFailedTasks", input);
    expect(await send("RetryFailedTasks", input)).toEqual(first);
    const other = await send("RetryFailedTasks", { ...input, keyPrefix: "a" });
    expect(other.errors).toMatchObject([
      { __typename: "IdempotencyError", jobId: first.job?.id, path: ["clientRequestToken"] },
    ]);
  });

  it("refuses codes that no failed task has, and names those there are", async () => {
    const id = await endedJob();
    const failed: TaskFailed = {
      type: "TaskFailed",
      data: {
        rows: [[0, 2]],
        keys: ["a", "b", "c"],
        codes: ["AccessDenied", "AccessDenied", "SlowDown"],
        statuses: [403, 403, 503],
        messages: ["no", "no", "later"],
      },
    };
    await api.record(chunkStream(id, 0, 0), failed);
    const refused = await send("RetryFailedTasks", { id, errorCodes: ["NoSuchKey"] });
    expect(refused).toMatchObject({
      job: null,
      errors: [
        {
          path: ["errorCodes"],
          code: "NOTHING_MATCHES",
          message: "No task failed with NoSuchKey. The codes there are: AccessDenied, SlowDown.",
        },
      ],
    });
    const some = await send("RetryFailedTasks", { id, errorCodes: ["NoSuchKey", "SlowDown"] });
    expect(some.errors).toEqual([]);
  });

  it("refuses a job that runs, that has no failed task, or that is not there", async () => {
    const running = await createJob(api);
    expect((await send("RetryFailedTasks", { id: running })).errors).toMatchObject([
      { __typename: "InvalidJobStatusError", status: "NEW", path: ["id"] },
    ]);
    const fine = await createJob(api, { confirmationRequired: false, report: null });
    const counts = { succeeded: 1_200, failed: 0, unknown: 0 };
    await api.drive(
      fine,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
      { type: "ActivateJob" },
      { type: "CompleteTasks", counts },
    );
    expect((await send("RetryFailedTasks", { id: fine })).errors).toMatchObject([
      { __typename: "InvalidJobStatusError", allowedActions: ["TAG", "CLONE", "DELETE"] },
    ]);
    expect((await send("RetryFailedTasks", { id: "nobody" })).errors).toMatchObject([
      { __typename: "JobNotFoundError", jobId: "nobody" },
    ]);
  });

  it.each([
    [{ errorCodes: [] }, ["errorCodes"], "REQUIRED"],
    [{ errorCodes: ["a", ""] }, ["errorCodes", "1"], "TOO_SHORT"],
    [{ keyPrefix: "" }, ["keyPrefix"], "TOO_SHORT"],
    [{ clientRequestToken: "" }, ["clientRequestToken"], "TOO_SHORT"],
    [{ overrides: { priority: -1 } }, ["overrides", "priority"], "OUT_OF_RANGE"],
    [{ overrides: { operation: null } }, ["overrides", "operation"], "REQUIRED"],
    [
      { overrides: { report: { bucket: "r", store: "nowhere" } } },
      ["overrides", "report", "store"],
      "NO_SUCH_STORE",
    ],
    [
      { overrides: { manifest: { csv: { object: { bucket: "b", key: "k" } } } } },
      ["overrides", "manifest"],
      "NOT_SUPPORTED",
    ],
  ])("leads from what cannot stand to its place in the input: %j", async (input, path, code) => {
    const id = await endedJob();
    const { job, errors } = await send("RetryFailedTasks", { id, ...input });
    expect(job).toBeNull();
    expect(errors).toMatchObject([{ __typename: "ValidationError", path, code }]);
  });
});

describe("cloning a job", () => {
  it("makes a job of the same settings in any status, and tells where they are from", async () => {
    const id = await createJob(api, { description: "Tag", priority: 3 });
    const { job } = await send("CloneJob", { id });
    expect(specOf(job!.id)).toEqual(specOf(id));
    const clone = await api.ask(operation("JobDetail"), { id: job!.id });
    expect(clone.data?.["job"]).toMatchObject({ clonedFrom: { id }, retryOf: null, status: "NEW" });
  });

  it("replaces each setting that is given, and clears each that is null", async () => {
    const id = await createJob(api, {
      description: "Tag",
      priority: 3,
      tags: [{ key: "a", value: "b" }],
      limits: { maxConcurrency: 3 },
      failureThreshold: { minimumTasks: 5, maximumFailureRate: 0.1 },
    });
    const cleared = {
      report: null,
      priority: null,
      description: null,
      tags: null,
      confirmationRequired: null,
      limits: null,
      failureThreshold: null,
      operation: { copyObject: { targetBucket: "archive" } },
      manifest: { csv: { object: { bucket: "lists", key: "other.csv", store: "archive" } } },
    };
    const row = await api.ask(operation("CloneJob"), {
      input: { clientRequestToken: "clone", id, overrides: { ...cleared, roleArn: null } },
    });
    const { job } = fieldOf(row, "cloneJob") as Payload;
    expect(specOf(job!.id)).toMatchObject({
      operation: { kind: "COPY_OBJECT", parameters: { targetStore: "archive" } },
      manifest: { kind: "csv", object: { key: "other.csv" }, sourceStore: "archive" },
      report: null,
      priority: 10,
      description: null,
      tags: [],
      confirmationRequired: true,
      roleArn: null,
      limits: { maxConcurrency: null, maxRequestsPerSecond: null },
      failureThreshold: { minimumTasks: 1000, maximumFailureRate: 0.5 },
    });
  });

  it("refuses a job that is not there", async () => {
    expect((await send("CloneJob", { id: "nobody" })).errors).toMatchObject([
      { __typename: "JobNotFoundError", jobId: "nobody" },
    ]);
  });
});
