import { describe, expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { preparePart, type PreparePartDependencies } from "../../src/executors/prepare-part.ts";
import { createCsvManifestReader } from "../../src/manifest/csv.ts";
import type { ManifestReader, PartItem } from "../../src/manifest/manifest.ts";
import { answeredFailure } from "../../src/s3/failures.ts";
import { jobIn, ofJob } from "../support/boards.ts";
import { validSpec } from "../support/jobs.ts";
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

const manifest = Array.from({ length: 47 }, (_, row) => `photos,key-${row}\n`).join("");

/** A job in preparation whose manifest has three parts, in chunks of four rows. */
async function setUp(content = manifest) {
  const objects = createMemoryObjectStore({ buckets: ["lists"] });
  const etag = objects.put({ bucket: "lists", key: "photos.csv" }, content);
  const { manifest: listed } = validSpec();
  const reader = createCsvManifestReader({
    store: objects,
    manifest: { ...listed, object: { ...listed.object, etag } },
    partBytes: 250,
    rowsPerChunk: { min: 4, max: 4 },
  });
  const opened = await reader.open();
  if (!opened.ok) throw new Error(opened.error.reason);
  const eventStore = await storeWith(jobIn("NEW", "j"), [
    ofJob("j", { type: "JobPreparing", data: { manifest: opened.value } }),
  ]);
  const job = await jobOn(eventStore, "j");
  let now = 0;
  /** Each look at the clock finds a second gone, so that every chunk is a checkpoint. */
  const clock = { now: () => (now += 1000), after: () => () => {} };
  const prepare = (
    store: EventStore,
    executor: string,
    options: {
      part?: number;
      over?: string;
      stop?: PreparePartDependencies["stop"];
      planPart?: ManifestReader["planPart"];
    } = {},
  ) => {
    const { part = 1, over = null, stop = { aborted: false } } = options;
    const { planPart } = options;
    const dependencies = {
      ...executorOn(store, executor),
      clock,
      reader: planPart === undefined ? reader : { ...reader, planPart },
      stop,
    };
    return preparePart(dependencies, job, { part, over, seenAt: Infinity });
  };
  return { objects, eventStore, prepare };
}

/** What the plan of a part says, whoever wrote it. */
async function planOf(eventStore: EventStore, part = 1) {
  const chunks: object[] = [];
  const ends: object[] = [];
  for (const event of await eventsIn(eventStore, `plan-j-${part}`)) {
    if (event.type === "PartPlanned" || event.type === "PartRejected") {
      ends.push({ type: event.type, data: { ...event.data, executor: "" } });
    }
    if (event.type !== "PartChunksPlanned") continue;
    const { firstChunk, firstRow, rows, offsets } = event.data;
    let row = firstRow;
    for (const [index, count] of rows.entries()) {
      const place = [offsets[index], offsets[index + 1]];
      chunks.push({ number: firstChunk + index, row, count, place });
      row += count;
    }
  }
  expect(ends.length).toBeLessThan(2);
  return { chunks, end: ends[0] ?? null };
}

/** Who claimed a part, in order. */
async function claimsOf(eventStore: EventStore): Promise<string[]> {
  const events = await eventsIn(eventStore, "plan-j-1");
  return events.flatMap((event) => (event.type === "PartClaimed" ? event.data.executor : []));
}

describe("a part", () => {
  test("is read into chunks that follow one another, and its totals are told last", async () => {
    const { eventStore, prepare } = await setUp();
    let rows = 0;
    for (const part of [0, 1, 2]) {
      expect(await prepare(eventStore, "a", { part })).toEqual({ kind: "planned" });
      const { end } = await planOf(eventStore, part);
      expect(end).toMatchObject({ type: "PartPlanned", data: { bucket: "photos" } });
      rows += (end as { data: { rows: number } }).data.rows;
    }
    expect(rows).toBe(47);
  });

  test.each(everyCrash(8))(
    "is the same when its reader crashed at append $append (written: $written)",
    async (crash) => {
      const quiet = await setUp();
      await quiet.prepare(quiet.eventStore, "a");
      const { eventStore, prepare } = await setUp();
      const dying = prepare(crashing(eventStore, crash), "a").catch((error: unknown) => error);
      const ended = await dying;
      expect(ended instanceof Crash || (ended as { kind: string }).kind === "planned").toBe(true);
      const again = await prepare(eventStore, "b", { over: "a" });
      expect(["planned", "lost"]).toContain(again.kind);
      expect(await planOf(eventStore)).toEqual(await planOf(quiet.eventStore));
    },
  );

  test("with an odd row tells the row, and the chunks before it", async () => {
    const { eventStore, prepare } = await setUp(manifest.replace("photos,key-30\n", "photos\n"));
    expect(await prepare(eventStore, "a")).toEqual({ kind: "rejected" });
    const { chunks, end } = await planOf(eventStore);
    expect(chunks).toHaveLength(2);
    expect(end).toMatchObject({
      type: "PartRejected",
      data: { code: "InvalidManifestContent", row: 11 },
    });
    expect(await prepare(eventStore, "b", { over: "a" })).toEqual({
      kind: "lost",
    });
  });

  test("is planned once when two read it, and the one who was taken over loses it", async () => {
    const { eventStore, prepare } = await setUp();
    const [first, second] = await Promise.all([
      prepare(eventStore, "a"),
      prepare(eventStore, "b", { over: "a" }),
    ]);
    expect([first.kind, second.kind].toSorted()).toEqual(["lost", "planned"]);
    const quiet = await setUp();
    await quiet.prepare(quiet.eventStore, "a");
    expect(await planOf(eventStore)).toEqual(await planOf(quiet.eventStore));
  });

  test("that another reads is left to it", async () => {
    const { eventStore, prepare } = await setUp();
    await prepare(crashing(eventStore, { append: 2, written: false }), "a").catch(() => {});
    expect(await prepare(eventStore, "b")).toEqual({ kind: "lost" });
    expect(await prepare(eventStore, "a")).toEqual({ kind: "planned" });
  });

  test("of a store that does not answer is tried again by the same process", async () => {
    const { objects, eventStore, prepare } = await setUp();
    objects.failNext(answeredFailure({ status: 503, code: "SlowDown" }));
    const result = await prepare(eventStore, "a");
    expect(result).toMatchObject({ kind: "unreadable", failure: { code: "SlowDown" } });
    expect(await prepare(eventStore, "a")).toEqual({ kind: "planned" });
    const claims = await claimsOf(eventStore);
    expect(claims).toEqual(["a"]);
  });

  test("is claimed again by one who lost it meanwhile, and only then", async () => {
    const { objects, eventStore, prepare } = await setUp();
    for (const [executor, over] of [["a"], ["a"], ["b", "a"], ["b"], ["a", "b"]] as const) {
      objects.failNext(answeredFailure({ status: 503, code: "SlowDown" }));
      const options = over === undefined ? {} : { over };
      expect(await prepare(eventStore, executor, options)).toMatchObject({ kind: "unreadable" });
    }
    expect(await prepare(eventStore, "b")).toEqual({ kind: "lost" });
    expect(await claimsOf(eventStore)).toEqual(["a", "b", "a"]);
  });

  test("that changed since it was opened is rejected", async () => {
    const { objects, eventStore, prepare } = await setUp();
    objects.put({ bucket: "lists", key: "photos.csv" }, `${manifest}photos,more\n`);
    expect(await prepare(eventStore, "a")).toEqual({ kind: "rejected" });
    const { end } = await planOf(eventStore);
    expect(end).toMatchObject({ data: { code: "ManifestETagMismatch", row: null } });
  });

  test("of a job that is not prepared any more is left where it stands", async () => {
    const { eventStore, prepare } = await setUp();
    expect(await prepare(eventStore, "a", { stop: { aborted: true } })).toEqual({
      kind: "stopped",
    });
    expect((await planOf(eventStore)).end).toBeNull();
    expect(await prepare(eventStore, "b", { over: "a" })).toEqual({
      kind: "planned",
    });
  });
});

test("a file that was written for the list is planned by one append, also when each chunk would be a checkpoint", async () => {
  const { eventStore, prepare } = await setUp();
  async function* planPart(): AsyncGenerator<PartItem> {
    yield { kind: "file", file: { key: "data/0001.csv.gz", etag: "e", sizeBytes: 1500 } };
    for (let start = 0; start < 1500; start += 1) {
      const place = { start, end: start + 1, memberStart: start, inputEnd: start + 1 };
      yield { kind: "chunk", chunk: { ...place, rows: 1, bucket: "photos", lastKey: `${start}` } };
    }
  }
  const appends: number[][] = [];
  const append: EventStore["append"] = (stream, events, options) => {
    appends.push(events.map(({ data }) => (data as { rows?: number[] }).rows?.length ?? 0));
    return eventStore.append(stream, events, options);
  };
  expect(await prepare({ ...eventStore, append }, "a", { planPart })).toEqual({ kind: "planned" });
  expect(appends).toEqual([[0], [1000, 500], [0]]);
});
