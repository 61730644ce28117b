import { describe, expect, test } from "vitest";
import { defaultRetryPolicy } from "../../src/executors/retry.ts";
import { beginTrying, settle, type SettleDependencies } from "../../src/executors/settle.ts";
import type { DeferredTask } from "../../src/job/chunk.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import type { StoreFailure } from "../../src/s3/failures.ts";
import { testGate } from "../support/gates.ts";

const entry = { row: 7, rawKey: "k", key: "k", versionId: null };
const fine: Judgement = { succeeded: true, message: null };
const refused = (changes: Partial<StoreFailure> = {}): Judgement => ({
  succeeded: false,
  failure: { code: "Busy", status: 500, message: "Busy.", kind: "transient", ...changes },
});
const gone = refused({ code: "NoSuchKey", status: 404, kind: "permanent" });
const before: DeferredTask = {
  attempts: 5,
  round: 1,
  firstCode: "SlowDown",
  code: "Busy",
  status: 500,
  message: "",
};

/** What the last of these judgements comes to, one made each second from 1000 on. */
function settled(
  judgements: readonly Judgement[],
  options: { readonly before?: DeferredTask; readonly isStoreAtFault?: boolean } = {},
) {
  let now = 0;
  const dependencies: SettleDependencies = {
    retry: defaultRetryPolicy,
    clock: { now: () => (now += 1000), after: () => () => {} },
    random: () => 1,
    gate: { ...testGate(), isStoreAtFault: () => options.isStoreAtFault ?? false },
  };
  const trying = beginTrying(options.before);
  const all = judgements.map((judgement) => settle(dependencies, entry, trying, judgement));
  return { last: all.at(-1)!, trying };
}

describe("the failed attempts of a task", () => {
  test("are nowhere when it ends at its first", () => {
    for (const only of [fine, gone])
      expect(settled([only]).last).not.toHaveProperty("failedAttempts");
    expect(settled([fine]).trying.failures).toBeUndefined();
    const later = settled([fine], { before }).last;
    expect(later).toMatchObject({ kind: "succeeded", attempts: 6 });
    expect(later).not.toHaveProperty("failedAttempts");
  });

  test("stand with its success, which is none of them", () => {
    const { last } = settled([refused(), refused({ code: "SlowDown", status: 503 }), fine]);
    expect(last).toMatchObject({
      kind: "succeeded",
      attempts: 3,
      failedAttempts: [
        [1000, "Busy", 500],
        [1000, "SlowDown", 503],
      ],
    });
  });

  test("stand with its failure, the last one and that of a later round included", () => {
    expect(settled([refused(), gone]).last).toMatchObject({
      kind: "failed",
      failedAttempts: [
        [1000, "Busy", 500],
        [1000, "NoSuchKey", 404],
      ],
    });
    expect(settled([gone], { before }).last).toMatchObject({
      attempts: 6,
      failedAttempts: [[1000, "NoSuchKey", 404]],
    });
  });

  test("stand with its being set aside, those of this round alone", () => {
    const five = Array.from({ length: 5 }, () => refused({ status: null }));
    expect(settled(five, { before }).last).toMatchObject({
      kind: "deferred",
      attempts: 10,
      failedAttempts: [[1000, "Busy", null], [1000], [1000], [1000], [1000]],
    });
  });

  test("have the code that is recorded of them", () => {
    const recordedAs = { code: "CopyDiffers", status: null, message: "" };
    expect(settled([refused({ recordedAs }), fine]).last).toMatchObject({
      failedAttempts: [[1000, "CopyDiffers", null]],
    });
  });

  test("are bounded in number while a store is down, and in size whatever it says", () => {
    const excused = Array.from({ length: 500 }, () => refused({ code: "🚢".repeat(5000) }));
    const { last, trying } = settled(excused, { isStoreAtFault: true });
    expect(last.kind).toBe("retry");
    expect(trying.failures).toHaveLength(20);
    for (const { code } of trying.failures!) {
      expect(Buffer.byteLength(code)).toBeLessThanOrEqual(128);
      expect(code).toMatch(/^🚢+…\(cut\)$/u);
    }
    const first = trying.failures!.map(({ at }) => at);
    expect(first.slice(0, 4)).toEqual([1000, 2000, 3000, 484_000]);
  });
});
