/** Parts that are compressed files: their plan, their restart points, and the chunks that are found through both. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { locateChunk } from "../../src/executors/locate-chunk.ts";
import { preparePart } from "../../src/executors/prepare-part.ts";
import { createInventoryLists, createInventoryReader } from "../../src/manifest/inventory.ts";
import { jobIn, ofJob } from "../support/boards.ts";
import { inventorySpec, putInventory, quotedRows } from "../support/inventories.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import {
  Crash,
  crashing,
  everyCrash,
  eventsIn,
  executorOn,
  jobOn,
  storeWith,
} from "../support/stored-jobs.ts";

/** Some 2.5 MB, so that a file has restart points. */
const rows = Array.from({ length: 30_000 }, (_, row) => [
  "photos",
  `2026/11/${createHash("sha256").update(String(row)).digest("hex")}.jpg`,
]);
const files = [rows.slice(0, 100), rows.slice(100, 29_900), rows.slice(29_900)].map(quotedRows);

/** A job in preparation with one part of three files, in chunks of 1 000 rows. */
async function setUp(checkpoints: "each chunk" | "seldom" = "each chunk") {
  const objects = createMemoryObjectStore({ buckets: ["inventories"] });
  putInventory(objects, files);
  const reader = createInventoryReader({
    store: objects,
    manifest: inventorySpec,
    lists: createInventoryLists(),
    partsMax: 1,
    rowsPerChunk: { min: 1000, max: 1000 },
  });
  const opened = await reader.open();
  if (!opened.ok) throw new Error(opened.error.reason);
  const eventStore = await storeWith(jobIn("NEW", "j"), [
    ofJob("j", { type: "JobPreparing", data: { manifest: opened.value } }),
  ]);
  const job = await jobOn(eventStore, "j");
  let now = 0;
  const clock = {
    now: () => (checkpoints === "seldom" ? 0 : (now += 1000)),
    after: () => () => {},
  };
  const prepare = (store: EventStore, executor: string, over: string | null = null) =>
    preparePart({ ...executorOn(store, executor), clock, reader, stop: { aborted: false } }, job, {
      part: 0,
      over,
      seenAt: Infinity,
    });
  const keys = async () => {
    const all: string[] = [];
    for (let chunk = 0; all.length < rows.length; chunk++) {
      const { place, rows: planned } = await locateChunk(eventStore, { job: "j", part: 0, chunk });
      expect(place.firstRow).toBe(all.length);
      const entries = [...(await reader.readChunk(opened.value, place))];
      expect(entries).toHaveLength(planned);
      all.push(...entries.map(({ rawKey }) => rawKey));
    }
    return all;
  };
  return { eventStore, prepare, keys };
}

const wanted = rows.map(([, key]) => key);

describe("a part of compressed files", () => {
  test.each(["each chunk", "seldom"] as const)(
    "is planned so that each chunk is found and read, however often the plan is written: %s",
    async (checkpoints) => {
      const { eventStore, prepare, keys } = await setUp(checkpoints);
      expect(await prepare(eventStore, "a")).toEqual({ kind: "planned" });

      const events = await eventsIn(eventStore, "plan-j-0");
      expect(events.at(-1)).toMatchObject({
        type: "PartPlanned",
        data: { rows: 30_000, chunks: 32, bucket: "photos" },
      });
      expect(await keys()).toEqual(wanted);
      const points = await eventsIn(eventStore, "restart-j-0");
      expect(points.length).toBeGreaterThanOrEqual(1);
    },
  );

  test.each(everyCrash(40).filter(({ append }) => append % 5 === 2 || append < 6 || append > 34))(
    "is the same when its reader crashed at append $append (written: $written), also in the middle of a file",
    async (crash) => {
      const { eventStore, prepare, keys } = await setUp();
      const ended: unknown = await prepare(crashing(eventStore, crash), "a").catch(
        (error: unknown) => error,
      );
      expect(ended instanceof Crash || (ended as { kind: string }).kind === "planned").toBe(true);
      const again = await prepare(eventStore, "b", "a");
      expect(["planned", "lost"]).toContain(again.kind);
      expect(await keys()).toEqual(wanted);
    },
  );

  test("is planned once when two read it, and every chunk is found", async () => {
    const { eventStore, prepare, keys } = await setUp();
    const both = await Promise.all([prepare(eventStore, "a"), prepare(eventStore, "b", "a")]);

    expect(both.map(({ kind }) => kind).toSorted()).toEqual(["lost", "planned"]);
    expect(await keys()).toEqual(wanted);
  });
});
