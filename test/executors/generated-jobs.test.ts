import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { randomUUID } from "node:crypto";
import { createCommandHandler } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds, uuidV5 } from "../../src/eventstore/ids.ts";
import type { GeneratedManifestSpec, JobSpec, ManifestFilter } from "../../src/job/spec.ts";
import { answeredFailure, StoreError } from "../../src/s3/failures.ts";
import type { ObjectListing } from "../../src/s3/object-listing.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import { createS3ObjectListing } from "../../src/s3/s3-object-listing.ts";
import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import {
  createJob,
  killable,
  outcomesOf,
  reaches,
  send,
  startEngine,
  type TestEngine,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";

const filter: ManifestFilter = {
  keyPrefixes: [],
  keySuffixes: [],
  keySubstrings: [],
  createdAfter: null,
  createdBefore: null,
  sizeGreaterThan: null,
  sizeLessThan: null,
  storageClasses: [],
  encryptions: [],
  replicationStatuses: [],
  eligibleForReplication: null,
};

let store: TestStore;
const engines: TestEngine[] = [];
const keys = Array.from({ length: 60 }, (_, n) => `${n % 6}/${String(n).padStart(3, "0")}.jpg`);
beforeAll(async () => {
  store = await openTestStore();
  for (const Key of keys) {
    await store.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: Key }));
  }
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});
afterAll(() => store.close());

function start(options: Partial<Parameters<typeof startEngine>[0]> = {}): TestEngine {
  const engine = startEngine({
    objects: createS3ObjectStore(store.client),
    listing: createS3ObjectListing(store.client),
    scratch: { store: "default", bucket: "bucket", prefix: "scratch/" },
    ...options,
  });
  engines.push(engine);
  return engine;
}

function spec(
  changes: Partial<GeneratedManifestSpec> = {},
  others: Partial<JobSpec> = {},
): JobSpec {
  const manifest: GeneratedManifestSpec = {
    kind: "generated",
    sourceStore: "default",
    sourceBucket: "bucket",
    expectedBucketOwner: null,
    filter: { ...filter, keySuffixes: [".jpg"] },
    output: null,
    ...changes,
  };
  return validSpec({ confirmationRequired: false, report: null, manifest, ...others });
}

async function keysUnder(prefix: string): Promise<string[]> {
  const { Contents = [] } = await store.client.send(
    new ListObjectsV2Command({ Bucket: "bucket", Prefix: prefix }),
  );
  return Contents.map(({ Key }) => Key!);
}

const output = {
  store: "default",
  bucket: "bucket",
  prefix: "lists",
  expectedBucketOwner: null,
  encryption: null,
};

