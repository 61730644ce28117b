import { describe, expect, test } from "vitest";
import { defaultFailureThreshold, exceedsThreshold, outcomeOf } from "../../src/job/progress.ts";
import { fc } from "../support/fast-check.ts";

const exceeds = (
  ended: number,
  options: { failed: number; minimumTasks?: number; maximumFailureRate?: number },
): boolean => {
  const { failed, ...threshold } = options;
  return exceedsThreshold(
    { succeeded: ended - failed, failed },
    { ...defaultFailureThreshold, ...threshold },
  );
};

const counts = (succeeded: number, failed: number) => ({ succeeded, failed, unknown: 0 });

describe("the failure threshold", () => {
  test.each([
    [0, 0, false],
    [1, 1, false],
    [900, 900, false],
    [999, 999, false],
    [1_000, 500, false],
    [1_000, 501, true],
    [1_000, 1_000, true],
    [1_001, 500, false],
    [1_001, 501, true],
    [2_000, 1_000, false],
    [2_000, 1_001, true],
    [20_000_000_000, 10_000_000_000, false],
    [20_000_000_000, 10_000_000_001, true],
  ])("of %i ended tasks %i failed: a job fails is %j", (ended, failed, fails) => {
    expect(exceeds(ended, { failed })).toBe(fails);
  });

  test("a smaller minimum tests earlier", () => {
    expect(exceeds(9, { failed: 9, minimumTasks: 10 })).toBe(false);
    expect(exceeds(10, { failed: 6, minimumTasks: 10 })).toBe(true);
    expect(exceeds(1, { failed: 1, minimumTasks: 1 })).toBe(true);
  });

  test("rate 0 allows no failure, rate 1 allows them all", () => {
    expect(exceeds(1_000, { failed: 0, maximumFailureRate: 0 })).toBe(false);
    expect(exceeds(1_000, { failed: 1, maximumFailureRate: 0 })).toBe(true);
    expect(exceeds(1_000_000, { failed: 1_000_000, maximumFailureRate: 1 })).toBe(false);
  });

  test("a share that is exactly the rate does not exceed it, for every rate of three decimals", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 5_000 }),
        (mils, k) => {
          const maximumFailureRate = Number(`0.${String(mils).padStart(3, "0")}`);
          const ended = 1_000 * k;
          expect(exceeds(ended, { failed: mils * k, maximumFailureRate })).toBe(false);
          expect(exceeds(ended, { failed: mils * k + 1, maximumFailureRate })).toBe(true);
        },
      ),
    );
  });
});

describe("the outcome of an ended job", () => {
  test.each([
    [10, 0, "ALL_SUCCEEDED"],
    [0, 0, "ALL_SUCCEEDED"],
    [9, 1, "SOME_FAILED"],
    [0, 10, "ALL_FAILED"],
  ] as const)("of a complete job, %i succeeded and %i failed: %s", (succeeded, failed, outcome) => {
    expect(outcomeOf({ status: "COMPLETE", counts: counts(succeeded, failed) })).toBe(outcome);
  });

  test.each(["CANCELLED", "FAILED"] as const)("a job that is %s is incomplete", (status) => {
    expect(outcomeOf({ status, counts: counts(10, 0) })).toBe("INCOMPLETE");
    expect(outcomeOf({ status, counts: counts(0, 10) })).toBe("INCOMPLETE");
  });
});
