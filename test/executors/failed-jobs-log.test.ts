import { expect, test } from "vitest";
import { sayFailedJobs } from "../../src/executors/failed-jobs-log.ts";
import type { JobEvent } from "../../src/job/events.ts";
import { jobStream } from "../../src/job/streams.ts";
import { inStream, record } from "../support/recorded.ts";

test("a job that fails is told of in one line, with its reason", () => {
  const events: JobEvent[] = [
    { type: "JobActivated", data: {} },
    { type: "JobFailing", data: { code: "ManifestNotFound", reason: "there is none" } },
    { type: "JobDrained", data: { succeeded: 0, failed: 0, unknown: 0 } },
  ];
  const lines: unknown[] = [];
  const log = {
    warn: (message: string, fields?: object) => void lines.push({ message, ...fields }),
  };
  sayFailedJobs(record(inStream(jobStream("job-1"), events)), log);
  const told = { code: "ManifestNotFound", reason: "there is none" };
  expect(lines).toEqual([{ message: "a job failed", job: "job-1", ...told }]);
});
