import { describe, expect, test } from "vitest";
import { noticedEvents } from "../../src/config/notice-destinations.ts";
import { everyJob, type NoticedJobs } from "../../src/config/notice-jobs.ts";
import { isTold } from "../../src/notices/is-told.ts";
import { noticeOfJob } from "../support/notices.ts";

const told = (jobs: Partial<NoticedJobs>, job = {}) =>
  isTold(noticeOfJob(job), { events: noticedEvents, jobs: { ...everyJob, ...jobs } });

describe("a destination", () => {
  test("is told of everything, or of the events that it is for", () => {
    expect(told({})).toBe(true);
    const failed = { events: ["failed"], jobs: everyJob } as const;
    expect(isTold(noticeOfJob(), failed)).toBe(false);
    expect(isTold(noticeOfJob({}, "job.failed"), failed)).toBe(true);
  });

  test.each<[Partial<NoticedJobs>, boolean]>([
    [{ operations: ["COPY_OBJECT", "DELETE_OBJECT"] }, true],
    [{ operations: ["DELETE_OBJECT"] }, false],
    [{ tags: [{ key: "team", values: ["media", "web"] }] }, true],
    [{ tags: [{ key: "team", values: null }] }, true],
    [{ tags: [{ key: "team", values: ["web"] }] }, false],
    [{ tags: [{ key: "stage", values: null }] }, false],
    [{ minPriority: 10, maxPriority: 10 }, true],
    [{ minPriority: 11 }, false],
    [{ maxPriority: 9 }, false],
    [{ createdBy: ["token:ada"] }, true],
    [{ createdBy: ["Ada"] }, false],
    [{ search: "PHOTOS" }, true],
    [{ search: "films" }, false],
    [{ outcomes: ["SOME_FAILED"] }, true],
    [{ outcomes: ["ALL_FAILED"] }, false],
    [{ minFailed: 5 }, true],
    [{ minFailed: 6 }, false],
    [{ operations: ["COPY_OBJECT"], minFailed: 6 }, false],
  ])("that is for jobs of %j is told of this one: %j", (jobs, expected) => {
    expect(told(jobs)).toBe(expected);
  });

  test("that is for outcomes is not told of a job that has none yet, nor of a text that is not there", () => {
    expect(told({ outcomes: ["ALL_SUCCEEDED"] }, { outcome: null })).toBe(false);
    expect(told({ search: "x" }, { description: null })).toBe(false);
  });
});
