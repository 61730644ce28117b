import { describe, expect, test } from "vitest";
import { addRows, countRows, emptyRowSet, hasRow, rowsOf, toRanges } from "../../src/job/rows.ts";
import { fc } from "../support/fast-check.ts";

const sortedRows = fc
  .uniqueArray(fc.integer({ min: 0, max: 2_000 }), { maxLength: 300 })
  .map((rows) => rows.toSorted((a, b) => a - b));

describe("ranges of rows", () => {
  test.each([
    [[], []],
    [[7], [[7, 7]]],
    [[0, 1, 2], [[0, 2]]],
    [
      [0, 2, 3, 9],
      [
        [0, 0],
        [2, 3],
        [9, 9],
      ],
    ],
  ])("%j is written as %j", (rows, ranges) => {
    expect(toRanges(rows)).toStrictEqual(ranges);
  });

  test("rows read back from their ranges, and are counted without unfolding them", () => {
    fc.assert(
      fc.property(sortedRows, (rows) => {
        const ranges = toRanges(rows);
        expect([...rowsOf(ranges)]).toStrictEqual(rows);
        expect(countRows(ranges)).toBe(rows.length);
      }),
    );
  });

  test("ranges are as few as can be: between two of them a row is missing", () => {
    fc.assert(
      fc.property(sortedRows, (rows) => {
        const ranges = toRanges(rows);
        const borders = [-2, ...ranges.flat()];
        for (const [index, [first, last]] of ranges.entries()) {
          expect(first).toBeLessThanOrEqual(last);
          expect(first).toBeGreaterThan(borders[2 * index]! + 1);
        }
      }),
    );
  });
});

describe("a set of rows", () => {
  test("holds what was added and nothing else, wherever its first row lies", () => {
    fc.assert(
      fc.property(sortedRows, sortedRows, fc.nat(1_000_000_000), (first, second, firstRow) => {
        const rangesOf = (rows: number[]) => toRanges(rows.map((row) => row + firstRow));
        const set = addRows(
          addRows(emptyRowSet(firstRow, 2_001), rangesOf(first)),
          rangesOf(second),
        );
        const expected = new Set([...first, ...second]);
        for (let row = 0; row <= 2_000; row++) {
          expect(hasRow(set, firstRow + row)).toBe(expected.has(row));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("adding leaves the old set as it was", () => {
    const before = addRows(emptyRowSet(0, 10), [[0, 1]]);
    addRows(before, [[5, 9]]);
    expect([...Array(10).keys()].filter((row) => hasRow(before, row))).toStrictEqual([0, 1]);
  });

  test("a row before or behind it is not in it", () => {
    const set = addRows(emptyRowSet(100, 8), [[100, 107]]);
    for (const row of [0, 92, 99, 108, 116, 1_000]) expect(hasRow(set, row)).toBe(false);
  });
});
