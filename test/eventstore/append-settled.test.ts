import { describe, expect, test } from "vitest";
import { appendSettled } from "../../src/eventstore/append-settled.ts";
import { AppendInDoubt, type NewEvent } from "../../src/eventstore/eventstore.ts";
import type { Clock } from "../../src/lib/clock.ts";

const event: NewEvent = {
  id: "e2c8f3d4-0000-4000-8000-000000000000",
  type: "Noted",
  data: {},
  metadata: {},
};

/** A clock whose waits end at once, and are counted. */
function patientClock() {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => 0,
    after(ms, action) {
      waits.push(ms);
      queueMicrotask(action);
      return () => {};
    },
  };
  return { clock, waits };
}

describe("an append in doubt", () => {
  test("is repeated as it was, with growing pauses, until it is settled", async () => {
    const { clock, waits } = patientClock();
    const seen: unknown[] = [];
    const eventStore = {
      append: async (...append: unknown[]) => {
        seen.push(append);
        if (seen.length < 4) throw new AppendInDoubt("no answer");
        return { revision: 0, position: 7 };
      },
    };
    const options = { expected: "no-stream", clock } as const;
    expect(await appendSettled(eventStore, "job-1", [event], options)).toEqual({
      revision: 0,
      position: 7,
    });
    expect(seen).toEqual(
      Array.from({ length: 4 }, () => ["job-1", [event], { expected: "no-stream" }]),
    );
    expect(waits).toEqual([10, 20, 40]);
  });

  test("ends the wait when a store never settles it, as on a full disk", async () => {
    const { clock, waits } = patientClock();
    const eventStore = { append: () => Promise.reject(new AppendInDoubt("disk full")) };
    const settled = appendSettled(eventStore, "job-1", [event], { expected: 3, clock });
    await expect(settled).rejects.toThrow("disk full");
    expect(waits).toHaveLength(12);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2000);
  });
});
