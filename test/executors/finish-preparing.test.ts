import { describe, expect, test } from "vitest";
import { lookAtBucket } from "../../src/executors/finish-preparing.ts";
import { createJobBoard } from "../../src/executors/job-board.ts";
import type { PreflightResult } from "../../src/inspect/preflight.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import type { Answer } from "../../src/s3/transport.ts";
import { inputOf } from "../support/captured-request.ts";
import { failing } from "../support/engine.ts";
import { account, validSpec } from "../support/jobs.ts";

const totals = { bucket: "photos", rows: 1, chunks: 1, parts: [{ rows: 1, chunks: 1 }] };
const finish = { type: "FinishPreparing", totals } as const;
const hold: OperationSpec = { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } };

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
  const looked = lookAtBucket(boardOf(operation), finish, { transportOf });
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
    const { looked } = await tryWith({ kind: "known", preflight, refusal: "It would DAMAGE." });
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
    expect(looked).toEqual({ kind: "later", failure });
  });

  test("touches no bucket that the creator of the job may not use", async () => {
    const passed: PreflightResult = { kind: "known", preflight: told, refusal: null };
    const { tried, looked } = await tryWith(passed, ["others"]);
    expect(tried).toEqual([]);
    expect(looked).toEqual({ kind: "known", command: finish });
  });
});
