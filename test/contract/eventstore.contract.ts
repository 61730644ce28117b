import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendLimits, AppendTooLarge, StreamConflict } from "../../src/eventstore/eventstore.ts";
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  NewEvent,
} from "../../src/eventstore/eventstore.ts";
import { eventStoreLogContract } from "./eventstore-log.contract.ts";
import {
  idsOf,
  newEvent,
  newEvents,
  readPages,
  rejectionOf,
  uniqueName,
} from "./eventstore-helpers.ts";

/** How the suite comes by a store. It uses names of its own, so the store may be shared with others. */
export interface EventStoreSetup {
  setup(): Promise<EventStore>;
  teardown(store: EventStore): Promise<void>;
  /** Closes the store and opens the same history again; left out by adapters whose history outlives no closing. */
  reopen?(store: EventStore): Promise<EventStore>;
}

/** What every adapter of the event store port must do. */
export function eventStoreContract(name: string, adapter: EventStoreSetup): void {
  describe(`event store contract: ${name}`, () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await adapter.setup();
    });
    afterAll(() => adapter.teardown(store));

    expectedRevisions(() => store);
    idempotence(() => store);
    streams(() => store);
    limits(() => store);
    removals(() => store);
    eventStoreLogContract(() => store);

    test.skipIf(adapter.reopen === undefined)(
      "history outlives closing and opening again",
      async () => {
        const stream = uniqueName("job");
        const events = newEvents("Counted", 3);
        const first = await store.append(stream, events, { expected: "no-stream" });
        const before = await store.readStream(stream);
        store = await adapter.reopen!(store);
        expect(await store.readStream(stream)).toEqual(before);
        expect(await store.append(stream, events, { expected: "no-stream" })).toEqual(first);
        const later = await store.append(stream, newEvents("Counted", 1), { expected: 2 });
        expect(later.revision).toBe(3);
        expect(later.position).toBeGreaterThan(first.position);
      },
    );
  });
}

/** What an append that expects this is refused with. */
function refusal(store: EventStore, stream: string, expected: ExpectedRevision): Promise<unknown> {
  return rejectionOf(store.append(stream, [newEvent("Refused")], { expected }));
}

function appendTo(
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): Promise<AppendResult> {
  return store.append(stream, events, { expected });
}

function expectedRevisions(get: () => EventStore): void {
  describe("expected revisions", () => {
    test("the first append to a stream expects no stream", async () => {
      const stream = uniqueName("job");
      const result = await get().append(stream, newEvents("Counted", 2), { expected: "no-stream" });
      expect(result.revision).toBe(1);
      const recorded = await get().readStream(stream);
      expect(recorded.map((event) => event.revision)).toEqual([0, 1]);
      expect(recorded.at(-1)?.position).toBe(result.position);
    });

    test("the next append expects the revision of the last event", async () => {
      const stream = uniqueName("job");
      const first = await get().append(stream, newEvents("Counted", 2), { expected: "no-stream" });
      const second = await get().append(stream, newEvents("Counted", 3), { expected: 1 });
      expect(second.revision).toBe(4);
      expect(second.position).toBeGreaterThan(first.position);
    });

    test("an append that expects anything is written to an empty and to a filled stream", async () => {
      const stream = uniqueName("job");
      const empty = await get().append(stream, [newEvent("Counted")], { expected: "any" });
      const filled = await get().append(stream, [newEvent("Counted")], { expected: "any" });
      expect([empty.revision, filled.revision]).toEqual([0, 1]);
    });

    test("a wrong expectation is refused with where the stream really is, and writes nothing", async () => {
      const stream = uniqueName("job");
      await get().append(stream, newEvents("Counted", 3), { expected: "no-stream" });
      for (const expected of ["no-stream", 0, 1, 3, 1000] as const) {
        const error = await refusal(get(), stream, expected);
        expect(error).toBeInstanceOf(StreamConflict);
        expect(error).toMatchObject({ name: "StreamConflict", stream, expected, actual: 2 });
      }
      expect(await get().readStream(stream)).toHaveLength(3);
    });

    test("a revision expected of a stream that is not there is refused with no actual revision", async () => {
      const stream = uniqueName("job");
      for (const expected of [0, 5] as const) {
        expect(await refusal(get(), stream, expected)).toMatchObject({
          stream,
          expected,
          actual: null,
        });
      }
      expect(await get().readStream(stream)).toEqual([]);
    });

    test("of many claimers at one revision exactly one wins", async () => {
      const stream = uniqueName("chunk");
      await get().append(stream, [newEvent("Opened")], { expected: "no-stream" });
      const claims = Array.from({ length: 12 }, (_, owner) => newEvent("Claimed", { owner }));
      const outcomes = await Promise.allSettled(
        claims.map((claim) => get().append(stream, [claim], { expected: 0 })),
      );
      const won = outcomes.flatMap((outcome, place) =>
        outcome.status === "fulfilled" ? [place] : [],
      );
      expect(won).toHaveLength(1);
      for (const outcome of outcomes.filter((each) => each.status === "rejected")) {
        expect(outcome.reason).toMatchObject({ name: "StreamConflict", actual: 1 });
      }
      const recorded = await get().readStream(stream, { from: 1 });
      expect(idsOf(recorded)).toEqual([claims[won[0]!]!.id]);
    });
  });
}

