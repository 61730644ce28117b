import { describe, expect, test } from "vitest";
import {
  afterLoss,
  groupSizeFor,
  isDeadlyRow,
  noSuspects,
  withAnnounced,
  type Suspects,
} from "../../src/job/suspects.ts";

/** Row 7, after losses at which so many rows were announced at once. */
const afterLosses = (together: readonly number[]): Suspects =>
  together.reduce((before, count) => afterLoss(withAnnounced(before, 7, count)), noSuspects);

describe("rows that are announced at once", () => {
  test.each([
    [64, []],
    [8, [64]],
    [8, [9]],
    [1, [8]],
    [1, [2]],
    [1, [64, 8]],
    [1, [64, 8, 1]],
    [1, [1]],
  ])("are %i after losses with %j", (size, losses) => {
    expect(groupSizeFor(afterLosses(losses), 7)).toBe(size);
  });
});

describe("a row is deadly", () => {
  test.each([
    [false, []],
    [false, [64, 8, 1, 1]],
    [true, [64, 8, 1, 1, 1]],
    [false, [64, 64, 8, 8, 8, 8]],
    [true, [1, 1, 1]],
  ])("(%s) after losses with %j", (isDeadly, losses) => {
    expect(isDeadlyRow(afterLosses(losses), 7)).toBe(isDeadly);
    expect(isDeadlyRow(afterLosses(losses), 8)).toBe(false);
  });
});
