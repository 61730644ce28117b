// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import { event, given, historyOf } from "../support/jobs.ts";

describe("PauseJob", () => {
  testInEverySituation(
    { type: "PauseJob", reason: null },
    { READY: ["JobPausing"], ACTIVE: ["JobPausing"], PAUSING: [], PAUSED: [] },
  );

  test("a pause by a user says so and keeps the reason", () => {
    const state = given(historyOf("ACTIVE"))
      .when({ type: "PauseJob", reason: "quiet hours" })
      .then([{ type: "JobPausing", data: { pausedBy: "USER", reason: "quiet hours" } }]);
    expect(state).toMatchObject({ status: "PAUSING", pausedBy: "USER", reason: "quiet hours" });
  });

  test("a ready job is paused by way of PAUSING too", () => {
    const state = given([...historyOf("READY"), event.pausing])
      .when({ type: "RecordDrained", counts: { succeeded: 0, failed: 0, unknown: 0 } })
      .then([event.paused]);
    expect(state).toMatchObject({ status: "PAUSED", pausedBy: "USER", startedAt: null });
  });

  test("a refusal names the status", () => {
    const rejection = given(historyOf("COMPLETE"))
      .when({ type: "PauseJob", reason: null })
      .thenRejected("INVALID_JOB_STATUS");
    expect(rejection).toStrictEqual({
      code: "INVALID_JOB_STATUS",
      command: "pausing it",
      status: "COMPLETE",
      allowedActions: ["TAG", "RETRY_FAILED_TASKS", "CLONE", "DELETE"],
    });
  });

  test("a reason of bad length is refused", () => {
    given(historyOf("ACTIVE"))
      .when({ type: "PauseJob", reason: "x".repeat(257) })
      .thenRejected("INVALID_INPUT");
  });
});

describe("ResumeJob", () => {
  testInEverySituation(
    { type: "ResumeJob", reason: null },
    { PAUSED: ["JobResumed", "JobReady"], READY: [], ACTIVE: [] },
  );

  test("why it was paused is no reason any more when it goes on", () => {
    const state = given([
      ...historyOf("ACTIVE"),
      { type: "JobPausing", data: { pausedBy: "USER", reason: "quiet hours" } },
      event.paused,
    ])
      .when({ type: "ResumeJob", reason: null })
      .then([{ type: "JobResumed", data: { reason: null } }, event.ready]);
    expect(state).toMatchObject({ status: "READY", reason: null });
  });

  test("a resumed job waits for a slot and keeps the reason", () => {
    const state = given(historyOf("PAUSED"))
      .when({ type: "ResumeJob", reason: "morning" })
      .then([{ type: "JobResumed", data: { reason: "morning" } }, event.ready]);
    expect(state).toMatchObject({ status: "READY", reason: "morning" });
    expect(state).not.toHaveProperty("pausedBy");
  });

  test("a job that the scheduler has paused is not the user's to resume", () => {
    for (const situation of ["PAUSED_BY_SCHEDULER", "PAUSING_BY_SCHEDULER"] as const) {
      given(historyOf(situation))
        .when({ type: "ResumeJob", reason: null })
        .thenRejected("INVALID_JOB_STATUS");
    }
  });

  test("a job that was paused, resumed and paused again can be resumed again", () => {
    given([
      ...historyOf("PAUSED"),
      { type: "JobResumed", data: { reason: null } },
      event.ready,
      event.activated,
      event.preempting,
      event.preempted,
      event.activated,
      event.pausing,
      event.paused,
    ])
      .when({ type: "ResumeJob", reason: null })
      .then([{ type: "JobResumed", data: { reason: null } }, event.ready]);
  });
});
