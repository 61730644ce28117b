import { describe, expect, test } from "vitest";
import { bindOperation, type BoundCalls } from "../../src/executors/bind-job.ts";
import { NoFurtherCall } from "../../src/executors/call-gate.ts";
import { callOnce } from "../../src/executors/run-task.ts";
import type { CopyObjectParameters, JobSpec } from "../../src/job/spec.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import type { Answer } from "../../src/s3/transport.ts";
import { validSpec } from "../support/jobs.ts";
import { firstAttempt } from "../support/one-call.ts";

const copied: Answer = {
  ok: true,
  status: 200,
  output: { $metadata: {}, CopyObjectResult: { ETag: "e" } } as never,
};
const done: Answer = { ok: true, status: 200, output: { $metadata: {} } as never };
const task = { bucket: "photos", key: "a b", versionId: null };

function specOf(changes: Partial<CopyObjectParameters>): JobSpec {
  const parameters: CopyObjectParameters = {
    targetStore: "default",
    targetBucket: "copies",
    targetKeyPrefix: "p",
    metadataDirective: "COPY",
    requesterPays: false,
    ...changes,
  };
  return validSpec({ operation: { kind: "COPY_OBJECT", parameters } });
}

function play(answers: readonly Answer[]) {
  const inputs: object[] = [];
  const left = answers.values();
  const transport = {
    send: async ({ input }: { input: object }) => {
      inputs.push(input);
      return left.next().value!;
    },
  };
  return { inputs, transportOf: () => transport };
}

const turns = { next: () => true as const };

function judgementOf({ call }: BoundCalls): Promise<Judgement> {
  return callOnce(call, task, firstAttempt, turns);
}

describe("a copy with new tags or lock settings", () => {
  test("sets them once more on the copy, and succeeds when all calls do", async () => {
    const { inputs, transportOf } = play([copied, done, done, done]);
    const retention = { mode: "GOVERNANCE", retainUntil: "2030-01-01T00:00:00.000Z" } as const;
    const spec = specOf({ newTags: [{ key: "a", value: "1" }], retention, legalHold: "ON" });
    expect(await judgementOf(bindOperation(spec, transportOf))).toEqual({
      succeeded: true,
      message: null,
    });
    const target = { Bucket: "copies", Key: "p/a b" };
    expect(inputs.slice(1)).toEqual([
      { ...target, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } },
      {
        ...target,
        Retention: { Mode: "GOVERNANCE", RetainUntilDate: new Date(retention.retainUntil) },
      },
      { ...target, LegalHold: { Status: "ON" } },
    ]);
  });

  test("fails with the answer of the call that failed, and says what was not done", async () => {
    const refused: Answer = {
      ok: false,
      failure: { code: "AccessDenied", status: 403, message: "Access Denied", kind: "permanent" },
    };
    const { inputs, transportOf } = play([copied, refused]);
    const judgement = await judgementOf(bindOperation(specOf({ newTags: [] }), transportOf));
    expect(judgement).toMatchObject({
      succeeded: false,
      failure: {
        code: "AccessDenied",
        status: 403,
        message: expect.stringContaining("its tags could not be set"),
      },
    });
    expect(inputs).toHaveLength(2);
  });

  test("makes one call when there are none, or when the copy itself failed", async () => {
    const plain = play([copied]);
    await judgementOf(bindOperation(specOf({}), plain.transportOf));
    expect(plain.inputs).toHaveLength(1);
    const failed = play([{ ok: true, status: 200, output: { $metadata: {} } as never }]);
    const judgement = await judgementOf(bindOperation(specOf({ newTags: [] }), failed.transportOf));
    expect(judgement.succeeded).toBe(false);
    expect(failed.inputs).toHaveLength(1);
  });

  test("ends without an outcome when no further call may start", async () => {
    const { inputs, transportOf } = play([copied, done]);
    const { call } = bindOperation(specOf({ legalHold: "ON" }), transportOf);
    const refused = { next: () => Promise.resolve(false) };
    await expect(callOnce(call, task, firstAttempt, refused)).rejects.toThrow(NoFurtherCall);
    expect(inputs).toHaveLength(1);
  });
});
