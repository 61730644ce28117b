import { describe, expect, test } from "vitest";
import type { RestoreObjectParameters } from "../../src/job/spec.ts";
import type { Answer } from "../../src/s3/transport.ts";
import { inputOf } from "../support/captured-request.ts";
import { firstAttempt, oneCallOf } from "../support/one-call.ts";

const restore = (parameters: RestoreObjectParameters) =>
  oneCallOf({ kind: "RESTORE_OBJECT", parameters });
const task = { bucket: "photos", key: "a.jpg", versionId: null };

describe("restore", () => {
  test("asks for days and tier, and leaves the days out where none are given", () => {
    const { command } = restore({ expirationInDays: 7, tier: "BULK" });
    expect(inputOf(command(task))).toEqual({
      Bucket: "photos",
      Key: "a.jpg",
      RestoreRequest: { Days: 7, GlacierJobParameters: { Tier: "Bulk" } },
    });
    expect(inputOf(restore({ tier: "STANDARD" }).command(task))).toMatchObject({
      RestoreRequest: { GlacierJobParameters: { Tier: "Standard" } },
    });
  });

  test.each([0, -1, 1.5, Number.NaN])("%s days are refused", (expirationInDays) => {
    expect(restore({ expirationInDays, tier: "STANDARD" }).check()).toMatchObject([
      { path: ["expirationInDays"], code: "OUT_OF_RANGE" },
    ]);
  });

  test("the expedited tier is refused", () => {
    const tier = "EXPEDITED" as RestoreObjectParameters["tier"];
    expect(restore({ expirationInDays: 1, tier }).check()).toMatchObject([
      { path: ["tier"], code: "NOT_SUPPORTED" },
    ]);
  });

  describe("409 RestoreAlreadyInProgress", () => {
    const failure = {
      code: "RestoreAlreadyInProgress",
      status: 409,
      message: "Object restore is already in progress",
      kind: "permanent",
    } as const;
    const answer: Answer = { ok: false, failure };
    const { judge } = restore({ expirationInDays: 1, tier: "STANDARD" });

    test("is a failure of a first try", () => {
      expect(judge(answer, firstAttempt)).toEqual({ succeeded: false, failure });
    });

    test("is a success after a try of the same task that got no answer", () => {
      expect(judge(answer, { ...firstAttempt, unanswered: true })).toEqual({
        succeeded: true,
        message: null,
      });
    });

    test("no other failure becomes a success after a try without answer", () => {
      const other: Answer = { ok: false, failure: { ...failure, code: "InvalidObjectState" } };
      expect(judge(other, { ...firstAttempt, unanswered: true })).toMatchObject({
        succeeded: false,
      });
    });
  });
});
