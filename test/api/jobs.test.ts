import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chunkStream, reportStream } from "../../src/job/streams.ts";
import { createJob, fieldOf, startApi, validInput, type TestApi } from "../support/api.ts";
import { operation } from "../support/operations.ts";
import { allTasks, opened, totals } from "../support/jobs.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const ask = (name: string, variables: Readonly<Record<string, unknown>> = {}) =>
  api.ask(operation(name), variables);

const toSuspended = [
  { type: "StartPreparing", manifest: opened },
  { type: "FinishPreparing", totals },
] as const;

describe("creating a job", () => {
  it("resolves every default, and shows every setting again", async () => {
    const created = await ask("CreateJob", { input: validInput() });
    const { job } = fieldOf(created, "createJob") as { job: { id: string } };
    const detail = await ask("JobDetail", { id: job.id });
    expect(detail.errors).toEqual([]);
    expect(detail.data?.["job"]).toMatchObject({
      id: job.id,
      revision: 0,
      status: "NEW",
      outcome: null,
      priority: 10,
      limits: { maxConcurrency: null, maxRequestsPerSecond: null },
      description: null,
      tags: [],
      operation: { name: "PUT_OBJECT_TAGGING", tagSet: [{ key: "state", value: "archived" }] },
      manifest: {
        sourceStore: "default",
        location: {
          store: "default",
          bucket: "lists",
          key: "photos.csv",
          versionId: null,
          etag: null,
        },
        fields: ["BUCKET", "KEY"],
      },
      report: {
        scope: "ALL_TASKS",
        store: "default",
        bucket: "reports",
        prefix: "batch",
        status: "PENDING",
        manifest: null,
        files: { nodes: [], totalCount: 0 },
      },
      confirmationRequired: true,
      failureThreshold: { minimumTasks: 1000, maximumFailureRate: 0.5 },
      progress: { total: null, notStarted: null, fraction: null, succeeded: 0 },
      allowedActions: ["CANCEL", "UPDATE_PRIORITY", "UPDATE_LIMITS", "TAG", "CLONE"],
      createdBy: { kind: "USER", name: "local user" },
      startedAt: null,
      endedAt: null,
    });
  });

  it("takes every parameter of a copy and gives it back, a bucket by its ARN", async () => {
    const parameters = {
      targetKeyPrefix: "2026",
      storageClass: "GLACIER_IR",
      cannedAcl: "BUCKET_OWNER_FULL_CONTROL",
      metadataDirective: "REPLACE",
      metadata: {
        contentType: "image/png",
        expires: "2027-01-01T01:00:00+01:00",
        user: [{ key: "a", value: "b" }],
      },
      newTags: [],
      modifiedSince: "2026-01-01T00:00:00Z",
      unmodifiedSince: "2026-02-01T00:00:00Z",
      encryption: { algorithm: "KMS", kmsKeyId: "key-1", bucketKeyEnabled: true },
      checksumAlgorithm: "CRC64NVME",
      legalHold: "ON",
      retention: { mode: "GOVERNANCE", retainUntil: "2030-01-01T00:00:00Z" },
      redirectLocation: "/elsewhere",
      requesterPays: true,
    };
    const id = await createJob(api, {
      operation: { copyObject: { targetBucket: "arn:aws:s3:::photos-archive", ...parameters } },
    });
    const detail = await ask("JobDetail", { id });
    expect((fieldOf(detail, "job") as { operation: unknown }).operation).toEqual({
      ...parameters,
      name: "COPY_OBJECT",
      targetStore: "default",
      targetBucket: "photos-archive",
      grants: [],
      metadata: { ...parameters.metadata, expires: "2027-01-01T00:00:00.000Z" },
      modifiedSince: "2026-01-01T00:00:00.000Z",
      unmodifiedSince: "2026-02-01T00:00:00.000Z",
      retention: { mode: "GOVERNANCE", retainUntil: "2030-01-01T00:00:00.000Z" },
    });
  });

  it("stores no member that was left out or null, and keeps metadata unless new is given", async () => {
    const id = await createJob(api, {
      operation: { copyObject: { targetBucket: "archive", storageClass: null } },
      tags: null,
      limits: { maxConcurrency: null },
    });
    const row = api.readModels.job(id);
    expect(row?.state.spec.operation.parameters).toEqual({
      targetStore: "default",
      targetBucket: "archive",
      copyLargeObjects: true,
      metadataDirective: "COPY",
      requesterPays: false,
    });
    const withMetadata = await createJob(api, {
      operation: { copyObject: { targetBucket: "archive", metadata: { contentType: "a/b" } } },
    });
    expect(api.readModels.job(withMetadata)?.state.spec.operation.parameters).toMatchObject({
      metadataDirective: "REPLACE",
      metadata: { contentType: "a/b", user: [] },
    });
  });

  it("takes an ETag with or without its quotes as the same", async () => {
    const [first, second] = [
      await ask("CreateJob", { input: withETag("abc") }),
      await ask("CreateJob", { input: withETag('"abc"') }),
    ];
    expect(second.data).toEqual(first.data);
    expect(second.data?.["createJob"]).toMatchObject({ errors: [] });
  });

  it("gives the first job again for the same token, and refuses the token with another spec", async () => {
    const input = validInput();
    const first = await ask("CreateJob", { input });
    const again = await ask("CreateJob", { input });
    expect(again.data).toEqual(first.data);
    const { job } = fieldOf(first, "createJob") as { job: { id: string } };
    const other = await ask("CreateJob", {
      input: { ...input, spec: { ...input.spec, priority: 11 } },
    });
    expect(other.data?.["createJob"]).toEqual({
      job: null,
      position: null,
      errors: [
        {
          __typename: "IdempotencyError",
          code: "IDEMPOTENCY_MISMATCH",
          message: `This client request token already created job ${job.id} with another request.`,
          path: ["clientRequestToken"],
          jobId: job.id,
        },
      ],
    });
  });
});

