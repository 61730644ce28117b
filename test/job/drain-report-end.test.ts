// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import {
  allTasks,
  event,
  given,
  historyOf,
  noTasks,
  someTasks,
  validSpec,
} from "../support/jobs.ts";

const hash = "ab".repeat(32);
const report = {
  manifestKey: "batch/job-1/manifest.json",
  files: 2,
  rows: 320,
  outcomesHash: hash,
};

describe("RecordDrained", () => {
  testInEverySituation(
    { type: "RecordDrained", counts: someTasks },
    {
      PAUSING: ["JobPaused"],
      PAUSING_BY_SCHEDULER: ["JobPaused"],
      CANCELLING: ["JobDrained"],
      FAILING: ["JobDrained"],
      CANCELLING_DRAINED: [],
      FAILING_DRAINED: [],
    },
  );

  test("a failing job without a single outcome ends without a report and says why", () => {
    const state = given(historyOf("FAILING"))
      .when({ type: "RecordDrained", counts: noTasks })
      .then([
        { type: "JobDrained", data: noTasks },
        { type: "JobFailed", data: { ...event.failing.data, ...noTasks, outcomesHash: null } },
      ]);
    expect(state).toMatchObject({ status: "FAILED", failure: event.failing.data });
  });

  test("rows of a lost executor alone do not ask for a report, and are counted", () => {
    const counts = { succeeded: 0, failed: 0, unknown: 7 };
    const state = given(historyOf("CANCELLING"))
      .when({ type: "RecordDrained", counts })
      .then([
        { type: "JobDrained", data: counts },
        { type: "JobCancelled", data: { ...counts, outcomesHash: null } },
      ]);
    expect(state).toMatchObject({ counts });
  });

  test("the end of a pause does not end a job that was cancelled since", () => {
    given([...historyOf("PAUSING"), event.cancelRequested])
      .when({ type: "RecordDrained", stop: 1, counts: someTasks })
      .thenRejected("INVALID_JOB_STATUS");
  });

  test("the end of a pause does not end another one, in which other chunks are in hand", () => {
    const pausedTwice = [
      ...historyOf("PAUSING"),
      event.paused,
      event.resumed,
      event.ready,
      event.activated,
      event.pausing,
    ];
    given(pausedTwice)
      .when({ type: "RecordDrained", stop: 1, counts: someTasks })
      .thenRejected("INVALID_JOB_STATUS");
    given(pausedTwice)
      .when({ type: "RecordDrained", stop: 2, counts: someTasks })
      .then([event.paused]);
  });

  test("counts are final once drained", () => {
    given(historyOf("CANCELLING_DRAINED"))
      .when({ type: "RecordDrained", counts: allTasks })
      .thenNothing();
  });
});

describe("CompleteTasks", () => {
  testInEverySituation(
    { type: "CompleteTasks", counts: allTasks },
    { ACTIVE: ["JobCompleting"], COMPLETING: [] },
  );

  test("a job completes with failed tasks, and with nothing but failed ones", () => {
    const counts = { succeeded: 0, failed: 1_200, unknown: 0 };
    const state = given([...historyOf("ACTIVE"), { type: "JobCompleting", data: counts }])
      .when({ type: "RecordReport", ...report })
      .then([
        { type: "ReportWritten", data: report },
        { type: "JobCompleted", data: { ...counts, outcomesHash: hash } },
      ]);
    expect(state).toMatchObject({ status: "COMPLETE", counts, failure: null });
  });

  test("a job that wants no report is complete at once, by way of COMPLETING", () => {
    const state = given(historyOf("ACTIVE", validSpec({ report: null })))
      .when({ type: "CompleteTasks", counts: allTasks })
      .then([event.completing, event.completed]);
    expect(state).toMatchObject({ status: "COMPLETE", counts: allTasks });
  });

  test("a job of an empty manifest has nothing to report", () => {
    given(historyOf("ACTIVE"))
      .when({ type: "CompleteTasks", counts: noTasks })
      .then([
        { type: "JobCompleting", data: noTasks },
        { type: "JobCompleted", data: { ...noTasks, outcomesHash: null } },
      ]);
  });

  test("the end keeps the counts, the totals and nothing of the phase before", () => {
    const { state } = given(historyOf("COMPLETE"));
    expect(state).toMatchObject({ counts: allTasks, totals: { rows: 1_200 }, failure: null });
    expect(state).not.toHaveProperty("activeSince");
  });
});

