import { describe, expect, test } from "vitest";
import { schemaVersions } from "../../src/job/codec.ts";
import {
  bulkStream,
  chunkStream,
  controlTypes,
  executorStream,
  jobStream,
  parseStream,
  planStream,
  reportStream,
  stewardStream,
} from "../../src/job/streams.ts";
import { fc } from "../support/fast-check.ts";

// The last group of a UUID may be digits only, as a number of a part is.
const jobIds = fc.oneof(
  fc.uuid(),
  fc.constantFrom(
    "6f1c2a34-0b7e-5d19-9c55-123456789012",
    "00000000-0000-5000-8000-000000000000",
    "job-1",
    "plan-1-2",
    "chunk-1-2-3",
    "1-2-3",
    "a",
  ),
);
const numbers = fc.integer({ min: 0, max: 2 ** 31 });

describe("stream names", () => {
  test("every name reads back as what it was made of", () => {
    fc.assert(
      fc.property(jobIds, numbers, numbers, (job, part, chunk) => {
        expect(parseStream(jobStream(job))).toStrictEqual({ kind: "job", job });
        expect(parseStream(planStream(job, part))).toStrictEqual({ kind: "plan", job, part });
        expect(parseStream(chunkStream(job, part, chunk))).toStrictEqual({
          kind: "chunk",
          job,
          part,
          chunk,
        });
        expect(parseStream(reportStream(job, part))).toStrictEqual({
          kind: "report",
          job,
          file: part,
        });
        expect(parseStream(executorStream(job))).toStrictEqual({ kind: "executor", executor: job });
        expect(parseStream(bulkStream(job))).toStrictEqual({ kind: "bulk", bulk: job });
      }),
    );
  });

  test("the steward's stream has a name of its own", () => {
    expect(parseStream(stewardStream)).toStrictEqual({ kind: "steward" });
  });

  test.each([
    "",
    "job-",
    "job",
    "plan-a",
    "plan-a-b",
    "chunk-1-2",
    "report-a-",
    "$ce-job",
    "stewards",
  ])("%j is no stream of ours", (stream) => {
    expect(parseStream(stream)).toBeNull();
  });
});

describe("the control types", () => {
  test("leave out the events of single tasks and of the engine itself, and nothing else", () => {
    const left = Object.keys(schemaVersions).filter(
      (type) => !controlTypes.some((prefix) => type.startsWith(prefix)),
    );
    expect(left).toStrictEqual([
      "RestartPointFound",
      "TaskStarted",
      "TaskSucceeded",
      "TaskFailed",
      "TaskDeferred",
      "ExecutorSeen",
      "ExecutorStopped",
      "StewardClaimed",
      "InstallationNamed",
      "BoardSaved",
      "NoticesSent",
      "BulkCommandGiven",
      "BulkCommandListed",
      "BulkCommandTaken",
      "BulkCommandAdvanced",
      "BulkCommandStopRequested",
      "BulkCommandEnded",
      "BulkCommandExpired",
    ]);
  });
});