function idempotence(get: () => EventStore): void {
  describe("idempotence", () => {
    test("the same ids at the original revision succeed again, and are written once", async () => {
      const stream = uniqueName("job");
      const opening = newEvents("Opened", 2);
      const events = newEvents("Counted", 3);
      const opened = await appendTo(get(), stream, opening, "no-stream");
      const first = await appendTo(get(), stream, events, 1);
      expect(await appendTo(get(), stream, events, 1)).toEqual(first);
      expect(await appendTo(get(), stream, opening, "no-stream")).toEqual(opened);
      expect(await get().readStream(stream)).toHaveLength(5);
    });

    test("the same ids at the original revision succeed again after later appends", async () => {
      const stream = uniqueName("job");
      const events = newEvents("Counted", 3);
      const first = await appendTo(get(), stream, events, "no-stream");
      await appendTo(get(), stream, newEvents("Later", 4), 2);
      expect(await appendTo(get(), stream, events, "no-stream")).toEqual(first);
      expect(await get().readStream(stream)).toHaveLength(7);
    });

    test("the same ids at the current revision are written a second time", async () => {
      const stream = uniqueName("job");
      const events = newEvents("Counted", 2);
      await appendTo(get(), stream, events, "no-stream");
      expect(await appendTo(get(), stream, events, 1)).toMatchObject({ revision: 3 });
      const ids = idsOf(events);
      expect(idsOf(await get().readStream(stream))).toEqual([...ids, ...ids]);
    });

    test("the first part of an earlier append succeeds again with its own place", async () => {
      const stream = uniqueName("job");
      const events = newEvents("Counted", 3);
      await appendTo(get(), stream, events, "no-stream");
      const recorded = await get().readStream(stream);
      const { position } = recorded[1]!;
      expect(await appendTo(get(), stream, events.slice(0, 2), "no-stream")).toEqual({
        revision: 1,
        position,
      });
    });

    test("an append of which only some events were written is a conflict", async () => {
      const stream = uniqueName("job");
      const [one, two, three] = newEvents("Counted", 3) as [NewEvent, NewEvent, NewEvent];
      await appendTo(get(), stream, [one, two], "no-stream");
      for (const events of [
        [one, three],
        [three, two],
        [two, one],
        [one, two, three],
      ]) {
        const error = await rejectionOf(appendTo(get(), stream, events, "no-stream"));
        expect(error).toMatchObject({ name: "StreamConflict", actual: 1 });
      }
      expect(await get().readStream(stream)).toHaveLength(2);
    });

    test("the same ids are new in another stream", async () => {
      const events = newEvents("Counted", 2);
      await appendTo(get(), uniqueName("job"), events, "no-stream");
      const other = uniqueName("job");
      await appendTo(get(), other, events, "no-stream");
      expect(idsOf(await get().readStream(other))).toEqual(idsOf(events));
    });

    test("a repeat that expects anything is recognised, also after later appends", async () => {
      const stream = uniqueName("job");
      const events = newEvents("Counted", 3);
      await appendTo(get(), stream, newEvents("Opened", 2), "no-stream");
      const first = await appendTo(get(), stream, events, "any");
      expect(await appendTo(get(), stream, events, "any")).toMatchObject({
        revision: first.revision,
      });
      await appendTo(get(), stream, newEvents("Later", 1), "any");
      expect(await appendTo(get(), stream, events, "any")).toMatchObject({
        revision: first.revision,
      });
      expect(await get().readStream(stream)).toHaveLength(6);
    });

    test("a repeat that expects anything and brings more than was written is a conflict", async () => {
      const stream = uniqueName("job");
      const events = newEvents("Counted", 2);
      await appendTo(get(), stream, events, "any");
      const error = await rejectionOf(
        appendTo(get(), stream, [...events, newEvent("More")], "any"),
      );
      expect(error).toMatchObject({ name: "StreamConflict", expected: "any", actual: 1 });
    });

    test("of two claimers with equal ids both are told that they succeeded, and the first content stands", async () => {
      const stream = uniqueName("chunk");
      const first = newEvent("Claimed", { owner: "first" });
      const second = { ...first, data: { owner: "second" } };
      const results = await Promise.all([
        appendTo(get(), stream, [first], "no-stream"),
        appendTo(get(), stream, [second], "no-stream"),
      ]);
      expect(results[1]).toEqual(results[0]);
      const recorded = await get().readStream(stream);
      expect(recorded.map((event) => event.data)).toEqual([{ owner: "first" }]);
    });
  });
}

