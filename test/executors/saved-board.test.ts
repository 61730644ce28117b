import { describe, expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { boardTypes, createBoard, type Board } from "../../src/executors/board.ts";
import { pack, unpack } from "../../src/executors/pack.ts";
import { loadBoard, saveBoard, stateToSave } from "../../src/executors/saved-board.ts";
import { boardStream } from "../../src/job/streams.ts";
import { createEventIds, uuidV5 } from "../../src/eventstore/ids.ts";
import { createStreamWriter, type StreamWriter } from "../../src/executors/stream-writer.ts";
import { createJob, reaches, startEngine } from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { fc } from "../support/fast-check.ts";

function writerOf(eventStore: EventStore, executor: string): StreamWriter {
  const nextIds = createEventIds(uuidV5(executor, "0b1f8c6e-0000-4000-8000-000000000000"));
  return createStreamWriter({ eventStore, nextIds, executor });
}

/** As the tests of whole jobs have it: not tied to one content of the manifest. */
function specOf(confirmationRequired: boolean) {
  const spec = validSpec({ confirmationRequired });
  const object = { ...spec.manifest.object, etag: null };
  return { ...spec, manifest: { ...spec.manifest, object } };
}

/** A log with a job that has ended and one that waits for its confirmation. */
async function playedLog(): Promise<EventStore> {
  const eventStore = openEmbeddedEventStore({ file: ":memory:" });
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const text = Array.from({ length: 500 }, (_, row) => `photos,${row}.jpg\n`).join("");
  objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from(text));
  const engine = startEngine({
    eventStore,
    objects,
    pieces: { partBytes: 2000, rowsPerChunk: 20 },
  });
  const ended = await createJob(engine, specOf(false));
  await reaches(engine, ended, ["COMPLETE"]);
  await reaches(engine, await createJob(engine, specOf(true)), ["SUSPENDED"]);
  await engine.coordinator.stop();
  return eventStore;
}

async function readInto(board: Board, eventStore: EventStore, after?: number): Promise<void> {
  const page = await eventStore.readAll({ after, typePrefixes: boardTypes, maxCount: 100_000 });
  board.apply(page);
}

/** What can be seen of a board, but for how lately others were seen. */
function seen({ jobs, ended, steward, position, executors }: Board) {
  return { jobs, ended, steward, position, executors: [...executors.keys()] };
}

describe("a saved board", () => {
  test("is read back as it was, and goes on as one that has read the whole log", async () => {
    const eventStore = await playedLog();
    const whole = createBoard();
    const { events } = await eventStore.readAll({ typePrefixes: boardTypes, maxCount: 100_000 });
    for (const cut of [1, Math.floor(events.length / 3), events.length - 4]) {
      const early = createBoard();
      const { position } = events[cut]!;
      early.apply({ events: events.slice(0, cut + 1), position, caughtUp: false });
      await saveBoard({ eventStore, writer: writerOf(eventStore, `b${cut}`) }, stateToSave(early));
      const loaded = await loadBoard(eventStore);
      const late = createBoard();
      late.restore(loaded!.state, loaded!.position);
      expect(seen(late)).toEqual(seen(early));
      await readInto(late, eventStore, late.position);
      const all = createBoard();
      await readInto(all, eventStore);
      expect(seen(late)).toEqual(seen(all));
    }
    expect(whole.position).toBe(-1);
    await eventStore.close();
  });

  test("leaves only the last save in its stream", async () => {
    const eventStore = openEmbeddedEventStore({ file: ":memory:" });
    const writer = writerOf(eventStore, "a");
    const big = "x".repeat(600_000);
    await saveBoard({ eventStore, writer }, { state: pack(big), position: 1 });
    await saveBoard({ eventStore, writer }, { state: pack(big), position: 2 });
    expect(await eventStore.readStream(boardStream)).toHaveLength(3);
    expect(await loadBoard(eventStore)).toEqual({ state: big, position: 2 });
    await eventStore.close();
  });

  test("is passed over when its writer was interrupted, or it is of another format", async () => {
    const eventStore = openEmbeddedEventStore({ file: ":memory:" });
    expect(await loadBoard(eventStore)).toBeNull();
    const writer = writerOf(eventStore, "a");
    await saveBoard({ eventStore, writer }, { state: pack({ a: 1 }), position: 7 });
    const [saved] = await eventStore.readStream(boardStream);
    const to = { expected: "any", correlationId: "a" } as const;
    const torn = { ...saved!.data, position: 9, piece: 0, pieces: 2 };
    await writer.append(boardStream, [{ type: "BoardSaved", data: torn as never }], to);
    expect(await loadBoard(eventStore)).toMatchObject({ position: 7 });
    const other = { ...saved!.data, position: 11, format: "2 other members" };
    await writer.append(boardStream, [{ type: "BoardSaved", data: other as never }], to);
    await eventStore.truncateStream(boardStream, 2);
    expect(await loadBoard(eventStore)).toBeNull();
    await eventStore.close();
  });

  test("keeps any maps and bytes, and what users name like them", () => {
    const text = fc.string({ unit: "binary" });
    const value = fc.record({
      map: fc
        .array(fc.tuple(fc.oneof(text, fc.integer()), fc.uint8Array()))
        .map((all) => new Map(all)),
      bytes: fc.uint8Array({ maxLength: 300 }),
      tags: fc.dictionary(fc.oneof(text, fc.constantFrom("~map", "~runs")), text),
    });
    fc.assert(
      fc.property(value, (state) => {
        expect(unpack(pack(state))).toEqual({ ...state, tags: { ...state.tags } });
      }),
    );
  });
});
