import { describe, expect, test } from "vitest";
import type { EventStore, LogPage, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import {
  endOfLog,
  followUntil,
  idsOf,
  newEvent,
  newEvents,
  readPages,
  uniqueName,
} from "./eventstore-helpers.ts";

/** The part of the event store contract that is about the log of the whole store: reading and following it. */
export function eventStoreLogContract(get: () => EventStore): void {
  reading(get);
  following(get);
  ending(get);
}

function reading(get: () => EventStore): void {
  describe("reading the log", () => {
    test("pages cover every event after a position once and in order", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(get());
      const streams = [uniqueName("a"), uniqueName("b")];
      const ids: string[] = [];
      for (let turn = 0; turn < 6; turn++) {
        const events = newEvents(type, 5);
        ids.push(...idsOf(events));
        await get().append(streams[turn % 2]!, events, { expected: "any" });
      }
      const pages = await readPages(get(), { after, typePrefixes: [type], maxCount: 7 });
      const events = pages.flatMap((page) => page.events);
      expect(idsOf(events)).toEqual(ids);
      expect(isRising(events.map((event) => event.position))).toBe(true);
      expect(pages.every((page) => page.events.length <= 7)).toBe(true);
      expect(pages.slice(0, -1).some((page) => page.caughtUp)).toBe(false);
    });

    test("each page tells where the log ends, so that a reader knows how far it is", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(get());
      const stream = uniqueName("s");
      const { position } = await get().append(stream, newEvents(type, 12), { expected: "any" });
      const pages = await readPages(get(), { after, typePrefixes: [type], maxCount: 5 });
      for (const page of pages) {
        expect(page.end).toBeGreaterThanOrEqual(position);
        expect(page.end).toBeGreaterThanOrEqual(page.position);
      }
    });

    test("only events are read whose type starts with one of the prefixes", async () => {
      const mark = uniqueName("");
      const after = await endOfLog(get());
      const types = [
        `Job${mark}Created`,
        `Job${mark}Ended`,
        `Chunk${mark}Claimed`,
        `Task${mark}Failed`,
        `XJob${mark}`,
      ];
      for (const type of types)
        await get().append(uniqueName("s"), [newEvent(type)], { expected: "any" });
      const read = async (typePrefixes: readonly string[]): Promise<string[]> => {
        const pages = await readPages(get(), { after, typePrefixes, maxCount: 100 });
        return pages.flatMap((page) => page.events.map((event) => event.type));
      };
      expect(await read([`Job${mark}`])).toEqual(types.slice(0, 2));
      expect(await read([`Job${mark}`, `Task${mark}Fa`])).toEqual([types[0], types[1], types[3]]);
      expect(await read([`Chunk${mark}Claimed`])).toEqual([types[2]]);
      expect(await read([`Nothing${mark}`])).toEqual([]);
    });

    test("more types match than fit one query, and the log still comes in order", async () => {
      const mark = uniqueName("Many");
      const after = await endOfLog(get());
      const events = Array.from({ length: 80 }, (_, place) =>
        newEvent(`${mark}-${(place * 37) % 80}`),
      );
      await get().append(uniqueName("s"), events, { expected: "any" });
      const pages = await readPages(get(), { after, typePrefixes: [mark], maxCount: 9 });
      expect(idsOf(pages.flatMap((page) => page.events))).toEqual(idsOf(events));
    });

    test("the position of a page moves past events that the filter leaves out", async () => {
      const after = await endOfLog(get());
      const { position } = await get().append(uniqueName("s"), newEvents("Other", 20), {
        expected: "any",
      });
      const [page] = await readPages(get(), {
        after,
        typePrefixes: [uniqueName("None")],
        maxCount: 100,
      });
      expect(page).toMatchObject({ events: [], caughtUp: true });
      expect(page!.position).toBeGreaterThanOrEqual(position);
    });

    test("an append made after an acknowledged one stands later in the log", async () => {
      let acknowledged = await endOfLog(get());
      const misplaced: string[] = [];
      const write = async (): Promise<void> => {
        const stream = uniqueName("chunk");
        for (let turn = 0; turn < 10; turn++) {
          const before = acknowledged;
          const { position } = await get().append(stream, newEvents("Moved", 2), {
            expected: "any",
          });
          if (position <= before) misplaced.push(`${stream} ${turn}`);
          acknowledged = Math.max(acknowledged, position);
        }
      };
      await Promise.all(Array.from({ length: 40 }, write));
      expect(misplaced).toEqual([]);
    });
  });
}

