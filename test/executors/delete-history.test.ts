import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createBoard } from "../../src/executors/board.ts";
import { deleteHistory } from "../../src/executors/delete-history.ts";
import { propose } from "../../src/executors/proposals.ts";
import { chunkStream, jobStream, planStream, reportStream } from "../../src/job/streams.ts";
import { fastClock, createJob, reaches, send, startEngine } from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const rows = 120;

async function endedJob() {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const text = Array.from({ length: rows }, (_, row) => `photos,${row}.jpg\n`).join("");
  objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from(text));
  const engine = startEngine({ objects, pieces: { partBytes: 1000, rowsPerChunk: 20 } });
  const spec = validSpec({ confirmationRequired: false });
  const object = { ...spec.manifest.object, etag: null };
  const job = await createJob(engine, { ...spec, manifest: { ...spec.manifest, object } });
  await reaches(engine, job, ["COMPLETE"]);
  return { engine, job };
}

/** The last event of a job, when it is of this type. */
async function lastEventOf(eventStore: EventStore, job: string, type: string) {
  for (;;) {
    const [last] = await eventStore.readStream(jobStream(job), { backwards: true, maxCount: 1 });
    if (last?.type === type) return last;
    await sleep(10);
  }
}

describe("the history of a job that was deleted or has expired", () => {
  test("is taken away by the steward, and the job's own stream says so at its end", async () => {
    const { engine, job } = await endedJob();
    const { eventStore } = engine;
    expect(await eventStore.readStream(chunkStream(job, 0, 0))).not.toEqual([]);
    await send(engine, job, { type: "DeleteJob", reason: null });
    const last = await lastEventOf(eventStore, job, "JobHistoryDeleted");
    // Chunks, plans of parts, and the file of the report.
    expect(Number(last.data["streams"])).toBeGreaterThan(rows / 20);
    for (const stream of [chunkStream(job, 0, 0), planStream(job, 0), reportStream(job, 0)]) {
      expect(await eventStore.readStream(stream)).toEqual([]);
      const append = eventStore.append(
        stream,
        [{ id: "0b1f8c6e-0000-4000-8000-000000000001", type: "Late", data: {}, metadata: {} }],
        { expected: "any" },
      );
      await expect(append).rejects.toMatchObject({ name: "StreamConflict", actual: null });
    }
    expect(engine.coordinator.board.expired.size).toBe(0);
    await engine.stop();
  });

  test("is taken away in a second go when the first was interrupted", async () => {
    const { engine, job } = await endedJob();
    const { eventStore } = engine;
    let looks = 0;
    const stop = {
      get aborted() {
        looks += 1;
        return looks > 3;
      },
    };
    const clock = fastClock(1000);
    expect(await deleteHistory({ eventStore, clock, stop }, job)).toBeNull();
    const rest = await deleteHistory({ eventStore, clock, stop: { aborted: false } }, job);
    expect(rest).toBeGreaterThan(0);
    expect(await deleteHistory({ eventStore, clock, stop: { aborted: false } }, job)).toBe(0);
    await engine.stop();
  });

  test("is kept while a job that reads its failed tasks has not ended", () => {
    const board = createBoard();
    const manifest = { kind: "failed-tasks", job: "parent" };
    const child = { spec: { manifest }, status: "SUSPENDED", since: { at: "", position: 0 } };
    const jobs = new Map<string, never>([["child", child as never]]);
    const on = (one: ReadonlyMap<string, never>, leftAlone = new Map<string, string>()) =>
      propose(
        { ...board, jobs: one, leftAlone, expired: new Set(["parent", "other"]) },
        { self: "a", exclusive: false },
        {
          limits: { activeJobsMax: 1, rowsMax: 1, storeDownMaxMs: 1 } as never,
          now: "2026-01-01T00:00:00.000Z",
          settled: () => true,
        },
      ).filter(({ kind }) => kind === "delete-history");
    expect(on(jobs)).toEqual([{ kind: "delete-history", job: "other" }]);
    expect(on(new Map<string, never>())).toEqual([{ kind: "delete-history", job: "parent" }]);
    // Of a job that a newer version has written to it is not known what it reads.
    expect(on(new Map<string, never>(), new Map([["newer", "v2"]]))).toEqual([]);
  });
});
