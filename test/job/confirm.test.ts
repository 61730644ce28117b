// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import { secondsIn } from "../support/given-when-then.ts";
import { event, given, historyOf } from "../support/jobs.ts";

describe("ConfirmJob", () => {
  testInEverySituation(
    { type: "ConfirmJob", reason: null },
    { SUSPENDED: ["JobConfirmed", "JobReady"] },
  );

  test("a confirmed job is ready, and keeps the reason", () => {
    const state = given(historyOf("SUSPENDED"))
      .when({ type: "ConfirmJob", reason: "checked the list" })
      .then([{ type: "JobConfirmed", data: { reason: "checked the list" } }, event.ready]);
    expect(state).toMatchObject({ status: "READY", reason: "checked the list" });
  });

  test("a suspended job knows since when it waits and has run nothing", () => {
    expect(given(historyOf("SUSPENDED")).state).toMatchObject({
      status: "SUSPENDED",
      suspendedAt: secondsIn(3),
      startedAt: null,
      activeMs: 0,
    });
  });

  test.each([
    ["", "TOO_SHORT"],
    ["x".repeat(257), "TOO_LONG"],
  ])("a reason of bad length is refused before anything else", (reason, code) => {
    for (const situation of ["SUSPENDED", "COMPLETE"] as const) {
      const rejection = given(historyOf(situation))
        .when({ type: "ConfirmJob", reason })
        .thenRejected("INVALID_INPUT");
      expect(rejection).toMatchObject({ problems: [{ path: ["reason"], code }] });
    }
  });

  test.each(["x", "x".repeat(256)])("a reason of 1 and of 256 characters stands", (reason) => {
    given(historyOf("SUSPENDED"))
      .when({ type: "ConfirmJob", reason })
      .then([{ type: "JobConfirmed", data: { reason } }, event.ready]);
  });
});
