import { expect, test } from "vitest";
import { applyFailures, failuresProjection } from "../../projections/failures.ts";
import type { TaskFailed } from "../../src/job/chunk-events.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { failed, succeeded } from "../support/chunks.ts";
import { event, historyOf, jobId } from "../support/jobs.ts";
import { inStream, rowsAfter, timeAt, type Entry } from "../support/recorded.ts";

const stream = jobStream(jobId);
const chunk = chunkStream(jobId, 2, 0);
const active = inStream(stream, historyOf("ACTIVE"));
const rows = (entries: readonly Entry[]) =>
  rowsAfter(failuresProjection.apply, failuresProjection, [...active, ...entries]);

const mixed: TaskFailed = {
  type: "TaskFailed",
  data: {
    rows: [
      [3, 4],
      [9, 9],
    ],
    keys: ["a%20b", "c", "d"],
    versions: ["v1", "", "v3"],
    attempts: [1, 5, 1],
    codes: ["AccessDenied", "SlowDown", "AccessDenied"],
    firstCodes: ["AccessDenied", "InternalError", "AccessDenied"],
    statuses: [403, 503, null],
    messages: ["denied", "slow", "no answer"],
  },
};

test("each failed task is a row, with what its columns say or their absence means", () => {
  const tasks = rows(inStream(chunk, [mixed, failed([[20, 20]])], 4))["failed_tasks"];
  const common = { job_id: jobId, part: 2, recorded_at: timeAt(4) };
  expect(tasks).toMatchObject([
    {
      ...common,
      place: 0,
      row: 3,
      raw_key: "a%20b",
      version_id: "v1",
      attempts: 1,
      http_status: 403,
    },
    {
      ...common,
      place: 1,
      row: 4,
      raw_key: "c",
      version_id: null,
      attempts: 5,
      first_error_code: "InternalError",
      error_code: "SlowDown",
    },
    { ...common, place: 2, row: 9, http_status: null, message: "no answer" },
    {
      ...common,
      place: 3,
      row: 20,
      version_id: null,
      attempts: 1,
      first_error_code: "NoSuchKey",
      error_code: "NoSuchKey",
    },
  ]);
});

test("failures are counted by code, with the status when it is always the same", () => {
  const entries = [
    ...inStream(chunk, [mixed], 1),
    ...inStream(chunk, [failed([[20, 21]])], 2),
    ...inStream(chunk, [mixed], 3),
  ];
  expect(rows(entries)["failure_groups"]).toMatchObject([
    {
      error_code: "AccessDenied",
      count: 4,
      http_status: null,
      mixed_statuses: 1,
      sample_message: "denied",
      first_seen_at: timeAt(1),
      last_seen_at: timeAt(3),
    },
    { error_code: "SlowDown", count: 2, http_status: 503, mixed_statuses: 0 },
    {
      error_code: "NoSuchKey",
      count: 2,
      http_status: 404,
      first_seen_at: timeAt(2),
      last_seen_at: timeAt(2),
    },
  ]);
});

test("beyond the bound of a job tasks are counted and not kept", () => {
  const bounded = rowsAfter(
    (projected, reader) => applyFailures(projected, reader, 4),
    failuresProjection,
    [...active, ...inStream(chunk, [mixed, failed([[20, 25]]), failed([[30, 31]])])],
  );
  expect(bounded["failed_tasks"]!.map((task) => task["row"])).toStrictEqual([3, 4, 9, 20]);
  expect(bounded["failure_totals"]).toStrictEqual([{ job_id: jobId, indexed: 4 }]);
  expect(bounded["failure_groups"]).toMatchObject([
    { count: 2 },
    { count: 1 },
    { error_code: "NoSuchKey", count: 8 },
  ]);
});

test("tasks that succeeded leave no row, and an expired job neither", () => {
  expect(rows(inStream(chunk, [succeeded([[1, 5]])]))["failed_tasks"]).toStrictEqual([]);
  const expired = [
    ...inStream(chunk, [mixed]),
    { stream, event: event.expired },
    ...inStream(chunk, [mixed]),
  ];
  expect(Object.values(rows(expired)).flat()).toStrictEqual([]);
});
