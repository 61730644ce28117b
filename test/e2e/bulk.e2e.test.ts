import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bulkStream } from "../../src/job/streams.ts";
import { addJobs } from "../support/bulk.ts";
import { openLog } from "../support/event-log.ts";
import { eventually, startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

/** So many that it is killed long before the last of them. */
const jobs = 3_000;
/** On EventStoreDB what a dead process held waits until others see that it does not move. */
const patienceMs = 180_000;

let dataDir: string;
let running: StevedoreProcess | null = null;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
});

afterEach(async () => {
  await running?.kill();
  running = null;
  await rm(dataDir, { recursive: true });
});

async function start(): Promise<StevedoreProcess> {
  // No job here calls a store.
  running = await startStevedore({ dataDir, storeUrl: "http://127.0.0.1:9" });
  return running;
}

interface Bulk {
  readonly status: string;
  readonly jobs: number;
  readonly done: number;
  readonly refused: number;
  readonly left: number;
}

const give = `mutation ($list: [SelectedJobInput!]!) {
  commandJobs(input: { jobs: { list: $list }, action: DELETE, reason: "cleared away" }) {
    bulkCommand { id } } }`;

async function look(stevedore: StevedoreProcess, id: string): Promise<Bulk | null> {
  const query = `query ($id: ID!) { bulkCommand(id: $id) { status jobs done refused left } }`;
  return (await stevedore.query<{ bulkCommand: Bulk | null }>(query, { id })).bulkCommand;
}

const untilTold = (
  stevedore: StevedoreProcess,
  id: string,
  isReached: (bulk: Bulk) => boolean,
  what: string,
) =>
  eventually(
    async () => {
      const bulk = await look(stevedore, id);
      return bulk !== null && isReached(bulk) ? bulk : null;
    },
    { withinMs: patienceMs, what },
  );

test("a command to many jobs outlives a kill -9, and is told to each job once", async () => {
  const before = openLog(dataDir);
  const ids = await addJobs(before, jobs, "COMPLETE");
  await before.close();
  const first = await start();
  const { commandJobs } = await first.query<{ commandJobs: { bulkCommand: { id: string } } }>(
    give,
    {
      list: ids.map((job) => ({ id: job })),
    },
  );
  const { id } = commandJobs.bulkCommand;
  await untilTold(first, id, ({ done }) => done > 0, "a job that was told");
  await first.kill();

  const second = await start();
  const end = await untilTold(second, id, ({ status }) => status === "COMPLETE", "the end");
  // A job that was deleted before the kill would refuse to be deleted again.
  expect(end).toEqual({ status: "COMPLETE", jobs, done: jobs, refused: 0, left: 0 });
  expect(await second.stop()).toBe(0);
  running = null;

  const after = openLog(dataDir);
  const told = await after.readStream(bulkStream(id));
  expect(told.filter(({ type }) => type === "BulkCommandEnded")).toHaveLength(1);
  const history = await after.readStream(`job-${ids.at(0)!}`);
  expect(history.filter(({ type }) => type === "JobExpired")).toMatchObject([
    {
      data: { cause: "DELETED", reason: "cleared away" },
      metadata: { correlationId: id, actor: { kind: "USER", id: "local" } },
    },
  ]);
  await after.close();
}, 300_000);
