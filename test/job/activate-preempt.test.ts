// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import { secondsIn } from "../support/given-when-then.ts";
import { event, given, historyOf, noTasks } from "../support/jobs.ts";

describe("ActivateJob", () => {
  testInEverySituation(
    { type: "ActivateJob" },
    {
      READY: ["JobActivated"],
      PAUSED_BY_SCHEDULER: ["JobActivated"],
      ACTIVE: [],
      PAUSED: "INVALID_JOB_STATUS",
    },
  );

  test("an active job knows since when, and when it first was", () => {
    const first = given(historyOf("READY")).when({ type: "ActivateJob" }).then([event.activated]);
    expect(first).toMatchObject({ activeSince: secondsIn(6), startedAt: secondsIn(6) });
    const again = given(historyOf("PAUSED_BY_SCHEDULER"))
      .when({ type: "ActivateJob" })
      .then([event.activated]);
    expect(again).toMatchObject({
      status: "ACTIVE",
      activeSince: secondsIn(9),
      startedAt: secondsIn(6),
    });
    expect(again).not.toHaveProperty("pausedBy");
  });
});

describe("PreemptJob", () => {
  testInEverySituation({ type: "PreemptJob" }, { ACTIVE: ["JobPausing"] });

  test("the scheduler pauses without touching the user's reason", () => {
    const state = given([
      ...historyOf("SUSPENDED"),
      { type: "JobConfirmed", data: { reason: "checked" } },
      event.ready,
      event.activated,
    ])
      .when({ type: "PreemptJob" })
      .then([event.preempting]);
    expect(state).toMatchObject({ status: "PAUSING", pausedBy: "SCHEDULER", reason: "checked" });
  });

  test("preemption never takes over a pause by a user", () => {
    for (const situation of ["PAUSING", "PAUSED"] as const) {
      given(historyOf(situation)).when({ type: "PreemptJob" }).thenRejected("INVALID_JOB_STATUS");
    }
    given(historyOf("PAUSING"))
      .when({ type: "RecordDrained", counts: noTasks })
      .then([event.paused]);
    given(historyOf("PAUSING_BY_SCHEDULER"))
      .when({ type: "RecordDrained", counts: noTasks })
      .then([event.preempted]);
  });
});

describe("time in ACTIVE", () => {
  test("is the sum of its stretches, without the pauses between", () => {
    const { state } = given([
      ...historyOf("READY"),
      { event: event.activated, at: secondsIn(100) },
      { event: event.preempting, at: secondsIn(107) },
      { event: event.preempted, at: secondsIn(200) },
      { event: event.activated, at: secondsIn(1_000) },
      { event: { type: "JobPriorityChanged", data: { from: 10, to: 1 } }, at: secondsIn(1_001) },
      { event: { type: "JobTagged", data: { tags: [] } }, at: secondsIn(1_002) },
      { event: event.completing, at: secondsIn(1_003.5) },
      { event: event.completed, at: secondsIn(5_000) },
    ]);
    expect(state).toMatchObject({
      activeMs: 10_500,
      startedAt: secondsIn(100),
      endedAt: secondsIn(5_000),
    });
  });

  test("ends when the user asks to cancel, not when the last call has come back", () => {
    const { state } = given([
      ...historyOf("READY"),
      { event: event.activated, at: secondsIn(100) },
      { event: event.cancelRequested, at: secondsIn(103) },
      { event: event.drained, at: secondsIn(110) },
      { event: event.cancelled, at: secondsIn(120) },
    ]);
    expect(state).toMatchObject({ status: "CANCELLED", activeMs: 3_000 });
  });
});
