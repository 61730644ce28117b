// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import { openRows } from "../../src/job/chunk.ts";
import {
  advanced,
  claim,
  claimed,
  completed,
  deferred,
  failed,
  given,
  known,
  released,
  releasedAsLost,
  succeeded,
} from "../support/chunks.ts";

describe("claiming a chunk", () => {
  test("a fresh chunk is claimed by whoever comes first, and not by a second", () => {
    const state = given([])
      .when(claim("a"))
      .then([claimed("a")]);
    expect(state).toMatchObject({ claimed: true, holder: "a", firstRow: 100, rows: 10 });
    const rejection = given([claimed("a")])
      .when(claim("b"))
      .thenRejected("CHUNK_HELD");
    expect(rejection).toStrictEqual({ code: "CHUNK_HELD", holder: "a" });
  });

  test("who holds it already claims it without an event", () => {
    given([claimed("a")])
      .when(claim("a"))
      .thenNothing();
  });

  test("a claim that is over is taken over, and the old holder can flush no more", () => {
    const history: ChunkEvent[] = [
      claimed("a"),
      succeeded([[100, 101]]),
      advanced("a", 2, 0, 0, [2, 0, 0]),
    ];
    const state = given(history)
      .when(claim("b", { over: "a" }))
      .then([claimed("b")]);
    expect(known(state)).toMatchObject({ holder: "b", succeeded: 2 });
    const rejection = given([...history, claimed("b")])
      .when({
        type: "AdvanceChunk",
        executor: "a",
        outcomes: [succeeded([[102, 102]])],
        outcomesHash: "h",
      })
      .thenRejected("NOT_THE_HOLDER");
    expect(rejection).toStrictEqual({ code: "NOT_THE_HOLDER", holder: "b" });
  });

  test("the claim of one executor being over gives no right to that of another", () => {
    given([claimed("a"), claimed("b")])
      .when(claim("c", { over: "a" }))
      .thenRejected("CHUNK_HELD");
  });

  test("a released chunk is free, and keeps what is done", () => {
    const history: ChunkEvent[] = [
      claimed("a"),
      failed([[109, 109]]),
      advanced("a", 0, 1, 0, [0, 1, 0]),
      released("a", 9),
    ];
    expect(known(given(history).state)).toMatchObject({ holder: null, failed: 1 });
    given(history)
      .when(claim("b"))
      .then([claimed("b")]);
    given([...history, claimed("b")])
      .when({
        type: "AdvanceChunk",
        executor: "b",
        outcomes: [succeeded([[109, 109]])],
        outcomesHash: "h",
      })
      .thenRejected("ROW_NOT_OPEN");
  });

  test("a later claim does not move the borders of the chunk", () => {
    const moved: ChunkEvent = {
      type: "ChunkClaimed",
      data: { executor: "b", firstRow: 0, rows: 3 },
    };
    expect(known(given([claimed("a"), released("a", 10), moved]).state)).toMatchObject({
      firstRow: 100,
      rows: 10,
    });
  });

  test("claims without progress are counted, and anything recorded of a task starts the count again", () => {
    const fruitless = [claimed("a"), releasedAsLost("a", 10), claimed("b"), claimed("c")];
    expect(known(given(fruitless).state).fruitlessClaims).toBe(3);
    for (const outcome of [
      succeeded([[100, 100]]),
      failed([[100, 100]]),
      deferred([[100, 100]], 1),
    ]) {
      expect(known(given([...fruitless, outcome]).state).fruitlessClaims).toBe(0);
      expect(known(given([...fruitless, outcome, claimed("d")]).state).fruitlessClaims).toBe(1);
    }
  });
});

describe("giving a chunk back", () => {
  test("takes the claim back from the count, for who gives back has not died", () => {
    const history = [claimed("a"), released("a", 10), claimed("b"), released("b", 10)];
    expect(known(given(history).state).fruitlessClaims).toBe(0);
    expect(
      known(given([...history, claimed("c"), releasedAsLost("c", 10)]).state).fruitlessClaims,
    ).toBe(1);
  });
});

describe("releasing a chunk", () => {
  test("a holder that lets go says how many rows are open, those set aside included", () => {
    given([
      claimed("a"),
      succeeded([[100, 102]]),
      deferred([[103, 104]], 1),
      advanced("a", 3, 0, 2, [3, 0, 2]),
    ])
      .when({ type: "ReleaseChunk", executor: "a", lost: false })
      .then([{ type: "ChunkReleased", data: { executor: "a", lost: false, open: 7 } }]);
  });

  test("a lost holder's chunk is released in its name, with its open rows", () => {
    const state = given([claimed("a")])
      .when({ type: "ReleaseChunk", executor: "a", lost: true })
      .then([{ type: "ChunkReleased", data: { executor: "a", lost: true, open: 10 } }]);
    expect(known(state)).toMatchObject({ holder: null });
  });

  test("the lost holder itself can flush nothing afterwards", () => {
    const rejection = given([
      claimed("a"),
      { type: "ChunkReleased", data: { executor: "a", lost: true, open: 10 } },
    ])
      .when({
        type: "AdvanceChunk",
        executor: "a",
        outcomes: [succeeded([[100, 100]])],
        outcomesHash: "h",
      })
      .thenRejected("NOT_THE_HOLDER");
    expect(rejection).toStrictEqual({ code: "NOT_THE_HOLDER", holder: null });
  });

  test("a chunk that nobody holds needs no release", () => {
    given([]).when({ type: "ReleaseChunk", executor: "a", lost: false }).thenNothing();
    given([claimed("a"), released("a", 10)])
      .when({ type: "ReleaseChunk", executor: "a", lost: true })
      .thenNothing();
  });

  test("a chunk that another holds now is not released in the name of the one before", () => {
    given([claimed("a"), claimed("b")])
      .when({ type: "ReleaseChunk", executor: "a", lost: true })
      .thenRejected("NOT_THE_HOLDER");
  });
});