function streams(get: () => EventStore): void {
  describe("reading a stream", () => {
    test("a stream that is not there is empty", async () => {
      expect(await get().readStream(uniqueName("job"))).toEqual([]);
      expect(await get().readStream(uniqueName("job"), { backwards: true })).toEqual([]);
    });

    test("events come back as they were appended, with their place and time", async () => {
      const stream = uniqueName("job");
      const event = {
        ...newEvent("Counted", { list: [1, null, { deep: true }] }),
        metadata: { actor: "user" },
      };
      const { position } = await get().append(stream, [event], { expected: "no-stream" });
      const recordedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const expected = [{ ...event, stream, revision: 0, position, recordedAt }];
      expect(await get().readStream(stream)).toEqual(expected);
    });

    test("a read starts where it is told, ends at its bound, and goes both ways", async () => {
      const stream = uniqueName("job");
      await get().append(stream, newEvents("Counted", 10), { expected: "no-stream" });
      const read = async (options: Parameters<EventStore["readStream"]>[1]): Promise<number[]> =>
        (await get().readStream(stream, options)).map((event) => event.revision);
      expect(await read({ from: 7 })).toEqual([7, 8, 9]);
      expect(await read({ from: 3, maxCount: 2 })).toEqual([3, 4]);
      expect(await read({ maxCount: 3 })).toEqual([0, 1, 2]);
      expect(await read({ from: 10 })).toEqual([]);
      expect(await read({ backwards: true, maxCount: 3 })).toEqual([9, 8, 7]);
      expect(await read({ backwards: true, from: 2 })).toEqual([2, 1, 0]);
      expect(await read({ backwards: true, from: 5, maxCount: 1 })).toEqual([5]);
    });

    test("any text comes back unchanged", async () => {
      const stream = uniqueName("job");
      const texts = [
        "",
        "\u0000\u001f\u007f",
        "naïve Ωμέγα 日本語",
        "👩‍👩‍👧‍👦 \u{10ffff}",
        'quo"te \\ /',
        "\u2028\u2029\r\n",
      ];
      const data = Object.fromEntries(texts.map((text) => [`key ${text}`, text]));
      await get().append(stream, [{ ...newEvent("Texts", data), metadata: { texts } }], {
        expected: "any",
      });
      expect(await get().readStream(stream)).toMatchObject([{ data, metadata: { texts } }]);
    });

    test("time never goes back along the log", async () => {
      const type = uniqueName("Timed");
      const first = await get().append(uniqueName("job"), [newEvent(type)], { expected: "any" });
      for (let turn = 0; turn < 20; turn++) {
        await get().append(uniqueName("job"), newEvents(type, 2), { expected: "any" });
      }
      const after = first.position - 1;
      const pages = await readPages(get(), { after, typePrefixes: [type], maxCount: 100 });
      const times = pages.flatMap((page) => page.events.map((event) => event.recordedAt));
      expect(times).toHaveLength(41);
      expect(times).toEqual(times.toSorted());
    });
  });
}

