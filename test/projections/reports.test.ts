import { expect, test } from "vitest";
import { reportsProjection } from "../../projections/reports.ts";
import type { JobEvent, ReportFileEvent } from "../../src/job/events.ts";
import { jobStream, reportStream } from "../../src/job/streams.ts";
import { event, historyOf, jobId, noTasks, validSpec, type Situation } from "../support/jobs.ts";
import { inStream, rowsAfter, type Entry } from "../support/recorded.ts";

const stream = jobStream(jobId);
const rows = (entries: readonly Entry[]) =>
  rowsAfter(reportsProjection.apply, reportsProjection, entries);
const written: JobEvent = {
  type: "ReportWritten",
  data: { manifestKey: "batch/job/manifest.json", files: 1, rows: 10, outcomesHash: "h" },
};

test.each<[Situation, string]>([
  ["NEW", "PENDING"],
  ["ACTIVE", "PENDING"],
  ["CANCELLING", "PENDING"],
  ["COMPLETING", "WRITING"],
  ["CANCELLING_DRAINED", "WRITING"],
  ["FAILING_DRAINED", "WRITING"],
])("the report of a job that is %s is %s", (situation, status) => {
  expect(rows(inStream(stream, historyOf(situation)))["reports"]).toMatchObject([{ status }]);
});

test("a written report is ready and says where its manifest is", () => {
  const entries = inStream(stream, [...historyOf("COMPLETING"), written, event.completed]);
  expect(rows(entries)["reports"]).toStrictEqual([
    { job_id: jobId, status: "READY", failure: null, manifest_key: "batch/job/manifest.json" },
  ]);
});

test("a report that cannot be written stays failed when the job ends", () => {
  const failure: JobEvent = { type: "ReportFailed", data: { reason: "AccessDenied" } };
  const entries = inStream(stream, [
    ...historyOf("COMPLETING"),
    failure,
    event.failing,
    event.failed,
  ]);
  expect(rows(entries)["reports"]).toMatchObject([{ status: "FAILED", failure: "AccessDenied" }]);
});

test("a job that ran no task has no report", () => {
  const end: JobEvent = { type: "JobCancelled", data: { ...noTasks, outcomesHash: null } };
  const drained: JobEvent = { type: "JobDrained", data: noTasks };
  const entries = inStream(stream, [...historyOf("CANCELLING"), drained, end]);
  expect(rows(entries)["reports"]).toMatchObject([{ status: "NOT_GENERATED" }]);
});

test("a job that asked for no report never has one", () => {
  const entries = inStream(stream, historyOf("COMPLETING", validSpec({ report: null })));
  expect(rows(entries)["reports"]).toMatchObject([{ status: "NOT_GENERATED" }]);
});

test("files are rows, the succeeded one of each before the failed one", () => {
  const both: ReportFileEvent = {
    type: "ReportFileWritten",
    data: { executor: "e", succeeded: file("s"), failed: file("f"), outcomesHash: "h" },
  };
  const entries = [
    ...inStream(stream, historyOf("COMPLETING")),
    ...inStream(reportStream(jobId, 4), [both]),
  ];
  expect(rows(entries)["report_files"]).toStrictEqual([
    {
      job_id: jobId,
      place: 8,
      file: 4,
      outcome: "SUCCEEDED",
      key: "s",
      rows: 3,
      size_bytes: 12,
      md5: "00",
    },
    {
      job_id: jobId,
      place: 9,
      file: 4,
      outcome: "FAILED",
      key: "f",
      rows: 3,
      size_bytes: 12,
      md5: "00",
    },
  ]);
  expect(Object.values(rows([...entries, { stream, event: event.expired }])).flat()).toStrictEqual(
    [],
  );
});

function file(key: string) {
  return { key, md5: "00", sizeBytes: 12, rows: 3 };
}
