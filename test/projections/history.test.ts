import { expect, test } from "vitest";
import { categoryOf, historyProjection } from "../../projections/history.ts";
import { summaryOf } from "../../projections/summaries.ts";
import type { Actor, AnyEvent } from "../../src/job/codec.ts";
import type { PartEvent } from "../../src/job/events.ts";
import {
  chunkStream,
  jobStream,
  parseStream,
  planStream,
  reportStream,
} from "../../src/job/streams.ts";
import { advanced, claimed, succeeded } from "../support/chunks.ts";
import { createdEvent, event, historyOf, jobId } from "../support/jobs.ts";
import { alice, inStream, rowsAfter, timeAt, type Entry } from "../support/recorded.ts";

const stream = jobStream(jobId);
const rows = (entries: readonly Entry[]) =>
  rowsAfter(historyProjection.apply, historyProjection, entries);
const engine: Actor = { kind: "ENGINE", id: "executor-1", name: "executor" };

const chunksPlanned: PartEvent = {
  type: "PartChunksPlanned",
  data: {
    executor: "e",
    firstChunk: 0,
    firstRow: 0,
    rows: [500, 700],
    offsets: [0, 9, 20],
    bucket: "photos",
  },
};

test("events of job, parts and report files are rows in the order of the log; those of chunks are not", () => {
  const entries = [
    ...inStream(stream, historyOf("PREPARING")),
    ...inStream(planStream(jobId, 0), [chunksPlanned]),
    ...inStream(chunkStream(jobId, 0, 0), [claimed("e"), succeeded([[100, 101]])]),
    ...inStream(reportStream(jobId, 0), [{ type: "ReportFileClaimed", data: { executor: "e" } }]),
  ];
  expect(
    rows(entries)["history"]!.map((row) => [row["position"], row["type"], row["category"]]),
  ).toStrictEqual([
    [10, "JobCreated", "LIFECYCLE"],
    [20, "JobPreparing", "LIFECYCLE"],
    [30, "PartChunksPlanned", "PREPARATION"],
    [60, "ReportFileClaimed", "REPORT"],
  ]);
});

test("a row says who, when, why and what the status became", () => {
  const [, row] = rows(inStream(stream, [createdEvent(), event.cancelRequested], 8))["history"]!;
  expect(row).toMatchObject({
    stream,
    revision: 1,
    schema_version: 1,
    recorded_at: timeAt(8),
    actor: JSON.stringify(alice),
    correlation_id: "request-1",
    causation_id: null,
    status_after: "CANCELLING",
    data: '{"reason":null}',
  });
});

test("bulky columns are replaced by how long they are", () => {
  const entries = [
    ...inStream(stream, historyOf("SUSPENDED")),
    ...inStream(planStream(jobId, 0), [chunksPlanned]),
  ];
  const data = Object.fromEntries(
    rows(entries)["history"]!.map((row) => [row["type"], JSON.parse(String(row["data"]))]),
  );
  expect(data["PartChunksPlanned"]).toStrictEqual({
    executor: "e",
    firstChunk: 0,
    firstRow: 0,
    bucket: "photos",
    chunks: 2,
    rows: 1_200,
  });
  expect(data["JobPreparing"].manifest).toMatchObject({ parts: 1, rowsPerChunk: 500 });
  expect(data["JobPreparing"].manifest).not.toHaveProperty("partOffsets");
  expect(data["ManifestRead"]).toMatchObject({ rows: 1_200, parts: 1 });
});

test("a pause by a user is control, one by the scheduler belongs to the life of the job", () => {
  expect(categoryOf(event.pausing)).toBe("CONTROL");
  expect(categoryOf(event.preempting)).toBe("LIFECYCLE");
});

test.each<[string, AnyEvent, string, Actor]>([
  [
    stream,
    createdEvent(),
    "Alice created the job: replace the tags of the objects listed in lists/photos.csv.",
    alice,
  ],
  [
    stream,
    event.read,
    "The manifest was read: 1,200 objects of the bucket photos, in 3 chunks.",
    engine,
  ],
  [
    stream,
    { type: "JobCancelRequested", data: { reason: "wrong list" } },
    "Alice cancelled the job (wrong list); tasks in flight finish.",
    alice,
  ],
  [
    stream,
    event.failing,
    "The job cannot go on: 501 of 1000 tasks failed. (TaskFailureThresholdExceeded)",
    engine,
  ],
  [
    stream,
    event.cancelled,
    "The job ended by request: 300 succeeded, 20 failed, 5 unknown.",
    engine,
  ],
  [
    planStream(jobId, 3),
    chunksPlanned,
    "Part 4 of the manifest: 1,200 more rows read, in 2 chunks.",
    engine,
  ],
  [
    chunkStream(jobId, 0, 6),
    advanced("e", 4, 1, 0, [1, 1, 0]),
    "Chunk 7 of part 1: 4 succeeded, 1 failed so far.",
    engine,
  ],
])("an event in %s is one sentence for people", (name, happened, sentence, actor) => {
  const about = parseStream(name);
  if (about === null) throw new Error(`${name} is no stream`);
  expect(summaryOf({ event: happened, about, actor })).toBe(sentence);
});

test("an expired job leaves no row", () => {
  const late = inStream(planStream(jobId, 0), [chunksPlanned]);
  expect(rows([...inStream(stream, historyOf("EXPIRED")), ...late])).toStrictEqual({
    timelines: [],
    history: [],
  });
});
