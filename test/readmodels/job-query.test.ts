import { expect, test } from "vitest";
import { allowedActions, allowing, type JobAction } from "../../src/job/actions.ts";
import { jobStream } from "../../src/job/streams.ts";
import { meets } from "../../src/readmodels/query-match.ts";
import type { JobEvent } from "../../src/job/events.ts";
import { account, event, historyOf, situations, validSpec } from "../support/jobs.ts";
import { queryOf } from "../support/queries.ts";
import { openStore, startReadModels } from "../support/read-models.ts";
import { appendAll, inStream } from "../support/recorded.ts";

/** Read models of a job for each of these histories. */
async function readModelsOf(histories: Readonly<Record<string, readonly JobEvent[]>>) {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  const entries = Object.entries(histories).flatMap(([jobId, [, ...others]]) => {
    const data = { jobId, account, token: null, spec: validSpec() };
    return inStream(jobStream(jobId), [{ type: "JobCreated", data }, ...others]);
  });
  await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
  const found = (query: string) =>
    readModels.jobIds({ query: queryOf(query) }, { max: 100 }).toSorted();
  return { ...readModels, found };
}

test("the jobs that allow an action are those that a query of it finds", async () => {
  const there = situations.filter((each) => each !== "NONE" && each !== "EXPIRED");
  const readModels = await readModelsOf(
    Object.fromEntries(there.map((situation) => [situation, historyOf(situation)])),
  );
  const actions: readonly JobAction[] = [
    "CONFIRM",
    "CANCEL",
    "PAUSE",
    "RESUME",
    "UPDATE_PRIORITY",
    "UPDATE_LIMITS",
    "TAG",
    "RETRY_FAILED_TASKS",
    "CLONE",
    "DELETE",
  ];
  for (const action of actions) {
    const query = allowing(action);
    const jobs = there.map((id) => readModels.job(id)!);
    const able = jobs.filter(({ state }) => allowedActions(state).includes(action));
    expect(able.length).toBeGreaterThan(0);
    expect(jobs.filter((job) => meets(job, query))).toEqual(able);
    const ids = readModels.jobIds({ query }, { max: 100 }).toSorted();
    expect([action, ...ids]).toEqual([action, ...able.map(({ id }) => id).toSorted()]);
  }
});

test("the instant itself is among what is up to it and from it on", async () => {
  const readModels = await readModelsOf({ one: historyOf("NEW"), two: historyOf("NEW") });
  const { found } = readModels;
  const at = readModels.job("one")!.state.createdAt;
  expect(found(`created <= ${at}`)).toEqual(["one"]);
  expect(found(`created >= ${at}`)).toEqual(["one", "two"]);
  expect(found(`created < ${at}`)).toEqual([]);
  expect(found(`created > ${at}`)).toEqual(["two"]);
  expect(found(`created between ${at} and ${at}`)).toEqual(["one"]);
});

test("who has paused a job is over when it goes on", async () => {
  const { found } = await readModelsOf({
    on: [...historyOf("PAUSED"), event.resumed, event.activated],
    over: [...historyOf("PAUSED_BY_SCHEDULER"), event.cancelRequested],
    paused: historyOf("PAUSED"),
  });
  expect(found("pausedBy is not null")).toEqual(["paused"]);
  expect(found("pausedBy = SCHEDULER")).toEqual([]);
});

test("what a job does not have yet meets nothing, and the opposite is met by all others", async () => {
  const { found } = await readModelsOf({ runs: historyOf("ACTIVE"), ended: historyOf("COMPLETE") });
  expect(found("ended > 2000-01-01")).toEqual(["ended"]);
  expect(found("ended <= 2000-01-01")).toEqual([]);
  expect(found("not ended > 2000-01-01")).toEqual(["runs"]);
  expect(found("outcome != ALL_FAILED")).toEqual(["ended", "runs"]);
  expect(found("outcome is null")).toEqual(["runs"]);
});
