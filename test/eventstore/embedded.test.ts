import { getEventListeners } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { StoreLocked } from "../../src/eventstore/eventstore.ts";
import type { EventStore, NewEvent } from "../../src/eventstore/eventstore.ts";
import { eventStoreContract } from "../contract/eventstore.contract.ts";
import { idsOf, newEvent, newEvents, rejectionOf } from "../contract/eventstore-helpers.ts";
import { startFixture } from "./child.ts";

const folder = mkdtempSync(path.join(tmpdir(), "embedded-"));
let files = 0;
const newFile = (): string => path.join(folder, `events-${files++}.db`);
afterAll(() => rmSync(folder, { recursive: true }));

eventStoreContract("embedded, in memory", {
  setup: async () => openEmbeddedEventStore({ file: ":memory:" }),
  teardown: (store) => store.close(),
});

const contractFile = newFile();
eventStoreContract("embedded, in a file", {
  setup: async () => openEmbeddedEventStore({ file: contractFile }),
  teardown: (store) => store.close(),
  reopen: async (store) => {
    await store.close();
    return openEmbeddedEventStore({ file: contractFile });
  },
});

function openingError(file: string): unknown {
  try {
    openEmbeddedEventStore({ file });
  } catch (error) {
    return error;
  }
  throw new Error(`${file} was opened`);
}

/** A store that counts its transactions: the clock is asked once for each. */
function countingStore(): { readonly store: EventStore; readonly commits: () => number } {
  let commits = 0;
  const now = (): Date => new Date(1_000 * ++commits);
  return { store: openEmbeddedEventStore({ file: newFile(), now }), commits: () => commits };
}

describe("group commit", () => {
  test("appends of one turn share one transaction", async () => {
    const { store, commits } = countingStore();
    const appends = Array.from({ length: 500 }, (_, n) =>
      store.append(`chunk-${n % 50}`, newEvents("Counted", 2), { expected: "any" }),
    );
    const results = await Promise.all(appends);
    expect(commits()).toBe(1);
    expect(results.map((result) => result.position)).toEqual(results.map((_, n) => 2 * (n + 1)));
    await store.close();
  });

  test("appends that follow an acknowledged one go into a later transaction", async () => {
    const { store, commits } = countingStore();
    await store.append("job-1", [newEvent("Counted")], { expected: "no-stream" });
    await store.append("job-1", [newEvent("Counted")], { expected: 0 });
    expect(commits()).toBe(2);
    await store.close();
  });

  test("an append that conflicts leaves its neighbours alone", async () => {
    const { store, commits } = countingStore();
    const [first, second, third] = [newEvent("A"), newEvent("B"), newEvent("C")];
    const outcomes = await Promise.allSettled([
      store.append("job-1", [first], { expected: "no-stream" }),
      store.append("job-1", [second], { expected: "no-stream" }),
      store.append("job-1", [third], { expected: 0 }),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { name: "StreamConflict", actual: 0 } });
    expect(idsOf(await store.readStream("job-1"))).toEqual(idsOf([first, third]));
    expect(commits()).toBe(1);
    await store.close();
  });

  test("a transaction that fails writes nothing, tells every append, and the store goes on", async () => {
    const file = newFile();
    const store = openEmbeddedEventStore({ file });
    await store.append("job-1", [newEvent("Kind")], { expected: "no-stream" });
    const vandal = new DatabaseSync(file);
    vandal.exec("ALTER TABLE log_end RENAME TO gone");
    const failing = ["job-1", "job-2"].map((stream) =>
      store.append(stream, newEvents("NewKind", 2), { expected: "any" }),
    );
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
    expect(outcomes[0]).toMatchObject({ reason: { message: "the events were not written" } });
    expect(await store.readAll({ maxCount: 9 })).toMatchObject({ position: 1, caughtUp: true });
    vandal.exec("ALTER TABLE gone RENAME TO log_end");
    vandal.close();
    expect(await store.readStream("job-2")).toEqual([]);
    const result = await store.append("job-1", newEvents("NewKind", 2), { expected: 0 });
    expect(result).toEqual({ revision: 2, position: 3 });
    expect(await store.readStream("job-1")).toHaveLength(3);
    await store.close();
  });
});

