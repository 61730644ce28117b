// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import { openRows, type ChunkCommand } from "../../src/job/chunk.ts";
import {
  advanced,
  claimed,
  completed,
  deferred,
  failed,
  given,
  known,
  succeeded,
} from "../support/chunks.ts";

type Outcomes = Extract<ChunkCommand, { type: "AdvanceChunk" }>["outcomes"];

const flush = (...outcomes: Outcomes): ChunkCommand => ({
  type: "AdvanceChunk",
  executor: "a",
  outcomes,
  outcomesHash: "h",
});

describe("a flush", () => {
  test("records the outcomes, then where the chunk stands and what changed", () => {
    const first: ChunkEvent[] = [
      succeeded([
        [100, 102],
        [105, 105],
      ]),
      failed([[103, 103]]),
      advanced("a", 4, 1, 0, [4, 1, 0]),
    ];
    given([claimed("a")])
      .when(
        flush(
          succeeded([
            [100, 102],
            [105, 105],
          ]),
          failed([[103, 103]]),
        ),
      )
      .then(first);
    const state = given([claimed("a"), ...first])
      .when(flush(succeeded([[104, 104]]), failed([[106, 107]])))
      .then([succeeded([[104, 104]]), failed([[106, 107]]), advanced("a", 5, 3, 0, [1, 2, 0])]);
    expect(known(state)).toMatchObject({ succeeded: 5, failed: 3, outcomesHash: "h" });
    expect(openRows(known(state))).toBe(2);
  });

  test("the last outcome completes the chunk in the same append", () => {
    given([claimed("a"), succeeded([[100, 108]]), advanced("a", 9, 0, 0, [9, 0, 0])])
      .when(flush(failed([[109, 109]])))
      .then([failed([[109, 109]]), advanced("a", 9, 1, 0, [0, 1, 0]), completed("a", 9, 1)]);
  });

  test.each([99, 110, 0, 1_000])(
    "row %i outside the chunk is refused, and the whole flush with it",
    (row) => {
      const rejection = given([claimed("a")])
        .when(flush(succeeded([[100, 101]]), failed([[row, row]])))
        .thenRejected("ROW_NOT_OPEN");
      expect(rejection).toStrictEqual({ code: "ROW_NOT_OPEN", row });
    },
  );

  test("a range that begins inside and ends outside is refused", () => {
    given([claimed("a")])
      .when(flush(succeeded([[109, 110]])))
      .thenRejected("ROW_NOT_OPEN");
    given([claimed("a")])
      .when(flush(succeeded([[99, 100]])))
      .thenRejected("ROW_NOT_OPEN");
  });

  test("a row that has an outcome gets no second one, of neither kind", () => {
    const history = [
      claimed("a"),
      succeeded([[100, 100]]),
      failed([[101, 101]]),
      advanced("a", 1, 1, 0, [1, 1, 0]),
    ];
    for (const outcome of [
      succeeded,
      failed,
      (rows: readonly [number, number][]) => deferred(rows, 1),
    ]) {
      given(history)
        .when(flush(outcome([[100, 100]])))
        .thenRejected("ROW_NOT_OPEN");
      given(history)
        .when(flush(outcome([[101, 101]])))
        .thenRejected("ROW_NOT_OPEN");
    }
  });

  test("a row twice in one flush is refused, also across its events and within one", () => {
    given([claimed("a")])
      .when(flush(succeeded([[100, 103]]), failed([[103, 103]])))
      .thenRejected("ROW_NOT_OPEN");
    given([claimed("a")])
      .when(
        flush(
          succeeded([
            [100, 103],
            [102, 105],
          ]),
        ),
      )
      .thenRejected("ROW_NOT_OPEN");
    given([claimed("a")])
      .when(flush(deferred([[104, 104]], 1), succeeded([[104, 104]])))
      .thenRejected("ROW_NOT_OPEN");
  });

  test("only the holder flushes", () => {
    given([])
      .when(flush(succeeded([[100, 100]])))
      .thenRejected("NOT_THE_HOLDER");
    given([claimed("b")])
      .when(flush(succeeded([[100, 100]])))
      .thenRejected("NOT_THE_HOLDER");
  });
});

describe("deferral", () => {
  const aside: ChunkEvent[] = [
    claimed("a"),
    succeeded([[100, 104]]),
    deferred([[105, 107]], 1),
    advanced("a", 5, 0, 3, [5, 0, 3]),
  ];

  test("sets rows aside that stay open, and remembers what they have been through", () => {
    const state = given([claimed("a")])
      .when(flush(succeeded([[100, 104]]), deferred([[105, 107]], 1)))
      .then(aside.slice(1));
    expect(openRows(known(state))).toBe(5);
    expect(known(state).deferred.get(106)).toStrictEqual({
      attempts: 5,
      round: 1,
      firstCode: "SlowDown",
      code: "SlowDown",
      status: 503,
      message: "about 106",
    });
  });

  test("ends with an outcome: the row is counted once, and no longer as set aside", () => {
    const state = given(aside)
      .when(flush(succeeded([[105, 105]]), failed([[107, 107]])))
      .then([succeeded([[105, 105]]), failed([[107, 107]]), advanced("a", 6, 1, 1, [1, 1, -2])]);
    expect([...known(state).deferred.keys()]).toStrictEqual([106]);
  });

  test("a second round of the same rows changes no number", () => {
    const state = given(aside)
      .when(flush(deferred([[105, 107]], 2)))
      .then([deferred([[105, 107]], 2), advanced("a", 5, 0, 3, [0, 0, 0])]);
    expect(known(state).deferred.get(105)).toMatchObject({ attempts: 10, round: 2 });
  });

  test("keeps the first code where it differs from the last", () => {
    const event = deferred([[105, 106]], 2);
    const firstCodes = ["InternalError", "SlowDown"];
    const { state } = given([claimed("a"), { ...event, data: { ...event.data, firstCodes } }]);
    expect(known(state).deferred.get(105)).toMatchObject({
      firstCode: "InternalError",
      code: "SlowDown",
    });
  });

  test("survives a new holder", () => {
    const { state } = given([...aside, claimed("b")]);
    expect([...known(state).deferred.keys()]).toStrictEqual([105, 106, 107]);
  });

  test("rows set aside keep a chunk from completing until they end", () => {
    const history: ChunkEvent[] = [
      ...aside,
      succeeded([[108, 109]]),
      advanced("a", 7, 0, 3, [2, 0, 0]),
    ];
    given(history)
      .when(flush(failed([[105, 107]])))
      .then([failed([[105, 107]]), advanced("a", 7, 3, 0, [0, 3, -3]), completed("a", 7, 3)]);
  });
});
