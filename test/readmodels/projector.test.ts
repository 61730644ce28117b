import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { jobStream } from "../../src/job/streams.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { allProjections, openReadModels } from "../../src/readmodels/open-read-models.ts";
import { event } from "../support/jobs.ts";
import {
  dump,
  inSmallPages,
  lifeOf,
  openStore,
  startReadModels,
  temporaryFile,
} from "../support/read-models.ts";
import { appendAll } from "../support/recorded.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const soon = { timeoutMs: 60_000 };
/** Waits that are over at once. */
const hurried: Clock = {
  now: () => 0,
  after(_, action) {
    const immediate = setImmediate(action);
    return () => clearImmediate(immediate);
  },
};

test("a job is there once its events are read, with numbers, report and who created it", async () => {
  const eventStore = openStore();
  const end = await appendAll(eventStore, lifeOf("one"));
  const readModels = startReadModels({ eventStore });
  expect(await readModels.waitFor(end, soon)).toBe(true);
  expect(readModels.caughtUp()).toBe(true);
  expect(readModels.job("one")).toMatchObject({
    id: "one",
    position: end,
    state: { status: "COMPLETING", spec: { description: "Tag the photos" } },
    progress: { discovered: 1_200, succeeded: 8, failed: 2, claimed: 0 },
    report: { status: "WRITING" },
    createdBy: { id: "alice" },
    unreadable: null,
  });
  expect(readModels.job("two")).toBeNull();
});

test("whoever waits does not wait for the time that progress is given to gather", async () => {
  const eventStore = openStore();
  const clock = createVirtualClock();
  const readModels = startReadModels({ eventStore, clock });
  for (const one of lifeOf("one")) {
    const end = await appendAll(eventStore, [one]);
    expect(await readModels.waitFor(end, soon)).toBe(true);
  }
});

test.each([1, 2, 3, 4])(
  "a process that stops after %i pages and starts again counts each event once",
  async (pages) => {
    const eventStore = openStore();
    const file = temporaryFile();
    const end = await appendAll(eventStore, [...lifeOf("one"), ...lifeOf("two")]);
    const first = startReadModels({ file, eventStore: inSmallPages(eventStore, pages) });
    await first.waitFor(3 * pages, soon);
    await first.stop();
    const second = startReadModels({ file, eventStore: inSmallPages(eventStore) });
    await second.waitFor(end, soon);
    for (const job of ["one", "two"]) {
      expect(second.job(job)?.progress).toMatchObject({ succeeded: 8, failed: 2 });
      expect(second.failureGroups(job, { first: 9 })).toMatchObject([{ count: 2 }]);
    }
    await second.stop();
    expect(dump(file)).toBe(await freshDump(eventStore, end));
  },
);

test("a page that comes again changes nothing", async () => {
  const eventStore = openStore();
  const end = await appendAll(eventStore, lifeOf("one"));
  const twice: EventStore = {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe(options)) {
        yield page;
        yield page;
      }
    },
  };
  const file = temporaryFile();
  const readModels = startReadModels({ file, eventStore: twice });
  await readModels.waitFor(end, soon);
  const more = await appendAll(eventStore, lifeOf("two"));
  await readModels.waitFor(more, soon);
  expect(readModels.job("one")?.progress).toMatchObject({ succeeded: 8, failed: 2 });
  await readModels.stop();
  expect(dump(file)).toBe(await freshDump(eventStore, more));
});

test("rebuilding gives byte-identical rows", async () => {
  const eventStore = openStore();
  const file = temporaryFile();
  await appendAll(eventStore, [...lifeOf("one"), ...lifeOf("two")]);
  const end = await appendAll(eventStore, [{ stream: jobStream("one"), event: event.completed }]);
  const readModels = startReadModels({ file, eventStore: inSmallPages(eventStore) });
  await readModels.waitFor(end, soon);
  await Promise.all([readModels.rebuild(), readModels.rebuild()]);
  expect(readModels.position()).toBe(end);
  await readModels.stop();
  expect(dump(file)).toBe(await freshDump(eventStore, end));
});

