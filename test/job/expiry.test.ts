// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import { daysAfter, secondsIn } from "../support/given-when-then.ts";
import { event, given, historyOf, noTasks } from "../support/jobs.ts";

const farFuture = daysAfter(secondsIn(0), { days: 365 });

describe("ExpireConfirmation", () => {
  testInEverySituation(
    { type: "ExpireConfirmation", now: farFuture },
    { SUSPENDED: ["JobFailing"] },
  );
  const suspendedAt = secondsIn(3);

  test("the days may be others, and stand in the reason", () => {
    const command = { type: "ExpireConfirmation", days: 2 } as const;
    given(historyOf("SUSPENDED"))
      .when({ ...command, now: daysAfter(suspendedAt, { days: 2, ms: -1 }) })
      .thenNothing();
    given(historyOf("SUSPENDED"))
      .when({ ...command, now: daysAfter(suspendedAt, { days: 2 }) })
      .then([
        {
          type: "JobFailing",
          data: {
            code: "ConfirmationExpired",
            reason: "The job was not confirmed within 2 days.",
          },
        },
      ]);
  });

  test("a job that waited 30 days fails, and a moment less is not enough", () => {
    given(historyOf("SUSPENDED"))
      .when({ type: "ExpireConfirmation", now: daysAfter(suspendedAt, { days: 30, ms: -1 }) })
      .thenNothing();
    const failing = given(historyOf("SUSPENDED"))
      .when({ type: "ExpireConfirmation", now: daysAfter(suspendedAt, { days: 30 }) })
      .then([
        {
          type: "JobFailing",
          data: {
            code: "ConfirmationExpired",
            reason: "The job was not confirmed within 30 days.",
          },
        },
      ]);
    expect(failing).toMatchObject({ status: "FAILING", totals: { rows: 1_200 } });
  });

  test("the wait begins with the suspension, not with the creation", () => {
    given([
      ...historyOf("PREPARING"),
      { event: event.read, at: daysAfter(secondsIn(0), { days: 20 }) },
      { event: event.suspended, at: daysAfter(secondsIn(0), { days: 20 }) },
    ])
      .when({ type: "ExpireConfirmation", now: daysAfter(secondsIn(0), { days: 49 }) })
      .thenNothing();
  });

  test("an unconfirmed job ends without a report: it has run nothing", () => {
    const failure = {
      code: "ConfirmationExpired",
      reason: "The job was not confirmed within 30 days.",
    } as const;
    given([...historyOf("SUSPENDED"), { type: "JobFailing", data: failure }])
      .when({ type: "RecordDrained", counts: noTasks })
      .then([
        { type: "JobDrained", data: noTasks },
        { type: "JobFailed", data: { ...noTasks, ...failure, outcomesHash: null } },
      ]);
  });

  test("a time that cannot be read expires nothing", () => {
    given(historyOf("SUSPENDED")).when({ type: "ExpireConfirmation", now: "soon" }).thenNothing();
  });
});

describe("ExpireJob", () => {
  testInEverySituation(
    { type: "ExpireJob", now: farFuture },
    { COMPLETE: ["JobExpired"], CANCELLED: ["JobExpired"], FAILED: ["JobExpired"] },
  );

  test.each(["COMPLETE", "CANCELLED", "FAILED"] as const)(
    "a job that is %s is kept for 90 days after its end and not longer",
    (situation) => {
      const history = historyOf(situation);
      const endedAt = secondsIn(history.length - 1);
      given(history)
        .when({ type: "ExpireJob", now: daysAfter(endedAt, { days: 90, ms: -1 }) })
        .thenNothing();
      const state = given(history)
        .when({ type: "ExpireJob", now: daysAfter(endedAt, { days: 90 }) })
        .then([event.expired]);
      expect(state).toMatchObject({ phase: "expired" });
    },
  );

  test("tagging an ended job does not lengthen its life", () => {
    const history = historyOf("COMPLETE");
    const endedAt = secondsIn(history.length - 1);
    given([
      ...history,
      {
        event: { type: "JobTagged", data: { tags: [] } },
        at: daysAfter(endedAt, { days: 89 }),
      },
    ])
      .when({ type: "ExpireJob", now: daysAfter(endedAt, { days: 90 }) })
      .then([event.expired]);
  });
});

describe("DeleteJob", () => {
  testInEverySituation(
    { type: "DeleteJob" },
    { COMPLETE: ["JobExpired"], CANCELLED: ["JobExpired"], FAILED: ["JobExpired"] },
  );

  test("a deleted job is told from one that grew old", () => {
    given(historyOf("FAILED"))
      .when({ type: "DeleteJob" })
      .then([{ type: "JobExpired", data: { cause: "DELETED" } }]);
  });
});
