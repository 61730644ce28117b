import { describe, expect, test } from "vitest";
import { giveWayToEqual, giveWayToHigher, turnMs } from "../../src/executors/give-way.ts";
import type { WorkItem } from "../../src/executors/hands.ts";
import { active, beats, chunk, ofChunk, self, watch, type Watched } from "../support/boards.ts";

/** `low` and `other` are equals, `high` is above them. */
function jobs(): Watched {
  return watch(
    active("low", { chunks: [9], spec: { priority: 1 } }),
    active("other", { chunks: [9], spec: { priority: 1 } }),
    active("third", { chunks: [9], spec: { priority: 1 } }),
    active("high", { chunks: [9], spec: { priority: 9 } }),
  );
}

/** In hand here, one after the other, and claimed: `low/0 0` is a chunk in the hand of worker 0. */
function inHand(watched: Watched, ...chunks: readonly string[]): WorkItem[] {
  return chunks.map((text, index) => {
    const [, job, number, worker] = /^(\w+)\/(\d+) (\d)$/.exec(text)!;
    watched.see([ofChunk(job!, [0, Number(number)], chunk.claimed(self))]);
    return {
      kind: "chunk",
      job: job!,
      number: Number(number),
      worker: Number(worker),
      since: 1000 * index,
    };
  });
}

function full({ board }: Watched, chunks: readonly WorkItem[], givingBack: WorkItem[] = []) {
  const rule = { self, exclusive: false };
  return { board, rule, random: () => 0.4, chunks, givingBack: new Set(givingBack) };
}

const named = (item: WorkItem | null) =>
  item === null ? null : `${item.job}/${item.number} ${item.worker}`;

describe("for a job of higher priority", () => {
  test("a chunk of the lowest gives way, one for each worker", () => {
    const watched = jobs();
    const chunks = inHand(watched, "low/0 0", "high/0 0", "low/1 1");
    const high = watched.job("high");
    expect(named(giveWayToHigher(full(watched, chunks), high))).toBe("low/0 0");
    expect(named(giveWayToHigher(full(watched, chunks, [chunks[0]!]), high))).toBe("low/1 1");
    expect(giveWayToHigher(full(watched, chunks, [chunks[0]!, chunks[2]!]), high)).toBeNull();
  });

  test("and for no other", () => {
    const watched = jobs();
    const chunks = inHand(watched, "low/0 0");
    expect(giveWayToHigher(full(watched, chunks), watched.job("other"))).toBeNull();
  });
});

describe("for a job that has none, among equals", () => {
  const ask = (watched: Watched, given: ReturnType<typeof full>, job = "other", now = 5000) =>
    named(giveWayToEqual(given, { job: watched.job(job), now }));

  test("the last that was taken of the job that holds the most gives way", () => {
    const watched = jobs();
    const chunks = inHand(watched, "third/0 0", "low/0 0", "low/1 1", "high/0 1");
    expect(ask(watched, full(watched, chunks))).toBe("low/1 1");
  });

  test("each keeps one, counting those that give way already", () => {
    const watched = jobs();
    const chunks = inHand(watched, "low/0 0", "low/1 1");
    expect(ask(watched, full(watched, chunks, [chunks[1]!]))).toBeNull();
    const more = [...chunks, ...inHand(watched, "low/2 0")];
    expect(ask(watched, full(watched, more, [more[1]!]))).toBe("low/2 0");
  });

  test("a job that holds one gets no other's, here or anywhere", () => {
    const watched = jobs();
    const chunks = inHand(watched, "low/0 0", "low/1 1");
    watched.see([ofChunk("other", [0, 0], chunk.claimed("another"))]);
    expect(ask(watched, full(watched, chunks))).toBeNull();
    const claiming: WorkItem = { kind: "chunk", job: "third", number: 0, worker: 0, since: 0 };
    expect(ask(watched, full(watched, [...chunks, claiming]), "third")).toBeNull();
  });

  test("what lost processes hold does not count, of the one that waits or of the others", () => {
    const watched = jobs();
    const chunks = inHand(watched, "low/0 0", "low/1 1", "third/0 0");
    watched.see([
      ofChunk("other", [0, 0], chunk.claimed("lost")),
      ofChunk("third", [0, 7], chunk.claimed("lost")),
      ofChunk("third", [0, 8], chunk.claimed("lost")),
    ]);
    const rule = { self, exclusive: true };
    expect(ask(watched, { ...full(watched, chunks), rule })).toBe("low/1 1");
  });

  test("where nobody holds two, the one that was in hand the longest gives way after its turn", () => {
    const watched = jobs();
    const chunks = inHand(watched, "third/0 0", "low/0 1");
    expect(ask(watched, full(watched, chunks), "other", turnMs - 1)).toBeNull();
    expect(ask(watched, full(watched, chunks), "other", turnMs)).toBe("third/0 0");
    const given = full(watched, chunks, [chunks[0]!]);
    expect(ask(watched, given, "other", turnMs)).toBeNull();
    expect(ask(watched, given, "other", turnMs + 1000)).toBe("low/0 1");
  });

  test("a chunk of a higher priority does not give way, nor one of a lower", () => {
    const watched = jobs();
    const chunks = inHand(watched, "high/0 0", "high/1 0");
    expect(ask(watched, full(watched, chunks), "low", 10 * turnMs)).toBeNull();
  });

  test("of many processes that see the same, about one makes room at a time", () => {
    const watched = jobs();
    watched.see(["a", "b", "c"].flatMap((executor) => beats(executor, 1)));
    const chunks = inHand(watched, "low/0 0", "low/1 1");
    const given = full(watched, chunks);
    expect(ask(watched, { ...given, random: () => 0.25 })).toBeNull();
    expect(ask(watched, { ...given, random: () => 0.24 })).toBe("low/1 1");
  });
});
