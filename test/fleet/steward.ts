/** The steward is killed in the middle of a failure threshold: the job fails all the same, and once. */
import { equal, ok } from "node:assert/strict";
import { openEventStoreDb } from "../../src/eventstore/eventstoredb.ts";
import { stewardStream } from "../../src/job/streams.ts";
import { openTestStore } from "../support/devstore.ts";
import { untilEnded, viewJob } from "../support/jobs-over-http.ts";
import { loggedJobOf } from "../support/outcomes-in-log.ts";
import { eventually } from "../support/stevedore-process.ts";
import { eventsOfJob, prepareObjects, startCopy } from "./job.ts";
import { openFleet, type WorkerProcess } from "./processes.ts";

export interface StewardOptions {
  readonly eventStoreUrl: string;
  readonly workers: number;
  readonly rows: number;
  readonly say: (line: string) => void;
}

export interface StewardResult {
  /** From the kill to the decision of the next steward. */
  readonly failedAfterMs: number;
  readonly failed: number;
}

const minimumTasks = 1000;

/** @throws AssertionError for a promise that was not kept. */
export async function runStewardKill(options: StewardOptions): Promise<StewardResult> {
  const { eventStoreUrl, rows, say } = options;
  const store = await openTestStore();
  const fleet = await openFleet({ eventStoreUrl, storeUrl: store.store.url });
  try {
    // None of the objects is there, so every task fails.
    const prepared = await prepareObjects(store, rows, { objects: 0 });
    const api = await fleet.startServer({ EXECUTORS: "off" });
    for (let n = 0; n < options.workers; n++) fleet.startWorker();
    await Promise.all(fleet.workers.map(({ ready }) => ready));
    const job = await startCopy(api, prepared, {
      failureThreshold: { minimumTasks, maximumFailureRate: 0.5 },
      limits: { maxRequestsPerSecond: 200 },
    });
    const nearly = async () =>
      (await viewJob(api, job.id)).progress.failed >= 0.8 * minimumTasks ? true : null;
    await eventually(nearly, { withinMs: 180_000, what: "failures just below the threshold" });
    const steward = await stewardOf(eventStoreUrl, fleet.workers);
    await steward.kill();
    say(`killed the steward ${steward.pid}`);
    const ended = await untilEnded(api, job.id, 180_000);
    equal(ended.status, "FAILED");
    const events = await eventsOfJob(eventStoreUrl, job.id);
    const logged = loggedJobOf(events, job.id);
    const count = (type: string) => logged.events.filter(({ event }) => event.type === type).length;
    equal(count("JobFailing"), 1, "it began to fail once");
    equal(count("JobFailed"), 1, "it failed once");
    equal(ended.failureReasons[0]?.code, "TaskFailureThresholdExceeded");
    equal(logged.outcomes.length, ended.progress.failed, "each failure is in the log once");
    ok(ended.progress.failed + ended.progress.unknown < rows, "it did not run to its end");
    const failing = logged.events.find(({ event }) => event.type === "JobFailing")!;
    return { failedAfterMs: failing.at - steward.killedAt!, failed: ended.progress.failed };
  } finally {
    await fleet.close();
    await store.close();
  }
}

/** The last one who claimed to be it; a process says its id when it starts. */
async function stewardOf(url: string, workers: readonly WorkerProcess[]): Promise<WorkerProcess> {
  const eventStore = openEventStoreDb({ url });
  try {
    const [last] = await eventStore.readStream(stewardStream, { backwards: true, maxCount: 1 });
    const executor = String(last?.data["executor"]);
    const steward = workers.find((worker) => worker.output().includes(executor));
    ok(steward !== undefined, `the steward ${executor} is one of the workers`);
    return steward;
  } finally {
    await eventStore.close();
  }
}