function removals(get: () => EventStore): void {
  const revisions = async (stream: string, options?: Parameters<EventStore["readStream"]>[1]) =>
    (await get().readStream(stream, options)).map(({ revision }) => revision);

  describe("taking events away", () => {
    test("a truncated stream begins at the revision, and goes on as before", async () => {
      const stream = uniqueName("board");
      await appendTo(get(), stream, newEvents("Saved", 10), "no-stream");
      await get().truncateStream(stream, 6);
      expect(await revisions(stream)).toEqual([6, 7, 8, 9]);
      expect(await revisions(stream, { from: 2, maxCount: 3 })).toEqual([6, 7, 8]);
      expect(await revisions(stream, { backwards: true })).toEqual([9, 8, 7, 6]);
      const later = await appendTo(get(), stream, [newEvent("Saved")], 9);
      expect(later.revision).toBe(10);
      expect(await refusal(get(), stream, "no-stream")).toMatchObject({ actual: 10 });
    });

    test("a stream may be truncated whole, again, and when it is not there", async () => {
      const stream = uniqueName("board");
      await get().truncateStream(stream, 3);
      await appendTo(get(), stream, newEvents("Saved", 2), "any");
      const other = uniqueName("board");
      await appendTo(get(), other, newEvents("Saved", 2), "no-stream");
      await get().truncateStream(other, 1);
      await get().truncateStream(other, 2);
      expect(await revisions(other)).toEqual([]);
      expect(await appendTo(get(), other, [newEvent("Saved")], 1)).toMatchObject({ revision: 2 });
      expect(await revisions(other)).toEqual([2]);
    });

    test("a stream whose age is limited keeps what is younger, and goes on as before", async () => {
      const stream = uniqueName("executor");
      await get().limitAge(stream, 3600);
      await appendTo(get(), stream, newEvents("Seen", 3), "no-stream");
      await get().limitAge(stream, 3600);
      expect(await revisions(stream)).toEqual([0, 1, 2]);
      expect(await appendTo(get(), stream, [newEvent("Seen")], 2)).toMatchObject({ revision: 3 });
    });

    test("a stream whose age is limited loses what is older", async () => {
      const stream = uniqueName("executor");
      await appendTo(get(), stream, newEvents("Seen", 3), "no-stream");
      await sleep(1200);
      await get().limitAge(stream, 1);
      await appendTo(get(), stream, [newEvent("Seen")], 2);
      await get().limitAge(stream, 1);
      const kept = await revisions(stream);
      expect(kept.filter((revision) => revision < 3)).toEqual([]);
      expect(await appendTo(get(), stream, [newEvent("Seen")], 3)).toMatchObject({ revision: 4 });
    });

    test("a deleted stream is empty and takes no append, whatever that expects", async () => {
      const stream = uniqueName("chunk");
      const events = newEvents("Counted", 3);
      await appendTo(get(), stream, events, "no-stream");
      await get().deleteStream(stream);
      expect(await revisions(stream)).toEqual([]);
      expect(await revisions(stream, { backwards: true, maxCount: 1 })).toEqual([]);
      for (const expected of ["no-stream", "any", 2] as const)
        expect(await refusal(get(), stream, expected)).toMatchObject({
          name: "StreamConflict",
          stream,
          actual: null,
        });
      expect(await rejectionOf(appendTo(get(), stream, events, "no-stream"))).toBeInstanceOf(
        StreamConflict,
      );
    });

    test("a stream may be deleted again, and when it is not there", async () => {
      const stream = uniqueName("chunk");
      await get().deleteStream(stream);
      await get().deleteStream(stream);
      expect(await refusal(get(), stream, "no-stream")).toMatchObject({ actual: null });
    });

    test("followers and other streams do not mind what was taken away", async () => {
      const type = uniqueName("Counted");
      const [gone, kept] = [uniqueName("chunk"), uniqueName("chunk")];
      const before = await appendTo(get(), kept, newEvents(type, 2), "no-stream");
      const { position } = await appendTo(get(), gone, newEvents(type, 3), "no-stream");
      await get().deleteStream(gone);
      const last = newEvents(type, 2);
      await appendTo(get(), kept, last, 1);
      const from = async (after: number) => {
        const pages = await readPages(get(), { after, typePrefixes: [type], maxCount: 2 });
        return pages.flatMap((page) => page.events.filter(({ stream }) => stream === kept));
      };
      expect(idsOf(await from(before.position))).toEqual(idsOf(last));
      expect(idsOf(await from(position))).toEqual(idsOf(last));
    });
  });
}

