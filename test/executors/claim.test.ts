import { describe, expect, test } from "vitest";
import { StreamConflict, type EventStore } from "../../src/eventstore/eventstore.ts";
import { claimChunk, releaseLostChunk } from "../../src/executors/claim.ts";
import { active, chunk, ofChunk, ofJob, ofPart } from "../support/boards.ts";
import { event } from "../support/jobs.ts";
import { appendAll, type Entry } from "../support/recorded.ts";
import {
  crashing,
  everyCrash,
  eventsIn,
  executorOn,
  jobOn,
  storeWith,
} from "../support/stored-jobs.ts";

const stream = "chunk-j-0-1";

/** The plan of a part in events of two chunks each, as after crashes: claims stand between them. */
function plan(part: number, chunks: number): Entry[] {
  const entries: Entry[] = [];
  for (let first = 0; first < chunks; first += 2) {
    entries.push(ofPart("j", part, { type: "PartClaimed", data: { executor: "p" } }));
    const rows = first + 1 < chunks ? [10, 10] : [10];
    const offsets = [0, ...rows].map((_, index) => 100 * (first + index));
    const at = { executor: "p", firstChunk: first, firstRow: 10 * first };
    const data = { ...at, rows, offsets, bucket: "photos" };
    entries.push(ofPart("j", part, { type: "PartChunksPlanned", data }));
  }
  return entries;
}

async function setUp(...more: readonly Entry[][]) {
  const eventStore = await storeWith(active("j", { chunks: [5, 3] }), plan(0, 5), plan(1, 3));
  const job = await jobOn(eventStore, "j");
  await appendAll(eventStore, more.flat());
  return { eventStore, job };
}

const types = async (eventStore: EventStore, name = stream) =>
  (await eventsIn(eventStore, name)).map(({ type }) => type);

