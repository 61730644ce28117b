import { describe, expect, test } from "vitest";
import { shareOfJob } from "../../src/executors/job-share.ts";
import { fc } from "../support/fast-check.ts";

/** Claims of chunks: who, in the order of the log. */
function jobOf(claims: readonly string[], limits: { calls?: number; perSecond?: number }) {
  const held = new Map(
    claims.map((executor, chunk) => [chunk, { executor, position: 100 + chunk }]),
  );
  const { calls = null, perSecond = null } = limits;
  return { held, limits: { maxConcurrency: calls, maxRequestsPerSecond: perSecond } };
}

describe("the share of a process in the limits of a job", () => {
  test("is all of them for the only one that holds chunks, or is about to", () => {
    const limits = { calls: 10, perSecond: 50 };
    const all = { maxConcurrency: 10, maxRequestsPerSecond: 50 };
    expect(shareOfJob(jobOf(["a", "a"], limits), "a")).toEqual(all);
    expect(shareOfJob(jobOf([], limits), "a")).toEqual(all);
  });

  test("goes by the place of the first claim, and what is left over goes to the first ranks", () => {
    const job = jobOf(["b", "a", "b", "c", "a"], { calls: 8, perSecond: 30 });
    expect(shareOfJob(job, "b")).toEqual({ maxConcurrency: 3, maxRequestsPerSecond: 10 });
    expect(shareOfJob(job, "a")).toEqual({ maxConcurrency: 3, maxRequestsPerSecond: 10 });
    expect(shareOfJob(job, "c")).toEqual({ maxConcurrency: 2, maxRequestsPerSecond: 10 });
  });

  test("is nothing for those who come after as many processes as there are calls", () => {
    const job = jobOf(["a", "b", "c"], { calls: 2 });
    expect(shareOfJob(job, "b")).toMatchObject({ maxConcurrency: 1 });
    expect(shareOfJob(job, "c")).toBeNull();
    expect(shareOfJob(job, "d")).toBeNull();
  });

  test("counts nobody whose claims are over, or his chunks could never be taken over", () => {
    const job = jobOf(["dead", "a"], { calls: 1 });
    const isLost = (executor: string) => executor === "dead";
    expect(shareOfJob(job, "a", isLost)).toMatchObject({ maxConcurrency: 1 });
    expect(shareOfJob(jobOf(["dead"], { calls: 1 }), "a", isLost)).not.toBeNull();
  });

  test("leaves a job without limits alone", () => {
    const job = jobOf(["a", "b"], {});
    expect(shareOfJob(job, "c")).toBe(job.limits);
  });

  test("makes the whole together with the shares of all others, whoever claimed in whatever order", () => {
    const executors = fc.constantFrom("a", "b", "c", "d", "e");
    fc.assert(
      fc.property(
        fc.array(executors, { minLength: 1 }),
        fc.integer({ min: 1, max: 300 }),
        (claims, calls) => {
          const job = jobOf(claims, { calls, perSecond: 7 });
          const shares = [...new Set(claims)].map((executor) => shareOfJob(job, executor));
          const sum = shares.reduce((all, share) => all + (share?.maxConcurrency ?? 0), 0);
          expect(sum).toBe(calls);
          const rate = shares.reduce((all, share) => all + (share?.maxRequestsPerSecond ?? 0), 0);
          expect(rate).toBeLessThanOrEqual(7 + 1e-9);
        },
      ),
    );
  });
});
