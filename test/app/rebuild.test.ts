import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rebuild } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { allProjections, openReadModels } from "../../src/readmodels/open-read-models.ts";
import { fieldOf } from "../support/api.ts";
import { silent, type OwnApp } from "../support/own-app.ts";
import { dump } from "../support/read-models.ts";
import { eventually } from "../support/stevedore-process.ts";
import { createJobIn, openResumable } from "../support/resumable.ts";

let own: OwnApp;
let jobId: string;
let file: string;
/** Every table, as it came to be while the job ran. */
let lived: string;

beforeAll(async () => {
  own = await openResumable({ objects: 300 });
  await own.start();
  jobId = await createJobIn(own);
  await eventually(async () => ((await statusOf()) === "COMPLETE" ? true : null), {
    withinMs: 100_000,
    what: "the end of the job",
  });
  await own.stop();
  file = join(own.config.dataDir, "readmodels.sqlite");
  lived = dump(file);
});
afterAll(() => own.close());

async function statusOf(): Promise<unknown> {
  const answer = await own.ask(`query Q($id: ID!) { job(id: $id) { status } }`, { id: jobId });
  return (fieldOf(answer, "job") as { readonly status: string }).status;
}

describe("read models that are made again after a job with failures", () => {
  it("are the same to the byte as those that followed the job while it ran", async () => {
    const rebuilt = await rebuild(own.config, { log: silent });
    expect(dump(file)).toBe(lived);
    expect(lived).toContain("NoSuchKey");
    expect(rebuilt.events).toBeGreaterThan(10);
    expect(rebuilt.position).toBeGreaterThanOrEqual(rebuilt.events);
    expect(rebuilt.seconds).toBeGreaterThan(0);
  });

  it("are made again by themselves when a projection is of another version, to the same rows", async () => {
    const projections = allProjections.map((projection) => ({
      ...projection,
      version: projection.version + 1,
    }));
    const eventStore = openEmbeddedEventStore({
      file: join(own.config.dataDir, "events.sqlite"),
    });
    const notes: string[] = [];
    const log = (note: string) => void notes.push(note);
    const readModels = openReadModels({ file, eventStore, projections, log });
    expect(readModels.job(jobId)).toBeNull();
    readModels.start();
    await expect.poll(() => readModels.caughtUp()).toBe(true);
    expect(readModels.job(jobId)?.progress).toMatchObject({ succeeded: 290, failed: 10 });
    await readModels.stop();
    await eventStore.close();
    expect(notes).toHaveLength(allProjections.length);
    expect(withoutVersions(dump(file))).toBe(withoutVersions(lived));
  });

  it("are not made where a server runs, or where there is no event store", async () => {
    await own.start();
    await expect(rebuild(own.config, { log: silent })).rejects.toMatchObject({
      name: "StoreLocked",
    });
    expect(await statusOf()).toBe("COMPLETE");
    await own.stop();
    const env = { DATA_DIR: join(own.config.dataDir, "nothing") };
    const nowhere = loadConfig({ env, file: null, cores: 1 });
    await expect(rebuild(nowhere, { log: silent })).rejects.toMatchObject({
      name: "NoEventStore",
    });
  });
});

/** The versions of the projections are the one thing that has to differ. */
function withoutVersions(text: string): string {
  return text.replaceAll(/("name":"\w+","version"):\d+/g, "$1");
}