test("a projection of another version is made again by itself, and the others are not", async () => {
  const eventStore = openStore();
  const file = temporaryFile();
  const end = await appendAll(eventStore, lifeOf("one"));
  const before = startReadModels({ file, eventStore });
  await before.waitFor(end, soon);
  await before.stop();
  const folded = new Map<string, number>();
  const projections = allProjections.map((projection) => ({
    ...projection,
    version: projection.name === "history" ? 2 : projection.version,
    apply: (...args: Parameters<typeof projection.apply>) => {
      folded.set(projection.name, (folded.get(projection.name) ?? 0) + 1);
      return projection.apply(...args);
    },
  }));
  const after = startReadModels({ file, eventStore: inSmallPages(eventStore), projections });
  expect(after.position()).toBe(-1);
  expect(after.job("one")?.progress.succeeded).toBe(8);
  const more = await appendAll(eventStore, [{ stream: jobStream("one"), event: event.completed }]);
  await after.waitFor(more, soon);
  expect(folded.get("jobs")).toBe(1);
  expect(folded.get("history")).toBeGreaterThan(8);
  expect(after.history("one", { first: 100 }).rows).toHaveLength(9);
  expect(after.job("one")?.progress.succeeded).toBe(8);
});

test("rows of another log are thrown away", async () => {
  const file = temporaryFile();
  const before = openStore();
  const end = await appendAll(before, [...lifeOf("old"), ...lifeOf("older")]);
  const first = startReadModels({ file, eventStore: before });
  await first.waitFor(end, soon);
  await first.stop();
  const eventStore = openStore();
  const shorter = await appendAll(eventStore, lifeOf("new"));
  const notes: string[] = [];
  const second = startReadModels({ file, eventStore, log: (note) => notes.push(note) });
  expect(second.job("old")).not.toBeNull();
  await appendAll(eventStore, [{ stream: jobStream("new"), event: event.completed }]);
  await expect.poll(() => second.job("new")?.state.status).toBe("COMPLETE");
  expect(second.job("old")).toBeNull();
  expect(second.position()).toBe(shorter + 1);
  expect(notes).toStrictEqual([expect.stringContaining("another log")]);
});

test("rows that are ahead of their log are thrown away", async () => {
  const file = temporaryFile();
  const whole = openStore();
  const end = await appendAll(whole, lifeOf("one"));
  const first = startReadModels({ file, eventStore: whole });
  await first.waitFor(end, soon);
  await first.stop();
  const eventStore = openStore();
  const { events } = await whole.readAll({ maxCount: 100 });
  for (const { stream, id, type, data, metadata } of events.slice(0, -1)) {
    await eventStore.append(stream, [{ id, type, data, metadata }], { expected: "any" });
  }
  const second = startReadModels({ file, eventStore });
  expect(second.job("one")?.state.status).toBe("COMPLETING");
  await expect.poll(() => second.job("one")?.state.status).toBe("ACTIVE");
  expect(second.job("one")?.progress).toMatchObject({ succeeded: 8, failed: 2 });
});

test("a damaged file is replaced, and a database of something else is left alone", async () => {
  const file = temporaryFile();
  writeFileSync(file, "x".repeat(5_000));
  const eventStore = openStore();
  const end = await appendAll(eventStore, lifeOf("one"));
  const notes: string[] = [];
  const readModels = startReadModels({ file, eventStore, log: (note) => notes.push(note) });
  expect(await readModels.waitFor(end, soon)).toBe(true);
  expect(notes).toStrictEqual([expect.stringContaining("damaged")]);

  const foreign = temporaryFile();
  const database = new DatabaseSync(foreign);
  database.exec("CREATE TABLE treasure (gold TEXT)");
  database.close();
  expect(() => openReadModels({ file: foreign, eventStore })).toThrow(
    "a database of something else",
  );
  expect(dump(foreign)).toContain("treasure");
});

