import { describe, expect, test } from "vitest";
import { momentsOf, sentenceOf } from "../../projections/task-timeline.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";

const claimed = (executor: string): ChunkEvent => ({
  type: "ChunkClaimed",
  data: { executor, firstRow: 10, rows: 10 },
});
const released = (executor: string, lost: boolean): ChunkEvent => ({
  type: "ChunkReleased",
  data: { executor, lost, open: 3 },
});
const announced = (executor: string, row: number, together?: number): ChunkEvent => ({
  type: "TaskStarted",
  data: { executor, row, ...(together === undefined ? {} : { together }) },
});
const deferred = (round: number) =>
  ({
    type: "TaskDeferred",
    data: {
      rows: [
        [10, 11],
        [14, 15],
      ],
      attempts: [5, 6, 7, 8],
      codes: ["SlowDown", "SlowDown", "InternalError", "SlowDown"],
      firstCodes: ["a", "b", "ServiceUnavailable", "c"],
      statuses: [503, 503, null, 503],
      messages: ["", "", "again", ""],
      round,
    },
  }) satisfies ChunkEvent;
const failed = {
  type: "TaskFailed",
  data: {
    rows: [[14, 14]],
    keys: ["k"],
    attempts: [15],
    codes: ["InternalError"],
    statuses: [500],
    messages: ["no"],
  },
} satisfies ChunkEvent;
const succeeded: ChunkEvent = {
  type: "TaskSucceeded",
  data: { rows: [[12, 14]], keys: ["a", "b", "c"] },
};

const historyOf = (...events: ChunkEvent[]) =>
  events.map((event, index) => ({
    event,
    eventId: `e${index}`,
    at: `2026-03-01T10:00:0${index}.000Z`,
  }));
const sentences = (row: number, ...events: ChunkEvent[]) =>
  momentsOf(historyOf(...events), row).map((moment) => [
    moment.kind,
    moment.executor,
    sentenceOf(moment),
  ]);

describe("what is recorded of a row", () => {
  test("is told in its order, up to its outcome, with who had it in hand", () => {
    const told = sentences(
      14,
      claimed("one"),
      announced("one", 13),
      deferred(1),
      released("one", false),
      claimed("two"),
      claimed("three"),
      announced("three", 14, 4),
      released("three", true),
      claimed("four"),
      failed,
      released("four", false),
    );
    expect(told).toEqual([
      ["CLAIMED", "one", "A process took its chunk."],
      [
        "SET_ASIDE",
        "one",
        "It was set aside, the 1st time, after 7 attempts; the last ended in InternalError.",
      ],
      ["GIVEN_BACK", "one", expect.stringMatching(/^Its chunk was given back/)],
      ["CLAIMED", "two", "A process took its chunk."],
      ["TAKEN_OVER", "three", expect.stringMatching(/^Another process took its chunk/)],
      ["ANNOUNCED", "three", expect.stringContaining("as one of 4")],
      ["LOST", "three", expect.stringContaining("its call may have been made")],
      ["CLAIMED", "four", "A process took its chunk."],
      ["FAILED", "four", "It failed for good after 15 attempts; the last ended in InternalError."],
    ]);
  });

  test("has the numbers of its own place in the columns", () => {
    const [, moment] = momentsOf(historyOf(claimed("one"), deferred(2)), 14);
    expect(moment).toEqual({
      kind: "SET_ASIDE",
      at: "2026-03-01T10:00:01.000Z",
      eventId: "e1",
      executor: "one",
      together: null,
      round: 2,
      attempts: 7,
      leftOut: null,
      firstErrorCode: "ServiceUnavailable",
      errorCode: "InternalError",
      httpStatus: null,
      message: "again",
    });
    const [, first] = momentsOf(historyOf(claimed("one"), succeeded), 13);
    expect(first).toMatchObject({ kind: "SUCCEEDED", attempts: 1, errorCode: null });
    expect(sentenceOf(first!)).toBe("It succeeded after 1 attempt.");
  });

  test("has each failed attempt of each round before what it led to, by the clock of its executor", () => {
    const first = deferred(1);
    const at = Date.parse("2026-03-01T09:59:58.000Z");
    const aside: ChunkEvent = {
      ...first,
      data: { ...first.data, failedAttempts: [[], [], [[at, "SlowDown", 503], [500]], []] },
    };
    const done: ChunkEvent = {
      type: "TaskSucceeded",
      data: {
        rows: [[13, 14]],
        keys: ["b", "c"],
        attempts: [1, 9],
        failedAttempts: [[], [[at + 5000, "TimedOut", null]]],
      },
    };
    const moments = momentsOf(historyOf(claimed("one"), aside, claimed("two"), done), 14);
    expect(moments.map(({ kind }) => kind)).toEqual([
      "CLAIMED",
      "ATTEMPT_FAILED",
      "ATTEMPT_FAILED",
      "SET_ASIDE",
      "TAKEN_OVER",
      "ATTEMPT_FAILED",
      "SUCCEEDED",
    ]);
    expect(moments.filter(({ kind }) => kind === "ATTEMPT_FAILED")).toMatchObject([
      { at: "2026-03-01T09:59:58.000Z", eventId: "e1", executor: "one", attempts: 1, round: 1 },
      { at: "2026-03-01T09:59:58.500Z", errorCode: "SlowDown", httpStatus: 503, round: 1 },
      { eventId: "e3", executor: "two", attempts: 8, round: 2, httpStatus: null },
    ]);
    expect(moments.filter(({ kind }) => kind === "ATTEMPT_FAILED").map(sentenceOf)).toEqual([
      "Attempt 1 (round 1) ended in SlowDown, HTTP 503.",
      expect.anything(),
      "Attempt 8 (round 2) ended in TimedOut, without an HTTP answer.",
    ]);
    expect(momentsOf(historyOf(claimed("one"), done), 13)).toHaveLength(2);
  });

  test.each([
    [21, "; attempt 4 failed too and is not kept."],
    [500, "; attempts 4 to 483 failed too and are not kept one by one."],
  ])("says of %i failed attempts of a round which are not kept", (attempts, ending) => {
    const kept = Array.from({ length: 20 }, () => [1] as const);
    const event: ChunkEvent = {
      ...failed,
      data: { ...failed.data, attempts: [attempts], failedAttempts: [kept] },
    };
    const told = momentsOf(historyOf(event), 14).filter(({ kind }) => kind === "ATTEMPT_FAILED");
    expect(told.map((moment) => moment.attempts).slice(2, 4)).toEqual([3, attempts - 16]);
    expect(told.at(-1)?.attempts).toBe(attempts);
    expect(sentenceOf(told[3]!).endsWith(ending)).toBe(true);
    expect(sentenceOf(told[4]!)).not.toContain("kept");
  });

  test("does not tell of what happened to others", () => {
    expect(sentences(19, claimed("one"), announced("one", 14), deferred(1), succeeded)).toEqual([
      ["CLAIMED", "one", "A process took its chunk."],
    ]);
    expect(sentences(19)).toEqual([]);
  });
});