function withETag(etag: string) {
  const manifest = { csv: { object: { bucket: "lists", key: "photos.csv", etag } } };
  return { ...validInput({ manifest }), clientRequestToken: "quotes" };
}

describe("commanding a job", () => {
  it("confirms a suspended job at the revision that was looked at", async () => {
    const id = await createJob(api);
    await api.drive(id, ...toSuspended);
    const before = await ask("JobDetail", { id });
    expect(before.data?.["job"]).toMatchObject({
      status: "SUSPENDED",
      allowedActions: ["CONFIRM", "CANCEL", "UPDATE_PRIORITY", "UPDATE_LIMITS", "TAG", "CLONE"],
      progress: { total: 1_200, notStarted: 1_200, fraction: 0 },
      manifest: { location: { etag: opened.etag } },
    });
    const job = fieldOf(before, "job") as {
      revision: number;
      suspension: { since: string; cause: string; expiresAt: string };
    };
    expect(job.suspension.cause).toBe("AWAITING_CONFIRMATION");
    expect(Date.parse(job.suspension.expiresAt) - Date.parse(job.suspension.since)).toBe(
      30 * 86_400_000,
    );
    const stale = await ask("ConfirmJob", { input: { id, expectedRevision: job.revision - 1 } });
    expect(stale.data?.["confirmJob"]).toMatchObject({
      job: null,
      errors: [
        {
          __typename: "ConflictError",
          path: ["expectedRevision"],
          expectedRevision: job.revision - 1,
          actualRevision: job.revision,
        },
      ],
    });
    const confirmed = await ask("ConfirmJob", {
      input: { id, expectedRevision: job.revision, reason: "as planned" },
    });
    expect(confirmed.data?.["confirmJob"]).toMatchObject({
      job: { status: "READY", statusReason: "as planned", revision: job.revision + 2 },
      errors: [],
    });
  });

  it("answers with what the command did, so that it can be read at its position", async () => {
    const id = await createJob(api);
    const cancelled = await ask("CancelJob", { input: { id, reason: "changed our mind" } });
    const { position } = fieldOf(cancelled, "cancelJob") as { position: number };
    expect(cancelled.data?.["cancelJob"]).toMatchObject({
      job: { id, position, status: "CANCELLING", statusReason: "changed our mind" },
    });
    const again = await ask("CancelJob", { input: { id } });
    expect(again.data?.["cancelJob"]).toMatchObject({ position, errors: [] });
    const read = await ask("JobDetail", { id, atLeastPosition: position });
    expect(read.data?.["job"]).toMatchObject({ status: "CANCELLING" });
  });

  it("says which status refused a command, and what is allowed instead", async () => {
    const id = await createJob(api);
    const { data } = await ask("ConfirmJob", { input: { id } });
    expect(data?.["confirmJob"]).toEqual({
      job: null,
      position: null,
      errors: [
        {
          __typename: "InvalidJobStatusError",
          code: "INVALID_JOB_STATUS",
          message: "The job is NEW, which does not allow confirming it.",
          path: ["id"],
          status: "NEW",
          allowedActions: ["CANCEL", "UPDATE_PRIORITY", "UPDATE_LIMITS", "TAG", "CLONE"],
        },
      ],
    });
  });

  it("says that there is no such job", async () => {
    const { data } = await ask("CancelJob", { input: { id: "no-such-job" } });
    expect(data?.["cancelJob"]).toMatchObject({
      errors: [{ __typename: "JobNotFoundError", path: ["id"], jobId: "no-such-job" }],
    });
    expect((await ask("JobDetail", { id: "no-such-job" })).data).toEqual({ job: null });
  });
});

