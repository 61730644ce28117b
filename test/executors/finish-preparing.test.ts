import { describe, expect, test } from "vitest";
import { lookAtBucket } from "../../src/executors/finish-preparing.ts";
import { createJobBoard } from "../../src/executors/job-board.ts";
import type { PreflightResult } from "../../src/inspect/preflight.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import { StoreError } from "../../src/s3/failures.ts";
import type { Answer } from "../../src/s3/transport.ts";
import { inputOf } from "../support/captured-request.ts";
import { failing } from "../support/engine.ts";
import { account, validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const totals = { bucket: "photos", rows: 1, chunks: 1, parts: [{ rows: 1, chunks: 1 }] };
const finish = { type: "FinishPreparing", totals } as const;
const hold: OperationSpec = { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } };

const objectStore = () => createMemoryObjectStore({ buckets: ["reports"] });

function boardOf(operation: OperationSpec, allowedBuckets: string[] | null = null) {
  const spec = validSpec({ operation });
  const bound = allowedBuckets === null ? {} : { allowedBuckets };
  const data = { jobId: "j", account, token: null, spec, ...bound };
  return createJobBoard({ type: "JobCreated", data }, { position: 0, recordedAt: "" });
}

function look(operation: OperationSpec, answer: Answer) {
  const asked: object[] = [];
  const send = async (command: Parameters<typeof inputOf>[0]) => {
    asked.push(inputOf(command));
    return answer;
  };
  const transportOf = () => ({ send });
  const looked = lookAtBucket(boardOf(operation), finish, { transportOf, objectStore });
  return { asked, looked };
}

const configured = (ObjectLockEnabled?: "Enabled"): Answer => ({
  ok: true,
  status: 200,
  output: { $metadata: {}, ObjectLockConfiguration: { ObjectLockEnabled } },
});

describe("the end of the preparation of a job on locks", () => {
  test("goes on when Object Lock is on", async () => {
    const { asked, looked } = look(hold, configured("Enabled"));
    expect(await looked).toEqual({ kind: "known", command: finish });
    expect(asked).toEqual([{ Bucket: "photos" }]);
  });

  test.each([
    ["the bucket has none", failing("ObjectLockConfigurationNotFoundError")],
    ["the answer does not say that it is on", configured()],
  ])("fails the job with ObjectLockNotEnabled when %s", async (_what, answer) => {
    const reason = 'Object Lock is not enabled for the bucket "photos".';
    expect(await look(hold, answer).looked).toEqual({
      kind: "known",
      command: { type: "FailJob", code: "ObjectLockNotEnabled", reason },
    });
  });

  test("fails the job, and says why, when the store refuses to tell", async () => {
    const answer = failing("AccessDenied", { status: 403 });
    expect(await look(hold, answer).looked).toMatchObject({
      command: { code: "ObjectLockNotEnabled", reason: expect.stringContaining("AccessDenied") },
    });
  });

  test("waits for a store that does not answer", async () => {
    const answer = failing("ConnectionFailed", { kind: "transient" });
    expect(await look(hold, answer).looked).toMatchObject({
      kind: "later",
      failure: { code: "ConnectionFailed" },
    });
  });

  test("asks nothing for operations that need no Object Lock", async () => {
    const { asked, looked } = look({ kind: "DELETE_OBJECT_TAGGING", parameters: {} }, configured());
    expect(await looked).toEqual({ kind: "known", command: finish });
    expect(asked).toEqual([]);
  });
});

describe("the preflight of a job", () => {
  const tagging: OperationSpec = { kind: "DELETE_OBJECT_TAGGING", parameters: {} };
  const told = {
    outcome: "PASSED",
    store: "default",
    bucket: "photos",
    key: ".stevedore-preflight/1",
    checks: [],
    notes: [],
  } as const;

  async function tryWith(result: PreflightResult, allowedBuckets: string[] | null = null) {
    const tried: string[] = [];
    const looked = await lookAtBucket(boardOf(tagging, allowedBuckets), finish, {
      transportOf: () => ({ send: async () => configured() }),
      objectStore,
      tryOperation: async (_spec, bucket) => {
        tried.push(bucket);
        return result;
      },
    });
    return { tried, looked };
  }

  test("stands in the command that ends the preparation", async () => {
    const { looked } = await tryWith({ kind: "known", preflight: told, refusal: null });
    expect(looked).toEqual({ kind: "known", command: { ...finish, preflight: told } });
  });

  test("fails the job by name when the store is refused", async () => {
    const preflight = { ...told, outcome: "REFUSED" } as const;
    const { looked } = await tryWith({
      kind: "known",
      preflight,
      refusal: { code: "PreflightRefused", reason: "It would DAMAGE." },
    });
    expect(looked).toEqual({
      kind: "known",
      command: { type: "FailJob", code: "PreflightRefused", reason: "It would DAMAGE.", preflight },
    });
  });

  test("waits for a store that does not answer", async () => {
    const { failure } = failing("ConnectionFailed", { kind: "transient" }) as Extract<
      Answer,
      { ok: false }
    >;
    const { looked } = await tryWith({ kind: "later", failure });
    expect(looked).toEqual({ kind: "later", store: "default", failure });
  });

  test("touches no bucket that the creator of the job may not use", async () => {
    const passed: PreflightResult = { kind: "known", preflight: told, refusal: null };
    const { tried, looked } = await tryWith(passed, ["others"]);
    expect(tried).toEqual([]);
    expect(looked).toEqual({ kind: "known", command: finish });
  });
});

describe("the report of a job", () => {
  const tagging: OperationSpec = { kind: "DELETE_OBJECT_TAGGING", parameters: {} };
  const refusing = (failure: Answer) => () => ({
    ...createMemoryObjectStore({ buckets: ["reports"] }),
    tryWriting: () =>
      failure.ok ? Promise.resolve() : Promise.reject(new StoreError(failure.failure)),
  });
  const lookWith = (reports: typeof objectStore) =>
    lookAtBucket(boardOf(tagging), finish, {
      transportOf: () => ({ send: async () => configured() }),
      objectStore: reports,
    });

  test("fails the job before its first task when its bucket is not there", async () => {
    expect(await lookWith(() => createMemoryObjectStore({ buckets: [] }))).toEqual({
      kind: "known",
      command: {
        type: "FailJob",
        code: "ReportWriteFailed",
        reason:
          'There is no bucket "reports" in the store default, where the report is to be written. No task was run.',
      },
    });
  });

  test("fails the job before its first task when it may not be written", async () => {
    const denied = refusing(failing("AccessDenied", { status: 403 }));
    expect(await lookWith(denied)).toMatchObject({
      command: {
        code: "ReportWriteFailed",
        reason: expect.stringContaining("may not be written"),
      },
    });
  });

  test("is waited for when its store does not answer", async () => {
    const away = refusing(failing("ConnectionFailed", { kind: "transient" }));
    expect(await lookWith(away)).toMatchObject({ kind: "later", store: "default" });
  });

  test("keeps no job from running where the try itself is not known", async () => {
    const unknown = refusing(failing("NotImplemented", { status: 501 }));
    expect(await lookWith(unknown)).toEqual({ kind: "known", command: finish });
  });
});
