/** When a job came to each status, by what is known of its history. */
import { expect, test } from "vitest";
import { enteredOf } from "../../console/src/pages/job/entered.ts";

const at = (minute: number) => `2026-01-31T09:${String(minute).padStart(2, "0")}:00Z`;
const event = (statusAfter: "NEW" | "ACTIVE" | "PAUSED" | "COMPLETE" | null, minute: number) => ({
  statusAfter,
  recordedAt: at(minute),
});

test("a job came to a status when it did so first", () => {
  const events = [
    event("NEW", 0),
    event("ACTIVE", 2),
    event("PAUSED", 3),
    event("ACTIVE", 4),
    event(null, 5),
    event("COMPLETE", 9),
  ];
  const job = { status: "COMPLETE", startedAt: at(1), endedAt: at(8) } as const;
  expect(Object.fromEntries(enteredOf(job, events))).toEqual({
    NEW: at(0),
    ACTIVE: at(2),
    PAUSED: at(3),
    COMPLETE: at(9),
  });
});

test("the job itself tells when it began and ended, where that is further on in its history", () => {
  const job = { status: "FAILED", startedAt: at(1), endedAt: at(8) } as const;
  expect(Object.fromEntries(enteredOf(job, [event("NEW", 0)]))).toEqual({
    NEW: at(0),
    ACTIVE: at(1),
    FAILED: at(8),
  });
});

test("a job that never ran and has not ended has no such times", () => {
  const job = { status: "NEW", startedAt: null, endedAt: null } as const;
  expect([...enteredOf(job, [])]).toEqual([]);
});