describe("a job whose list the engine makes", () => {
  test("gives every object that the filter keeps one outcome, and removes the list when it ends", async () => {
    const engine = start();
    const job = await createJob(engine, spec());
    const events = await reaches(engine, job, ["COMPLETE"]);

    expect(events.at(-1)?.data).toMatchObject({ succeeded: 60, failed: 0 });
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect([...outcomes.values()].every((all) => all.length === 1)).toBe(true);
    expect(engine.calls.toSorted()).toEqual(keys.toSorted());
    expect(await keysUnder("scratch/")).toEqual([]);
  });

  test("keeps the list where it is asked to, and says where that is", async () => {
    const engine = start();
    const job = await createJob(engine, spec({ output }));
    const events = await reaches(engine, job, ["COMPLETE"]);

    const read = events.find(({ type }) => type === "ManifestRead");
    const key = `lists/job-${job}/manifest.json`;
    expect(read?.data).toMatchObject({ rows: 60, generated: { key } });
    const { Body } = await store.client.send(new GetObjectCommand({ Bucket: "bucket", Key: key }));
    const list = JSON.parse(await Body!.transformToString()) as { files: { key: string }[] };
    expect(list).toMatchObject({
      sourceBucket: "bucket",
      fileFormat: "CSV",
      fileSchema: "Bucket, Key",
    });
    expect((await keysUnder(`lists/job-${job}/data/`)).toSorted()).toEqual(
      list.files.map((file) => file.key).toSorted(),
    );
  });

  test("does not list itself when it is written into the bucket that it lists", async () => {
    const engine = start();
    const filterOfAll = { ...filter, keyPrefixes: ["0/", "self/"] };
    const job = await createJob(
      engine,
      spec({ filter: filterOfAll, output: { ...output, prefix: "self" } }),
    );
    await reaches(engine, job, ["COMPLETE"]);

    expect(await keysUnder("self/")).toHaveLength(2);
    expect(engine.calls.toSorted()).toEqual(keys.filter((key) => key.startsWith("0/")));
  });

  test("that matches nothing fails with Amazon's sentence", async () => {
    const engine = start();
    const job = await createJob(engine, spec({ filter: { ...filter, keySuffixes: [".png"] } }));
    const events = await reaches(engine, job, ["FAILED"]);

    expect(events.at(-1)?.data).toMatchObject({
      code: "ManifestGenerationEmpty",
      reason: "Manifest generation found no keys matching the filter criteria.",
    });
    expect(engine.calls).toEqual([]);
  });

  test("of a bucket that is not there fails, and one that cannot be written fails", async () => {
    const engine = start();
    const gone = await createJob(engine, spec({ sourceBucket: "no-such-bucket" }));
    const unwritten = await createJob(
      engine,
      spec({ output: { ...output, bucket: "no-such-bucket" } }),
    );

    expect((await reaches(engine, gone, ["FAILED"])).at(-1)?.data).toMatchObject({
      code: "ManifestNotFound",
    });
    expect((await reaches(engine, unwritten, ["FAILED"])).at(-1)?.data).toMatchObject({
      code: "ManifestWriteFailed",
    });
  });

  test("that is cancelled before its confirmation leaves no list behind", async () => {
    const engine = start();
    const job = await createJob(engine, spec({}, { confirmationRequired: true }));
    await reaches(engine, job, ["SUSPENDED"]);
    expect(await keysUnder(`scratch/job-${job}/`)).not.toEqual([]);
    await send(engine, job, { type: "CancelJob", reason: null });
    await reaches(engine, job, ["CANCELLED"]);

    expect(await keysUnder(`scratch/job-${job}/`)).toEqual([]);
  });

  test("stops at the next page when it is cancelled while it is listed", async () => {
    const real = createS3ObjectListing(store.client);
    let pages = 0;
    const listing: ObjectListing = {
      ...real,
      async page(request) {
        if (request.folders === true || request.prefix !== "0/") return real.page(request);
        pages += 1;
        if (pages === 1) {
          await send(engine, job, { type: "CancelJob", reason: null });
          await reaches(engine, job, ["CANCELLED"]);
        }
        return real.page({ ...request, max: 1 });
      },
    };
    const engine = start({ listing });
    const job = await createJob(engine, spec({ filter: { ...filter, keyPrefixes: ["0/"] } }));
    await reaches(engine, job, ["CANCELLED"]);
    await engine.stop();

    expect(pages).toBe(1);
    expect(await keysUnder(`scratch/job-${job}/`)).toEqual([]);
  });

  test("removes a file of it that is written when the job was cancelled already", async () => {
    const real = createS3ObjectStore(store.client);
    const { promise: written, resolve } = Promise.withResolvers<void>();
    const objects: ObjectStore = {
      ...real,
      async write(...given) {
        await send(engine, job, { type: "CancelJob", reason: null });
        await reaches(engine, job, ["CANCELLED"]);
        const answer = await real.write(...given);
        resolve();
        return answer;
      },
    };
    const engine = start({ objects });
    const job = await createJob(engine, spec({ filter: { ...filter, keyPrefixes: ["0/"] } }));
    await written;

    await expect.poll(() => keysUnder(`scratch/job-${job}/`)).toEqual([]);
  });

  test("removes a file of it that is written while the process stops, before it ends", async () => {
    const real = createS3ObjectStore(store.client);
    const stopped = Promise.withResolvers<void>();
    const objects: ObjectStore = {
      ...real,
      async write(...given) {
        await send(engine, job, { type: "CancelJob", reason: null });
        await reaches(engine, job, ["CANCELLED"]);
        engine.stop().then(stopped.resolve, stopped.reject);
        return real.write(...given);
      },
    };
    const engine = start({ objects });
    const job = await createJob(engine, spec({ filter: { ...filter, keyPrefixes: ["0/"] } }));

    await stopped.promise;
    expect(await keysUnder(`scratch/job-${job}/`)).toEqual([]);
  });

  test("is removed when the store takes no deletion at first", async () => {
    const real = createS3ObjectListing(store.client);
    let refusals = 0;
    const listing: ObjectListing = {
      ...real,
      async remove(...given) {
        refusals += 1;
        if (refusals === 1)
          throw new StoreError(answeredFailure({ status: 503, code: "SlowDown" }));
        return real.remove(...given);
      },
    };
    const engine = start({ listing });
    const job = await createJob(engine, spec());
    await reaches(engine, job, ["COMPLETE"]);

    expect(await keysUnder(`scratch/job-${job}/`)).toEqual([]);
  });

  test("is listed to its end by another process when the first is killed, at any of its calls", async () => {
    const scratch = { store: "default", bucket: "bucket", prefix: "scratch/" };
    for (let kill = 1, isOver = false; !isOver; kill += 1) {
      const log = openEmbeddedEventStore({ file: ":memory:" });
      const first = killable(log, { exclusive: true });
      const listing = dyingAt(kill, first.kill);
      // Made before the process runs that is killed: it gives no answer any more.
      const job = await create(log, spec());
      const objects = createS3ObjectStore(store.client);
      startEngine({ objects, listing, eventStore: first.eventStore, scratch });
      isOver = await Promise.race([listing.died.then(() => false), hasEnded(log, job)]);
      if (!isOver) await reaches(start({ eventStore: log }), job, ["COMPLETE"]);

      const outcomes = await outcomesOf(log, job);
      expect([...outcomes.values()].map((all) => all.length)).toEqual(keys.map(() => 1));
      expect([...outcomes.values()].map(([one]) => one!.key).toSorted()).toEqual(keys.toSorted());
      expect(kill).toBeLessThan(60);
    }
  }, 120_000);
});

