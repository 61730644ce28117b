import { afterAll, beforeAll, expect, it } from "vitest";
import type { EngineCommand } from "../../src/job/commands.ts";
import { createJob, startApi, type TestApi } from "../support/api.ts";
import { noTasks, opened, totals } from "../support/jobs.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ jobLimits: { activeJobs: 1, rowsMax: 1_000 } });
});
afterAll(() => api.stop());

const toReady: readonly EngineCommand[] = [
  { type: "StartPreparing", manifest: opened },
  { type: "FinishPreparing", totals },
];

const queueOf = async (id: string) => {
  const { data, errors } = await api.ask(
    `query ($id: ID!) { job(id: $id) { queue { place running slots } } }`,
    { id },
  );
  expect(errors).toEqual([]);
  return (data as { job: { queue: object | null } }).job.queue;
};

it("a job that waits for a slot says how many are before it, and how many run", async () => {
  const spec = { confirmationRequired: false };
  const ids = [];
  for (const priority of [1, 1, 5]) ids.push(await createJob(api, { ...spec, priority }));
  const [first, second, urgent] = ids as [string, string, string];
  expect(await queueOf(first)).toBeNull();
  for (const id of ids) await api.drive(id, ...toReady);
  await api.drive(first, { type: "ActivateJob" });
  expect(await queueOf(first)).toBeNull();
  expect(await queueOf(urgent)).toEqual({ place: 1, running: 1, slots: 1 });
  expect(await queueOf(second)).toEqual({ place: 2, running: 1, slots: 1 });
  // The first is older than the second, and comes again before it.
  await api.drive(first, { type: "PreemptJob" });
  expect(await queueOf(urgent)).toEqual({ place: 1, running: 1, slots: 1 });
  await api.drive(first, { type: "RecordDrained", counts: noTasks, outcomesHash: null });
  await api.drive(urgent, { type: "ActivateJob" });
  expect(await queueOf(first)).toEqual({ place: 1, running: 1, slots: 1 });
  expect(await queueOf(second)).toEqual({ place: 2, running: 1, slots: 1 });
});
