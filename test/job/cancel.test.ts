// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import { event, given, historyOf, noTasks, someTasks, validSpec } from "../support/jobs.ts";

describe("CancelJob", () => {
  testInEverySituation(
    { type: "CancelJob", reason: null },
    {
      NEW: ["JobCancelRequested"],
      PREPARING: ["JobCancelRequested"],
      SUSPENDED: ["JobCancelRequested"],
      READY: ["JobCancelRequested"],
      ACTIVE: ["JobCancelRequested"],
      PAUSING: ["JobCancelRequested"],
      PAUSED: ["JobCancelRequested"],
      PAUSING_BY_SCHEDULER: ["JobCancelRequested"],
      PAUSED_BY_SCHEDULER: ["JobCancelRequested"],
      CANCELLING: [],
      CANCELLING_DRAINED: [],
      COMPLETING: "INVALID_JOB_STATUS",
      FAILING: "INVALID_JOB_STATUS",
      COMPLETE: "INVALID_JOB_STATUS",
      CANCELLED: [],
      FAILED: "INVALID_JOB_STATUS",
    },
  );

  test("the reason of the user stays with the job to its end", () => {
    const cancelling = given(historyOf("ACTIVE"))
      .when({ type: "CancelJob", reason: "wrong list" })
      .then([{ type: "JobCancelRequested", data: { reason: "wrong list" } }]);
    expect(cancelling).toMatchObject({ status: "CANCELLING", reason: "wrong list" });
    const { state } = given([
      ...historyOf("ACTIVE"),
      { type: "JobCancelRequested", data: { reason: "wrong list" } },
      event.drained,
      event.cancelled,
    ]);
    expect(state).toMatchObject({ status: "CANCELLED", reason: "wrong list", failure: null });
  });

  test("a second cancel does not replace the reason of the first", () => {
    given([...historyOf("ACTIVE"), { type: "JobCancelRequested", data: { reason: "wrong list" } }])
      .when({ type: "CancelJob", reason: "another reason" })
      .thenNothing();
  });

  test("a cancel without a reason keeps the one given before", () => {
    const state = given([
      ...historyOf("SUSPENDED"),
      { type: "JobConfirmed", data: { reason: "checked" } },
      event.ready,
    ])
      .when({ type: "CancelJob", reason: null })
      .then([event.cancelRequested]);
    expect(state).toMatchObject({ reason: "checked" });
  });

  test.each(["NEW", "PREPARING", "SUSPENDED", "READY"] as const)(
    "a job cancelled while %s never ran a task and ends without a report",
    (situation) => {
      const state = given([...historyOf(situation), event.cancelRequested])
        .when({ type: "RecordDrained", counts: noTasks })
        .then([
          { type: "JobDrained", data: noTasks },
          { type: "JobCancelled", data: { ...noTasks, outcomesHash: null } },
        ]);
      expect(state).toMatchObject({ status: "CANCELLED", counts: noTasks, failure: null });
    },
  );

  test("a job that ran tasks waits for its report before it is cancelled", () => {
    const state = given(historyOf("CANCELLING"))
      .when({ type: "RecordDrained", counts: someTasks })
      .then([{ type: "JobDrained", data: someTasks }]);
    expect(state).toMatchObject({ status: "CANCELLING", counts: someTasks });
  });

  test("a job that wants no report is cancelled as soon as it is drained", () => {
    const state = given(historyOf("CANCELLING", validSpec({ report: null })))
      .when({ type: "RecordDrained", counts: someTasks })
      .then([
        { type: "JobDrained", data: someTasks },
        { type: "JobCancelled", data: { ...someTasks, outcomesHash: null } },
      ]);
    expect(state).toMatchObject({ status: "CANCELLED", counts: someTasks });
  });

  test("what was opened and counted before the cancel is kept", () => {
    expect(given(historyOf("CANCELLED")).state).toMatchObject({
      opened: { rowsPerChunk: 500 },
      totals: { rows: 1_200 },
    });
    expect(given([...historyOf("NEW"), event.cancelRequested]).state).toMatchObject({
      opened: null,
      totals: null,
    });
  });

  test("a reason of bad length is refused, in a status that could not be cancelled too", () => {
    for (const situation of ["ACTIVE", "CANCELLING", "COMPLETE"] as const) {
      given(historyOf(situation))
        .when({ type: "CancelJob", reason: "" })
        .thenRejected("INVALID_INPUT");
    }
  });
});
