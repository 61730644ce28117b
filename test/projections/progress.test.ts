import { expect, test } from "vitest";
import { progressProjection } from "../../projections/progress.ts";
import { chunkDecider, openRows, type ChunkCommand, type ChunkState } from "../../src/job/chunk.ts";
import type { PartEvent } from "../../src/job/events.ts";
import { toRanges } from "../../src/job/rows.ts";
import { chunkStream, jobStream, planStream } from "../../src/job/streams.ts";
import {
  advanced,
  claimed,
  completed,
  deferred,
  failed,
  released,
  succeeded,
} from "../support/chunks.ts";
import { event, historyOf, jobId } from "../support/jobs.ts";
import { inStream, rowsAfter, timeAt, type Entry } from "../support/recorded.ts";
import { fc } from "../support/fast-check.ts";

const stream = jobStream(jobId);
const chunk = chunkStream(jobId, 0, 0);
const rows = (entries: readonly Entry[]) =>
  rowsAfter(progressProjection.apply, progressProjection, entries);
const active = inStream(stream, historyOf("ACTIVE"));

test("rows of the manifest are counted as they are read, and fixed when all are", () => {
  const end: PartEvent = {
    type: "PartPlanned",
    data: { executor: "e", rows: 1_100, chunks: 3, bucket: "photos" },
  };
  const reading = [
    ...inStream(stream, historyOf("PREPARING")),
    ...inStream(planStream(jobId, 0), [planned(0, [500, 500])]),
    ...inStream(planStream(jobId, 1), [planned(0, [50])]),
  ];
  expect(rows(reading)["progress"]).toMatchObject([{ discovered: 1_050 }]);
  const read = [...reading, ...inStream(planStream(jobId, 0), [planned(2, [100]), end])];
  expect(rows(read)["progress"]).toMatchObject([{ discovered: 1_150 }]);
  expect(rows(read)["progress_parts"]).toStrictEqual([{ job_id: jobId, part: 1, rows: 50 }]);
  const fixed = rows([...read, { stream, event: event.read }]);
  expect(fixed["progress"]).toMatchObject([{ discovered: 1_200 }]);
  expect(fixed["progress_parts"]).toStrictEqual([]);
});

test("rows set aside are deferred and not claimed, also while their chunk is held", () => {
  const entries = inStream(
    chunk,
    [
      claimed("a"),
      succeeded([[100, 103]]),
      failed([[104, 104]]),
      deferred([[105, 106]], 1),
      advanced("a", 4, 1, 2, [4, 1, 2]),
    ],
    7,
  );
  expect(rows([...active, ...entries])["progress"]).toMatchObject([
    { succeeded: 4, failed: 1, deferred: 2, claimed: 3, unknown: 0, updated_at: timeAt(7) },
  ]);
});

test("a chunk taken over by another executor is in one hand only", () => {
  const entries = inStream(chunk, [claimed("a"), claimed("b")]);
  expect(rows([...active, ...entries])["progress"]).toMatchObject([{ claimed: 10 }]);
});

test("a complete chunk leaves no row", () => {
  const entries = inStream(chunk, [
    claimed("a"),
    advanced("a", 9, 1, 0, [9, 1, 0]),
    completed("a", 9, 1),
  ]);
  const after = rows([...active, ...entries]);
  expect(after["progress"]).toMatchObject([{ succeeded: 9, failed: 1, claimed: 0 }]);
  expect(after["progress_chunks"]).toStrictEqual([]);
});

test("a chunk given back keeps the rows that are still open for the next claim", () => {
  const entries = inStream(chunk, [
    claimed("a"),
    advanced("a", 4, 0, 0, [4, 0, 0]),
    released("a", 6),
  ]);
  expect(rows([...active, ...entries])["progress"]).toMatchObject([{ claimed: 0 }]);
  const again = [...entries, ...inStream(chunk, [claimed("b")])];
  expect(rows([...active, ...again])["progress"]).toMatchObject([{ claimed: 6 }]);
});

test.each(["cancelRequested", "failing"] as const)(
  "open rows of a lost executor are unknown after %s, those set aside too",
  (request) => {
    const held = inStream(chunk, [claimed("a"), advanced("a", 4, 0, 2, [4, 0, 2])]);
    const lost = inStream(chunk, [
      { type: "ChunkReleased", data: { executor: "a", lost: true, open: 6 } },
    ]);
    const entries = [...active, ...held, { stream, event: event[request] }, ...lost];
    expect(rows(entries)["progress"]).toMatchObject([
      { succeeded: 4, unknown: 6, deferred: 0, claimed: 0 },
    ]);
  },
);

test.each([
  ["was given back", [{ type: "ChunkReleased", data: { executor: "a", lost: true, open: 10 } }]],
  ["was taken over and given back", [claimed("b"), released("b", 10)]],
] as const)("rows of a chunk that %s before the job stopped are unknown too", (_, events) => {
  const before = [...active, ...inStream(chunk, [claimed("a"), ...events])];
  expect(rows(before)["progress"]).toMatchObject([{ unknown: 0, claimed: 0 }]);
  const stopped = [...before, { stream, event: event.cancelRequested }];
  expect(rows(stopped)["progress"]).toMatchObject([{ unknown: 10, claimed: 0 }]);
});

