import { describe, expect, it } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createFailedTasksReader } from "../../src/executors/failed-tasks-reader.ts";
import type { TaskFailed } from "../../src/job/chunk-events.ts";
import type { JobEvent } from "../../src/job/events.ts";
import type { FailedTasksManifestSpec } from "../../src/job/spec.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { account, event, historyOf, validSpec } from "../support/jobs.ts";
import { openManifest, readPart, readWhole } from "../support/manifests.ts";
import { inStream, type Entry } from "../support/recorded.ts";
import { storeWith } from "../support/stored-jobs.ts";

const parent = "parent-1";

interface Failure {
  readonly key: string;
  readonly code?: string;
  readonly version?: string;
}

let nextRow = 0;

function failuresIn(chunk: number, failures: readonly Failure[], job = parent): Entry[] {
  const first = nextRow;
  nextRow += failures.length;
  const hasVersions = failures.some(({ version }) => version !== undefined);
  const failed: TaskFailed = {
    type: "TaskFailed",
    data: {
      rows: [[first, nextRow - 1]],
      keys: failures.map(({ key }) => key),
      ...(hasVersions ? { versions: failures.map(({ version }) => version ?? "") } : {}),
      codes: failures.map(({ code = "NoSuchKey" }) => code),
      statuses: failures.map(() => 404),
      messages: failures.map(() => "gone"),
    },
  };
  return inStream(chunkStream(job, 0, chunk), [failed]);
}

/** A job that ended with these failures, between its activation and its end. */
function ended(failures: readonly Entry[], options: { failed?: number; rowsPerChunk?: number }) {
  const [, ...toActive] = historyOf("ACTIVE");
  const count = failures
    .filter(({ stream }) => /^chunk-parent-1-\d+-\d+$/.test(stream))
    .reduce((sum, { event: { data } }) => sum + (data as TaskFailed["data"]).keys.length, 0);
  const counts = { succeeded: 5, failed: options.failed ?? count, unknown: 0 };
  const created: JobEvent = {
    type: "JobCreated",
    data: { jobId: parent, account, token: null, spec: validSpec() },
  };
  const began = toActive.map((each) =>
    each.type === "JobPreparing"
      ? { ...each, data: { manifest: { ...each.data.manifest, ...sized(options) } } }
      : each,
  );
  return [
    ...inStream(jobStream(parent), [created, ...began]),
    ...failures,
    ...inStream(jobStream(parent), [
      { type: "JobCompleting", data: counts },
      { type: "JobCompleted", data: { ...counts, outcomesHash: null } },
    ]),
  ];
}

function sized({ rowsPerChunk }: { rowsPerChunk?: number }) {
  return rowsPerChunk === undefined ? {} : { rowsPerChunk };
}

function readerOf(eventStore: EventStore, only: Partial<FailedTasksManifestSpec> = {}) {
  return createFailedTasksReader({
    eventStore,
    manifest: {
      kind: "failed-tasks",
      job: parent,
      errorCodes: null,
      keyPrefix: null,
      sourceStore: "default",
      ...only,
    },
  });
}

const named = (prefix: string, count: number, code?: string): Failure[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `${prefix}${index}`,
    ...(code === undefined ? {} : { code }),
  }));

