/** One tagging job over a network that a script makes worse: a few objects, each listed many times, a task each time. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { openTestStore } from "../support/devstore.ts";
import { createJob, putManifest, putObjects } from "../support/jobs-over-http.ts";
import { readLoggedJob, type LoggedJob } from "../support/outcomes-in-log.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

export interface TaggingJob {
  readonly id: string;
  readonly stevedore: StevedoreProcess;
}

const objects = Array.from({ length: 100 }, (_, index) => `photos/${index}`);

/** A store with the objects and the list, and what removes them. */
export async function openStoreOfRows(rows: number) {
  const store = await openTestStore();
  for (const bucket of ["photos", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  await putObjects(store.client, "photos", objects);
  const keys = Array.from({ length: rows }, (_, row) => objects[row % objects.length]!);
  await putManifest(
    store.client,
    { bucket: "reports", key: "list.csv" },
    { bucket: "photos", keys },
  );
  return { url: store.store.url, close: () => store.close() };
}

/** Starts a process on the store at this address and a job in it, lets `play` see its end, and reads the log afterwards. */
export async function withTaggingJob<Seen>(
  options: {
    readonly storeUrl: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly limits?: object;
  },
  play: (job: TaggingJob) => Promise<Seen>,
): Promise<{ readonly seen: Seen; readonly logged: LoggedJob }> {
  const { storeUrl, env = {}, limits } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  const stevedore = await startStevedore({ dataDir, storeUrl, env });
  try {
    const id = await createJob(stevedore, {
      operation: { putObjectTagging: { tagSet: [{ key: "state", value: "done" }] } },
      manifest: { bucket: "reports", key: "list.csv" },
      reports: "reports",
      token: randomUUID(),
      ...(limits === undefined ? {} : { more: { limits } }),
    });
    const seen = await play({ id, stevedore });
    await stevedore.stop();
    return { seen, logged: await readLoggedJob(dataDir, id) };
  } finally {
    await stevedore.kill();
    await rm(dataDir, { recursive: true });
  }
}

/** What the log says of the outcomes, each task once. */
export function countOutcomes({ outcomes }: LoggedJob) {
  const places = new Set(outcomes.map(({ place }) => place));
  const failed = outcomes.filter(({ kind }) => kind === "failed");
  return {
    tasks: places.size,
    outcomes: outcomes.length,
    failed: failed.length,
    failedWith: [...new Set(failed.map(({ code }) => code))],
    attempts: outcomes.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}