test("rows of a lost executor that another has claimed are not unknown while it may end them", () => {
  const taken = [...active, ...inStream(chunk, [claimed("a"), claimed("b")])];
  const stopped = [...taken, { stream, event: event.cancelRequested }];
  expect(rows(stopped)["progress"]).toMatchObject([{ unknown: 0, claimed: 10 }]);
  const back = inStream(chunk, [advanced("b", 4, 0, 0, [4, 0, 0]), released("b", 6)]);
  expect(rows([...stopped, ...back])["progress"]).toMatchObject([{ unknown: 6, claimed: 0 }]);
});

test("open rows of a lost executor wait while the job pauses", () => {
  const held = inStream(chunk, [claimed("a")]);
  const lost = inStream(chunk, [
    { type: "ChunkReleased", data: { executor: "a", lost: true, open: 10 } },
  ]);
  const entries = [...active, ...held, { stream, event: event.pausing }, ...lost];
  expect(rows(entries)["progress"]).toMatchObject([{ unknown: 0, claimed: 0 }]);
});

test("the ending event has the last word on unknown rows and clears the chunks", () => {
  const entries = inStream(chunk, [claimed("a"), released("a", 10)]);
  const end = inStream(stream, [event.cancelRequested, event.drained, event.cancelled]);
  const after = rows([...active, ...entries, ...end]);
  expect(after["progress"]).toMatchObject([{ unknown: 5, claimed: 0 }]);
  expect(after["progress_chunks"]).toStrictEqual([]);
});

test("an expired job leaves no row", () => {
  const entries = [...active, ...inStream(chunk, [claimed("a")]), { stream, event: event.expired }];
  const late = inStream(chunk, [advanced("a", 4, 0, 0, [4, 0, 0])]);
  expect(Object.values(rows([...entries, ...late])).flat()).toStrictEqual([]);
});

/** A step of a random life of three chunks of six rows. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant("claim" as const),
    chunk: fc.nat(2),
    executor: fc.constantFrom("a", "b"),
    over: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("flush" as const),
    chunk: fc.nat(2),
    executor: fc.constantFrom("a", "b"),
    fates: fc.array(fc.constantFrom("succeeded", "failed", "deferred", "open"), {
      minLength: 6,
      maxLength: 6,
    }),
  }),
  fc.record({ kind: fc.constant("release" as const), chunk: fc.nat(2), lost: fc.boolean() }),
  fc.record({ kind: fc.constant("cancel" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test("the counters of random chunk histories equal a naive recount", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { entries, expected } = live(steps);
      const after = rows([...active, ...entries]);
      expect(after["progress"]).toMatchObject([expected]);
    }),
    { numRuns: 300 },
  );
});

/** Plays the steps through the decider of chunks, and counts the rows of the states it ends in. */
function live(steps: readonly Step[]) {
  const chunks: ChunkState[] = [{ claimed: false }, { claimed: false }, { claimed: false }];
  const lost = new Set<number>();
  const entries: Entry[] = [];
  let stopping = false;
  for (const [at, each] of steps.entries()) {
    if (each.kind === "cancel") {
      if (!stopping) entries.push({ stream, event: event.cancelRequested, at });
      stopping = true;
      continue;
    }
    const before = chunks[each.chunk]!;
    if (each.kind === "claim" && stopping) continue;
    const command = commandOf(each, before);
    const decision = command === null ? null : chunkDecider.decide(command, before);
    if (decision === null || !decision.ok) continue;
    for (const happened of decision.value) {
      const takenOver =
        happened.type === "ChunkClaimed" && before.claimed && before.holder !== null;
      const isLost = happened.type === "ChunkReleased" && happened.data.lost;
      if (takenOver || isLost) lost.add(each.chunk);
      entries.push({ stream: chunkStream(jobId, 0, each.chunk), event: happened, at });
      chunks[each.chunk] = chunkDecider.evolve(chunks[each.chunk]!, happened, timeAt(at));
    }
  }
  const expected = { succeeded: 0, failed: 0, deferred: 0, claimed: 0, unknown: 0 };
  for (const [number, state] of chunks.entries()) {
    if (!state.claimed) continue;
    expected.succeeded += state.succeeded;
    expected.failed += state.failed;
    if (stopping && lost.has(number) && state.holder === null) {
      expected.unknown += openRows(state);
      continue;
    }
    expected.deferred += state.deferred.size;
    if (state.holder !== null) expected.claimed += openRows(state) - state.deferred.size;
  }
  return { entries, expected };
}

function commandOf(
  each: Exclude<Step, { kind: "cancel" }>,
  state: ChunkState,
): ChunkCommand | null {
  const holder = state.claimed ? state.holder : null;
  if (each.kind === "claim") {
    const { executor, over } = each;
    return { type: "ClaimChunk", executor, firstRow: 0, rows: 6, over: over ? holder : null };
  }
  if (each.kind === "release") {
    return holder === null ? null : { type: "ReleaseChunk", executor: holder, lost: each.lost };
  }
  const open = (row: number) => state.claimed && (state.done.bits[0]! & (1 << row)) === 0;
  const of = (fate: string) =>
    toRanges([0, 1, 2, 3, 4, 5].filter((row) => each.fates[row] === fate && open(row)));
  const outcomes = [
    succeeded(of("succeeded")),
    failed(of("failed")),
    deferred(of("deferred"), 1),
  ].filter(({ data }) => data.rows.length > 0);
  return { type: "AdvanceChunk", executor: each.executor, outcomes, outcomesHash: "h" };
}

function planned(firstChunk: number, counts: readonly number[]): PartEvent {
  return {
    type: "PartChunksPlanned",
    data: { executor: "e", firstChunk, firstRow: 0, rows: counts, offsets: [], bucket: "photos" },
  };
}
