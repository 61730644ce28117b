// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import type { JobLimits, Tag } from "../../src/job/spec.ts";
import { testInEverySituation, type AnswerTable } from "../support/every-situation.ts";
import { given, historyOf, validSpec, type Situation } from "../support/jobs.ts";
import type { JobEvent } from "../../src/job/events.ts";

const unended: readonly Situation[] = [
  "NEW",
  "PREPARING",
  "SUSPENDED",
  "READY",
  "ACTIVE",
  "PAUSING",
  "PAUSED",
  "COMPLETING",
  "CANCELLING",
  "FAILING",
  "PAUSING_BY_SCHEDULER",
  "PAUSED_BY_SCHEDULER",
  "CANCELLING_DRAINED",
  "FAILING_DRAINED",
];
const ended: readonly Situation[] = ["COMPLETE", "CANCELLED", "FAILED"];

const answersIn = (where: readonly Situation[], type: JobEvent["type"]): AnswerTable =>
  Object.fromEntries(where.map((situation) => [situation, [type]]));

const tagged = (tags: readonly Tag[]): JobEvent => ({ type: "JobTagged", data: { tags } });

const many = (count: number): Tag[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "" }));

describe("ChangePriority", () => {
  testInEverySituation(
    { type: "ChangePriority", priority: 11 },
    answersIn(unended, "JobPriorityChanged"),
  );

  test.each([0, 2_147_483_647])("priority %i stands and changes nothing else", (priority) => {
    const before = given(historyOf("ACTIVE")).state;
    const after = given(historyOf("ACTIVE"))
      .when({ type: "ChangePriority", priority })
      .then([{ type: "JobPriorityChanged", data: { from: 10, to: priority } }]);
    expect(after).toStrictEqual({ ...before, priority });
  });

  test("the priority it has already gives no event", () => {
    given(historyOf("ACTIVE")).when({ type: "ChangePriority", priority: 10 }).thenNothing();
    given([...historyOf("READY"), { type: "JobPriorityChanged", data: { from: 10, to: 7 } }])
      .when({ type: "ChangePriority", priority: 7 })
      .thenNothing();
  });

  test.each([-1, 2_147_483_648, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "priority %d is refused, on an ended job too",
    (priority) => {
      for (const situation of ["ACTIVE", "COMPLETE"] as const) {
        const rejection = given(historyOf(situation))
          .when({ type: "ChangePriority", priority })
          .thenRejected("INVALID_INPUT");
        expect(rejection).toMatchObject({
          problems: [{ path: ["priority"], code: "OUT_OF_RANGE" }],
        });
      }
    },
  );
});

describe("ChangeLimits", () => {
  const limits: JobLimits = { maxConcurrency: 4, maxRequestsPerSecond: null };
  testInEverySituation({ type: "ChangeLimits", limits }, answersIn(unended, "JobLimitsChanged"));

  test("new limits replace both, and the same again give no event", () => {
    const changed: JobEvent = { type: "JobLimitsChanged", data: { limits } };
    const state = given(historyOf("ACTIVE")).when({ type: "ChangeLimits", limits }).then([changed]);
    expect(state).toMatchObject({ status: "ACTIVE", limits, spec: validSpec() });
    given([...historyOf("ACTIVE"), changed])
      .when({ type: "ChangeLimits", limits })
      .thenNothing();
    given(historyOf("ACTIVE"))
      .when({ type: "ChangeLimits", limits: validSpec().limits })
      .thenNothing();
  });

  test.each<[keyof JobLimits, number]>([
    ["maxConcurrency", 0],
    ["maxConcurrency", -4],
    ["maxConcurrency", 2.5],
    ["maxRequestsPerSecond", 0],
    ["maxRequestsPerSecond", Number.NaN],
    ["maxRequestsPerSecond", 2_147_483_648],
  ])("a limit of %s %d is refused", (name, value) => {
    const rejection = given(historyOf("ACTIVE"))
      .when({ type: "ChangeLimits", limits: { ...validSpec().limits, [name]: value } })
      .thenRejected("INVALID_INPUT");
    expect(rejection).toMatchObject({
      problems: [{ path: ["limits", name], code: "OUT_OF_RANGE" }],
    });
  });
});

describe("TagJob", () => {
  const red: Tag = { key: "colour", value: "red" };
  testInEverySituation(
    { type: "TagJob", set: [red], remove: [] },
    answersIn([...unended, ...ended], "JobTagged"),
  );
  const team: Tag = { key: "team", value: "photos" };

  test("tags are added, replaced and removed, and the event holds the whole set", () => {
    given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: [red], remove: [] })
      .then([tagged([team, red])]);
    given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: [{ key: "team", value: "video" }], remove: [] })
      .then([tagged([{ key: "team", value: "video" }])]);
    const state = given(historyOf("COMPLETE"))
      .when({ type: "TagJob", set: [], remove: ["team"] })
      .then([tagged([])]);
    expect(state).toMatchObject({ status: "COMPLETE", tags: [] });
  });

  test("a key that is both set and removed is set", () => {
    given([...historyOf("ACTIVE"), tagged([team, red])])
      .when({ type: "TagJob", set: [{ key: "team", value: "video" }], remove: ["team", "colour"] })
      .then([tagged([{ key: "team", value: "video" }])]);
  });

  test("setting what is set and removing what is not there gives no event", () => {
    const history = [...historyOf("ACTIVE"), tagged([team, red])];
    given(history).when({ type: "TagJob", set: [], remove: [] }).thenNothing();
    given(history)
      .when({ type: "TagJob", set: [], remove: ["nothing"] })
      .thenNothing();
    given(history)
      .when({ type: "TagJob", set: [team], remove: [] })
      .thenNothing();
    given(history)
      .when({ type: "TagJob", set: [red, team], remove: ["team"] })
      .thenNothing();
  });

  test("keys differ by case", () => {
    given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: [{ key: "Team", value: "x" }], remove: [] })
      .then([tagged([team, { key: "Team", value: "x" }])]);
  });

  test("fifty tags fit, those it has already included", () => {
    given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: many(49), remove: [] })
      .then([tagged([team, ...many(49)])]);
    const rejection = given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: many(50), remove: [] })
      .thenRejected("INVALID_INPUT");
    expect(rejection).toMatchObject({ problems: [{ path: ["set"], code: "TOO_MANY" }] });
    given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: many(50), remove: ["team"] })
      .then([tagged(many(50))]);
  });

  test("a problem names the place of the tag in the request", () => {
    const rejection = given(historyOf("ACTIVE"))
      .when({ type: "TagJob", set: [red, { key: "", value: "" }, red], remove: [] })
      .thenRejected("INVALID_INPUT");
    expect(rejection).toMatchObject({
      problems: [
        { path: ["set", "1", "key"], code: "TOO_SHORT" },
        { path: ["set", "2", "key"], code: "DUPLICATE" },
      ],
    });
  });
});
