import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { bulkStream } from "../../src/job/streams.ts";
import { startBulkProcess, unboundRules, type BulkProcess } from "../support/bulk.ts";
import { alice } from "../support/recorded.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

/** However slow the machine is. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 20_000 });

let eventStore: EventStore;
let open: BulkProcess[];

beforeEach(() => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
  open = [];
});

afterEach(async () => {
  for (const process of open) await process.close();
  await eventStore.close();
});

async function startAfter(days: number, store: EventStore = eventStore): Promise<BulkProcess> {
  const clock = createVirtualClock(Date.now() + days * 86_400_000);
  const process = await startBulkProcess({ eventStore: store, clock });
  open.push(process);
  await eventually(() => process.readModels.caughtUp()).toBe(true);
  return process;
}

async function giveAndEnd(process: BulkProcess): Promise<string> {
  const command = { type: "PauseJob", reason: null } as const;
  const order = { command, rules: unboundRules, actor: alice };
  const { row } = await process.bulk.give(order, [{ id: "a job", revision: null }]);
  const { id } = row.bulk;
  await eventually(() => process.bulk.find(id)?.bulk.ended ?? null).not.toBeNull();
  return id;
}

const typesOf = async (id: string) =>
  (await eventStore.readStream(bulkStream(id))).map(({ type }) => type);

test("bulk commands go, with their lists, when they have been kept for long enough", async () => {
  const first = await startAfter(0);
  const id = await giveAndEnd(first);
  const soon = await startAfter(89);
  const due = vi.spyOn(soon.readModels.bulkCommands, "endedBefore");
  soon.bulk.start();
  await eventually(() => due.mock.results).toMatchObject([{ value: [] }]);
  const later = await startAfter(91);
  later.bulk.start();
  await eventually(() => typesOf(id)).toEqual(["BulkCommandExpired"]);
  await eventually(() => first.bulk.find(id)).toBeNull();
  expect(later.logged).toEqual([]);
});

test("a process that was away when one went learns of it when it is back", async () => {
  const first = await startAfter(0);
  const id = await giveAndEnd(first);
  let isAway = true;
  const { promise: back, resolve: comeBack } = Promise.withResolvers<void>();
  const late = await startAfter(0, {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe(options)) {
        if (isAway && page.events.some(({ type }) => type === "BulkCommandExpired")) await back;
        yield page;
      }
    },
  });
  const later = await startAfter(91);
  later.bulk.start();
  await eventually(() => typesOf(id)).toEqual(["BulkCommandExpired"]);
  expect(late.bulk.find(id)).not.toBeNull();
  isAway = false;
  comeBack();
  await eventually(() => late.bulk.find(id)).toBeNull();
  // And whoever reads the log from its beginning knows nothing of it.
  const fresh = await startAfter(0);
  expect(fresh.bulk.find(id)).toBeNull();
});

test("one that its list was taken from, and no more, goes the next time", async () => {
  const first = await startAfter(0);
  const id = await giveAndEnd(first);
  await eventStore.truncateStream(bulkStream(id), first.bulk.find(id)!.revision);
  const later = await startAfter(91);
  later.bulk.start();
  await eventually(() => typesOf(id)).toEqual(["BulkCommandExpired"]);
  await eventually(() => first.bulk.find(id)).toBeNull();
  expect(later.logged).toEqual([]);
});

test("one that a newer version wrote to stays, and the others go", async () => {
  const first = await startAfter(0);
  const ids = [await giveAndEnd(first), await giveAndEnd(first), await giveAndEnd(first)];
  const newer = ids[0]!;
  const later = await startAfter(91);
  const event = {
    id: crypto.randomUUID(),
    type: "BulkCommandArchived",
    data: {},
    metadata: { actor: alice, correlationId: newer, causationId: null, schemaVersion: 99 },
  };
  await eventStore.append(bulkStream(newer), [event], { expected: "any" });
  later.bulk.start();
  for (const id of ids.slice(1)) await eventually(() => first.bulk.find(id)).toBeNull();
  expect(first.bulk.find(newer)).not.toBeNull();
  expect(later.logged.filter((line) => line.includes("not let go of"))).toHaveLength(1);
});