const started = (executor: string, row: number, together?: number): ChunkEvent => ({
  type: "TaskStarted",
  data: { executor, row, ...(together === undefined ? {} : { together }) },
});

describe("announcing tasks", () => {
  const announce = (executor: string, ...rows: number[]) =>
    ({ type: "AnnounceTasks", executor, rows }) as const;

  test("tells of each how many are announced at once, and of one alone nothing more", () => {
    given([claimed("a")])
      .when(announce("a", 104, 106))
      .then([started("a", 104, 2), started("a", 106, 2)]);
    given([claimed("a")])
      .when(announce("a", 104))
      .then([started("a", 104)]);
  });

  test.each([99, 110, -1, 101])("row %i is not open, so none is announced", (row) => {
    const rejection = given([
      claimed("a"),
      succeeded([[101, 101]]),
      advanced("a", 1, 0, 0, [1, 0, 0]),
    ])
      .when(announce("a", 100, row))
      .thenRejected("ROW_NOT_OPEN");
    expect(rejection).toStrictEqual({ code: "ROW_NOT_OPEN", row });
  });

  test("only the holder announces", () => {
    given([]).when(announce("a", 100)).thenRejected("NOT_THE_HOLDER");
    given([claimed("a")])
      .when(announce("b", 100))
      .thenRejected("NOT_THE_HOLDER");
  });
});

describe("rows that were announced", () => {
  const losses = (history: readonly ChunkEvent[]) =>
    Object.fromEntries(known(given(history).state).suspects.losses);
  const both = (executor: string) => [started(executor, 100, 2), started(executor, 101, 2)];
  const died = [claimed("a"), ...both("a"), claimed("b"), started("b", 100)];

  test("are suspects when the holder is lost, however that is known, with how many they were", () => {
    expect(losses(died)).toEqual({ 100: [2], 101: [2] });
    expect(losses([...died, claimed("c")])).toEqual({ 100: [2, 1], 101: [2] });
    expect(losses([...died, releasedAsLost("b", 10)])).toEqual({ 100: [2, 1], 101: [2] });
    expect(losses([...died, releasedAsLost("b", 10), claimed("c")])).toEqual({
      100: [2, 1],
      101: [2],
    });
  });

  test("are none by a holder that gives the chunk back", () => {
    expect(losses([...died, released("b", 10), claimed("c")])).toEqual({ 100: [2], 101: [2] });
  });

  test.each([
    ["succeeded", succeeded([[100, 100]])],
    ["failed", failed([[100, 100]])],
    ["were set aside", deferred([[100, 100]], 1)],
  ])("are none any more when they %s, and the others stay it", (_, outcome) => {
    expect(losses([...died, outcome])).toEqual({ 101: [2] });
    expect(losses([...died, outcome, claimed("c")])).toEqual({ 101: [2] });
  });
});

describe("a complete chunk", () => {
  const all: ChunkEvent[] = [
    claimed("a"),
    succeeded([[100, 109]]),
    advanced("a", 10, 0, 0, [10, 0, 0]),
    completed("a", 10, 0),
  ];

  test("is in nobody's hand and has no open row", () => {
    const state = known(given(all).state);
    expect(state).toMatchObject({
      holder: null,
      completed: true,
      succeeded: 10,
      outcomesHash: "h",
    });
    expect(openRows(state)).toBe(0);
  });

  test("takes no command any more, from its last holder neither", () => {
    for (const executor of ["a", "b"]) {
      given(all)
        .when(claim(executor, { over: "a" }))
        .thenRejected("CHUNK_COMPLETED");
      given(all)
        .when({ type: "AnnounceTasks", executor, rows: [100] })
        .thenRejected("CHUNK_COMPLETED");
      given(all)
        .when({ type: "ReleaseChunk", executor, lost: true })
        .thenRejected("CHUNK_COMPLETED");
      given(all)
        .when({
          type: "AdvanceChunk",
          executor,
          outcomes: [succeeded([[100, 100]])],
          outcomesHash: "x",
        })
        .thenRejected("CHUNK_COMPLETED");
    }
  });
});