async function create(eventStore: EventStore, jobSpec: JobSpec): Promise<string> {
  const commands = createCommandHandler({
    eventStore,
    nextIds: createEventIds(uuidV5("test", randomUUID())),
    installationId: randomUUID(),
    randomId: randomUUID,
  });
  return createJob({ commands }, jobSpec);
}

/** True, when it has. */
async function hasEnded(eventStore: EventStore, job: string): Promise<boolean> {
  for await (const { events } of eventStore.subscribe({ signal: new AbortController().signal })) {
    if (events.some(({ stream, type }) => stream === `job-${job}` && type === "JobCompleted"))
      return true;
  }
  return false;
}

/** A listing whose process dies at its n-th call, or when there are no more calls to be made. */
function dyingAt(kill: number, die: () => void): ObjectListing & { readonly died: Promise<void> } {
  const real = createS3ObjectListing(store.client);
  const { promise: died, resolve } = Promise.withResolvers<void>();
  const never = new Promise<never>(() => {});
  let calls = 0;
  const mortal =
    <Arguments extends unknown[], Value>(call: (...given: Arguments) => Promise<Value>) =>
    async (...given: Arguments): Promise<Value> => {
      calls += 1;
      if (calls >= kill) {
        die();
        resolve();
        return never;
      }
      return call(...given);
    };
  return {
    page: mortal((...given: Parameters<ObjectListing["page"]>) => real.page(...given)),
    buckets: mortal(() => real.buckets()),
    isVersioned: mortal((...given: Parameters<ObjectListing["isVersioned"]>) =>
      real.isVersioned(...given),
    ),
    facts: mortal((...given: Parameters<ObjectListing["facts"]>) => real.facts(...given)),
    tags: mortal((...given: Parameters<ObjectListing["tags"]>) => real.tags(...given)),
    replicationRules: mortal((...given: Parameters<ObjectListing["replicationRules"]>) =>
      real.replicationRules(...given),
    ),
    remove: mortal((...given: Parameters<ObjectListing["remove"]>) => real.remove(...given)),
    died,
  };
}
