import { describe, expect, test } from "vitest";
import { createBoard } from "../../src/executors/board.ts";
import { applyChunkEvent, chunkPlace } from "../../src/executors/job-board.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import { chunkDecider, isOpen, type ChunkCommand } from "../../src/job/chunk.ts";
import { toRanges, rowsOf } from "../../src/job/rows.ts";
import { active, beats, chunk, jobIn, ofChunk, ofJob, stopped, watch } from "../support/boards.ts";
import { deferred, failed, succeeded } from "../support/chunks.ts";
import { event } from "../support/jobs.ts";
import { record, type Entry } from "../support/recorded.ts";
import { fc } from "../support/fast-check.ts";

const rows = 6;
/** Chunks of the parts of the job that the property is about. */
const chunksOfParts = [2, 1, 3];
const places = chunksOfParts.flatMap((chunks, part) =>
  Array.from({ length: chunks }, (_, number) => [part, number] as const),
);

const steps = fc.array(
  fc.record({
    chunk: fc.nat({ max: places.length - 1 }),
    executor: fc.constantFrom("a", "b"),
    act: fc.constantFrom("claim", "claim", "flush", "flush", "flush", "release", "lose"),
    picks: fc.array(fc.nat({ max: 2 }), { minLength: rows, maxLength: rows }),
    share: fc.nat({ max: rows }),
  }),
  { maxLength: 80 },
);

type Attempts = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

/** The events of each chunk in one log, as legal attempts make them. */
function play(attempts: Attempts): Entry[] {
  const states = places.map(() => chunkDecider.initialState);
  const log: Entry[] = [];
  for (const { chunk: number, executor, act, picks, share } of attempts) {
    const state = states[number]!;
    const open = picks
      .map((kind, row) => ({ kind, row }))
      .filter(({ row }) => state.claimed && isOpen(state, row))
      .slice(0, share);
    const ranges = (kind: number) =>
      toRanges(open.filter((pick) => pick.kind === kind).map(({ row }) => row));
    const outcomes = [succeeded(ranges(0)), failed(ranges(1)), deferred(ranges(2), 1)];
    const commands: Record<string, ChunkCommand> = {
      claim: { type: "ClaimChunk", executor, firstRow: 0, rows, over: "a" },
      flush: {
        type: "AdvanceChunk",
        executor,
        outcomes: outcomes.filter(({ data }) => data.rows.length > 0),
        outcomesHash: "h",
      },
      release: { type: "ReleaseChunk", executor, lost: false },
      lose: { type: "ReleaseChunk", executor, lost: true },
    };
    const decision = chunkDecider.decide(commands[act]!, state);
    for (const one of decision.ok ? decision.value : []) {
      states[number] = chunkDecider.evolve(states[number]!, one, "");
      log.push(ofChunk("j", places[number]!, one));
    }
  }
  return log;
}

/** What a chunk's own history says, counted from its bulky events. */
function recount(events: readonly ChunkEvent[]) {
  const ended = { succeeded: 0, failed: 0 };
  const aside = new Set<number>();
  let holder: string | null = null;
  for (const { type, data } of events) {
    if (type === "ChunkClaimed") holder = data.executor;
    else if (type === "ChunkReleased" || type === "ChunkCompleted") holder = null;
    else if (type === "TaskDeferred") for (const row of rowsOf(data.rows)) aside.add(row);
    else if (type === "TaskSucceeded" || type === "TaskFailed") {
      for (const row of rowsOf(data.rows)) {
        aside.delete(row);
        ended[type === "TaskSucceeded" ? "succeeded" : "failed"] += 1;
      }
    }
  }
  const open = rows - ended.succeeded - ended.failed;
  const free = aside.size > 0 && aside.size === open ? chunkPlace.deferred : chunkPlace.free;
  const place = open === 0 ? chunkPlace.complete : holder === null ? free : chunkPlace.held;
  return { ...ended, place, holder, touched: open < rows ? 1 : 0 };
}

