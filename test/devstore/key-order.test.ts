import { describe, expect, test } from "vitest";
import { compareKeys, KeyOrder } from "../../src/devstore/key-order.ts";
import { fc } from "../support/fast-check.ts";

describe("the order of keys", () => {
  const anyKey = fc.string({ unit: "grapheme", maxLength: 6 });

  test("is that of their UTF-8 bytes", () => {
    fc.assert(
      fc.property(anyKey, anyKey, (left, right) => {
        expect(Math.sign(compareKeys(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
    );
  });

  test("holds whatever comes, goes and is listed in between", () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b", "c", "aa", "é", "🚢"),
      does: fc.constantFrom("put", "delete", "list"),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom("", "aa", "b", "z"),
        (steps, start) => {
          const live = new Map<string, true>();
          const order = new KeyOrder(live);
          const listed: [found: number, live: number][] = [];
          for (const { key, does } of steps) {
            if (does === "put" && !live.has(key)) {
              live.set(key, true);
              order.add(key);
            } else if (does === "delete") live.delete(key);
            else if (does === "list") listed.push([[...order.from("")].length, live.size]);
          }
          const expected = [...live.keys()]
            .filter((key) => compareKeys(key, start) >= 0)
            .toSorted(compareKeys);
          expect([...order.from(start)]).toEqual(expected);
          for (const [found, size] of listed) expect(found).toBe(size);
        },
      ),
    );
  });
});