function limits(get: () => EventStore): void {
  describe("limits of one append", () => {
    const type = "Bulky";
    /** An event whose data, metadata and type make so many bytes. */
    const eventOf = (bytes: number): NewEvent => {
      const around = Buffer.byteLength(JSON.stringify({ text: "" }) + JSON.stringify({}) + type);
      return newEvent(type, { text: "x".repeat(bytes - around) });
    };

    test("an append of exactly the most bytes is written, one byte more is refused", async () => {
      const stream = uniqueName("job");
      const event = eventOf(appendLimits.bytesMax);
      await get().append(stream, [event], { expected: "no-stream" });
      expect(await get().readStream(stream)).toMatchObject([{ data: event.data }]);
      const tooMuch = [eventOf(appendLimits.bytesMax - 1000), eventOf(1001)];
      const error = await rejectionOf(get().append(stream, tooMuch, { expected: 0 }));
      expect(error).toBeInstanceOf(AppendTooLarge);
      expect(await get().readStream(stream)).toHaveLength(1);
    });

    test("bytes are counted in UTF-8", async () => {
      const text = "€".repeat(appendLimits.bytesMax / 3);
      const append = get().append(uniqueName("job"), [newEvent(type, { text })], {
        expected: "any",
      });
      expect(await rejectionOf(append)).toBeInstanceOf(AppendTooLarge);
    });

    test("an append of exactly the most events is written, one more is refused", async () => {
      const stream = uniqueName("job");
      const { eventsMax } = appendLimits;
      const result = await get().append(stream, newEvents(type, eventsMax), {
        expected: "no-stream",
      });
      expect(result.revision).toBe(eventsMax - 1);
      const append = get().append(stream, newEvents(type, eventsMax + 1), {
        expected: eventsMax - 1,
      });
      expect(await rejectionOf(append)).toBeInstanceOf(AppendTooLarge);
      expect(await get().readStream(stream)).toHaveLength(eventsMax);
    });

    test("an append without events is a bug of the caller", async () => {
      const error = await rejectionOf(get().append(uniqueName("job"), [], { expected: "any" }));
      expect(error).toMatchObject({ name: "AssertionError" });
    });

    test("data that JSON cannot write rejects its append and no other", async () => {
      const stream = uniqueName("job");
      const cycle: Record<string, unknown> = {};
      cycle["self"] = cycle;
      const outcomes = await Promise.allSettled([
        get().append(stream, [newEvent("Counted"), newEvent("Big", { size: 1n })], {
          expected: "any",
        }),
        get().append(stream, [newEvent("Counted")], { expected: "any" }),
        get().append(stream, [newEvent("Cycle", cycle)], { expected: "any" }),
      ]);
      expect(outcomes.map((outcome) => outcome.status)).toEqual([
        "rejected",
        "fulfilled",
        "rejected",
      ]);
      expect(outcomes[0]).toMatchObject({
        reason: { message: expect.stringContaining("cannot be written as JSON") },
      });
      expect(await get().readStream(stream)).toHaveLength(1);
    });
  });
}