describe("the failed tasks of a job as a list", () => {
  it("has each of them once, in the order of the log, and none of another job", async () => {
    const store = await storeWith(
      ended(
        [
          ...failuresIn(4, named("a", 3)),
          ...failuresIn(0, named("x", 2), "other"),
          ...failuresIn(0, named("y", 2), `${parent}-0`),
          ...failuresIn(1, named("b", 2)),
          ...failuresIn(4, named("c", 1)),
        ],
        {},
      ),
      failuresIn(9, named("late", 2)),
    );
    const { parts, entries } = await readWhole(readerOf(store));
    expect(entries.flat().map(({ key }) => key)).toEqual(["a0", "a1", "a2", "b0", "b1", "c0"]);
    expect(entries.flat().map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(parts).toMatchObject([{ chunks: [{ rows: 6, bucket: "photos" }], problem: null }]);
  });

  it("can be narrowed to codes and to the beginning of the decoded key", async () => {
    const store = await storeWith(
      ended(
        [
          ...failuresIn(0, [
            { key: "in/%C3%BC+1", code: "SlowDown" },
            { key: "in/2", code: "AccessDenied" },
            { key: "out/3", code: "SlowDown" },
          ]),
          ...failuresIn(1, [{ key: "in/4" }, { key: "in/%C3%BC+5", code: "AccessDenied" }]),
        ],
        {},
      ),
    );
    const keysOf = async (only: Partial<FailedTasksManifestSpec>) =>
      (await readWhole(readerOf(store, only))).entries.flat().map(({ rawKey }) => rawKey);
    expect(await keysOf({ errorCodes: ["AccessDenied", "SlowDown"] })).toEqual([
      "in/%C3%BC+1",
      "in/2",
      "out/3",
      "in/%C3%BC+5",
    ]);
    expect(await keysOf({ keyPrefix: "in/ü " })).toEqual(["in/%C3%BC+1", "in/%C3%BC+5"]);
    expect(await keysOf({ errorCodes: ["SlowDown"], keyPrefix: "in/" })).toEqual(["in/%C3%BC+1"]);
  });

  it("keeps keys and versions as they were", async () => {
    const keys = hostileKeys.map(([, key]) => key).filter((key) => key !== "");
    const failures = keys.map((key, index) => ({
      key: encodeURIComponent(key),
      version: index % 2 === 0 ? `v${index}` : "",
    }));
    const store = await storeWith(ended(failuresIn(0, failures), {}));
    const { entries } = await readWhole(readerOf(store));
    expect(entries.flat().map(({ key }) => key)).toEqual(keys);
    // One that was called without a version meant the current one.
    expect(entries.flat().map(({ versionId }) => versionId)).toEqual(
      failures.map(({ version }) => (version === "" ? null : version)),
    );
  });

  it("makes chunks no larger than those of the job, and goes on from any of them", async () => {
    const flushes = Array.from({ length: 30 }, (_, index) =>
      failuresIn(index % 7, named(`k${index}-`, 1 + (index % 4))),
    );
    const store = await storeWith(ended(flushes.flat(), { rowsPerChunk: 10 }));
    const reader = readerOf(store);
    const opened = await openManifest(reader);
    expect(opened.rowsPerChunk).toBe(10);
    const whole = await readPart(reader, opened, 0);
    expect(whole.chunks.length).toBeGreaterThan(7);
    let firstRow = 0;
    for (const [index, { start, end, rows, bucket }] of whole.chunks.entries()) {
      expect(rows).toBeLessThanOrEqual(10);
      expect(await reader.readChunk(opened, { start, end, firstRow })).toHaveLength(rows);
      firstRow += rows;
      const from = { offset: end, rows: firstRow, bucket };
      expect(await readPart(reader, opened, 0, from)).toMatchObject({
        chunks: whole.chunks.slice(index + 1),
        problem: null,
      });
    }
  });

  it("can be read to its end when the job has been deleted meanwhile", async () => {
    const store = await storeWith(
      ended(failuresIn(0, named("a", 3)), {}),
      inStream(jobStream(parent), [event.expired]),
    );
    expect((await readWhole(readerOf(store))).entries.flat()).toHaveLength(3);
  });

  it("is refused when some of its tasks are not in the log any more", async () => {
    const store = await storeWith(ended(failuresIn(0, named("a", 3)), { failed: 4 }));
    const reader = readerOf(store);
    const { problem } = await readPart(reader, await openManifest(reader), 0);
    expect(problem).toMatchObject({
      code: "ManifestNotFound",
      reason: expect.stringContaining(`The failed tasks of the job ${parent} are not kept`),
    });
  });

  it("is refused when no task matches, and says what was asked for", async () => {
    const store = await storeWith(ended(failuresIn(0, named("a", 3)), {}));
    const reader = readerOf(store, { errorCodes: ["SlowDown"], keyPrefix: "b" });
    const { problem } = await readPart(reader, await openManifest(reader), 0);
    expect(problem).toMatchObject({
      code: "InvalidManifestContent",
      reason: `No task of the job ${parent} failed with the code SlowDown with a key that starts with b.`,
    });
  });

  it("cannot be opened of a job that has not ended, or was never there", async () => {
    const store = await storeWith(inStream(jobStream(parent), historyOf("ACTIVE")));
    for (const job of [parent, "nobody"]) {
      expect(await readerOf(store, { job }).open()).toMatchObject({
        ok: false,
        error: { code: "ManifestNotFound" },
      });
    }
  });
});
