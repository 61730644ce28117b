import { describe, expect, test } from "vitest";
import { openStoreHealth, signOf, type StoreHealth } from "../../src/executors/store-health.ts";
import { answeredFailure, ownFailure } from "../../src/s3/failures.ts";
import { hourMs } from "../support/gates.ts";

const start = Date.parse("2026-03-01T10:00:00.000Z");

function open(downMaxMs = hourMs): StoreHealth {
  return openStoreHealth({ downMaxMs });
}

/** A call that starts and ends at once; whether it was let in. */
function call(
  health: StoreHealth,
  seconds: number,
  sign: Parameters<StoreHealth["ended"]>[1]["sign"],
): boolean {
  const now = start + 1000 * seconds;
  const admission = health.admit(now);
  if (typeof admission === "object") return false;
  const message = sign === "good" ? {} : { message: "No answer." };
  health.ended(now, { sign, probe: admission === "probe", ...message });
  return true;
}

describe("a store", () => {
  test("that gave nothing but failures for ten seconds is down, since the first of them", () => {
    const health = open();
    for (let second = 0; second < 10; second++) call(health, second, "bad");
    expect(health.outage(start + 9999)).toBeNull();
    expect(health.outage(start + 10_000)).toEqual({ since: start, message: "No answer." });
    expect(health.isSuspect(start + 9999)).toBe(true);
  });

  test("that gave one good answer among them is not", () => {
    const health = open();
    for (let second = 0; second < 60; second++)
      call(health, second, second % 9 === 0 ? "good" : "bad");
    expect(health.outage(start + 60_000)).toBeNull();
  });

  test("that fails for one row, again and again, is not", () => {
    const health = open();
    call(health, 0, "bad");
    for (let second = 1; second < 600; second++) call(health, second, "none");
    expect(health.isSuspect(start + 600_000)).toBe(false);
    expect(health.outage(start + 600_000)).toBeNull();
  });

  test("that no connection comes about to is down, also for a single row", () => {
    const health = open();
    for (let second = 0; second <= 10; second++) call(health, second, "unreachable");
    expect(health.outage(start + 10_000)).not.toBeNull();
  });

  test("that answers who asks is not down for a row to which no connection comes about", () => {
    const health = open();
    let asked = 0;
    for (let second = 0; second < 3600; second++) {
      const now = start + 1000 * second;
      health.admit(now);
      const told = {
        sign: "unreachable",
        probe: false,
        message: "No answer.",
        canAsk: true,
      } as const;
      if (health.ended(now, told)) {
        asked += 1;
        health.asked(now, true);
      }
      expect(health.isSuspect(now)).toBe(false);
    }
    expect(asked).toBe(3600);
    expect(health.outage(start + hourMs)).toBeNull();
  });

  test("that gives who asks no answer either is down, and asked once a second at most", () => {
    const health = open();
    let asked = 0;
    for (let tenth = 0; tenth <= 100; tenth++) {
      const now = start + 100 * tenth;
      health.admit(now);
      const told = {
        sign: "unreachable",
        probe: false,
        message: "No answer.",
        canAsk: true,
      } as const;
      if (!health.ended(now, told)) continue;
      asked += 1;
      health.asked(now, false);
    }
    expect(asked).toBe(11);
    expect(health.isSuspect(start + 10_000)).toBe(true);
    expect(health.outage(start + 10_000)).not.toBeNull();
  });

  test("whose answers are errors is not well because it answers who asks", () => {
    const health = open();
    for (let second = 0; second <= 10; second++) {
      call(health, second, "bad");
      health.asked(start + 1000 * second, true);
    }
    expect(health.outage(start + 10_000)).not.toBeNull();
  });

  test("that is down is asked by one call at a time, every few seconds", () => {
    const health = open();
    for (let second = 0; second <= 10; second++) call(health, second, "unreachable");
    let calls = 0;
    for (let tenth = 110; tenth < 1300; tenth++)
      if (call(health, tenth / 10, "unreachable")) calls += 1;
    expect(calls).toBeGreaterThan(20);
    expect(calls).toBeLessThan(200);
    const now = start + 140_000;
    expect(health.admit(now)).toBe("probe");
    expect(health.admit(now + 50_000)).toMatchObject({ waitMs: expect.any(Number) });
  });

  test("that answers again is open to all at once", () => {
    const health = open();
    for (let second = 0; second <= 10; second++) call(health, second, "unreachable");
    expect(call(health, 20, "good")).toBe(true);
    expect(health.outage(start + 20_000)).toBeNull();
    expect(health.admit(start + 20_000)).toBe("open");
    expect(health.admit(start + 20_000)).toBe("open");
  });

  test("is waited for an hour; after that it is called as usual, and failures count", () => {
    const health = open();
    for (let second = 0; second < 3600; second++) call(health, second, "unreachable");
    expect(health.isSuspect(start + hourMs - 1)).toBe(true);
    expect(health.isSuspect(start + hourMs)).toBe(false);
    expect(health.admit(start + hourMs)).toBe("open");
    expect(health.admit(start + hourMs)).toBe("open");
    expect(health.outage(start + hourMs)).toBeNull();
  });

  test("that was not called for a minute is asked anew", () => {
    const health = open();
    for (let second = 0; second <= 10; second++) call(health, second, "unreachable");
    expect(health.outage(start + 80_000)).toBeNull();
    expect(health.admit(start + 80_000)).toBe("open");
  });
});

describe("what a call tells of its store", () => {
  const fail = (status: number, code: string) => answeredFailure({ status, code });
  test.each([
    ["a success", null, "good"],
    ["a refusal", fail(403, "AccessDenied"), "good"],
    ["a call that it does not know", fail(501, "NotImplemented"), "good"],
    ["that it is busy", fail(503, "SlowDown"), "good"],
    ["too many requests", fail(429, "TooManyRequests"), "good"],
    ["a conflict", fail(409, "OperationAborted"), "good"],
    ["that it is not available", fail(503, "ServiceUnavailable"), "bad"],
    ["an error of its own", fail(500, "InternalError"), "bad"],
    ["a gateway without a store", fail(502, "BadGateway"), "bad"],
    ["a time-out", ownFailure("TimedOut"), "bad"],
    ["no connection", ownFailure("ConnectionFailed"), "unreachable"],
    ["no address", ownFailure("DnsFailed"), "unreachable"],
  ] as const)("%s", (_, failure, sign) => {
    expect(signOf(failure, true)).toBe(sign);
    expect(signOf(failure, false)).toBe(sign === "bad" ? "none" : sign);
  });
});
