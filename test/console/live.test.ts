/** What the console does with messages that come twice, late, or out of order. */
import { describe, expect, test } from "vitest";
import { createNewest } from "../../console/src/graphql/newest.ts";
import { barOf } from "../../console/src/lib/progress.ts";
import { withMessage, type Series } from "../../console/src/pages/job/throughput.ts";
import { afterChange, noChanges, type Change } from "../../console/src/pages/jobs/rows.ts";
import { fc } from "../support/fast-check.ts";

const job = (position: number, succeeded: number) => ({
  __typename: "Job",
  id: "a",
  position,
  progress: { __typename: "JobProgress", succeeded },
});

describe("the newest that is known of a job", () => {
  test("replaces what is older in an answer that comes late", () => {
    const { keepNewest } = createNewest();
    keepNewest({ jobProgress: { job: job(10, 500) } });
    const late = keepNewest({ job: { ...job(8, 300), failureGroups: [{ count: 1 }] } });
    expect(late.job).toMatchObject({ position: 10, progress: { succeeded: 500 } });
    expect(late.job.failureGroups).toEqual([{ count: 1 }]);
  });

  test("never goes back, whatever the order of the messages", () => {
    const messages = fc.array(fc.nat(1_000), { minLength: 1 });
    fc.assert(
      fc.property(messages, (positions) => {
        const { keepNewest } = createNewest();
        let shown = 0;
        for (const position of positions) {
          const { progress } = keepNewest({ job: job(position, position) }).job;
          expect(progress.succeeded).toBeGreaterThanOrEqual(shown);
          shown = progress.succeeded;
        }
        expect(shown).toBe(Math.max(...positions));
      }),
    );
  });

  test("tells a message that is news from one that is not", () => {
    const { keepNewest, isNews } = createNewest();
    keepNewest({ job: job(10, 1) });
    expect([isNews("a", 9), isNews("a", 10), isNews("a", 11), isNews("b", 0)]).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test("counts nothing that was seen of a log that is gone", () => {
    const { keepNewest, isNews, forget } = createNewest();
    keepNewest({ job: job(10, 500) });
    forget();
    expect(isNews("a", 1)).toBe(true);
    expect(keepNewest({ job: job(2, 7) }).job).toMatchObject({ progress: { succeeded: 7 } });
  });

  test("does not give a page fields that it has not asked for", () => {
    const { keepNewest } = createNewest();
    keepNewest({ job: { ...job(10, 1), secret: 1 } });
    expect(Object.keys(keepNewest({ job: job(9, 0) }).job)).toEqual(Object.keys(job(9, 0)));
  });
});

describe("the rows of the list", () => {
  const shown = new Set(["a", "b"]);
  const change = (part: Partial<Change>): Change => ({
    change: "UPDATED",
    jobId: "a",
    status: "ACTIVE",
    ...part,
  });

  test("stay as they are when a shown job changes", () => {
    expect(afterChange(noChanges, change({}), { shown, statuses: [] })).toBe(noChanges);
  });

  test("let a new job wait until it is asked for, once, however often it is told of", () => {
    const added = change({ change: "ADDED", jobId: "c" });
    const once = afterChange(noChanges, added, { shown, statuses: [] });
    expect([...once.waiting]).toEqual(["c"]);
    expect(afterChange(once, added, { shown, statuses: [] })).toBe(once);
    expect(afterChange(once, change({ jobId: "c" }), { shown, statuses: [] })).toBe(once);
  });

  test("keep a job that no longer matches, marked, and unmark it when it matches again", () => {
    const look = { shown, statuses: ["ACTIVE"] as const };
    const gone = afterChange(noChanges, change({ status: "COMPLETE" }), look);
    expect([...gone.left]).toEqual(["a"]);
    expect([...afterChange(gone, change({}), look).left]).toEqual([]);
    const deleted = change({ change: "REMOVED", status: null });
    expect([...afterChange(noChanges, deleted, { shown, statuses: [] }).left]).toEqual(["a"]);
  });

  test("do not take a change further down the list for a new job", () => {
    expect(afterChange(noChanges, change({ jobId: "z" }), { shown, statuses: [] })).toBe(noChanges);
    const filtered = afterChange(noChanges, change({ jobId: "z" }), {
      shown,
      statuses: ["ACTIVE"],
    });
    expect([...filtered.waiting]).toEqual(["z"]);
  });
});

describe("the throughput", () => {
  const empty: Series = { points: [], last: null };
  const at = (second: number) => new Date(second * 1000).toISOString();

  test("is what came between two messages, in a second", () => {
    const first = withMessage(empty, { updatedAt: at(0), succeeded: 10, failed: 0 });
    const { points } = withMessage(first, { updatedAt: at(4), succeeded: 50, failed: 2 });
    expect(points).toEqual([{ at: 4, succeeded: 10, failed: 0.5 }]);
  });

  test("takes nothing from a message that comes twice, late, or too soon after another", () => {
    const first = withMessage(empty, { updatedAt: at(5), succeeded: 10, failed: 0 });
    for (const second of [5, 3, 5.2]) {
      expect(withMessage(first, { updatedAt: at(second), succeeded: 99, failed: 0 })).toBe(first);
    }
  });

  test("never falls below zero", () => {
    const first = withMessage(empty, { updatedAt: at(0), succeeded: 10, failed: 1 });
    const { points } = withMessage(first, { updatedAt: at(2), succeeded: 5, failed: 0 });
    expect(points).toEqual([{ at: 2, succeeded: 0, failed: 0 }]);
  });
});

describe("the progress bar", () => {
  const numbers = { total: null, discovered: 0, succeeded: 0, failed: 0, fraction: null };

  test("has no parts while the rows are still counted, and says how many there are", () => {
    expect(barOf("PREPARING", { ...numbers, discovered: 1_204_000 })).toEqual({
      parts: null,
      text: "1,204,000 rows read",
      share: null,
    });
  });

  test("has a part that succeeded and one that failed", () => {
    const view = barOf("ACTIVE", { ...numbers, total: 200, succeeded: 100, failed: 22 });
    expect(view.parts).toEqual({ succeeded: 0.5, failed: 0.11 });
    expect(view.text).toBe("122 of 200 tasks");
    expect(view.share).toBe("61 %");
  });

  test("is not full when one of a million is left, and shows an empty manifest without dividing by it", () => {
    const almost = barOf("ACTIVE", { ...numbers, total: 1_000_000, succeeded: 999_999 });
    expect(almost.share).toBe("> 99.9 %");
    const none = barOf("COMPLETE", { ...numbers, total: 0 });
    expect(none).toEqual({ parts: { succeeded: 0, failed: 0 }, text: "0 of 0 tasks", share: null });
  });
});
