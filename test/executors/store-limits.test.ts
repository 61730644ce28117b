import { afterEach, describe, expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { createGates } from "../../src/executors/gates.ts";
import { openJobCaps } from "../../src/executors/job-caps.ts";
import type { JobLimits } from "../../src/job/spec.ts";
import type { Judgement } from "../../src/operations/operation.ts";
import { createJob, done, reaches, startEngine, type TestEngine } from "../support/engine.ts";
import { hourMs, testLimits } from "../support/gates.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

const none: JobLimits = { maxConcurrency: null, maxRequestsPerSecond: null };
const fine: Judgement = { succeeded: true, message: null };
const going = new AbortController().signal;

/** Gates of two jobs on a store with these limits. */
function twoJobs(limits: Partial<JobLimits>) {
  const clock = createVirtualClock();
  const storeCaps = openJobCaps();
  storeCaps.set({ ...none, ...limits, priority: 0 });
  const gates = createGates({ clock, slots: 64, storeDownMaxMs: hourMs });
  const open = (job: string) =>
    gates.open(job, { ...testLimits().limits, storeCaps: storeCaps.buffer });
  let entered = 0;
  const ask = (gate: ReturnType<typeof open>) => {
    const answer = gate.enter(going);
    if (answer === true) entered += 1;
    else void answer.then(() => (entered += 1));
  };
  return { clock, storeCaps, one: open("one"), other: open("other"), ask, entered: () => entered };
}

describe("limits of a store", () => {
  test("on calls in flight hold for all jobs together", async () => {
    const { clock, storeCaps, one, other, ask, entered } = twoJobs({ maxConcurrency: 3 });
    for (let call = 0; call < 5; call++) ask(one);
    for (let call = 0; call < 5; call++) ask(other);
    await clock.advance(1000);
    expect([entered(), storeCaps.inFlight()]).toEqual([3, 3]);
    one.leave(fine, true);
    await clock.advance(1000);
    expect([entered(), storeCaps.inFlight()]).toEqual([4, 3]);
  });

  test("on calls a second hold for all jobs together, further calls of a task included", async () => {
    const { clock, one, other, ask, entered } = twoJobs({ maxRequestsPerSecond: 10 });
    for (let call = 0; call < 50; call++) ask(one);
    for (let call = 0; call < 50; call++) ask(other);
    await clock.advance(2000);
    expect(entered()).toBeGreaterThanOrEqual(19);
    expect(entered()).toBeLessThanOrEqual(21);
    let further = 0;
    for (let call = 0; call < 5; call++) {
      const turn = one.next();
      if (turn === true) further += 1;
      else void turn.then(() => (further += 1));
    }
    const before = entered();
    await clock.advance(1000);
    expect(further).toBeGreaterThan(0);
    expect(entered() - before + further).toBeLessThanOrEqual(11);
  });

  test("are divided among the processes that work on it, whatever their jobs are", async () => {
    const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
    const rows = Array.from({ length: 400 }, (_, row) => `photos,k${row}\n`).join("");
    objects.put({ bucket: "lists", key: "photos.csv" }, rows);
    const eventStore = openEmbeddedEventStore({ file: ":memory:" });
    let inFlight = 0;
    let most = 0;
    const play = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inFlight -= 1;
      return done;
    };
    const limitsOfStore = (name: string) =>
      name === "default" ? { ...none, maxConcurrency: 4 } : null;
    const pieces = { partBytes: 1_000_000, rowsPerChunk: 10 };
    // As on EventStoreDB, where several processes share a log.
    const shared = Object.assign(eventStore, { exclusive: false });
    for (let process = 0; process < 2; process++)
      engines.push(startEngine({ objects, eventStore: shared, play, limitsOfStore, pieces }));
    const valid = validSpec({ confirmationRequired: false });
    const object = { ...valid.manifest.object, key: "photos.csv", etag: null };
    const spec = { ...valid, manifest: { ...valid.manifest, object } };
    const jobs = [await createJob(engines[0]!, spec), await createJob(engines[1]!, spec)];
    for (const job of jobs) await reaches(engines[0]!, job, ["COMPLETE"]);
    expect(engines.flatMap(({ calls }) => calls)).toHaveLength(800);
    // While a process learns of the claims of another, each may still think that it has all of them.
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThanOrEqual(3);
  });
});
