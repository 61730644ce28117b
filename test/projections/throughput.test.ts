import { expect, test } from "vitest";
import { applyThroughput, throughputProjection } from "../../projections/throughput.ts";
import type { Row } from "../../projections/projection.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { advanced, claimed } from "../support/chunks.ts";
import { event, historyOf, jobId } from "../support/jobs.ts";
import { inStream, rowsAfter, timeAt, type Entry } from "../support/recorded.ts";
import { fc } from "../support/fast-check.ts";

const stream = jobStream(jobId);
const chunk = chunkStream(jobId, 0, 0);
const zero = Date.parse(timeAt(0)) / 1000;
const active = inStream(stream, historyOf("ACTIVE"));
const ended = (at: number, succeeded: number, failed = 0): Entry[] =>
  inStream(chunk, [advanced("a", 0, 0, 0, [succeeded, failed, 0])], at);
const rows = (entries: readonly Entry[], bucketsMax = 8) =>
  rowsAfter(
    (projected, reader) => applyThroughput(projected, reader, bucketsMax),
    throughputProjection,
    [...active, ...entries],
  );
const tableOf = (tables: Readonly<Record<string, readonly Row[]>>, name: string) => tables[name]!;
const bucketsOf = (entries: readonly Entry[], bucketsMax?: number) =>
  tableOf(rows(entries, bucketsMax), "throughput_buckets")
    .map(({ starts_at: at, succeeded, failed }) => [Number(at) - zero, succeeded, failed])
    .toSorted(([a], [b]) => Number(a) - Number(b));

test("ended tasks are kept by the second of event time while the job is short", () => {
  const entries = [...ended(0.2, 2), ...ended(0.9, 3, 1), ...ended(7, 1)];
  expect(bucketsOf(entries)).toEqual([
    [0, 5, 1],
    [7, 1, 0],
  ]);
  expect(rows(entries)["throughput_series"]).toMatchObject([{ seconds: 1 }]);
});

test("a job that lasts longer has wider buckets, and not more of them", () => {
  const entries = [...ended(0, 1), ...ended(1, 2), ...ended(7, 4), ...ended(8, 8)];
  expect(bucketsOf(entries)).toEqual([
    [0, 3, 0],
    [6, 4, 0],
    [8, 8, 0],
  ]);
  const long = [...entries, ...ended(3600, 16)];
  expect(bucketsOf(long).length).toBeLessThanOrEqual(8);
  expect(rows(long)["throughput_series"]).toMatchObject([{ seconds: 512 }]);
});

test("the pace is kept for the last forty seconds alone", () => {
  const entries = [0, 5, 12, 25, 31, 44].flatMap((at) => ended(at, 1));
  const pace = rows(entries)["pace"]!.map(({ starts_at: at, ended: count }) => [
    Number(at) - zero,
    count,
  ]);
  expect(pace.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [10, 1],
    [20, 1],
    [30, 1],
    [40, 1],
  ]);
});

test("no task is lost or told at another time, whatever the job does", () => {
  const step = fc.record({ after: fc.nat(400), succeeded: fc.nat(9), failed: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      let at = 0;
      const entries = steps.flatMap(({ after, succeeded, failed }) =>
        ended((at += after), succeeded, failed),
      );
      const after = rows(entries);
      const seconds = Number(after["throughput_series"]![0]!["seconds"]);
      const buckets = after["throughput_buckets"]!;
      expect(buckets.length).toBeLessThanOrEqual(8);
      const expected = new Map<number, number>();
      let moment = zero;
      for (const { after: gap, succeeded, failed } of steps) {
        moment += gap;
        const starts = Math.floor(moment / seconds) * seconds;
        if (succeeded + failed > 0)
          expected.set(starts, (expected.get(starts) ?? 0) + succeeded + failed);
      }
      const found = buckets.map((row) => [
        row["starts_at"],
        Number(row["succeeded"]) + Number(row["failed"]),
      ]);
      expect(new Map(found as [number, number][])).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("an expired job leaves no row", () => {
  const late = inStream(chunk, [claimed("a"), advanced("a", 4, 0, 0, [4, 0, 0])]);
  const entries = [...ended(0, 1), { stream, event: event.expired }, ...late];
  expect(Object.values(rows(entries)).flat()).toEqual([]);
});
