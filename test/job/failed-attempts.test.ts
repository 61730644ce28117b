import { expect, test } from "vitest";
import {
  fromLogged,
  keepAttempt,
  toLogged,
  type FailedAttempt,
} from "../../src/job/failed-attempts.ts";
import { fc } from "../support/fast-check.ts";

const attempts = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    code: fc.constantFrom("SlowDown", "InternalError", ""),
    status: fc.constantFrom(503, 500, null),
  }),
  { maxLength: 60 },
);

function kept(given: readonly FailedAttempt[]): FailedAttempt[] {
  const all: FailedAttempt[] = [];
  for (const attempt of given) keepAttempt(all, attempt);
  return all;
}

test("of a round the first 3 and the last 17 are kept", () => {
  const given = Array.from({ length: 60 }, (_, at) => ({ at, code: "SlowDown", status: 503 }));
  expect(kept(given.slice(0, 20)).map(({ at }) => at)).toEqual([...Array(20).keys()]);
  const last = Array.from({ length: 17 }, (_, index) => 43 + index);
  expect(kept(given).map(({ at }) => at)).toEqual([0, 1, 2, ...last]);
});

test("in the log they say nothing twice, also when the clock goes back", () => {
  const logged = toLogged([
    { at: 1_772_359_200_000, code: "SlowDown", status: 503 },
    { at: 1_772_359_200_250, code: "SlowDown", status: 503 },
    { at: 1_772_359_200_150, code: "SlowDown", status: null },
    { at: 1_772_359_200_151, code: "SlowDown", status: null },
    { at: 1_772_359_200_152, code: "InternalError", status: null },
  ]);
  expect(logged).toEqual([
    [1_772_359_200_000, "SlowDown", 503],
    [250],
    [-100, "SlowDown", null],
    [1],
    [1, "InternalError", null],
  ]);
});

test("come back from the log as they were, each with its number among all of the task", () => {
  fc.assert(
    fc.property(attempts, fc.nat({ max: 100 }), (given, before) => {
      const numbered = given.map((one, index) => ({ ...one, attempt: before + index + 1 }));
      const wanted = [...numbered.slice(0, 3), ...numbered.slice(3).slice(-17)];
      const stored = JSON.parse(JSON.stringify(toLogged(kept(given)))) as ReturnType<
        typeof toLogged
      >;
      const found = fromLogged(stored, { before, failed: given.length });
      expect(found).toMatchObject(wanted);
      expect(found).toHaveLength(wanted.length);
      const leftOut = found.map((one) => one.leftOut);
      expect(leftOut.filter((number) => number !== 0)).toEqual(
        given.length > 20 ? [given.length - 20] : [],
      );
      expect(leftOut[3] ?? 0).toBe(Math.max(0, given.length - 20));
    }),
  );
});