describe("a job that runs", () => {
  it("tells its progress, its failed tasks, its report and how it came out", async () => {
    const id = await createJob(api, { confirmationRequired: false });
    const parts = [
      { rows: 3, chunks: 1 },
      { rows: 7, chunks: 1 },
    ];
    await api.drive(
      id,
      { type: "StartPreparing", manifest: { ...opened, partOffsets: [0, 100] } },
      { type: "FinishPreparing", totals: { bucket: "photos", rows: 10, chunks: 2, parts } },
      { type: "ActivateJob" },
    );
    await recordTasks(api, id);
    const { data } = await ask("JobDetail", { id });
    expect(data?.["job"]).toMatchObject({
      status: "ACTIVE",
      progress: { succeeded: 5, failed: 2, claimed: 0, notStarted: 3, fraction: 0.7 },
    });
    const failures = await ask("Failures", { id });
    expect(failures.errors).toEqual([]);
    expect(failures.data?.["job"]).toMatchObject({
      failureGroups: [
        {
          errorCode: "NoSuchKey",
          httpStatus: 404,
          count: 2,
          share: 1,
          sampleTasks: [{ key: "a b/ü.png" }, { key: "last" }],
        },
      ],
      tasks: {
        totalCount: 2,
        nodes: [
          {
            id: `${id}/1/5`,
            manifestRow: 9,
            bucket: "photos",
            key: "a b/ü.png",
            rawKey: "a+b/%C3%BC.png",
            outcome: "FAILED",
            attempts: 1,
            errorCode: "NoSuchKey",
            httpStatus: 404,
            message: "gone",
          },
          { manifestRow: 10 },
        ],
      },
    });
    const others = await ask("Failures", { id, codes: ["SlowDown"] });
    expect(others.data?.["job"]).toMatchObject({ tasks: { totalCount: 0, nodes: [] } });
  });

  it("tells what came of it when it has ended", async () => {
    const id = await createJob(api, { confirmationRequired: false });
    await api.drive(id, ...toSuspended, { type: "ActivateJob" });
    await api.drive(id, { type: "CompleteTasks", counts: allTasks });
    const file = {
      key: "batch/job/results/a.csv",
      md5: "ab".repeat(16),
      sizeBytes: 12_345_678_901,
      rows: 1_190,
    };
    await api.record(reportStream(id, 0), {
      type: "ReportFileWritten",
      data: { executor: "executor-1", succeeded: file, failed: null, outcomesHash: "h" },
    });
    await api.drive(id, {
      type: "RecordReport",
      manifestKey: "batch/job/manifest.json",
      files: 1,
      rows: 1_190,
      outcomesHash: "h",
    });
    const detail = await ask("JobDetail", { id });
    expect(detail.data?.["job"]).toMatchObject({
      status: "COMPLETE",
      outcome: "SOME_FAILED",
      allowedActions: ["TAG", "RETRY_FAILED_TASKS", "CLONE", "DELETE"],
      report: {
        status: "READY",
        manifest: { bucket: "reports", key: "batch/job/manifest.json" },
        files: {
          totalCount: 1,
          nodes: [
            {
              key: file.key,
              outcome: "SUCCEEDED",
              rows: 1_190,
              sizeBytes: "12345678901",
              md5: file.md5,
            },
          ],
        },
      },
    });
    const ended = fieldOf(detail, "job") as { startedAt: string; endedAt: string };
    expect(Date.parse(ended.endedAt)).toBeGreaterThanOrEqual(Date.parse(ended.startedAt));
  });

  it("tells why it failed", async () => {
    const id = await createJob(api);
    const reason = "lists/photos.csv does not exist (NoSuchKey).";
    await api.drive(id, { type: "FailJob", code: "ManifestNotFound", reason });
    expect((await ask("JobDetail", { id })).data?.["job"]).toMatchObject({
      status: "FAILING",
      statusReason: reason,
      failureReasons: [{ code: "ManifestNotFound", reason }],
    });
  });
});

/** The last chunk of ten rows runs to its end: five tasks succeed, two fail. */
async function recordTasks({ record }: TestApi, id: string): Promise<void> {
  const executor = "executor-1";
  const change = { succeeded: 5, failed: 2, deferred: 0 };
  await record(
    chunkStream(id, 1, 0),
    { type: "ChunkClaimed", data: { executor, firstRow: 0, rows: 7 } },
    { type: "TaskSucceeded", data: { rows: [[0, 4]], keys: ["a", "b", "c", "d", "e"] } },
    {
      type: "TaskFailed",
      data: {
        rows: [[5, 6]],
        keys: ["a+b/%C3%BC.png", "last"],
        codes: ["NoSuchKey", "NoSuchKey"],
        statuses: [404, 404],
        messages: ["gone", "gone"],
      },
    },
    { type: "ChunkAdvanced", data: { executor, ...change, change, outcomesHash: "h" } },
    { type: "ChunkCompleted", data: { executor, succeeded: 5, failed: 2, outcomesHash: "h" } },
  );
}
