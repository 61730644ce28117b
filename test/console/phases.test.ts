import { describe, expect, test } from "vitest";
import type { JobStatus } from "../../console/src/graphql/generated.ts";
import { phasesOf } from "../../console/src/pages/job/phases.ts";

const start = Date.parse("2026-03-01T10:00:00.000Z");
const at = (seconds: number) => start + seconds * 1000;
const moved = (...moves: readonly (readonly [seconds: number, status: JobStatus | null])[]) =>
  moves.map(([seconds, statusAfter]) => ({
    statusAfter,
    recordedAt: new Date(at(seconds)).toISOString(),
  }));

describe("where the time of a job went", () => {
  test("is each status with how long it lasted; the one it ended with has no length", () => {
    const events = moved(
      [0, "NEW"],
      [1, "PREPARING"],
      [4, "READY"],
      [4, "ACTIVE"],
      [64, "COMPLETE"],
    );
    expect(phasesOf(events, null).map(({ status, seconds }) => [status, seconds])).toEqual([
      ["NEW", 1],
      ["PREPARING", 3],
      ["READY", 0],
      ["ACTIVE", 60],
    ]);
  });

  test("has a span for each time that a job came back to a status", () => {
    const events = moved(
      [0, "ACTIVE"],
      [10, "PAUSING"],
      [11, "PAUSED"],
      [31, "READY"],
      [31, "ACTIVE"],
    );
    const active = phasesOf(events, at(41)).find(({ status }) => status === "ACTIVE");
    expect(active).toEqual({
      status: "ACTIVE",
      spans: [
        { from: at(0), to: at(10) },
        { from: at(31), to: at(41) },
      ],
      seconds: 20,
    });
  });

  test("is not broken by events that leave the status as it is, or tell of none", () => {
    const events = moved([0, "ACTIVE"], [3, "ACTIVE"], [5, null], [7, "ACTIVE"]);
    expect(phasesOf(events, at(9))).toEqual([
      { status: "ACTIVE", spans: [{ from: at(0), to: at(9) }], seconds: 9 },
    ]);
  });

  test("never has a span that ends before it begins, where clocks differ", () => {
    expect(phasesOf(moved([5, "ACTIVE"]), at(3))).toEqual([
      { status: "ACTIVE", spans: [{ from: at(5), to: at(5) }], seconds: 0 },
    ]);
  });

  test("is nothing where nothing is known", () => {
    expect(phasesOf([], at(1))).toEqual([]);
  });
});
