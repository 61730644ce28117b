import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { AssertionError } from "../../src/lib/assert.ts";
import { writeReportFiles, type ChunkOutcomes } from "../../src/report/csv-report.ts";
import { reportFileKey } from "../../src/report/report.ts";
import { StoreError } from "../../src/s3/failures.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import { chunk, failed, gone, jobId, report, succeeded } from "./report-events.ts";
import { createReportStore, type OnBlock } from "./report-store.ts";

const keyOf = (status: "succeeded" | "failed") =>
  reportFileKey({ prefix: "runs", jobId, status, file: 0 });

const write = (
  store: ObjectStore,
  chunks: AsyncIterable<ChunkOutcomes> | Iterable<ChunkOutcomes>,
) => writeReportFiles({ store, report, jobId, file: 0, bucket: "photos", chunks });

const keys = Array.from({ length: 1000 }, (_, index) => `folder/${"k".repeat(50)}${index}`);
const failures = keys.map(gone);
const refusal = new StoreError({
  code: "AccessDenied",
  status: 403,
  message: "Access Denied",
  kind: "permanent",
});

/** Chunks of 1 000 rows each way, without end unless one is given. */
function* manyChunks(count = Number.POSITIVE_INFINITY, onChunk = () => {}) {
  for (let number = 0; number < count; number++) {
    onChunk();
    yield chunk([succeeded(keys), failed(failures)]);
  }
}

/** A store that refuses the n-th block of one of the files. */
const refusing = (status: "succeeded" | "failed", block: number) => {
  let blocks = 0;
  return createReportStore(({ key }) => {
    if (key === keyOf(status) && ++blocks === block) throw refusal;
  });
};

describe("a report file on its way", () => {
  test("is held in memory to a few blocks, however slow the store", async () => {
    const bytesOfChunk = { succeeded: 0, failed: 0 };
    const count = 100;
    let produced = 0;
    let waitingMax = 0;
    const taken = { succeeded: 0, failed: 0 };
    const onBlock: OnBlock = async ({ key }, block) => {
      taken[key === keyOf("failed") ? "failed" : "succeeded"] += block.length;
      for (const status of ["succeeded", "failed"] as const) {
        const waiting = produced * bytesOfChunk[status] - taken[status];
        waitingMax = Math.max(waitingMax, waiting);
      }
      await setImmediate();
    };
    const one = await write(createReportStore().store, manyChunks(1));
    bytesOfChunk.succeeded = one.succeeded!.sizeBytes;
    bytesOfChunk.failed = one.failed!.sizeBytes;
    const written = await write(
      createReportStore(onBlock).store,
      manyChunks(count, () => (produced += 1)),
    );
    expect(written.succeeded!.sizeBytes).toBe(count * bytesOfChunk.succeeded);
    expect(written.failed!.sizeBytes).toBe(count * bytesOfChunk.failed);
    expect(written.failed!.sizeBytes).toBeGreaterThan(10_000_000);
    expect(waitingMax).toBeGreaterThan(0);
    expect(waitingMax).toBeLessThan(512 * 1024);
  });

  test("comes in blocks of about 64 KiB", async () => {
    const sizes: number[] = [];
    const { store } = createReportStore((_object, block) => void sizes.push(block.length));
    await write(store, manyChunks(10));
    expect(sizes.length).toBeGreaterThan(10);
    const lasts = 2;
    expect(
      sizes
        .toSorted((a, b) => b - a)
        .slice(0, -lasts)
        .every(isAbout64KiB),
    ).toBe(true);
  });

  test.each([
    ["succeeded", 1],
    ["failed", 1],
    ["failed", 5],
  ] as const)(
    "is given up together with the other when the store refuses the %s one at block %i",
    async (status, block) => {
      const { store, objects, begun, aborted } = refusing(status, block);
      await expect(write(store, manyChunks())).rejects.toBe(refusal);
      expect([...objects.keys()]).toEqual([]);
      const other = status === "failed" ? "succeeded" : "failed";
      expect(aborted).toEqual(begun.filter((key) => key === keyOf(other)));
    },
  );

  test("is given up at once while the other one waits for the store", async () => {
    const refused = Promise.withResolvers<void>();
    const { store, aborted } = createReportStore(async ({ key }) => {
      if (key === keyOf("succeeded")) return refused.promise;
      refused.resolve();
      throw refusal;
    });
    await expect(write(store, manyChunks())).rejects.toBe(refusal);
    expect(aborted).toEqual([keyOf("succeeded")]);
  });

  test("fails when the store fails only after the last row", async () => {
    const { store, objects } = refusing("failed", 1);
    const few = [chunk([succeeded(["a"]), failed([gone("b")])])];
    await expect(write(store, few)).rejects.toBe(refusal);
    expect(objects.has(keyOf("failed"))).toBe(false);
  });

  test("fails when the store does not even begin it", async () => {
    const { store } = createReportStore();
    const closed = { ...store, write: () => Promise.reject(refusal) };
    await expect(write(closed, manyChunks())).rejects.toBe(refusal);
    await expect(write(closed, manyChunks(1))).rejects.toBe(refusal);
  });

  test("is given up when its events cannot be read", async () => {
    const unread = new Error("the event store is down");
    const { store, objects, aborted } = createReportStore();
    const source = async function* () {
      yield* manyChunks(3);
      await Promise.reject(unread);
    };
    await expect(write(store, source())).rejects.toBe(unread);
    expect([...objects.keys()]).toEqual([]);
    expect(aborted.toSorted()).toEqual([keyOf("succeeded"), keyOf("failed")].toSorted());
  });

  test("is not taken for whole when the store stops reading it", async () => {
    const { store } = createReportStore();
    const hasty: ObjectStore = {
      ...store,
      write: () => Promise.resolve({ sizeBytes: 0, md5: "d41d8cd98f00b204e9800998ecf8427e" }),
    };
    await expect(write(hasty, manyChunks())).rejects.toThrow(AssertionError);
  });

  test("takes no more events while the store is giving it up", async () => {
    let chunks = 0;
    const { store } = createReportStore();
    const slowToRefuse: ObjectStore = {
      ...store,
      async write(_object, body) {
        for await (const _block of body) break;
        await setImmediate();
        throw refusal;
      },
    };
    const source = manyChunks(500, () => (chunks += 1));
    await expect(write(slowToRefuse, source)).rejects.toBe(refusal);
    expect(chunks).toBeLessThan(10);
  });

  test("closes the source of the events when the store fails", async () => {
    let closed = false;
    const source = function* () {
      try {
        yield* manyChunks();
      } finally {
        closed = true;
      }
    };
    await expect(write(refusing("failed", 2).store, source())).rejects.toBe(refusal);
    expect(closed).toBe(true);
  });
});

function isAbout64KiB(bytes: number): boolean {
  return bytes >= 64 * 1024 && bytes < 80 * 1024;
}