test("a job that ends without a report carries the hash that came with its end", () => {
  const noReport = validSpec({ report: null });
  const ended = { ...someTasks, outcomesHash: hash };
  given(historyOf("CANCELLING", noReport))
    .when({ type: "RecordDrained", counts: someTasks, outcomesHash: hash })
    .then([
      { type: "JobDrained", data: someTasks },
      { type: "JobCancelled", data: ended },
    ]);
  given(historyOf("ACTIVE", noReport))
    .when({ type: "CompleteTasks", counts: someTasks, outcomesHash: hash })
    .then([
      { type: "JobCompleting", data: someTasks },
      { type: "JobCompleted", data: ended },
    ]);
  given(historyOf("CANCELLING_DRAINED"))
    .when({ type: "RecordReportFailure", reason: "AccessDenied", outcomesHash: hash })
    .then([
      { type: "ReportFailed", data: { reason: "AccessDenied" } },
      { type: "JobCancelled", data: ended },
    ]);
});

describe("RecordReport", () => {
  testInEverySituation(
    { type: "RecordReport", ...report },
    {
      COMPLETING: ["ReportWritten", "JobCompleted"],
      CANCELLING_DRAINED: ["ReportWritten", "JobCancelled"],
      FAILING_DRAINED: ["ReportWritten", "JobFailed"],
    },
  );

  test("each ending carries the hash over the report and the counts it was drained with", () => {
    given(historyOf("CANCELLING_DRAINED"))
      .when({ type: "RecordReport", ...report })
      .then([
        { type: "ReportWritten", data: report },
        { type: "JobCancelled", data: { ...someTasks, outcomesHash: hash } },
      ]);
    const state = given(historyOf("FAILING_DRAINED"))
      .when({ type: "RecordReport", ...report })
      .then([
        { type: "ReportWritten", data: report },
        { type: "JobFailed", data: { ...event.failing.data, ...someTasks, outcomesHash: hash } },
      ]);
    expect(state).toMatchObject({ status: "FAILED", failure: event.failing.data });
  });
});

describe("RecordReportFailure", () => {
  testInEverySituation(
    { type: "RecordReportFailure", reason: "AccessDenied" },
    {
      COMPLETING: ["ReportFailed", "JobFailing", "JobFailed"],
      CANCELLING_DRAINED: ["ReportFailed", "JobCancelled"],
      FAILING_DRAINED: ["ReportFailed", "JobFailed"],
    },
  );

  test("a completing job fails with the sentence of Amazon S3 and keeps its counts", () => {
    const failure = {
      code: "ReportWriteFailed",
      reason:
        "The job report could not be written to your report bucket. Please check your permissions.",
    } as const;
    const state = given(historyOf("COMPLETING"))
      .when({ type: "RecordReportFailure", reason: "AccessDenied" })
      .then([
        { type: "ReportFailed", data: { reason: "AccessDenied" } },
        { type: "JobFailing", data: failure },
        { type: "JobFailed", data: { ...allTasks, ...failure, outcomesHash: null } },
      ]);
    expect(state).toMatchObject({ status: "FAILED", failure, counts: allTasks });
  });

  test("a job that was stopping ends as it would have, with its own failure", () => {
    const cancelled = given(historyOf("CANCELLING_DRAINED"))
      .when({ type: "RecordReportFailure", reason: "AccessDenied" })
      .then([{ type: "ReportFailed", data: { reason: "AccessDenied" } }, event.cancelled]);
    expect(cancelled).toMatchObject({ status: "CANCELLED", failure: null });
    const failed = given(historyOf("FAILING_DRAINED"))
      .when({ type: "RecordReportFailure", reason: "AccessDenied" })
      .then([{ type: "ReportFailed", data: { reason: "AccessDenied" } }, event.failed]);
    expect(failed).toMatchObject({ status: "FAILED", failure: event.failing.data });
  });
});