describe("a repeat that expects anything", () => {
  test("is found at the last place where its events stand", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    const events = newEvents("Counted", 2);
    await store.append("job-1", events, { expected: "no-stream" });
    const second = await store.append("job-1", events, { expected: 1 });
    expect(await store.append("job-1", events, { expected: "any" })).toEqual(second);
    await store.close();
  });

  test("is not looked for beyond the last thousand events", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    const [first, second] = newEvents("Counted", 2);
    await store.append("job-1", [first!, second!], { expected: "no-stream" });
    await store.append("job-1", newEvents("Later", 1000), { expected: 1 });
    const again = (event: NewEvent) => store.append("job-1", [event], { expected: "any" });
    expect(await again(second!)).toMatchObject({ revision: 1 });
    expect(await again(first!)).toMatchObject({ revision: 1002 });
    await store.close();
  });
});

describe("subscriptions", () => {
  test("hang nothing on the signal but while a page is awaited", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, "abort").length;
    const subscribers = Array.from({ length: 20 }, () =>
      store.subscribe({ signal })[Symbol.asyncIterator](),
    );
    await Promise.all(subscribers.map((subscriber) => subscriber.next()));
    for (let turn = 0; turn < 3; turn++) {
      const pages = subscribers.map((subscriber) => subscriber.next());
      expect(listeners()).toBe(20);
      await store.append("job-1", [newEvent("Counted")], { expected: "any" });
      await Promise.all(pages);
      expect(listeners()).toBe(0);
    }
    const last = subscribers.map((subscriber) => subscriber.next());
    for (const subscriber of subscribers) await subscriber.return?.();
    expect(await Promise.all(last)).toEqual(last.map(() => ({ done: true, value: undefined })));
    expect(listeners()).toBe(0);
    await store.close();
  });
});

