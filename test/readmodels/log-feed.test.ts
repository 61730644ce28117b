import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import type { LogPage, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { jobStream } from "../../src/job/streams.ts";
import { createLogFeed } from "../../src/readmodels/log-feed.ts";
import { LogMemory } from "../../src/readmodels/log-memory.ts";
import type { LoggedEvent } from "../../src/readmodels/logged-events.ts";
import { event } from "../support/jobs.ts";
import { lifeOf, openStore, startReadModels } from "../support/read-models.ts";
import { appendAll, inStream, record } from "../support/recorded.ts";

const soon = { timeoutMs: 60_000 };
const never = new AbortController().signal;

/** A store that counts its subscriptions and pages, and read models that have read `lives` from it. */
async function setUp(...lives: readonly string[]) {
  const inner = openStore();
  const reads = { subscriptions: 0, pages: 0, held: null as Promise<void> | null };
  const eventStore: typeof inner = {
    ...inner,
    subscribe(options) {
      reads.subscriptions += 1;
      return inner.subscribe(options);
    },
    async readAll(options) {
      if (options.typePrefixes?.includes("Task")) reads.pages += 1;
      await reads.held;
      return inner.readAll(options);
    },
  };
  const readModels = startReadModels({ eventStore });
  const end = await appendAll(
    inner,
    lives.flatMap((job) => lifeOf(job)),
  );
  await readModels.waitFor(end, soon);
  return { eventStore: inner, readModels, reads, end };
}

/** A follower that takes down what it is given, until it has so many. */
async function follow(
  pages: AsyncGenerator<readonly LoggedEvent[], void>,
  count: number,
): Promise<number[]> {
  const positions: number[] = [];
  for await (const page of pages) {
    positions.push(...page.map(({ position }) => position));
    if (positions.length >= count) break;
  }
  return positions;
}

test("a hundred followers get every event once and in order, and the log is read once for them", async () => {
  const { eventStore, readModels, reads, end } = await setUp("before");
  const { fromStreams } = readModels;
  const entries = Array.from({ length: 40 }, (_, index) => lifeOf(`job-${index}`)).flat();
  const following = Array.from({ length: 100 }, () =>
    follow(fromStreams.events({ after: end, signal: never }), entries.length),
  );
  expect(fromStreams.readers).toBe(100);
  await readModels.waitFor(await appendAll(eventStore, entries), soon);
  const expected = entries.map((_, index) => end + 1 + index);
  for (const positions of await Promise.all(following)) expect(positions).toEqual(expected);
  expect(reads.subscriptions).toBe(1);
  // Each commit is read once; a hundred followers that read for themselves would need a hundred times as much.
  expect(reads.pages).toBeLessThan(3 * entries.length);
  expect(fromStreams.readers).toBe(0);
});

test("nothing is read while nobody follows", async () => {
  const { eventStore, readModels, reads } = await setUp("one");
  await readModels.waitFor(await appendAll(eventStore, lifeOf("two")), soon);
  expect(reads.pages).toBe(0);
});

test("a follower that stands still loses nothing, and the others do not wait for it", async () => {
  const { eventStore, readModels, end } = await setUp("one");
  const { fromStreams } = readModels;
  const slow = fromStreams.events({ after: end - 2, signal: never });
  const first = await slow.next();
  const entries = Array.from({ length: 60 }, (_, index) => lifeOf(`job-${index}`)).flat();
  const quick = follow(fromStreams.events({ after: end, signal: never }), entries.length);
  await readModels.waitFor(await appendAll(eventStore, entries), soon);
  expect(await quick).toHaveLength(entries.length);
  expect(fromStreams.readers).toBe(1);
  const later = await follow(slow, entries.length);
  const all = [...(first.value?.map(({ position }) => position) ?? []), ...later];
  expect(all).toEqual(Array.from({ length: entries.length + 2 }, (_, index) => end - 1 + index));
});

test("live events are given when the rows have them", async () => {
  const { eventStore, readModels, end } = await setUp("one");
  const pages = readModels.fromStreams.events({ after: end, signal: never });
  const next = pages.next();
  await appendAll(eventStore, inStream(jobStream("one"), [event.completed]));
  expect((await next).value).toMatchObject([{ type: "JobCompleted" }]);
  expect(readModels.job("one")?.state.status).toBe("COMPLETE");
  await pages.return();
});

test("a follower that leaves in the middle of a page, or before it began, is gone at once", async () => {
  const { readModels } = await setUp("one");
  const { fromStreams } = readModels;
  const left = new AbortController();
  const pages = fromStreams.events({ after: 0, signal: left.signal });
  const neverBegan = fromStreams.events({ after: 0, signal: left.signal });
  await pages.next();
  expect(fromStreams.readers).toBe(1);
  left.abort();
  await Promise.all([pages.return(), neverBegan.return()]);
  expect(fromStreams.readers).toBe(0);
  expect(getEventListeners(left.signal, "abort")).toEqual([]);
});

test.each(["while a page is read", "while it waits"])(
  "a follower that leaves %s is gone at once",
  async (when) => {
    const { readModels, reads, end } = await setUp("one");
    const { fromStreams } = readModels;
    const left = new AbortController();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const waits = when === "while it waits";
    const pages = fromStreams.events({ after: waits ? end : 0, signal: left.signal });
    if (!waits) reads.held = held;
    const next = pages.next();
    await expect.poll(() => fromStreams.waiting + Number(reads.pages > 0)).toBeGreaterThan(0);
    left.abort();
    await pages.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([fromStreams.readers, fromStreams.waiting]).toEqual([0, 0]);
    expect(getEventListeners(left.signal, "abort")).toEqual([]);
    letGo();
  },
);

test("followers end when the read models stop, and those that come later too", async () => {
  const { readModels, end } = await setUp("one");
  const pages = readModels.fromStreams.events({ after: end, signal: never });
  const next = pages.next();
  await readModels.stop();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(readModels.fromStreams.readers).toBe(0);
});

test("when the end of the log cannot be read, followers read for themselves and go on", async () => {
  const events = record(lifeOf("one"));
  let broken = true;
  const notes: string[] = [];
  const feed = createLogFeed({
    readEnd: () => Promise.resolve(0),
    readPage: async (after): Promise<LogPage> => {
      if (broken) throw new Error("the line went dead");
      const rest = events.filter(({ position }) => position > after);
      const end = events.at(-1)!.position;
      return { events: rest, position: end, caughtUp: true, end };
    },
    log: (note) => notes.push(note),
  });
  const reader = feed.join();
  await reader.changed(0, never);
  expect(reader.after(0)).toBeNull();
  expect(notes).toEqual([expect.stringContaining("the line went dead")]);
  broken = false;
  const version = reader.version();
  feed.ring();
  await reader.changed(version, never);
  await expect.poll(() => reader.after(0)?.events).toEqual(events);
  reader.leave();
  expect(reader.after(0)).toBeNull();
  expect([feed.readers, feed.waiting]).toEqual([0, 0]);
});

test("what is kept is bounded by its weight, and never has a gap", () => {
  const events = record(Array.from({ length: 50 }, (_, index) => lifeOf(`job-${index}`)).flat());
  const memory = new LogMemory({ start: 0, weightMax: 20_000 });
  for (const each of events) memory.push({ events: [each], position: each.position });
  const end = events.at(-1)!.position;
  expect(memory.end).toBe(end);
  expect(memory.after(0, 10)).toBeNull();
  expect(memory.after(end, 10)).toEqual({ events: [], position: end });
  const kept = events.filter(({ position }) => memory.after(position, 10) !== null);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.length).toBeLessThan(45);
  expect(readOn(memory, kept[0]!.position, end)).toEqual(kept.slice(1));
});

/** Everything after a place, three events at a time. */
function readOn(memory: LogMemory, start: number, end: number): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (let at = start; at < end;) {
    const page = memory.after(at, 3)!;
    events.push(...page.events);
    at = page.position;
  }
  return events;
}
