/** A process that is many executors: `node many-executors.ts URL EXECUTORS ROWS`, a child of `claims.ts`. */
import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { openEventStoreDb } from "../../src/eventstore/eventstoredb.ts";
import { chunkPlace, type JobBoard } from "../../src/executors/job-board.ts";
import { createJob, done, send, startEngine, type TestEngine } from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import type { ClaimsMessage } from "./claims.ts";

const [url = "", executors = "", rows = ""] = process.argv.slice(2);
const tell = (message: ClaimsMessage) => void process.send!(message);

/** The same list in each process. */
const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
const list = Array.from({ length: Number(rows) }, (_, row) => `photos,key-${row}\n`).join("");
objects.put({ bucket: "lists", key: "photos.csv" }, list);
const valid = validSpec({ confirmationRequired: false });
const spec = {
  ...valid,
  manifest: { ...valid.manifest, object: { ...valid.manifest.object, etag: null } },
  report: null,
};

const chunksEach = 3;
const claims = { tried: 0, won: 0 };

/** Who sets out to claim a chunk reads its stream first; nothing else reads one while no report is written. */
function counted(eventStore: EventStore): EventStore {
  return {
    ...eventStore,
    readStream(stream, options) {
      if (stream.startsWith("chunk-")) claims.tried += 1;
      return eventStore.readStream(stream, options);
    },
    async append(stream, events, options) {
      const appended = await eventStore.append(stream, events, options);
      if (events[0]?.type === "ChunkClaimed") claims.won += 1;
      return appended;
    },
  };
}

const eventStore = counted(openEventStoreDb({ url }));
// A task takes so long that nobody is done before all have what they want.
const play = async () => {
  await sleep(5000);
  return done;
};
const engines: TestEngine[] = Array.from({ length: Number(executors) }, () =>
  startEngine({ objects, eventStore, play, chunksPerWorker: chunksEach }),
);
for (const { failure } of engines)
  failure.catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
let job = "";
process.on("message", (message) => {
  if (message === "create") void createJob(engines[0]!, spec).then((id) => (job = id));
  else void send(engines[0]!, job, { type: "CancelJob", reason: null });
});

// All are seen, so that each knows how many there are.
while (!engines.every(({ coordinator }) => knowsAll(coordinator))) await sleep(50);
tell({ kind: "ready" });

function knowsAll({ board }: TestEngine["coordinator"]): boolean {
  return engines.every(({ executor }) => board.executors.has(executor));
}

const { board } = engines[0]!.coordinator;
const running = () => [...board.jobs.values()].find(({ status }) => status === "ACTIVE");
while (running() === undefined) await sleep(20);
while (!hasAll(running()!)) await sleep(20);
tell({ kind: "claims", ...claims });
while (
  running() !== undefined ||
  [...board.jobs.values()].some(({ status }) => status === "CANCELLING")
)
  await sleep(100);
tell({ kind: "ended" });
await sleep(600_000);

/** Each executor of this process has as many chunks as it may, or none is free. */
function hasAll({ held, chunks }: JobBoard): boolean {
  if (!chunks.includes(chunkPlace.free)) return true;
  const holders = [...held.values()].map(({ executor }) => executor);
  return engines.every(
    ({ executor }) => holders.filter((holder) => holder === executor).length >= chunksEach,
  );
}
