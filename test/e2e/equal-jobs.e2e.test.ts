import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestStore } from "../support/devstore.ts";
import {
  createJob,
  putManifest,
  putObjects,
  untilEnded,
  viewJob,
} from "../support/jobs-over-http.ts";
import { eventually, startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

/** Chunks of 1 000 rows, one in each of the two hands, and more of them than there are hands. */
const rows = 4000;
const env = { EXECUTOR_THREADS: "1", CHUNKS_PER_THREAD: "2" };

test("a job that is created later ends while one of equal priority, held to a few calls a second, had all hands", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  const testStore = await openTestStore();
  const { client, store } = testStore;
  for (const Bucket of ["photos", "reports"])
    await client.send(new CreateBucketCommand({ Bucket }));
  await putObjects(client, "photos", ["one"]);
  const manifest = { bucket: "reports", key: "list.csv" };
  await putManifest(client, manifest, { bucket: "photos", keys: Array(rows).fill("one") });
  const stevedore = await startStevedore({ dataDir, storeUrl: store.url, env });
  try {
    const create = (more: object) =>
      createJob(stevedore, {
        operation: { putObjectTagging: { tagSet: [{ key: "state", value: "done" }] } },
        manifest,
        reports: "reports",
        token: randomUUID(),
        more: { priority: 5, ...more },
      });
    const slow = await create({ limits: { maxRequestsPerSecond: 5 } });
    await untilInEveryHand(stevedore, slow);
    const quick = await create({});
    expect(await untilEnded(stevedore, quick)).toMatchObject({
      status: "COMPLETE",
      progress: { total: rows, succeeded: rows },
    });
    expect((await viewJob(stevedore, slow)).status).toBe("ACTIVE");
  } finally {
    await stevedore.kill();
    await testStore.close();
    await rm(dataDir, { recursive: true });
  }
});

function untilInEveryHand(stevedore: StevedoreProcess, id: string): Promise<true> {
  const look = async () => {
    const { job } = await stevedore.query<{
      job: { progress: { succeeded: number; claimed: number } };
    }>("query ($id: ID!) { job(id: $id) { progress { succeeded claimed } } }", { id });
    const { succeeded, claimed } = job.progress;
    return succeeded + claimed === 2000 ? (true as const) : null;
  };
  return eventually(look, { withinMs: 60_000, what: "a chunk of the slow job in every hand" });
}