describe("a claim", () => {
  test("is won by one of several who want it at once", async () => {
    const { eventStore, job } = await setUp();
    const claims = await Promise.all(
      ["a", "b", "c"].map((executor) =>
        claimChunk(executorOn(eventStore, executor), job, {
          number: 1,
          over: null,
          seenAt: Infinity,
        }),
      ),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(await types(eventStore)).toEqual(["ChunkClaimed"]);
  });

  test("finds where the chunk lies, however the plan of its part was written", async () => {
    const { eventStore, job } = await setUp();
    for (let number = 0; number < 8; number++) {
      const claimed = await claimChunk(executorOn(eventStore, "a"), job, {
        number,
        over: null,
        seenAt: Infinity,
      });
      const inPart = number < 5 ? number : number - 5;
      expect(claimed).toMatchObject({
        part: number < 5 ? 0 : 1,
        chunk: inPart,
        place: { start: 100 * inPart, end: 100 * inPart + 100, firstRow: 10 * inPart },
        state: { rows: 10, holder: "a" },
        revision: 0,
      });
    }
  });

  test.each([
    ["is being paused", ofJob("j", event.pausing)],
    ["is being cancelled", ofJob("j", event.cancelRequested)],
    ["was written to by a newer version", null],
  ])("of a job that %s is given back, and nothing is run", async (_, entry) => {
    const { eventStore, job } = await setUp(entry === null ? [] : [entry]);
    if (entry === null) {
      const newer = { id: crypto.randomUUID(), type: "JobPolished", data: {}, metadata: {} };
      await eventStore.append("job-j", [newer], { expected: "any" });
    }
    const claimed = await claimChunk(executorOn(eventStore, "a"), job, {
      number: 1,
      over: null,
      seenAt: Infinity,
    });
    expect(claimed).toBeNull();
    expect(await types(eventStore)).toEqual(["ChunkClaimed", "ChunkReleased"]);
  });

  test("of a held chunk is made only when that holder's claim is over", async () => {
    const { eventStore, job } = await setUp([ofChunk("j", [0, 1], chunk.claimed("a"))]);
    const claim = (executor: string, over: string | null) =>
      claimChunk(executorOn(eventStore, executor), job, { number: 1, over, seenAt: Infinity });
    expect(await claim("b", null)).toBeNull();
    expect(await claim("b", "c")).toBeNull();
    expect(await claim("a", null)).toBeNull();
    expect(await types(eventStore)).toEqual(["ChunkClaimed"]);
    expect(await claim("b", "a")).toMatchObject({ revision: 1, state: { holder: "b" } });
  });

  test("of a complete chunk is not made", async () => {
    const { eventStore, job } = await setUp([
      ofChunk("j", [0, 1], chunk.claimed("a")),
      ofChunk("j", [0, 1], chunk.completed("a", 10)),
    ]);
    const claimed = await claimChunk(executorOn(eventStore, "b"), job, {
      number: 1,
      over: "a",
      seenAt: Infinity,
    });
    expect(claimed).toBeNull();
  });

  test("that a flush of the holder comes before fails", async () => {
    const { eventStore, job } = await setUp([ofChunk("j", [0, 1], chunk.claimed("a"))]);
    const slow: EventStore = {
      ...eventStore,
      async append(to, events, options) {
        const flush = [ofChunk("j", [0, 1], chunk.advanced("a", { succeeded: 1 }))];
        if (to === stream) await appendAll(eventStore, flush);
        return eventStore.append(to, events, options);
      },
    };
    const claimed = await claimChunk(executorOn(slow, "b"), job, {
      number: 1,
      over: "a",
      seenAt: Infinity,
    });
    expect(claimed).toBeNull();
    expect(await types(eventStore)).toEqual(["ChunkClaimed", "ChunkAdvanced"]);
  });

  test.each(everyCrash(2))("that crashes ($append, $written) is taken over", async (crash) => {
    const { eventStore, job } = await setUp([ofJob("j", event.pausing)]);
    const dying = executorOn(crashing(eventStore, crash), "a");
    await expect(
      claimChunk(dying, job, { number: 1, over: null, seenAt: Infinity }),
    ).rejects.toThrow("append");
    await appendAll(eventStore, [
      ofJob("j", event.paused),
      ofJob("j", event.ready),
      ofJob("j", event.activated),
    ]);
    const claimed = await claimChunk(executorOn(eventStore, "b"), job, {
      number: 1,
      over: "a",
      seenAt: Infinity,
    });
    expect(claimed).toMatchObject({ state: { holder: "b" } });
  });
});

describe("the release of a lost chunk", () => {
  const release = (eventStore: EventStore, job: Awaited<ReturnType<typeof jobOn>>) =>
    releaseLostChunk(executorOn(eventStore, "steward"), job, {
      number: 1,
      holder: "a",
      seenAt: Infinity,
    });

  test("fences its holder off, whose next flush fails", async () => {
    const { eventStore, job } = await setUp();
    const holder = executorOn(eventStore, "a");
    const claimed = await claimChunk(holder, job, { number: 1, over: null, seenAt: Infinity });
    expect(await release(eventStore, job)).toBeGreaterThan(0);
    expect((await eventsIn(eventStore, stream)).at(-1)).toEqual({
      type: "ChunkReleased",
      data: { executor: "a", lost: true, open: 10 },
    });
    const flush = holder.writer.append(stream, [chunk.advanced("a", { succeeded: 1 })], {
      expected: claimed!.revision,
      correlationId: "j",
    });
    await expect(flush).rejects.toBeInstanceOf(StreamConflict);
  });

  test("is made once, and not when another holds the chunk by now", async () => {
    const { eventStore, job } = await setUp([ofChunk("j", [0, 1], chunk.claimed("a"))]);
    const both = await Promise.all([release(eventStore, job), release(eventStore, job)]);
    expect(both.filter((position) => position !== null)).toHaveLength(1);
    expect(await release(eventStore, job)).toBeNull();
    await appendAll(eventStore, [ofChunk("j", [0, 1], chunk.claimed("b"))]);
    expect(await release(eventStore, job)).toBeNull();
    expect(await types(eventStore)).toEqual(["ChunkClaimed", "ChunkReleased", "ChunkClaimed"]);
  });
});

describe("a holder that was found to be lost and writes after all", () => {
  test("keeps its chunk: who has written since is not gone", async () => {
    const { eventStore, job } = await setUp([]);
    const held = await claimChunk(executorOn(eventStore, "a"), job, {
      number: 1,
      over: null,
      seenAt: Infinity,
    });
    expect(held).not.toBeNull();
    const seenAt = -1;
    const taken = claimChunk(executorOn(eventStore, "b"), job, { number: 1, over: "a", seenAt });
    expect(await taken).toBeNull();
    const released = releaseLostChunk(executorOn(eventStore, "steward"), job, {
      number: 1,
      holder: "a",
      seenAt,
    });
    expect(await released).toBeNull();
  });
});
