import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { writeReportFile } from "../../src/executors/write-report-file.ts";
import { answeredFailure, StoreError } from "../../src/s3/failures.ts";
import { active, chunk, ofChunk, ofJob } from "../support/boards.ts";
import { deferred, failed, succeeded } from "../support/chunks.ts";
import { event } from "../support/jobs.ts";
import { createMemoryObjectStore, type MemoryObjectStore } from "../support/memory-object-store.ts";
import {
  crashing,
  everyCrash,
  eventsIn,
  executorOn,
  jobOn,
  storeWith,
} from "../support/stored-jobs.ts";

/** A cancelled job of which some chunks ran, one only in part, one was given back untouched. */
async function setUp() {
  const at = (number: number) => [0, number] as const;
  const flush = { succeeded: 2, failed: 1 };
  const eventStore = await storeWith(active("j", { chunks: [6], rows: 3 }), [
    ofChunk("j", at(0), chunk.claimed("a", 3)),
    ofChunk("j", at(0), succeeded([[0, 1]])),
    ofChunk("j", at(0), failed([[2, 2]])),
    ofChunk("j", at(0), chunk.advanced("a", flush)),
    ofChunk("j", at(0), chunk.completed("a", 2, 1)),
    ofChunk("j", at(1), chunk.claimed("a", 3)),
    ofChunk("j", at(1), chunk.released("a", 3)),
    ofChunk("j", at(2), chunk.claimed("a", 3)),
    ofChunk("j", at(2), deferred([[6, 8]], 1)),
    ofChunk("j", at(2), chunk.advanced("a", { deferred: 3 })),
    ofChunk("j", at(2), chunk.released("a", 3)),
    ofChunk("j", at(4), chunk.claimed("a", 3)),
    ofChunk("j", at(4), succeeded([[13, 13]])),
    ofChunk("j", at(4), chunk.advanced("a", { succeeded: 1 })),
    ofChunk("j", at(4), chunk.released("a", 2, true)),
    ofJob("j", event.cancelRequested),
    ofJob("j", event.drained),
  ]);
  const job = await jobOn(eventStore, "j");
  const objects = createMemoryObjectStore({ buckets: ["reports"] });
  const write = (store: EventStore, executor: string, over: string | null = null) =>
    writeReportFile({ ...executorOn(store, executor), store: objects }, job, {
      file: 0,
      over,
      seenAt: Infinity,
    });
  return { eventStore, objects, write };
}

async function contents(objects: MemoryObjectStore): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const key of objects.keys("reports")) {
    const blocks: Uint8Array[] = [];
    for await (const block of await objects.read({ bucket: "reports", key })) blocks.push(block);
    files[key] = Buffer.concat(blocks).toString();
  }
  return files;
}

const written = async (eventStore: EventStore) =>
  (await eventsIn(eventStore, "report-j-0")).filter(({ type }) => type === "ReportFileWritten");

describe("a file of the report", () => {
  test("holds the outcomes of its chunks, and nothing of those without one", async () => {
    const { eventStore, objects, write } = await setUp();
    expect(await write(eventStore, "a")).toBe("written");
    const files = Object.values(await contents(objects)).toSorted((a, b) => a.length - b.length);
    expect(files.map((file) => file.split("\n").length - 1)).toEqual([1, 3]);
    const all = files.join("");
    for (const key of ["key-0", "key-1", "key-2", "key-13"]) expect(all).toContain(`,${key},`);
    expect(await written(eventStore)).toMatchObject([
      {
        data: {
          succeeded: { rows: 3 },
          failed: { rows: 1 },
          outcomesHash: createHash("sha256").update("hh").digest("hex"),
        },
      },
    ]);
  });

  test.each(everyCrash(2))(
    "is the same when its writer crashed at append $append (written: $written)",
    async (crash) => {
      const quiet = await setUp();
      await quiet.write(quiet.eventStore, "a");
      const { eventStore, objects, write } = await setUp();
      await expect(write(crashing(eventStore, crash), "a")).rejects.toThrow("append");
      await write(eventStore, "b", "a");
      expect(await contents(objects)).toEqual(await contents(quiet.objects));
      const [one, ...others] = await written(eventStore);
      expect(others).toEqual([]);
      const [whole] = await written(quiet.eventStore);
      expect({ ...one?.data, executor: "" }).toEqual({ ...whole?.data, executor: "" });
    },
  );

  test("is recorded once when two write it at once", async () => {
    const { eventStore, write } = await setUp();
    const both = await Promise.all([write(eventStore, "a"), write(eventStore, "b")]);
    expect(both.toSorted()).toEqual(["lost", "written"]);
    expect(await written(eventStore)).toHaveLength(1);
  });

  test("is recorded by the one who took it over, and not by the one who was slow", async () => {
    const { eventStore, objects, write } = await setUp();
    const slow: EventStore = {
      ...eventStore,
      async append(stream, events, options) {
        const [first] = events;
        if (first?.type === "ReportFileWritten") await write(eventStore, "b", "a");
        return eventStore.append(stream, events, options);
      },
    };
    expect(await write(slow, "a")).toBe("lost");
    expect(await written(eventStore)).toMatchObject([{ data: { executor: "b" } }]);
    expect(objects.keys("reports")).toHaveLength(2);
  });

  test("that the store does not take is tried again by the same process", async () => {
    const { eventStore, objects, write } = await setUp();
    const refusing = async () => {
      throw new StoreError(answeredFailure({ status: 503 }));
    };
    const take = objects.write.bind(objects);
    objects.write = refusing;
    for (let time = 0; time < 3; time++)
      await expect(write(eventStore, "a")).rejects.toBeInstanceOf(StoreError);
    objects.write = take;
    expect(await write(eventStore, "b")).toBe("lost");
    expect(await write(eventStore, "a")).toBe("written");
    const types = (await eventsIn(eventStore, "report-j-0")).map(({ type }) => type);
    expect(types).toEqual(["ReportFileClaimed", "ReportFileWritten"]);
  });

  test("that is written is not written again", async () => {
    const { eventStore, write } = await setUp();
    await write(eventStore, "a");
    expect(await write(eventStore, "b", "a")).toBe("lost");
    expect(await eventsIn(eventStore, "report-j-0")).toHaveLength(2);
  });
});