test("a file in use is refused by name", () => {
  const eventStore = openStore();
  const file = temporaryFile();
  startReadModels({ file, eventStore });
  expect(() => openReadModels({ file, eventStore })).toThrow(`${file} is in use`);
});

test("it tells how much of the log is in the rows, and never all before it has caught up", async () => {
  const eventStore = openStore();
  const end = await appendAll(eventStore, lifeOf("one"));
  const mayGoOn = Promise.withResolvers<void>();
  const halting: EventStore = {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe({ ...options, maxCount: 5 })) {
        yield page;
        await mayGoOn.promise;
      }
    },
  };
  const readModels = startReadModels({ eventStore: halting });
  expect(readModels.share()).toBeNull();
  await readModels.waitFor(1, soon);
  const partly = readModels.share();
  expect(partly).toBe(Math.floor((1000 * readModels.position()) / end) / 1000);
  expect(partly).toBeLessThan(1);
  mayGoOn.resolve();
  await expect.poll(() => readModels.caughtUp()).toBe(true);
  expect(readModels.share()).toBe(1);
});

test("a log that grew while it was read is not all in the rows yet", async () => {
  const eventStore = openStore();
  await appendAll(eventStore, lifeOf("one"));
  const growing: EventStore = {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe(options)) {
        yield { ...page, caughtUp: false, end: page.position };
      }
    },
  };
  const readModels = startReadModels({ eventStore: growing });
  await readModels.waitFor(1, soon);
  expect(readModels.share()).toBe(0.999);
});

test("a subscription that fails is taken up again without a gap", async () => {
  const eventStore = openStore();
  const end = await appendAll(eventStore, lifeOf("one"));
  const flaky: EventStore = {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe({ ...options, maxCount: 2 })) {
        yield page;
        throw new Error("the line went dead");
      }
    },
  };
  const notes: string[] = [];
  const readModels = startReadModels({
    eventStore: flaky,
    clock: hurried,
    log: (note) => notes.push(note),
  });
  await expect.poll(() => readModels.position()).toBe(end);
  expect(readModels.job("one")?.progress).toMatchObject({ succeeded: 8, failed: 2 });
  expect(notes[0]).toContain("the line went dead");
});

test("an expired job vanishes from every table", async () => {
  const eventStore = openStore();
  const file = temporaryFile();
  const ending = [event.completed, event.expired].map((each) => ({
    stream: jobStream("one"),
    event: each,
  }));
  const end = await appendAll(eventStore, [...lifeOf("one"), ...ending]);
  const readModels = startReadModels({ file, eventStore: inSmallPages(eventStore) });
  await readModels.waitFor(end, soon);
  expect(readModels.job("one")).toBeNull();
  expect(readModels.jobs({ first: 10, filter: {} })).toMatchObject({ rows: [], totalCount: 0 });
  await readModels.stop();
  const rows = dump(file)
    .split("\n")
    .filter((line) => line.startsWith("{") && !line.includes("tables"));
  expect(rows).toStrictEqual([expect.stringContaining('"stream":"job-one"')]);
});

test("waiting for a place ends when the time is up or the read models stop", async () => {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  expect(await readModels.waitFor(1_000, { timeoutMs: 1 })).toBe(false);
  expect(await readModels.waitFor(-1, { timeoutMs: 0 })).toBe(true);
  const waiting = readModels.waitFor(1_000, { timeoutMs: 100_000 });
  await readModels.stop();
  expect(await waiting).toBe(false);
});

async function freshDump(eventStore: EventStore, end: number): Promise<string> {
  const file = temporaryFile();
  const readModels = startReadModels({ file, eventStore });
  await readModels.waitFor(end, soon);
  await readModels.stop();
  return dump(file);
}
