/**
 * How many appends and events a second the embedded event store takes on this disk, each append acknowledged when it is
 * durable, and how fast it gives them back: called in its own thread, and through the channel by which other threads
 * reach it. In turns, on files of their own.
 *
 * `node bench/event-store.ts [--quick] [--turns N]`
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MessageChannel, Worker } from "node:worker_threads";
import { openEmbeddedEventStore } from "../src/eventstore/embedded.ts";
import type { EventStore } from "../src/eventstore/eventstore.ts";
import { connectRemoteEventStore } from "../src/threads/remote-eventstore.ts";
import {
  appendFor,
  fillLog,
  followAll,
  readLog,
  readStreams,
} from "./support/event-store-loads.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, turns: { type: "string" } },
});
const TURNS = Number(values.turns ?? (values.quick ? 1 : 5));
const RUN_MS = values.quick ? 150 : 500;
const LOG_STREAMS = values.quick ? 200 : 2000;

interface Subject {
  readonly place: "here" | "channel";
  readonly eventStore: EventStore;
  readonly close: () => Promise<unknown>;
}

interface Measurement {
  readonly what: string;
  readonly unit: string;
  readonly run: (eventStore: EventStore) => Promise<number>;
}

const measurements: readonly Measurement[] = [
  ...[1, 64].flatMap((inFlight) =>
    [1, 10, 100, 1000].map((events) => ({
      what: `append ${events}, ${inFlight} in flight`,
      unit: "events/s",
      run: (eventStore: EventStore) => appendFor(eventStore, { events, inFlight, forMs: RUN_MS }),
    })),
  ),
  {
    what: "readStream, 20 events each",
    unit: "events/s",
    run: (store) => readStreams(store, LOG_STREAMS),
  },
  { what: "readAll, pages of 1000", unit: "events/s", run: (store) => readLog(store) },
  { what: "subscribe from the start, all", unit: "events/s", run: (store) => followAll(store) },
  {
    what: "subscribe from the start, small ones",
    unit: "events/s",
    run: (store) => followAll(store, ["Job", "Manifest", "Part", "Chunk"]),
  },
];

const results = measurements.map((measurement) => ({
  ...measurement,
  here: [] as number[],
  channel: [] as number[],
}));
for (let turn = 0; turn < TURNS; turn++) await takeTurn();
report();

async function takeTurn(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stevedore-bench-"));
  const subjects = [
    openHere(join(folder, "here.sqlite")),
    await openThread(join(folder, "thread.sqlite")),
  ];
  try {
    for (const { eventStore } of subjects) {
      await fillLog(eventStore, LOG_STREAMS);
      await readLog(eventStore);
    }
    // Reads first, from logs of the same length: how much the appends write depends on the disk.
    for (const { run, ...perSecond } of results.toReversed()) {
      for (const { place, eventStore } of subjects) perSecond[place].push(await run(eventStore));
      subjects.reverse();
    }
  } finally {
    for (const { close } of subjects) await close();
    rmSync(folder, { recursive: true });
  }
}

function openHere(file: string): Subject {
  const eventStore = openEmbeddedEventStore({ file });
  return { place: "here", eventStore, close: () => eventStore.close() };
}

async function openThread(file: string): Promise<Subject> {
  const { port1, port2 } = new MessageChannel();
  const thread = new Worker(new URL("support/event-store-thread.ts", import.meta.url), {
    workerData: { file, port: port1 },
    transferList: [port1],
  });
  await once(thread, "message");
  const eventStore = connectRemoteEventStore(port2);
  const close = async () => {
    await eventStore.close();
    const ended = once(thread, "exit");
    thread.postMessage("close");
    await ended;
  };
  return { place: "channel", eventStore, close };
}

function report(): void {
  console.log(machine());
  console.log(`embedded store on disk, fsync at each commit; medians of ${TURNS} runs in turns`);
  printTable(
    ["", "unit", "own thread", "by channel", "ratio"],
    results.map(({ what, unit, here, channel }) => [
      what,
      unit,
      round(median(here)),
      round(median(channel)),
      median(channel.map((value, turn) => value / (here[turn] ?? NaN))).toFixed(2),
    ]),
  );
}
