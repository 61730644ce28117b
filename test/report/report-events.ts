/** Outcome events of chunks, and the report of a job, as the tests of reports need them. */
import type { TaskFailed, TaskSucceeded } from "../../src/job/chunk-events.ts";
import type { ReportSpec } from "../../src/job/spec.ts";
import type { ChunkOutcomes } from "../../src/report/csv-report.ts";

export const jobId = "5c0d0f0e-6f0a-4c59-9a0a-5a1f6f0f7d11";

export const report: ReportSpec = {
  store: "default",
  bucket: "audit",
  prefix: "runs",
  scope: "ALL_TASKS",
  expectedBucketOwner: null,
};

export interface Failure {
  readonly key: string;
  readonly status: number | null;
  readonly code: string;
  readonly message: string;
}

export function succeeded(
  keys: readonly string[],
  more: Pick<TaskSucceeded["data"], "versions" | "messages"> = {},
): TaskSucceeded {
  return { type: "TaskSucceeded", data: { rows: [[0, keys.length - 1]], keys, ...more } };
}

export function failed(
  failures: readonly Failure[],
  more: Pick<TaskFailed["data"], "versions"> = {},
): TaskFailed {
  return {
    type: "TaskFailed",
    data: {
      rows: [[0, failures.length - 1]],
      keys: failures.map(({ key }) => key),
      codes: failures.map(({ code }) => code),
      statuses: failures.map(({ status }) => status),
      messages: failures.map(({ message }) => message),
      ...more,
    },
  };
}

export const gone = (key: string): Failure => ({
  key,
  status: 404,
  code: "NoSuchKey",
  message: "The specified key does not exist.",
});

export function chunk(
  events: readonly (TaskSucceeded | TaskFailed)[],
  outcomesHash = "",
): ChunkOutcomes {
  return { events, outcomesHash: () => outcomesHash };
}
