import { describe, expect, it } from "vitest";
import { runFuzz } from "./run-fuzz.ts";
import { openTarget } from "./targets.ts";

// The short form; the long one is `node test/fuzz/fuzz.ts`. The seed is fixed, so that a failure is one of the change.
const seed = 20_261_123;

describe("whatever comes in", () => {
  it.for([
    ["manifest", 1_000],
    ["xml", 600],
    ["graphql", 200],
  ] as const)("is read by the rules or refused: %s", async ([name, cases]) => {
    const target = await openTarget(name);
    try {
      expect(await runFuzz(target, { seed, cases, findingsMax: 3 })).toEqual([]);
    } finally {
      await target.stop();
    }
  });
});
