/** A notice to try on whatever sends one. */
import type { Notice, NoticedJob } from "../../src/notices/notice.ts";

export const noticedId = "21cc52bb-d82a-58d6-9c1c-092835f57ae0";

/** Of a job that is complete, with failures, but for what is given. */
export function noticeOfJob(
  job: Partial<NoticedJob> = {},
  type: Notice["type"] = "job.complete",
): Notice {
  return {
    type,
    timestamp: "2026-11-26T17:57:35.452Z",
    data: {
      eventId: "46f186ad-985a-5cca-9cd6-00c36dc8e10b",
      position: 242,
      job: {
        id: noticedId,
        description: "Copy the photos",
        operation: "COPY_OBJECT",
        priority: 10,
        tags: [{ key: "team", value: "media" }],
        status: "COMPLETE",
        outcome: "SOME_FAILED",
        total: 5_005,
        succeeded: 5_000,
        failed: 5,
        unknown: 0,
        failure: null,
        report: {
          status: "READY",
          store: "default",
          bucket: "reports",
          prefix: "batch",
          manifestKey: `batch/job-${noticedId}/manifest.json`,
        },
        createdBy: "Ada",
        createdById: "token:ada",
        createdAt: "2026-11-26T17:57:31.849Z",
        startedAt: "2026-11-26T17:57:32.154Z",
        url: `https://batch.example.com/jobs/${noticedId}`,
        ...job,
      },
    },
  };
}
