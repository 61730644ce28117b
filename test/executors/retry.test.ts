import { describe, expect, test } from "vitest";
import { afterFailure, defaultRetryPolicy } from "../../src/executors/retry.ts";
import type { StoreFailure } from "../../src/s3/failures.ts";

function failure(changes: Partial<StoreFailure> = {}): StoreFailure {
  return { code: "SlowDown", status: 503, message: "Slow down.", kind: "throttle", ...changes };
}

const after = (
  of: StoreFailure,
  options: { used?: number; tries?: number; rounds?: number; random?: number } = {},
) => {
  const { used = 1, tries = used, rounds = 0, random = 1 } = options;
  return afterFailure(defaultRetryPolicy, of, { used, tries, rounds, random: () => random });
};

describe("after a failed call", () => {
  test("a permanent failure is an outcome at once", () => {
    expect(after(failure({ kind: "permanent" }))).toEqual({ next: "fail" });
  });

  test.each(["throttle", "transient"] as const)("a %s one is tried five times in a row", (kind) => {
    const of = failure({ kind });
    expect(after(of, { used: 4 }).next).toBe("retry");
    expect(after(of, { used: 5 }).next).toBe("defer");
  });

  test("tries that failed for the store as a whole do not count, but make the wait longer", () => {
    expect(after(failure(), { used: 0, tries: 40 })).toEqual({ next: "retry", afterMs: 20_000 });
    const soonest = after(failure(), { used: 0, tries: 40, random: 0 });
    expect(soonest).toEqual({ next: "retry", afterMs: 10_000 });
  });

  test("a row is set aside twice, and then it fails", () => {
    expect(after(failure(), { used: 5, rounds: 1 }).next).toBe("defer");
    expect(after(failure(), { used: 5, rounds: 2 }).next).toBe("fail");
    expect(after(failure(), { used: 1, rounds: 2 }).next).toBe("retry");
  });

  test("the wait doubles, with full jitter", () => {
    const waits = [1, 2, 3, 4].map((used) => after(failure(), { used }));
    expect(waits).toEqual([200, 400, 800, 1600].map((afterMs) => ({ next: "retry", afterMs })));
    expect(after(failure(), { random: 0 })).toEqual({ next: "retry", afterMs: 0 });
    expect(after(failure(), { random: 0.25 })).toEqual({ next: "retry", afterMs: 50 });
  });

  test("the wait is at least what the store asks for", () => {
    const asks = (retryAfterMs: number) => after(failure({ retryAfterMs }));
    expect(asks(7000)).toEqual({ next: "retry", afterMs: 7000 });
    expect(asks(10)).toEqual({ next: "retry", afterMs: 200 });
  });

  test("a store that asks for ages is asked again after a quarter of an hour", () => {
    const asked = after(failure({ retryAfterMs: 10_000_000_000 }));
    expect(asked).toEqual({ next: "retry", afterMs: 15 * 60_000 });
  });
});