describe("closing and opening again", () => {
  test("closing waits for the appends that wait, and ends subscriptions", async () => {
    const file = newFile();
    const store = openEmbeddedEventStore({ file });
    const pages = store.subscribe({ signal: new AbortController().signal });
    const iterator = pages[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ value: { events: [], caughtUp: true } });
    const next = iterator.next();
    const append = store.append("job-1", [newEvent("Counted")], { expected: "no-stream" });
    await store.close();
    expect(await append).toEqual({ revision: 0, position: 1 });
    expect(await next).toMatchObject({ done: true });
    const error = await rejectionOf(store.append("job-1", [newEvent("Counted")], { expected: 0 }));
    expect(error).toMatchObject({ message: "the event store is closed" });
    const again = openEmbeddedEventStore({ file });
    expect(await again.readStream("job-1")).toHaveLength(1);
    await again.close();
  });

  test("closing ends a subscription that waits, also when nothing else happens", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    const pages = store.subscribe({ signal: new AbortController().signal });
    const iterator = pages[Symbol.asyncIterator]();
    await iterator.next();
    const next = iterator.next();
    await store.close();
    expect(await next).toMatchObject({ done: true });
  });

  test("positions go on where they ended, also when the last events are gone", async () => {
    const file = newFile();
    const store = openEmbeddedEventStore({ file });
    await store.append("job-1", newEvents("Counted", 5), { expected: "no-stream" });
    await store.close();
    const database = new DatabaseSync(file);
    database.exec("DELETE FROM events WHERE position > 3");
    database.close();
    const again = openEmbeddedEventStore({ file });
    const result = await again.append("job-2", [newEvent("Counted")], { expected: "no-stream" });
    expect(result.position).toBe(6);
    await again.close();
  });

  test("a clock that goes back does not take the times of events back, also after opening again", async () => {
    const file = newFile();
    let time = "2026-03-01T10:00:00.000Z";
    const now = (): Date => new Date(time);
    const first = openEmbeddedEventStore({ file, now });
    await first.append("job-1", [newEvent("Counted")], { expected: "any" });
    time = "2026-03-01T09:00:00.000Z";
    await first.append("job-1", [newEvent("Counted")], { expected: "any" });
    await first.close();
    const second = openEmbeddedEventStore({ file, now });
    await second.append("job-1", [newEvent("Counted")], { expected: "any" });
    time = "2026-03-01T10:00:01.000Z";
    await second.append("job-1", [newEvent("Counted")], { expected: "any" });
    const times = (await second.readStream("job-1")).map((event) => event.recordedAt);
    const ten = "2026-03-01T10:00:00.000Z";
    expect(times).toEqual([ten, ten, ten, time]);
    await second.close();
  });

  test("the log is read the same from memory and from the file", async () => {
    const file = newFile();
    const store = openEmbeddedEventStore({ file });
    // More types than one query takes, and each of them in two places of the log.
    for (let n = 0; n < 90; n++) {
      const type = `Kind${n % 3}-${n % 45}`;
      await store.append(`job-${n % 4}`, [newEvent(type)], { expected: "any" });
    }
    const questions = [0, 17, 60, 89, 90, 200].flatMap((after) =>
      [["Kind"], ["Kind1"], ["Kind0", "Kind2"], ["None"]].map((prefixes) => ({ after, prefixes })),
    );
    const ask = (from: EventStore) =>
      Promise.all(
        questions.map(({ after, prefixes }) =>
          from.readAll({ after, typePrefixes: prefixes, maxCount: 20 }),
        ),
      );
    const live = await ask(store);
    await store.close();
    const again = openEmbeddedEventStore({ file });
    expect(await ask(again)).toEqual(live);
    await again.close();
  });

  test("a log longer than what is kept in memory is read whole, in pages of bounded size", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    const text = "x".repeat(300_000);
    const ids: string[] = [];
    for (let n = 0; n < 60; n++) {
      const event = newEvent("Bulky", { text });
      ids.push(event.id);
      await store.append("chunk-1", [event], { expected: "any" });
    }
    const seen: string[] = [];
    for await (const page of store.subscribe({ signal: AbortSignal.timeout(60_000) })) {
      expect(page.events.length).toBeLessThan(20);
      seen.push(...idsOf(page.events));
      if (page.caughtUp) break;
    }
    expect(seen).toEqual(ids);
    await store.close();
  });

  test("a file of another schema version is refused and left alone", async () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE t (a); PRAGMA user_version = 99");
    expect(openingError(file)).toMatchObject({
      message: expect.stringMatching(/schema version 1; .* version 99/),
    });
    expect(database.prepare("SELECT name FROM sqlite_schema").all()).toMatchObject([{ name: "t" }]);
    database.exec("PRAGMA user_version = 0");
    expect(openingError(file)).toMatchObject({
      message: expect.stringContaining("is no event store"),
    });
    database.close();
  });
});

function expectLocked(file: string, pid: number): void {
  const error = openingError(file);
  expect(error).toBeInstanceOf(StoreLocked);
  expect(error).toMatchObject({
    message: expect.stringMatching(
      new RegExp(`${path.basename(file)} is in use by process ${pid}[.].*EVENTSTORE_URL=esdb://`),
    ),
  });
}

describe("the lock of the file", () => {
  test("the process that owns the file is refused a second owner, by any name of the file", async () => {
    const file = newFile();
    const store = openEmbeddedEventStore({ file });
    expectLocked(file, process.pid);
    const link = newFile();
    symlinkSync(file, link);
    expect(openingError(link)).toBeInstanceOf(StoreLocked);
    await store.append("job-1", [newEvent("Counted")], { expected: "no-stream" });
    expectLocked(file, process.pid);
    await store.close();
    await openEmbeddedEventStore({ file: link }).close();
  });

  test("another process is refused until the owner is killed", async () => {
    const file = newFile();
    const owner = startFixture("hold-store.ts", [file]);
    expect(await owner.nextLine()).toBe("open");
    expectLocked(file, owner.pid);
    await owner.kill();
    const store = openEmbeddedEventStore({ file });
    await store.append("job-1", [newEvent("Counted")], { expected: "no-stream" });
    await store.close();
  });

  test("a store that cannot be opened keeps no lock", async () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    openingError(file);
    database.exec("PRAGMA user_version = 0");
    database.close();
    const store = openEmbeddedEventStore({ file });
    expect(await store.readAll({ maxCount: 1 })).toEqual({
      events: [],
      position: 0,
      caughtUp: true,
      end: 0,
    });
    await store.close();
  });
});
