// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import type { JobCommand } from "../../src/job/commands.ts";
import { testInEverySituation } from "../support/every-situation.ts";
import { allTasks, event, given, historyOf, noTasks } from "../support/jobs.ts";

const failJob = (reason: string): JobCommand => ({
  type: "FailJob",
  code: "InvalidManifestContent",
  reason,
});

describe("FailJob", () => {
  testInEverySituation(failJob("Row 7 has no key."), {
    NEW: ["JobFailing"],
    PREPARING: ["JobFailing"],
    ACTIVE: ["JobFailing"],
    COMPLETING: ["JobFailing"],
    FAILING: [],
    FAILING_DRAINED: [],
  });

  test("the first failure stands", () => {
    const { state } = given(historyOf("FAILING"));
    given(historyOf("FAILING")).when(failJob("Row 7 has no key.")).thenNothing();
    expect(state).toMatchObject({ failure: event.failing.data });
  });

  test("a reason is cut at 256 characters", () => {
    given(historyOf("PREPARING"))
      .when(failJob("x".repeat(300)))
      .then([
        {
          type: "JobFailing",
          data: { code: "InvalidManifestContent", reason: "x".repeat(256) },
        },
      ]);
  });

  test("a job that fails while it is prepared has no totals and ends without a report", () => {
    const failure = { code: "InvalidManifestContent", reason: "Row 7 has no key." } as const;
    const failing = given(historyOf("PREPARING"))
      .when(failJob("Row 7 has no key."))
      .then([{ type: "JobFailing", data: failure }]);
    expect(failing).toMatchObject({ status: "FAILING", totals: null, counts: null, failure });
    given([...historyOf("PREPARING"), { type: "JobFailing", data: failure }])
      .when({ type: "RecordDrained", counts: noTasks })
      .then([
        { type: "JobDrained", data: noTasks },
        { type: "JobFailed", data: { ...noTasks, ...failure, outcomesHash: null } },
      ]);
  });

  test("a job that fails while completing is drained already and needs only its report", () => {
    const failing = given(historyOf("COMPLETING"))
      .when({ type: "FailJob", code: "ReportWriteFailed", reason: "AccessDenied" })
      .then([{ type: "JobFailing", data: { code: "ReportWriteFailed", reason: "AccessDenied" } }]);
    expect(failing).toMatchObject({ status: "FAILING", counts: allTasks });
  });

  test("a job that is cancelled does not fail any more", () => {
    given(historyOf("CANCELLING")).when(failJob("late")).thenRejected("INVALID_JOB_STATUS");
  });
});
