import { describe, expect, test } from "vitest";
import { createHands, type WorkEnd, type WorkItem } from "../../src/executors/hands.ts";
import { atRest, createVirtualClock } from "../support/virtual-clock.ts";

const item: WorkItem = { kind: "chunk", job: "j", number: 3, worker: 1 };

function setUp() {
  const clock = createVirtualClock();
  const failures: unknown[] = [];
  let changes = 0;
  const hands = createHands({
    clock,
    changed: () => (changes += 1),
    failed: (error) => failures.push(error),
  });
  /** Takes work that ends when the test says so. */
  const take = (of: WorkItem = item) => {
    const end = Promise.withResolvers<WorkEnd>();
    let tries = 0;
    let failingSince: number | null = null;
    hands.take(of, (before) => {
      ({ tries, failingSince } = before);
      return end.promise;
    });
    return {
      tries,
      failingSince,
      ends: (how: WorkEnd) => {
        end.resolve(how);
        return atRest();
      },
      fails: (error: Error) => {
        end.reject(error);
        return atRest();
      },
    };
  };
  return { clock, hands, take, failures, changes: () => changes };
}

describe("work in hand", () => {
  test("is held, and counted by kind, job and worker", () => {
    const { hands, take } = setUp();
    take();
    take({ kind: "part", job: "k", number: 3 });
    expect(hands.holds(item)).toBe(true);
    expect(hands.holds({ ...item, number: 4 })).toBe(false);
    expect(hands.holds({ ...item, kind: "file" })).toBe(false);
    expect(hands.count({})).toBe(2);
    expect(hands.count({ kind: "chunk", worker: 1 })).toBe(1);
    expect(hands.count({ kind: "chunk", worker: 0 })).toBe(0);
    expect([...hands.jobs("chunk")]).toEqual(["j"]);
  });

  test("that wrote is held until the board shows it, and no longer counted", async () => {
    const { hands, take } = setUp();
    hands.reached(70);
    await take().ends({ position: 90 });
    expect(hands.holds(item)).toBe(true);
    expect(hands.count({})).toBe(0);
    expect(hands.jobs("chunk").size).toBe(0);
    hands.reached(80);
    expect(hands.holds(item)).toBe(true);
    hands.reached(90);
    expect(hands.holds(item)).toBe(false);
  });

  test("that wrote what the board shows already is let go at once", async () => {
    const { hands, take } = setUp();
    hands.reached(90);
    await take().ends({ position: 90 });
    expect(hands.holds(item)).toBe(false);
  });

  test("that is to settle is held for that time", async () => {
    const { clock, hands, take } = setUp();
    await take().ends({ settleMs: 100 });
    await clock.advance(99);
    expect(hands.holds(item)).toBe(true);
    await clock.advance(1);
    expect(hands.holds(item)).toBe(false);
  });

  test("tells the next try how often it failed in a row, and since when", async () => {
    const { clock, take } = setUp();
    const start = clock.now();
    for (const tries of [1, 2, 3]) {
      const work = take();
      expect([work.tries, work.failingSince]).toEqual([tries, tries === 1 ? null : start]);
      await work.ends({ settleMs: 10, failed: true });
      await clock.advance(10);
    }
    const other = take({ ...item, number: 4 });
    expect(other.tries).toBe(1);
    await take().ends({});
    const again = take();
    expect([again.tries, again.failingSince]).toEqual([1, null]);
  });

  test("that throws is told, and stays in hand", async () => {
    const { hands, take, failures } = setUp();
    const bug = new Error("a bug");
    await take().fails(bug);
    expect(failures).toEqual([bug]);
    expect(hands.holds(item)).toBe(true);
  });

  test("wakes whoever looks for more when it ends and when it is let go", async () => {
    const { hands, take, changes } = setUp();
    await take().ends({ position: 5 });
    expect(changes()).toBe(1);
    hands.reached(5);
    expect(changes()).toBe(2);
  });
});

describe("empty hands", () => {
  test("are waited for until the last work has ended, whatever the board shows", async () => {
    const { hands, take } = setUp();
    const first = take();
    const second = take({ ...item, number: 4 });
    let isEmpty = false;
    void hands.empty().then(() => (isEmpty = true));
    await first.ends({ position: 1000 });
    expect(isEmpty).toBe(false);
    await second.ends({ settleMs: 1000 });
    expect(isEmpty).toBe(true);
    await expect(hands.empty()).resolves.toBeUndefined();
  });
});