function following(get: () => EventStore): void {
  describe("following the log", () => {
    test("a subscription catches up and goes on live without a gap or a double while writers run", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(get());
      const written = new Map<string, string[]>();
      const write = async (): Promise<void> => {
        const stream = uniqueName("chunk");
        const ids: string[] = [];
        written.set(stream, ids);
        for (let turn = 0; turn < 20; turn++) {
          const events = newEvents(type, (turn % 3) + 1);
          ids.push(...idsOf(events));
          await get().append(stream, events, { expected: "any" });
          await get().append(stream, [newEvent("Other")], { expected: "any" });
        }
      };
      await Promise.all([write(), write()]);
      const writers = Promise.all([write(), write(), write()]);
      const count = 5 * 39;
      const events = await followUntil(get(), { after, typePrefixes: [type], maxCount: 10, count });
      await writers;
      expect(events).toHaveLength(count);
      expect(isRising(events.map((event) => event.position))).toBe(true);
      for (const [stream, ids] of written) {
        expect(idsOf(events.filter((event) => event.stream === stream))).toEqual(ids);
      }
    });

    test("a subscription without a filter sees what is appended after its start", async () => {
      const after = await endOfLog(get());
      const stream = uniqueName("job");
      const events = newEvents("Counted", 3);
      const seen: RecordedEvent[] = [];
      for await (const page of get().subscribe({ after, signal: AbortSignal.timeout(60_000) })) {
        if (page.caughtUp) await get().append(stream, events, { expected: "any" });
        seen.push(...page.events.filter((event) => event.stream === stream));
        if (seen.length >= 3) break;
      }
      expect(idsOf(seen)).toEqual(idsOf(events));
    });

    test("a subscription says that it has caught up, also when nothing matches", async () => {
      const after = await endOfLog(get());
      const pages: LogPage[] = [];
      const options = {
        after,
        typePrefixes: [uniqueName("None")],
        signal: AbortSignal.timeout(60_000),
      };
      for await (const page of get().subscribe(options)) {
        pages.push(page);
        if (page.caughtUp) break;
      }
      expect(pages.at(-1)).toMatchObject({ events: [], caughtUp: true });
      expect(pages.at(-1)!.position).toBeGreaterThanOrEqual(after);
    });

    test("many subscribers see the same", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(get());
      const options = { after, typePrefixes: [type], count: 60 };
      const subscribers = Array.from({ length: 15 }, () => followUntil(get(), options));
      const ids: string[] = [];
      for (let turn = 0; turn < 20; turn++) {
        const events = newEvents(type, 3);
        ids.push(...idsOf(events));
        await get().append(uniqueName("chunk"), events, { expected: "any" });
      }
      for (const events of await Promise.all(subscribers)) expect(idsOf(events)).toEqual(ids);
    });

    test("a slow subscriber holds up nobody and misses nothing", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(get());
      const options = {
        after,
        typePrefixes: [type],
        maxCount: 5,
        signal: AbortSignal.timeout(60_000),
      };
      const slow = get().subscribe(options)[Symbol.asyncIterator]();
      await get().append(uniqueName("chunk"), newEvents(type, 5), { expected: "any" });
      const seen = [...(await nextEvents(slow))];
      const rest = Array.from({ length: 30 }, () => newEvents(type, 3));
      for (const events of rest)
        await get().append(uniqueName("chunk"), events, { expected: "any" });
      expect(await followUntil(get(), { after, typePrefixes: [type], count: 95 })).toHaveLength(95);
      while (seen.length < 95) seen.push(...(await nextEvents(slow)));
      await slow.return?.();
      expect(idsOf(seen).slice(5)).toEqual(rest.flatMap(idsOf));
    });
  });
}

function ending(get: () => EventStore): void {
  describe("ending a subscription", () => {
    test("it ends when the signal aborts, also while it waits", async () => {
      const controller = new AbortController();
      const iterator = await waitingReader(get(), controller.signal);
      const next = untilDone(iterator);
      controller.abort();
      expect(await next).toBe(true);
      expect(await iterator.next()).toMatchObject({ done: true });
    });

    test("it ends at once when the signal has aborted before", async () => {
      const iterator = get().subscribe({ signal: AbortSignal.abort() })[Symbol.asyncIterator]();
      expect(await iterator.next()).toMatchObject({ done: true });
    });

    test("it ends when the iterator is returned, also while it waits", async () => {
      const iterator = await waitingReader(get(), new AbortController().signal);
      const next = untilDone(iterator);
      await iterator.return?.();
      expect(await next).toBe(true);
    });
  });
}

/** A reader that has caught up and waits for the next event. */
async function waitingReader(
  store: EventStore,
  signal: AbortSignal,
): Promise<AsyncIterator<LogPage>> {
  const after = await endOfLog(store);
  const options = { after, typePrefixes: [uniqueName("None")], signal };
  const iterator = store.subscribe(options)[Symbol.asyncIterator]();
  for (;;) {
    const result = await iterator.next();
    if (result.done === true || result.value.caughtUp) return iterator;
  }
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, place) => place === 0 || number > numbers[place - 1]!);
}

async function nextEvents(iterator: AsyncIterator<LogPage>): Promise<readonly RecordedEvent[]> {
  const result = await iterator.next();
  expect(result.done).toBe(false);
  return result.done === true ? [] : result.value.events;
}

/** Pulls on until the end; others may append meanwhile, so pages may still come. */
async function untilDone(iterator: AsyncIterator<LogPage>): Promise<boolean> {
  for (;;) {
    const result = await iterator.next();
    if (result.done === true) return true;
  }
}
