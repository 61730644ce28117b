import { describe, expect, it } from "vitest";
import { findByHalves } from "../../src/lib/find-by-halves.ts";
import { fc } from "../support/fast-check.ts";

interface Run {
  readonly first: number;
  readonly count: number;
}

/** Runs of numbers that follow one another, and gaps between them where there is nothing to look at. */
function search(row: readonly (Run | null)[], wanted: number, from = 0) {
  let looks = 0;
  const found = findByHalves<Run>({
    from,
    look: async (place) => {
      looks += 1;
      const at = row.findIndex((item, index) => index >= place && item !== null);
      return at === -1 ? null : { item: row[at]!, place: at };
    },
    wanted: ({ first, count }) => {
      if (wanted < first) return "before";
      return wanted < first + count ? "here" : "after";
    },
  });
  return found.then((item) => ({ item, looks }));
}

const rows = fc
  .array(fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 5 })), { maxLength: 200 })
  .map((counts) => {
    let first = 0;
    return counts.map((count) => {
      if (count === null) return null;
      const run = { first, count };
      first += count;
      return run;
    });
  });

describe("looking for an item by halves", () => {
  it("finds what is there, in few looks, and nothing that is not", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.nat({ max: 1200 }), async (row, wanted) => {
        const { item, looks } = await search(row, wanted);
        const there = row.find(
          (run) => run !== null && wanted >= run.first && wanted < run.first + run.count,
        );
        expect(item).toEqual(there ?? null);
        expect(looks).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(row.length + 2)) + 2);
      }),
    );
  });

  it("looks once where the first place is the right one", async () => {
    const row = Array.from({ length: 1000 }, (_, first) => ({ first, count: 1 }));
    expect(await search(row, 700, 700)).toEqual({ item: row[700], looks: 1 });
  });
});
