import { describe, expect, test } from "vitest";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import {
  chunkDecider,
  isOpen,
  openRows,
  type ChunkCommand,
  type ChunkState,
} from "../../src/job/chunk.ts";
import { rowsOf, toRanges } from "../../src/job/rows.ts";
import { unreachable } from "../../src/lib/assert.ts";
import { throughStore } from "../support/stored.ts";
import { deferred, failed, succeeded } from "../support/chunks.ts";
import { fc } from "../support/fast-check.ts";

const executors = fc.constantFrom("a", "b", "c");
const kinds = fc.constantFrom(
  "TaskSucceeded" as const,
  "TaskFailed" as const,
  "TaskDeferred" as const,
);

/** What an executor tries; `honest` keeps a flush to the rows that are open, which an executor at fault does not. */
const attempts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("claim" as const),
      executor: executors,
      over: fc.option(executors),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant("flush" as const),
      executor: executors,
      honest: fc.boolean(),
      picks: fc.array(fc.tuple(fc.integer({ min: -1, max: 24 }), kinds), { maxLength: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("release" as const),
      executor: executors,
      lost: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("announce" as const),
      executor: executors,
      offsets: fc.uniqueArray(fc.integer({ min: -1, max: 24 }), { minLength: 1, maxLength: 4 }),
    }),
  },
);
type Attempt = typeof attempts extends fc.Arbitrary<infer Value> ? Value : never;

const scenes = fc.record({
  firstRow: fc.constantFrom(0, 1, 7, 1_000_000_007),
  rows: fc.integer({ min: 1, max: 24 }),
  attempts: fc.array(attempts, { maxLength: 60 }),
});
type Scene = typeof scenes extends fc.Arbitrary<infer Value> ? Value : never;

function commandOf(attempt: Attempt, { firstRow, rows }: Scene, state: ChunkState): ChunkCommand {
  const { executor } = attempt;
  switch (attempt.act) {
    case "claim":
      return { type: "ClaimChunk", executor, firstRow, rows, over: attempt.over };
    case "announce":
      return { type: "AnnounceTasks", executor, rows: attempt.offsets.map((at) => firstRow + at) };
    case "release":
      return { type: "ReleaseChunk", executor, lost: attempt.lost };
    case "flush": {
      const isFit = (row: number) => !attempt.honest || (state.claimed && isOpen(state, row));
      const picks = new Map(attempt.picks.map(([offset, kind]) => [firstRow + offset, kind]));
      const rowsEnding = (kind: string) =>
        [...picks].filter(([row, picked]) => picked === kind && isFit(row)).map(([row]) => row);
      const ranges = (kind: string) => toRanges(rowsEnding(kind).toSorted((a, b) => a - b));
      const outcomes = [
        succeeded(ranges("TaskSucceeded")),
        failed(ranges("TaskFailed")),
        deferred(ranges("TaskDeferred"), 1),
      ].filter(({ data }) => data.rows.length > 0);
      return { type: "AdvanceChunk", executor, outcomes, outcomesHash: "h" };
    }
    default:
      return unreachable(attempt);
  }
}

interface Run {
  readonly events: readonly ChunkEvent[];
  readonly state: ChunkState;
  readonly scene: Scene;
}

function run(scene: Scene): Run {
  const events: ChunkEvent[] = [];
  let state = chunkDecider.initialState;
  for (const attempt of scene.attempts) {
    const result = chunkDecider.decide(commandOf(attempt, scene, state), state);
    for (const event of result.ok ? result.value : []) {
      state = chunkDecider.evolve(state, event, "2026-01-01T00:00:00.000Z");
      events.push(event);
    }
  }
  return { events, state, scene };
}

const forEveryRun = (check: (run: Run) => void): void =>
  fc.assert(
    fc.property(scenes, (scene) => check(run(scene))),
    { numRuns: 500 },
  );

function outcomesOf(events: readonly ChunkEvent[]): Map<number, string[]> {
  const outcomes = new Map<number, string[]>();
  for (const { type, data } of events) {
    if (type !== "TaskSucceeded" && type !== "TaskFailed") continue;
    for (const row of rowsOf(data.rows)) outcomes.set(row, [...(outcomes.get(row) ?? []), type]);
  }
  return outcomes;
}

describe("whatever several executors try with a chunk", () => {
  test("each row has at most one outcome, and no row of another chunk has one", () => {
    forEveryRun(({ events, scene: { firstRow, rows } }) => {
      for (const [row, outcomes] of outcomesOf(events)) {
        expect(outcomes).toHaveLength(1);
        expect(row >= firstRow && row < firstRow + rows).toBe(true);
      }
    });
  });

  test("the counts are those of the outcomes, and the sum of the changes equals them", () => {
    forEveryRun(({ events, state }) => {
      const outcomes = [...outcomesOf(events).values()].flat();
      const sum = { succeeded: 0, failed: 0, deferred: 0 };
      for (const event of events) {
        if (event.type !== "ChunkAdvanced") continue;
        sum.succeeded += event.data.change.succeeded;
        sum.failed += event.data.change.failed;
        sum.deferred += event.data.change.deferred;
        const { succeeded: done, failed: lost, deferred: aside } = event.data;
        expect(sum).toStrictEqual({ succeeded: done, failed: lost, deferred: aside });
      }
      expect(sum).toStrictEqual({
        succeeded: outcomes.filter((type) => type === "TaskSucceeded").length,
        failed: outcomes.filter((type) => type === "TaskFailed").length,
        deferred: state.claimed ? state.deferred.size : 0,
      });
    });
  });

  test("it is complete exactly when every row has its outcome, and that is its last event", () => {
    forEveryRun(({ events, state, scene: { rows } }) => {
      const isDone = outcomesOf(events).size === rows;
      expect(state.claimed && state.completed).toBe(isDone);
      expect(events.findIndex(({ type }) => type === "ChunkCompleted")).toBe(
        isDone ? events.length - 1 : -1,
      );
    });
  });

  test("everything is recorded by the one who holds it at that moment", () => {
    forEveryRun(({ events }) => {
      let holder: string | null = null;
      for (const event of events) {
        if (event.type === "ChunkClaimed") holder = event.data.executor;
        expect("executor" in event.data ? event.data.executor : holder).toBe(holder);
        if (event.type === "ChunkReleased" || event.type === "ChunkCompleted") holder = null;
      }
    });
  });

  test("a release tells the open rows: done and open are all", () => {
    forEveryRun(({ events, scene: { rows } }) => {
      for (const [index, event] of events.entries()) {
        const open = event.type === "ChunkReleased" ? event.data.open : null;
        const done = outcomesOf(events.slice(0, index)).size;
        expect(open ?? rows - done).toBe(rows - done);
      }
    });
  });

  test("rows that are set aside are open", () => {
    forEveryRun(({ state }) => {
      const aside = state.claimed ? [...state.deferred.keys()] : [];
      expect(aside.filter((row) => !state.claimed || !isOpen(state, row))).toStrictEqual([]);
      expect(state.claimed ? openRows(state) : aside.length).toBeGreaterThanOrEqual(aside.length);
    });
  });

  test("replay equals live, also through the codec and JSON", () => {
    forEveryRun(({ events, state }) => {
      const replayed = events.reduce<ChunkState>((before, event) => {
        expect(throughStore(event)).toStrictEqual(event);
        return chunkDecider.evolve(before, event, "2026-01-01T00:00:00.000Z");
      }, chunkDecider.initialState);
      expect(replayed).toStrictEqual(state);
    });
  });
});
