import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashOutcomes } from "../../src/executors/hash-outcomes.ts";
import { active, chunk, ofChunk } from "../support/boards.ts";
import { succeeded } from "../support/chunks.ts";
import type { Entry } from "../support/recorded.ts";
import { jobOn, storeWith } from "../support/stored-jobs.ts";

/** Part 0 with more chunks than a report file has, of which few ran; part 1 with one. */
const parts = [503, 1];

const ran = (place: readonly [number, number], hash: string, later: readonly Entry[] = []) => [
  ofChunk("j", place, chunk.claimed("a", 1)),
  ofChunk("j", place, succeeded([[0, 0]])),
  ofChunk("j", place, advancedTo(hash)),
  ...later,
];

function advancedTo(outcomesHash: string) {
  const event = chunk.advanced("a", { succeeded: 1 });
  return { ...event, data: { ...event.data, outcomesHash } } as typeof event;
}

const sha256 = (...texts: readonly string[]) =>
  createHash("sha256").update(texts.join("")).digest("hex");

test("the hash is over the last of each chunk with outcomes, as over the files of a report", async () => {
  const handed = Array.from({ length: 3 }, () => [
    ofChunk("j", [0, 7], chunk.released("a", 0)),
    ofChunk("j", [0, 7], chunk.claimed("b", 1)),
  ]).flat();
  const eventStore = await storeWith(active("j", { chunks: parts, rows: 1 }), [
    ...ran([0, 7], "seven", handed),
    ...ran([0, 2], "two", [ofChunk("j", [0, 2], chunk.completed("a", 1, 0))]),
    ofChunk("j", [0, 5], chunk.claimed("a", 1)),
    ...ran([0, 502], "late"),
    ...ran([1, 0], "last"),
  ]);
  const hash = await hashOutcomes(eventStore, await jobOn(eventStore, "j"));
  expect(hash).toBe(sha256(sha256("two", "seven"), sha256("late", "last")));
});

test("a job without chunks has the hash of nothing", async () => {
  const eventStore = await storeWith(active("j", { chunks: [], rows: 1 }));
  expect(await hashOutcomes(eventStore, await jobOn(eventStore, "j"))).toBe(sha256());
});
