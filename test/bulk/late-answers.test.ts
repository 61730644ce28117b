import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { bulkStream } from "../../src/job/streams.ts";
import {
  addJobs,
  causedBy,
  startBulkProcess,
  unboundRules,
  type BulkProcess,
} from "../support/bulk.ts";
import { alice } from "../support/recorded.ts";

let eventStore: EventStore;
let running: BulkProcess | null;

beforeEach(() => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
  running = null;
});

afterEach(async () => {
  await running?.close();
  await eventStore.close();
});

const silence = () => Object.assign(new Error("no answer"), { name: "EventStoreSilent" });

const orderOfPause = {
  command: { type: "PauseJob", reason: null },
  rules: unboundRules,
  actor: alice,
} as const;

async function carriedOut(store: EventStore, ids: readonly string[]) {
  running = await startBulkProcess({ eventStore: store });
  const { bulk } = running;
  const listed = ids.map((id) => ({ id, revision: null }));
  const { id } = (await bulk.give(orderOfPause, listed)).row.bulk;
  const look = () => bulk.find(id)?.bulk.ended ?? null;
  await expect.poll(look, { timeout: 20_000 }).not.toBeNull();
  return bulk.find(id)!.bulk;
}

/** That the nth batch was told is given up by who waits for it, and lands when the next try comes. */
function landingLate(at: number, { loads }: { readonly loads: "answered" | "silent" }): EventStore {
  let advances = 0;
  let held: (() => Promise<unknown>) | null = null;
  const land = async (): Promise<void> => {
    const landing = held;
    held = null;
    await landing?.();
  };
  return {
    ...eventStore,
    async append(stream, events, options) {
      if (events[0]!.type === "BulkCommandAdvanced") {
        if (++advances === at) {
          held = () => eventStore.append(stream, events, options);
          throw silence();
        }
        await land();
      }
      return eventStore.append(stream, events, options);
    },
    async readStream(stream, options) {
      if (stream.startsWith("bulk-") && held !== null && loads === "silent") {
        await land();
        throw silence();
      }
      return eventStore.readStream(stream, options);
    },
  };
}

test.each([
  ["the first batch", 1, "answered"],
  ["the first batch", 1, "silent"],
  ["the last batch", 3, "answered"],
  ["the last batch", 3, "silent"],
] as const)(
  "that %s (%i) was told is counted once when it lands after it was given up, loads being %s",
  async (_, at, loads) => {
    const ids = await addJobs(eventStore, 120);
    const bulk = await carriedOut(landingLate(at, { loads }), ids);
    expect(bulk).toMatchObject({ done: 120, refused: [], ended: { end: "ALL_TOLD" } });
    for (const job of ids) expect(await causedBy(eventStore, bulk.id, job)).toEqual(["JobPausing"]);
    const events = await eventStore.readStream(bulkStream(bulk.id));
    expect(events.filter(({ type }) => type === "BulkCommandAdvanced")).toHaveLength(3);
  },
);

test("that a batch was told is counted once when it is recorded and can be read back late", async () => {
  const ids = await addJobs(eventStore, 120);
  let silences = 0;
  const bulk = await carriedOut(
    {
      ...eventStore,
      async readStream(stream, options) {
        const recorded = await eventStore.readStream(stream, options);
        const isTold = recorded.some(({ type }) => type === "BulkCommandAdvanced");
        if (!isTold || ++silences > 2) return recorded;
        throw silence();
      },
    },
    ids,
  );
  expect(bulk).toMatchObject({ done: 120, ended: { end: "ALL_TOLD" } });
  for (const job of ids) expect(await causedBy(eventStore, bulk.id, job)).toEqual(["JobPausing"]);
});

test("a log that counts more jobs than there are ends", async () => {
  const ids = await addJobs(eventStore, 60);
  const stream = (at: string) => at.startsWith("bulk-");
  const doubled: EventStore = {
    ...eventStore,
    append: (name, events, options) =>
      eventStore.append(
        name,
        stream(name)
          ? events.map((event) =>
              event.type === "BulkCommandAdvanced"
                ? { ...event, data: { done: 100, refused: [] } }
                : event,
            )
          : events,
        options,
      ),
  };
  expect(await carriedOut(doubled, ids)).toMatchObject({ done: 100, ended: { end: "ALL_TOLD" } });
});

test("a process that stops while the event store is away asks nothing more of it", async () => {
  const ids = await addJobs(eventStore, 60);
  let [isStopping, asked] = [false, 0];
  running = await startBulkProcess({
    eventStore: {
      ...eventStore,
      async append(stream, events, options) {
        if (events[0]!.type === "BulkCommandAdvanced") throw silence();
        return eventStore.append(stream, events, options);
      },
      async readStream(stream, options) {
        if (isStopping && stream.startsWith("bulk-")) asked += 1;
        return eventStore.readStream(stream, options);
      },
    },
  });
  const { bulk, logged } = running;
  await bulk.give(
    orderOfPause,
    ids.map((id) => ({ id, revision: null })),
  );
  const isHeldUp = () => logged.some((line) => line.startsWith("a bulk command is held up"));
  await expect.poll(isHeldUp, { timeout: 20_000 }).toBe(true);
  isStopping = true;
  await bulk.close();
  expect(asked).toBe(0);
});
