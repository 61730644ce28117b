import { describe, expect, test } from "vitest";
import {
  attemptOf,
  creationOf,
  deniedBuckets,
  denialOf,
  type Attempt,
  type Denial,
} from "../../src/job/denials.ts";
import { assert } from "../../src/lib/assert.ts";
import { fc } from "../support/fast-check.ts";
import { given, historyOf, validSpec, type Situation } from "../support/jobs.ts";

const nothing: Denial = {
  name: "rule",
  actions: null,
  operations: null,
  stores: null,
  buckets: null,
  roles: null,
  tags: null,
};
const denies = (denial: Partial<Denial>, attempt: Attempt = creationOf(validSpec())) =>
  denialOf(attempt, [{ ...nothing, ...denial }]) !== null;

const word = (...words: string[]) => fc.constantFrom(null, ...words.map((each) => [each]), words);
const actions = ["READ", "CREATE", "TAG"] as const;
const denial: fc.Arbitrary<Denial> = fc.record({
  name: fc.constant("rule"),
  actions: fc.constantFrom(null, ...actions.map((action) => [action])),
  operations: word("COPY_OBJECT", "DELETE_OBJECT"),
  stores: word("a", "b"),
  buckets: word("a", "b"),
  roles: word("a"),
  tags: fc.constantFrom(null, [{ key: "team", values: null }], [{ key: "team", values: ["x"] }]),
});
const place = fc.record({
  kind: fc.constantFrom("store", "bucket", "role"),
  name: fc.constantFrom("a", "b"),
});
const attempt: fc.Arbitrary<Attempt> = fc.record({
  action: fc.constantFrom(...actions),
  operation: fc.constantFrom(null, "COPY_OBJECT", "DELETE_OBJECT"),
  places: fc.array(place, { maxLength: 3 }),
  tags: fc.array(fc.record({ key: fc.constant("team"), value: fc.constantFrom("x", "y") }), {
    maxLength: 1,
  }),
});

describe("what is denied", () => {
  test.each<[Partial<Denial>, boolean]>([
    [{}, true],
    [{ actions: ["CREATE", "CANCEL"] }, true],
    [{ actions: ["READ"] }, false],
    [{ operations: ["PUT_OBJECT_TAGGING"] }, true],
    [{ operations: ["DELETE_OBJECT"] }, false],
    [{ buckets: ["elsewhere", "reports"] }, true],
    [{ buckets: ["elsewhere"] }, false],
    // A name of another kind.
    [{ stores: ["reports"] }, false],
    [{ stores: ["default"] }, true],
    [{ roles: ["default"] }, false],
    [{ tags: [{ key: "team", values: ["photos"] }] }, true],
    [{ tags: [{ key: "team", values: ["web"] }] }, false],
    [{ tags: [{ key: "stage", values: null }] }, false],
    [{ buckets: ["reports"], operations: ["DELETE_OBJECT"] }, false],
  ])("by %j holds for a job when all of it does: %j", (named, expected) => {
    expect(denies(named)).toBe(expected);
  });

  test("holds for the bucket of the listed objects as soon as that is known", () => {
    const inPhase = (situation: Situation) => {
      const { state } = given(historyOf(situation));
      assert(state.phase === "job", "it is there");
      return attemptOf(state, "READ");
    };
    expect(denies({ buckets: ["photos"] }, inPhase("PREPARING"))).toBe(false);
    expect(denies({ buckets: ["photos"] }, inPhase("ACTIVE"))).toBe(true);
  });

  test("tells which buckets a list may not name, of the rules that else hold", () => {
    const of = (...denials: Partial<Denial>[]) =>
      deniedBuckets(
        creationOf(validSpec()),
        denials.map((each) => ({ ...nothing, ...each })),
      );
    expect(of({ buckets: ["a", "b"] }, { buckets: ["b", "c"], actions: ["CREATE"] })).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(of({ buckets: ["a"], actions: ["READ"] }, { operations: ["COPY_OBJECT"] })).toEqual([]);
    expect(of({ buckets: ["a"], operations: ["DELETE_OBJECT"] })).toEqual([]);
  });

  test("is never less with one rule more, wherever that stands", () => {
    const holds = fc.property(
      attempt,
      fc.array(denial),
      denial,
      fc.nat(),
      (tried, denials, more, at) => {
        const before = denialOf(tried, denials);
        const after = denialOf(tried, denials.toSpliced(at % (denials.length + 1), 0, more));
        const isOneMore = denialOf(tried, [more]) !== null;
        return (after !== null) === (before !== null || isOneMore);
      },
    );
    expect(() => fc.assert(holds)).not.toThrow();
  });

  test("is never more with one condition more in a rule", () => {
    const holds = fc.property(attempt, denial, denial, (tried, rule, other) => {
      const narrower = Object.fromEntries(
        Object.entries(rule).map(([name, bound]) => [name, bound ?? other[name as keyof Denial]]),
      ) as unknown as Denial;
      return denialOf(tried, [narrower]) === null || denialOf(tried, [rule]) !== null;
    });
    expect(() => fc.assert(holds)).not.toThrow();
  });

  test("stays denied when more of an attempt is known", () => {
    const holds = fc.property(attempt, denial, place, (tried, rule, more) => {
      const known = { ...tried, places: [...tried.places, more] };
      return denialOf(tried, [rule]) === null || denialOf(known, [rule]) !== null;
    });
    expect(() => fc.assert(holds)).not.toThrow();
  });
});
