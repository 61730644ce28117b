import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "../support/event-log.ts";
import type { PartEvent } from "../../src/job/events.ts";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { allEvents } from "../support/engine.ts";
import { startFaultProxy, type FaultProxy } from "../support/fault-proxy.ts";
import { createJob, viewJob } from "../support/jobs-over-http.ts";
import { playRows } from "../support/played-object.ts";
import { eventually, startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

/** Two parts of 1 GiB at most: rows as long as they may be, so that there are few of them. */
const manifest = playRows({
  rows: 18_000,
  rowBytes: 64_000,
  begin: (row) => `photos,key-${row},`,
});
const rows = 18_000;
const withinMs = 150_000;

let store: TestStore;
let proxy: FaultProxy;
let dataDir: string;
let stevedore: StevedoreProcess;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  store = await openTestStore();
  for (const bucket of ["photos", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  proxy = await startFaultProxy(store.store.url);
  proxy.play(({ key }) =>
    key === "wide.csv" ? { kind: "play", object: manifest } : { kind: "pass" },
  );
});

afterEach(async () => {
  await stevedore.kill();
  await proxy.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

test("a manifest of two parts is read on from its checkpoints after kill -9, and no row is lost or planned twice", async () => {
  const start = () => startStevedore({ dataDir, storeUrl: proxy.url });
  stevedore = await start();
  const id = await createJob(stevedore, {
    operation: { deleteObjectTagging: {} },
    manifest: { bucket: "reports", key: "wide.csv" },
    reports: "reports",
    token: "wide",
    more: {
      manifest: {
        csv: {
          object: { bucket: "reports", key: "wide.csv" },
          fields: ["BUCKET", "KEY", "IGNORE"],
        },
      },
      confirmationRequired: true,
    },
  });
  const startsRead: number[] = [];
  for (const rowsBefore of [2000, 7000]) {
    await eventually(async () => ((await discovered(id)) > rowsBefore ? true : null), {
      withinMs,
      what: `more than ${rowsBefore} rows`,
    });
    await stevedore.kill();
    const callsBefore = proxy.calls.length;
    stevedore = await start();
    await eventually(async () => (proxy.calls.length > callsBefore ? true : null), {
      withinMs,
      what: "the manifest being read again",
    });
    startsRead.push(startOf(proxy.calls[callsBefore]!));
  }
  await eventually(
    async () => ((await viewJob(stevedore, id)).status === "SUSPENDED" ? true : null),
    { withinMs, what: "the end of the preparation" },
  );
  expect((await viewJob(stevedore, id)).progress.total).toBe(rows);
  await stevedore.stop();
  // Each restart reads on behind a chunk that was planned, never from the beginning.
  for (const offset of startsRead) expect(offset).toBeGreaterThan(16_000_000);

  expect(await plannedEnds(id)).toEqual({ rows, bytes: manifest.sizeBytes });
}, 400_000);

async function discovered(id: string): Promise<number> {
  const { job } = await stevedore.query<{ job: { progress: { discovered: number } } }>(
    "query ($id: ID!) { job(id: $id) { progress { discovered } } }",
    { id },
  );
  return job.progress.discovered;
}

function startOf({ range }: { readonly range: string | null }): number {
  return Number(/^bytes=(\d+)/.exec(range ?? "")?.[1] ?? 0);
}

/** Follows the plan of each part, chunk by chunk, and gives what they come to when none overlaps and none is left out. */
async function plannedEnds(id: string): Promise<{ rows: number; bytes: number }> {
  const eventStore = openLog(dataDir);
  const events = await allEvents(eventStore);
  await eventStore.close();
  let rowsPlanned = 0;
  let reached = 0;
  for (const part of [0, 1]) {
    let rowsOfPart = 0;
    const plan = events.filter(({ stream }) => stream === `plan-${id}-${part}`);
    for (const { type, data } of plan) {
      const event = { type, data } as unknown as PartEvent;
      if (event.type !== "PartChunksPlanned") continue;
      expect(event.data.firstRow).toBe(rowsOfPart);
      expect(event.data.offsets[0]).toBe(reached);
      reached = event.data.offsets.at(-1)!;
      rowsOfPart += event.data.rows.reduce((sum, count) => sum + count, 0);
    }
    rowsPlanned += rowsOfPart;
  }
  return { rows: rowsPlanned, bytes: reached };
}