describe("the board of a job", () => {
  test("is what a naive count over the whole history gives, whatever several executors do", () => {
    fc.assert(
      fc.property(steps, (attempts) => {
        const log = play(attempts);
        const seen = log.filter(({ event: { type } }) => !type.startsWith("Task"));
        const job = watch(active("j", { chunks: chunksOfParts, rows }), seen).job("j");
        const counted = places.map(([part, number]) =>
          recount(
            log
              .filter(({ stream }) => stream === `chunk-j-${part}-${number}`)
              .map((entry) => entry.event as ChunkEvent),
          ),
        );
        expect([...job.chunks]).toEqual(counted.map(({ place }) => place));
        expect([...job.touched]).toEqual(counted.map(({ touched }) => touched));
        const sum = (of: "succeeded" | "failed") =>
          counted.reduce((total, one) => total + one[of], 0);
        expect([job.succeeded, job.failed]).toEqual([sum("succeeded"), sum("failed")]);
        expect(job.chunksComplete).toBe(
          counted.filter(({ place }) => place === chunkPlace.complete).length,
        );
        const holders = counted.map(({ holder }) => holder);
        const held = places.map((_, number) => job.held.get(number)?.executor ?? null);
        expect(held).toEqual(holders);
        expect(job.held.size).toBe(holders.filter((holder) => holder !== null).length);
        const free = counted.findIndex(({ place }) => place === chunkPlace.free);
        expect(free < 0 || job.freeFrom <= free).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("knows a chunk of a later part by its place in the whole job", () => {
    const { chunks } = watch(active("j", { chunks: [2, 0, 3] }), [
      ofChunk("j", [2, 1], chunk.claimed("a")),
    ]).job("j");
    expect([...chunks]).toEqual([0, 0, 0, chunkPlace.held, 0]);
  });

  test("tells a chunk with nothing but rows that were set aside from a free one", () => {
    const after = (counts: { succeeded?: number; deferred: number }, open: number) =>
      watch(active("j", { chunks: [1], rows: 10 }), [
        ofChunk("j", [0, 0], chunk.claimed("a")),
        ofChunk("j", [0, 0], chunk.advanced("a", counts)),
        ofChunk("j", [0, 0], chunk.released("a", open)),
      ]).job("j").chunks[0];
    expect(after({ succeeded: 7, deferred: 3 }, 3)).toBe(chunkPlace.deferred);
    expect(after({ succeeded: 6, deferred: 3 }, 4)).toBe(chunkPlace.free);
    expect(after({ deferred: 10 }, 10)).toBe(chunkPlace.deferred);
  });

  test("keeps no entry for a chunk that is complete", () => {
    const count = 100_000;
    const job = watch(active("j", { chunks: [count], rows: 1 })).job("j");
    let most = 0;
    for (let number = 0; number < count; number++) {
      const at = { position: number, recordedAt: "" };
      applyChunkEvent(job, number, chunk.claimed("a", 1), at);
      applyChunkEvent(job, number, chunk.advanced("a", { succeeded: 1 }), at);
      most = Math.max(most, job.held.size + job.progress.size);
      applyChunkEvent(job, number, chunk.completed("a", 1), at);
    }
    expect(most).toBe(2);
    expect([job.held.size, job.progress.size]).toEqual([0, 0]);
    expect([job.succeeded, job.chunksComplete]).toEqual([count, count]);
  });

  test("has the priority and the limits that were set last", () => {
    const limits = { maxConcurrency: 3, maxRequestsPerSecond: null };
    const job = watch(jobIn("ACTIVE", "j"), [
      ofJob("j", { type: "JobLimitsChanged", data: { limits } }),
      ofJob("j", { type: "JobPriorityChanged", data: { from: 10, to: 12 } }),
    ]).job("j");
    expect([job.limits, job.priority]).toEqual([limits, 12]);
  });

  test("is gone when the job has expired, and later events do not bring it back", () => {
    const watched = watch(jobIn("EXPIRED", "j"), [ofChunk("j", [0, 0], chunk.claimed("a"))]);
    expect(watched.board.jobs.has("j")).toBe(false);
    expect(watched.board.leftAlone.has("j")).toBe(false);
  });
});

describe("an event that this version does not know", () => {
  const newer = (stream: string, changes: { type?: string; version?: number }) => {
    const [recorded] = record([{ stream, event: event.ready }]);
    const { type = "JobReady", version = 1 } = changes;
    return { ...recorded!, type, metadata: { ...recorded!.metadata, schemaVersion: version } };
  };

  test.each([
    ["of a newer version", "job-j", { version: 2 }],
    ["of a new type", "job-j", { type: "JobPolished" }],
    ["of a new type in a chunk", "chunk-j-0-0", { type: "ChunkPolished" }],
  ] as const)("%s makes it leave that job alone, and no other", (_, stream, changes) => {
    const { board, see } = watch(jobIn("ACTIVE", "j"), jobIn("ACTIVE", "k"));
    board.apply({ events: [newer(stream, changes)], position: 990, caughtUp: true });
    expect([...board.jobs.keys()]).toEqual(["k"]);
    expect(board.leftAlone.get("j")).toMatch(/this version of Stevedore/i);
    see([ofJob("j", event.pausing)]);
    expect([...board.jobs.keys()]).toEqual(["k"]);
  });

  test("makes it leave a job alone that has ended or expired, so that nothing is proposed for it", () => {
    const { board, see } = watch(jobIn("COMPLETE", "j"), jobIn("EXPIRED", "k"));
    expect([[...board.ended.keys()], [...board.expired]]).toEqual([["j"], ["k"]]);
    const events = [newer("job-j", { version: 2 }), newer("job-k", { version: 2 })];
    board.apply({ events, position: 990, caughtUp: true });
    expect([board.ended.size, board.expired.size]).toEqual([0, 0]);
    see([ofJob("j", event.expired)]);
    expect([board.ended.size, board.expired.size]).toEqual([0, 0]);
  });

  test("is told once of each job", () => {
    const told: string[][] = [];
    const board = createBoard({ onLeftAlone: (...words) => void told.push(words) });
    const events = [newer("job-j", { version: 2 }), newer("job-j", { version: 2 })];
    board.apply({ events, position: 990, caughtUp: true });
    expect(told).toEqual([["j", expect.stringMatching(/this version of Stevedore/i)]]);
  });

  test("in a stream that is not ours is passed over", () => {
    const board = createBoard();
    board.apply({ events: [newer("somebody-else", {})], position: 10, caughtUp: true });
    expect([board.position, board.jobs.size, board.leftAlone.size]).toEqual([10, 0, 0]);
  });
});

describe("signs of life", () => {
  test("are beats, claims and flushes, and not the release of a lost chunk by another", () => {
    const { board, see } = watch(active("j", { chunks: [2] }), beats("a", 1));
    const lost = () => board.executors.get("a")!.seenAt < board.overBefore;
    see(beats("b", 4));
    see([ofChunk("j", [0, 0], chunk.claimed("a"))]);
    see(beats("b", 4));
    expect(lost()).toBe(false);
    see([ofChunk("j", [0, 1], chunk.claimed("a"))]);
    see([ofChunk("j", [0, 1], chunk.advanced("a", { succeeded: 1 }))]);
    see(beats("b", 4));
    see([ofChunk("j", [0, 0], chunk.released("a", 10, true))]);
    expect(lost()).toBe(false);
    see(beats("b", 1));
    expect(lost()).toBe(true);
  });

  test("of the last steward are those of its executor", () => {
    const data = { executor: "s" };
    const { board } = watch([{ stream: "steward", event: { type: "StewardClaimed", data } }]);
    expect([board.steward, board.executors.get("s")]).toEqual(["s", { seenAt: 10, threads: 0 }]);
  });

  test("end with an orderly stop, after which the executor is not there", () => {
    const { board } = watch(beats("a", 1), beats("b", 1), stopped("a"));
    expect([...board.executors.keys()]).toEqual(["b"]);
  });

  test("tell the threads of a process, which its other signs leave as they are", () => {
    const { board } = watch(active("j", { chunks: [1] }), beats("a", 1), [
      ofChunk("j", [0, 0], chunk.claimed("a")),
    ]);
    expect(board.executors.get("a")).toMatchObject({ threads: 1 });
  });

  test("that stand in the log twice count once", () => {
    const { board } = watch(beats("a", 1), beats("b", 1));
    const data = { executor: "b", host: "h", threads: 1, storesDown: [] };
    const twice = { id: "same", type: "ExecutorSeen", data, metadata: {}, stream: "executor-b" };
    const events = [1, 2, 3, 4, 5].map((revision) => ({
      ...twice,
      metadata: { version: 1 },
      revision,
      position: 100 + revision,
      recordedAt: "2026-01-01T00:00:00.000Z",
    }));
    board.apply({ events, position: 110, caughtUp: true });
    expect(board.overBefore).toBe(-1);
  });
});
