import { expect, test } from "vitest";
import { jobsProjection } from "../../projections/jobs.ts";
import { jobDecider } from "../../src/job/decide.ts";
import { fold } from "../../src/job/decider.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { claimed } from "../support/chunks.ts";
import { event, historyOf, jobId, situations } from "../support/jobs.ts";
import { inStream, rowsAfter, timeAt, type Entry } from "../support/recorded.ts";

const stream = jobStream(jobId);
const rows = (entries: readonly Entry[]) =>
  rowsAfter(jobsProjection.apply, jobsProjection, entries);

test("a new job is one row", () => {
  expect(rows(inStream(stream, historyOf("NEW"), 5))["jobs"]).toMatchObject([
    {
      job_id: jobId,
      revision: 0,
      created_at: timeAt(5),
      updated_at: timeAt(5),
      retry_of: null,
      created_by: '{"kind":"USER","id":"alice","name":"Alice"}',
    },
  ]);
});

test.each(situations.filter((situation) => situation !== "NONE" && situation !== "EXPIRED"))(
  "the state in the row of a job that is %s is the fold of its stream",
  (situation) => {
    const events = historyOf(situation);
    const entries = events.map((each, index): Entry => ({ stream, event: each, at: index }));
    const timed = events.map((each, index) => ({ event: each, at: timeAt(index) }));
    const [row] = rows(entries)["jobs"]!;
    expect(JSON.parse(String(row!["state"]))).toStrictEqual(fold(jobDecider, timed));
    expect(row!["revision"]).toBe(events.length - 1);
    expect(row!["updated_at"]).toBe(timeAt(events.length - 1));
  },
);

test("who created the job stays, whoever changes it", () => {
  const changed = { type: "JobPriorityChanged", data: { from: 10, to: 99 } } as const;
  const bob = { kind: "USER", id: "bob", name: "Bob" } as const;
  const entries = [...inStream(stream, historyOf("READY")), { stream, event: changed, actor: bob }];
  const [row] = rows(entries)["jobs"]!;
  expect(JSON.parse(String(row?.["created_by"]))).toMatchObject({ id: "alice" });
});

test("an event of a chunk moves the position of its job and nothing else", () => {
  const before = inStream(stream, historyOf("ACTIVE"));
  const chunk = inStream(chunkStream(jobId, 0, 0), [claimed("executor-1")], 60);
  const after = rows([...before, ...chunk]);
  expect(after["job_positions"]).toStrictEqual([
    { job_id: jobId, position: 10 * (before.length + 1) },
  ]);
  expect(after["jobs"]).toStrictEqual(rows(before)["jobs"]);
});

test("an expired job leaves no row, and late events of its chunks do not bring one back", () => {
  const late = inStream(chunkStream(jobId, 0, 0), [claimed("executor-1")]);
  expect(rows([...inStream(stream, historyOf("EXPIRED")), ...late])).toStrictEqual({
    jobs: [],
    job_positions: [],
  });
});

test("a job is kept apart from others", () => {
  const other = inStream("job-other", [
    { type: "JobCreated", data: { ...createdData(), jobId: "other" } },
  ]);
  const entries = [
    ...inStream(stream, historyOf("COMPLETE")),
    ...other,
    { stream, event: event.expired },
  ];
  expect(rows(entries)["jobs"]).toMatchObject([{ job_id: "other", revision: 0 }]);
});

function createdData() {
  const [created] = historyOf("NEW");
  if (created?.type !== "JobCreated") throw new Error("a history begins with JobCreated");
  return created.data;
}
