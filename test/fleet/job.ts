/** One job of the fleet: objects, a manifest, the job made through a server, and what its log says afterwards. */
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import type { EventStore, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { openEventStoreDb } from "../../src/eventstore/eventstoredb.ts";
import type { TestStore } from "../support/devstore.ts";
import { eventsOfJob as eventsIn } from "../support/event-log.ts";
import { createJob, putManifest, putObjects } from "../support/jobs-over-http.ts";
import type { StevedoreProcess } from "../support/stevedore-process.ts";

export interface FleetJob {
  readonly id: string;
  readonly keys: readonly string[];
  readonly buckets: Readonly<Record<"source" | "target" | "reports", string>>;
}

/** Buckets of its own, a manifest of so many rows, and their objects, unless fewer are to be there. */
export async function prepareObjects(
  store: TestStore,
  rows: number,
  { objects = rows }: { readonly objects?: number } = {},
): Promise<Omit<FleetJob, "id">> {
  const run = randomUUID().slice(0, 8);
  const buckets = { source: `source-${run}`, target: `target-${run}`, reports: `reports-${run}` };
  for (const Bucket of Object.values(buckets))
    await store.client.send(new CreateBucketCommand({ Bucket }));
  const keys = Array.from(
    { length: rows },
    (_, index) => `plain/${String(index).padStart(7, "0")}.txt`,
  );
  await putObjects(store.client, buckets.source, keys.slice(0, objects));
  const { source: bucket, reports } = buckets;
  await putManifest(store.client, { bucket: reports, key: "list.csv" }, { bucket, keys });
  return { keys, buckets };
}

/** Copies every object. */
export async function startCopy(
  server: StevedoreProcess,
  prepared: Omit<FleetJob, "id">,
  more: object = {},
): Promise<FleetJob> {
  const { target, reports } = prepared.buckets;
  const id = await createJob(server, {
    operation: { copyObject: { targetBucket: target } },
    manifest: { bucket: reports, key: "list.csv" },
    reports,
    token: randomUUID(),
    more,
  });
  return { ...prepared, id };
}

/** Every event of a job and of its parts, chunks and files, in the order of the log. */
export function eventsOfJob(url: string, job: string): Promise<readonly RecordedEvent[]> {
  return reading(url, (eventStore) => eventsIn(eventStore, job));
}

/** Every beat, in the order of the log. */
export function beatsIn(url: string): Promise<readonly RecordedEvent[]> {
  return reading(url, async (eventStore) => {
    const beats: RecordedEvent[] = [];
    const { signal } = new AbortController();
    const typePrefixes = ["ExecutorSeen"];
    for await (const page of eventStore.subscribe({ typePrefixes, signal })) {
      beats.push(...page.events);
      if (page.caughtUp) break;
    }
    return beats;
  });
}

async function reading<Value>(
  url: string,
  read: (eventStore: EventStore) => Promise<Value>,
): Promise<Value> {
  const eventStore = openEventStoreDb({ url });
  try {
    return await read(eventStore);
  } finally {
    await eventStore.close();
  }
}
