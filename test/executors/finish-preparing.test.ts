import { describe, expect, test } from "vitest";
import { lookAtBucket } from "../../src/executors/finish-preparing.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import type { Answer } from "../../src/s3/transport.ts";
import { inputOf } from "../support/captured-request.ts";
import { failing } from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";

const totals = { bucket: "photos", rows: 1, chunks: 1, parts: [{ rows: 1, chunks: 1 }] };
const finish = { type: "FinishPreparing", totals } as const;
const hold: OperationSpec = { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } };

function look(operation: OperationSpec, answer: Answer) {
  const asked: object[] = [];
  const send = async (command: Parameters<typeof inputOf>[0]) => {
    asked.push(inputOf(command));
    return answer;
  };
  const looked = lookAtBucket(validSpec({ operation }), finish, () => ({ send }));
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
