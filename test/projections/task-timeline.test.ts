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
const deferred = (round: number): ChunkEvent => ({
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
});
const failed: ChunkEvent = {
  type: "TaskFailed",
  data: {
    rows: [[14, 14]],
    keys: ["k"],
    attempts: [15],
    codes: ["InternalError"],
    statuses: [500],
    messages: ["no"],
  },
};
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
      firstErrorCode: "ServiceUnavailable",
      errorCode: "InternalError",
      httpStatus: null,
      message: "again",
    });
    const [, first] = momentsOf(historyOf(claimed("one"), succeeded), 13);
    expect(first).toMatchObject({ kind: "SUCCEEDED", attempts: 1, errorCode: null });
    expect(sentenceOf(first!)).toBe("It succeeded after 1 attempt.");
  });

  test("does not tell of what happened to others", () => {
    expect(sentences(19, claimed("one"), announced("one", 14), deferred(1), succeeded)).toEqual([
      ["CLAIMED", "one", "A process took its chunk."],
    ]);
    expect(sentences(19)).toEqual([]);
  });
});
