import { describe, expect, test } from "vitest";
import { applyChunkEvent, type JobBoard } from "../../src/executors/job-board.ts";
import {
  pickChunk,
  pickLostChunk,
  pickPart,
  pickReportFile,
  type Picking,
} from "../../src/executors/pick-work.ts";
import {
  active,
  beats,
  chunk,
  jobIn,
  ofChunk,
  ofJob,
  ofPart,
  planned,
  preparing,
  rejectedPart,
  self,
  watch,
  type Watched,
} from "../support/boards.ts";
import { event } from "../support/jobs.ts";

function pickingOf({ board }: Watched, changes: Partial<Picking> = {}): Picking {
  const rule = { self, exclusive: false };
  return { board, rule, inHand: () => false, random: () => 0, window: 8, ...changes };
}

function chunkOf(watched: Watched, changes: Partial<Picking> = {}): string | null {
  const picked = pickChunk(pickingOf(watched, changes), () => true);
  return picked === null ? null : `${picked.job.id}/${picked.number}`;
}

/** Numbers from 0 to 1 that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("the next chunk", () => {
  test("is of the active job of highest priority, among equals of the one that holds fewest", () => {
    const jobs = [
      active("low", { chunks: [5], spec: { priority: 1 } }),
      active("busy", { chunks: [5], spec: { priority: 7 } }),
      active("calm", { chunks: [5], spec: { priority: 7 } }),
      jobIn("READY", "waits", { spec: { priority: 9 } }),
    ];
    const watched = watch(...jobs, [ofChunk("busy", [0, 0], chunk.claimed("a"))]);
    expect(chunkOf(watched)).toBe("calm/1");
    watched.see([
      ofChunk("calm", [0, 0], chunk.claimed("a")),
      ofChunk("calm", [0, 1], chunk.claimed("a")),
    ]);
    expect(chunkOf(watched)).toBe("busy/1");
  });

  test("is of the job whose last claim is the longest ago among equals that hold as many", () => {
    const jobs = ["a", "b", "c"].map((id) => active(id, { chunks: [5] }));
    const watched = watch(...jobs);
    const turns: (string | null)[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const next = chunkOf(watched);
      turns.push(next);
      const [job, number] = next!.split("/");
      const place = [0, Number(number)] as const;
      watched.see([
        ofChunk(job!, place, chunk.claimed("x")),
        ofChunk(job!, place, chunk.released("x", 10)),
      ]);
    }
    expect(turns).toEqual(["a/0", "b/0", "c/0", "a/0", "b/0", "c/0"]);
  });

  test("is of a job whose holders are all lost as if it held none", () => {
    const watched = watch(active("one", { chunks: [9] }), active("two", { chunks: [9] }));
    watched.see([
      ofChunk("two", [0, 0], chunk.claimed("lost")),
      ofChunk("one", [0, 0], chunk.claimed(self)),
      ofChunk("one", [0, 0], chunk.completed(self, 10)),
    ]);
    const rule = { self, exclusive: true };
    expect(pickChunk(pickingOf(watched, { rule }), () => true)).toMatchObject({
      job: { id: "two" },
      over: "lost",
    });
  });

  test("is of another job when this process has its share of the first", () => {
    const watched = watch(
      active("low", { chunks: [5], spec: { priority: 1 } }),
      active("high", { chunks: [5], spec: { priority: 7 } }),
    );
    const picked = pickChunk(pickingOf(watched), ({ id }) => id !== "high");
    expect(picked?.job.id).toBe("low");
  });

  test("is one of a window, so that two processes seldom want the same", () => {
    const watched = watch(active("j", { chunks: [100] }));
    expect(chunkOf(watched, { window: 8, random: () => 0.999 })).toBe("j/7");
    expect(chunkOf(watched, { window: 8, random: () => 0.5 })).toBe("j/4");
  });

  test("is of the share of this process among all that live, so that they do not meet", () => {
    const all = ["a", "b", self, "z"].map((executor) => beats(executor, 1));
    const { board } = watch(active("j", { chunks: [8] }), ...all);
    const numbers = ["a", "b", self, "z"].flatMap((one) =>
      [0, 0.999].map((value) => {
        const rule = { self: one, exclusive: false };
        return pickChunk(pickingOf({ board } as Watched, { rule, random: () => value }), () => true)
          ?.number;
      }),
    );
    expect(numbers).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });

  test("is the same for who is behind with the log and sees others free", () => {
    const { board, see } = watch(active("j", { chunks: [8] }), beats("a", 1), beats(self, 1));
    const next = () => pickChunk(pickingOf({ board } as Watched), () => true)?.number;
    const behind = next();
    see([0, 2, 4].map((place) => ofChunk("j", [0, place], chunk.claimed("a"))));
    expect(next()).toBe(behind);
  });

  test("is none while all of its share is in hand, and the board does not show it yet", () => {
    const watched = watch(active("j", { chunks: [4] }), beats("a", 1));
    const inHand: Picking["inHand"] = (_, __, number) => number % 2 === 1;
    expect(chunkOf(watched, { inHand })).toBeNull();
    watched.see([1, 3].map((place) => ofChunk("j", [0, place], chunk.claimed(self))));
    expect(chunkOf(watched, { inHand })).toBe("j/2");
  });

  test("is left to others by most when there are fewer than there are processes", () => {
    const others = Array.from({ length: 9 }, (_, index) => beats(`z${index}`, 1));
    const watched = watch(active("j", { chunks: [2] }), ...others);
    expect(chunkOf(watched, { random: () => 0.11 })).toBe("j/0");
    watched.see([ofChunk("j", [0, 0], chunk.claimed(self))]);
    expect(chunkOf(watched, { random: () => 0.09 })).toBe("j/1");
    expect(chunkOf(watched, { random: () => 0.11 })).toBeNull();
    expect(chunkOf(watched, { random: () => 0.09, onlyOwn: true })).toBeNull();
  });

  test("is wanted by one process alone when there are fewer than there are processes", () => {
    const all = [...Array.from({ length: 9 }, (_, index) => `z${index}`), self].toSorted();
    const { board } = watch(active("j", { chunks: [6] }), ...all.map((one) => beats(one, 1)));
    const wanted = all.flatMap((one) => {
      const rule = { self: one, exclusive: false };
      const picking = pickingOf({ board } as Watched, { rule, random: () => 0.5 });
      return pickChunk(picking, () => true)?.number ?? [];
    });
    expect(wanted).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("that room is made for is one which this process takes for certain when there is room", () => {
    const names = ["a", "b", self, "z"];
    const { board } = watch(
      active("j", { chunks: [2] }),
      ...names.map((executor) => beats(executor, 1)),
    );
    const pick = (one: string, changes: Partial<Picking>) =>
      pickChunk(
        pickingOf({ board } as Watched, { rule: { self: one, exclusive: false }, ...changes }),
        () => true,
      )?.number;
    const makeRoom = names.filter((one) => pick(one, { onlyOwn: true }) !== undefined);
    expect(makeRoom).toEqual(["a", "b"]);
    for (const one of makeRoom)
      expect(pick(one, { random: () => 0.999 })).toBe(pick(one, { onlyOwn: true }));
  });

  test("is none that is held, complete or in hand already", () => {
    const watched = watch(active("j", { chunks: [6], rows: 1 }), [
      ofChunk("j", [0, 0], chunk.claimed("a", 1)),
      ofChunk("j", [0, 1], chunk.claimed("b", 1)),
      ofChunk("j", [0, 1], chunk.advanced("b", { succeeded: 1 })),
      ofChunk("j", [0, 1], chunk.completed("b", 1)),
    ]);
    const inHand: Picking["inHand"] = (_, kind, number) => kind === "chunk" && number === 2;
    expect(chunkOf(watched, { inHand })).toBe("j/5");
    expect(chunkOf(watched, { inHand: () => true })).toBeNull();
  });

  test("is one whose claim is over, first, and its holder is named", () => {
    const watched = watch(active("j", { chunks: [4] }), beats("a", 1), [
      ofChunk("j", [0, 2], chunk.claimed("a")),
      ...beats(self, 5),
    ]);
    expect(pickChunk(pickingOf(watched), () => true)).toMatchObject({ number: 2, over: "a" });
    const lost = pickLostChunk(pickingOf(watched), () => true);
    expect(lost).toMatchObject({ number: 2, over: "a" });
    expect(pickLostChunk(pickingOf(watched), () => false)).toBeNull();
    watched.see(beats("a", 1));
    expect(pickChunk(pickingOf(watched), () => true)).toMatchObject({ number: 1, over: null });
    expect(pickLostChunk(pickingOf(watched), () => true)).toBeNull();
  });

  test("is one with rows that were set aside only when no fresh one is free", () => {
    const watched = watch(active("j", { chunks: [2] }), [
      ofChunk("j", [0, 0], chunk.claimed("a")),
      ofChunk("j", [0, 0], chunk.advanced("a", { succeeded: 8, deferred: 2 })),
      ofChunk("j", [0, 0], chunk.released("a", 2)),
    ]);
    expect(chunkOf(watched)).toBe("j/1");
    watched.see([ofChunk("j", [0, 1], chunk.claimed("b"))]);
    expect(chunkOf(watched)).toBe("j/0");
    expect(chunkOf(watched, { inHand: (_, __, number) => number === 0 })).toBeNull();
  });

  test("is none of a job that stops", () => {
    const watched = watch(active("j", { chunks: [2] }), [ofJob("j", event.pausing)]);
    expect(chunkOf(watched)).toBeNull();
  });
});

/** Counts how often a place of a chunk is looked at. */
function countLooks(job: JobBoard): () => number {
  let looks = 0;
  job.chunks = new Proxy(job.chunks, {
    get(target, name) {
      if (name !== "length") looks += 1;
      return Reflect.get(target, name, target) as unknown;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  return () => looks;
}

describe("picking every chunk of a large job one by one", () => {
  const at = { position: 0, recordedAt: "" };
  const window = 8;

  test("looks at each chunk a bounded number of times", () => {
    const count = 200_000;
    const watched = watch(active("j", { chunks: [count], rows: 1 }));
    const job = watched.job("j");
    const looks = countLooks(job);
    const picking = pickingOf(watched, { window, random: seeded(7) });
    for (let picks = 0; picks < count; picks++) {
      const { number } = pickChunk(picking, () => true)!;
      applyChunkEvent(job, number, chunk.claimed("a", 1), at);
      applyChunkEvent(job, number, chunk.advanced("a", { succeeded: 1 }), at);
      applyChunkEvent(job, number, chunk.completed("a", 1), at);
    }
    expect(pickChunk(picking, () => true)).toBeNull();
    expect(job.chunksComplete).toBe(count);
    expect(looks()).toBeLessThan(count * 4 * window);
    const before = looks();
    expect(pickChunk(picking, () => true)).toBeNull();
    expect(looks() - before).toBeLessThan(window);
  });

  test("does so too when all of them have rows to be tried again", () => {
    const count = 20_000;
    const watched = watch(active("j", { chunks: [count], rows: 1 }));
    const job = watched.job("j");
    for (let number = 0; number < count; number++) {
      applyChunkEvent(job, number, chunk.claimed("a", 1), at);
      applyChunkEvent(job, number, chunk.advanced("a", { deferred: 1 }), at);
      applyChunkEvent(job, number, chunk.released("a", 1), at);
    }
    const looks = countLooks(job);
    const picking = pickingOf(watched, { window });
    for (let picks = 0; picks < count; picks++) {
      const { number } = pickChunk(picking, () => true)!;
      applyChunkEvent(job, number, chunk.claimed("a", 1), at);
      applyChunkEvent(job, number, chunk.completed("a", 1), at);
    }
    expect(job.chunksComplete).toBe(count);
    expect(looks()).toBeLessThan(count * (window + 4));
  });
});

describe("the next part", () => {
  const part = (watched: Watched) => {
    const picked = pickPart(pickingOf(watched));
    return picked === null ? null : [picked.number, picked.over];
  };

  test("is the first that nobody reads, of the oldest job", () => {
    const watched = watch(preparing("j", 3), preparing("k", 1), planned("j", 0, 5), [
      ofPart("j", 1, { type: "PartClaimed", data: { executor: "a" } }),
    ]);
    expect(part(watched)).toEqual([2, null]);
    watched.see([rejectedPart("j", 2, 0)]);
    expect(pickPart(pickingOf(watched))?.job.id).toBe("k");
  });

  test("is one whose claim is over, and one of its own that a store did not give", () => {
    const claimed = (executor: string) =>
      ofPart("j", 0, { type: "PartClaimed", data: { executor } });
    const watched = watch(preparing("j", 1), [claimed("a"), ...beats(self, 4)]);
    expect(part(watched)).toBeNull();
    watched.see(beats(self, 1));
    expect(part(watched)).toEqual([0, "a"]);
    watched.see([claimed(self)]);
    expect(part(watched)).toEqual([0, self]);
  });
});

describe("the next file of a report", () => {
  const file = (watched: Watched) => {
    const picked = pickReportFile(pickingOf(watched));
    return picked === null ? null : [picked.number, picked.over];
  };
  const claimed = (executor: string, number = 0) => ({
    stream: `report-j-${number}`,
    event: { type: "ReportFileClaimed" as const, data: { executor } },
  });
  const reporting = () =>
    watch(active("j", { chunks: [501], rows: 1 }), [
      ofChunk("j", [0, 0], chunk.claimed("a", 1)),
      ofChunk("j", [0, 0], chunk.advanced("a", { succeeded: 1 })),
      ofChunk("j", [0, 0], chunk.completed("a", 1)),
      ofJob("j", event.cancelRequested),
    ]);

  test("is none before the outcomes are final", () => {
    const watched = reporting();
    expect(file(watched)).toBeNull();
    watched.see([ofJob("j", event.drained)]);
    expect(file(watched)).toEqual([1, null]);
  });

  test("is one that nobody writes, or its own that a store did not take", () => {
    const watched = reporting();
    watched.see([ofJob("j", event.drained), claimed("a")]);
    expect(file(watched)).toEqual([1, null]);
    watched.see([claimed("a", 1)]);
    expect(file(watched)).toBeNull();
    watched.see([claimed(self, 1)]);
    expect(file(watched)).toEqual([1, self]);
  });
});
