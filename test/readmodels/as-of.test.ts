import { describe, expect, it } from "vitest";
import type { EventStore, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { chunkDecider, type ChunkCommand, type ChunkState } from "../../src/job/chunk.ts";
import { controlTypes, chunkStream, jobStream, planStream } from "../../src/job/streams.ts";
import { applyProgress, progressProjection } from "../../projections/progress.ts";
import { deferred, failed, succeeded } from "../support/chunks.ts";
import { account, event, historyOf, validSpec } from "../support/jobs.ts";
import { allProjections } from "../../src/readmodels/open-read-models.ts";
import { lifeOf, openStore, startReadModels, temporaryFile } from "../support/read-models.ts";
import { appendAll, inStream, type Entry } from "../support/recorded.ts";
import { allEvents } from "../support/engine.ts";
import { fc } from "../support/fast-check.ts";

/** Counters as they were after each event of a job: read by following the log up to there, and nothing more. */
async function historyByFollowing(eventStore: EventStore, job: string, until: number) {
  const cut: EventStore = {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe(options)) {
        const events = page.events.filter(({ position }) => position <= until);
        yield { ...page, events, position: Math.min(page.position, until) };
      }
    },
  };
  const readModels = startReadModels({ eventStore: cut });
  await readModels.waitFor(until, { timeoutMs: 60_000 });
  const row = readModels.job(job);
  await readModels.stop();
  return row;
}

function began(job: string, situation: "ACTIVE" | "PREPARING"): Entry[] {
  const [, ...others] = historyOf(situation);
  const data = { jobId: job, account, token: null, spec: validSpec() };
  return inStream(jobStream(job), [{ type: "JobCreated", data }, ...others]);
}

const isControl = ({ type }: RecordedEvent) =>
  controlTypes.some((prefix) => type.startsWith(prefix));

async function eventsOf(eventStore: EventStore, job: string): Promise<readonly RecordedEvent[]> {
  const all = await allEvents(eventStore);
  const own = new RegExp(`^(job-${job}|(plan|report)-${job}-\\d+|chunk-${job}-\\d+-\\d+)$`);
  return all.filter((each) => own.test(each.stream) && isControl(each));
}

/** A log with three chunks of ten rows each, worked on by executors that get lost and take over. */
function hectic(job: string, steps: readonly number[]): Entry[] {
  const states: ChunkState[] = [{ claimed: false }, { claimed: false }, { claimed: false }];
  const entries: Entry[] = began(job, "ACTIVE");
  for (const step of steps) {
    const chunk = step % 3;
    const before = states[chunk]!;
    const command = commandOf(before, step >> 2);
    if (command === null) continue;
    const decision = chunkDecider.decide(command, before);
    if (!decision.ok) continue;
    states[chunk] = decision.value.reduce(
      (state, each) => chunkDecider.evolve(state, each, ""),
      before,
    );
    entries.push(...inStream(chunkStream(job, 0, chunk), decision.value));
  }
  return entries;
}

function commandOf(state: ChunkState, choice: number): ChunkCommand | null {
  const executor = choice % 2 === 0 ? "a" : "b";
  const borders = { firstRow: 100, rows: 10 };
  const holder = state.claimed ? state.holder : null;
  if (holder === null || choice % 7 === 0)
    return { type: "ClaimChunk", executor, ...borders, over: holder };
  if (choice % 5 === 0) return { type: "ReleaseChunk", executor: holder, lost: choice % 2 === 0 };
  const row = 100 + (choice % 10);
  const outcome = [succeeded, failed, (rows: [number, number][]) => deferred(rows, 1)][choice % 3]!;
  return {
    type: "AdvanceChunk",
    executor: holder,
    outcomes: [outcome([[row, row]])],
    outcomesHash: "h",
  };
}

describe("a job as of a moment", () => {
  it("is what the read models were at each place of the log, also between two jobs", async () => {
    const eventStore = openStore();
    const [one, two] = [lifeOf("one"), lifeOf("two", "Another")];
    const mixed = one.flatMap((entry, index) => [entry, ...(two[index] ? [two[index]] : [])]);
    await appendAll(eventStore, mixed);
    const readModels = startReadModels({ eventStore });
    const last = (await allEvents(eventStore)).at(-1)!.position;
    await readModels.waitFor(last, { timeoutMs: 60_000 });
    const own = await eventsOf(eventStore, "two");
    expect(own.length).toBeGreaterThan(10);
    for (const { position, id, recordedAt } of own) {
      const expected = await historyByFollowing(eventStore, "two", position);
      for (const point of [{ position }, { position: position + 0.5 }, { timestamp: recordedAt }]) {
        const then = await readModels.fromStreams.jobAsOf("two", point);
        expect(then?.event.eventId).toBe(id);
        expect(then?.job.state).toEqual(expected?.state);
        expect(then?.job.progress).toEqual(expected?.progress);
        expect(then?.job.position).toBe(position);
      }
    }
  });

  it("is found by the revision of an event of its own stream", async () => {
    const eventStore = openStore();
    await appendAll(eventStore, lifeOf("one"));
    const readModels = startReadModels({ eventStore });
    const last = (await allEvents(eventStore)).at(-1)!.position;
    await readModels.waitFor(last, { timeoutMs: 60_000 });
    const asOf = (revision: number) => readModels.fromStreams.jobAsOf("one", { revision });
    expect(await asOf(0)).toMatchObject({ job: { state: { status: "NEW" } } });
    expect(await asOf(6)).toMatchObject({
      job: { revision: 6, state: { status: "ACTIVE" }, progress: { succeeded: 0 } },
      event: { type: "JobActivated" },
    });
    expect(await asOf(7)).toMatchObject({
      job: { state: { status: "COMPLETING" }, progress: { succeeded: 8, failed: 2 } },
    });
    expect(await asOf(8)).toBeNull();
    expect(await asOf(-1)).toBeNull();
  });

  it("is nothing before it was created, after it has expired, and when it never was", async () => {
    const eventStore = openStore();
    await appendAll(eventStore, [
      ...lifeOf("other"),
      ...lifeOf("one"),
      ...inStream(jobStream("one"), [event.expired]),
    ]);
    const readModels = startReadModels({ eventStore });
    const last = (await allEvents(eventStore)).at(-1)!.position;
    await readModels.waitFor(last, { timeoutMs: 60_000 });
    const { fromStreams } = readModels;
    expect(await fromStreams.jobAsOf("one", { position: 3 })).toBeNull();
    expect(await fromStreams.jobAsOf("one", { position: last })).toBeNull();
    expect(await fromStreams.jobAsOf("nobody", { position: last })).toBeNull();
    expect(await fromStreams.jobAsOf("nobody", { revision: 0 })).toBeNull();
  });

  it("is exact also where few of its counters are kept", async () => {
    const thin = {
      ...progressProjection,
      apply: (...[projected, rows]: Parameters<typeof progressProjection.apply>) =>
        applyProgress(projected, rows, 4),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4_000), { minLength: 30, maxLength: 80 }),
        fc.nat(),
        async (steps, choice) => {
          const eventStore = openStore();
          const entries = hectic("one", steps);
          const other = hectic("two", steps.toReversed());
          await appendAll(
            eventStore,
            entries.flatMap((entry, index) => [entry, ...(other[index] ? [other[index]] : [])]),
          );
          const projections = allProjections.map((each) =>
            each.name === "progress" ? thin : each,
          );
          const readModels = startReadModels({ eventStore, projections, file: temporaryFile() });
          const last = (await allEvents(eventStore)).at(-1)!.position;
          await readModels.waitFor(last, { timeoutMs: 60_000 });
          const own = await eventsOf(eventStore, "one");
          const { position } = own[choice % own.length]!;
          const expected = await historyByFollowing(eventStore, "one", position);
          const then = await readModels.fromStreams.jobAsOf("one", { position });
          expect(then?.job.progress).toEqual(expected?.progress);
          expect(then?.job.position).toBe(position);
          await readModels.stop();
        },
      ),
      { numRuns: 15 },
    );
  });

  it("costs no reading of the log where the counters of each event are kept", async () => {
    const eventStore = openStore();
    await appendAll(eventStore, [...lifeOf("one"), ...lifeOf("two")]);
    let pages = 0;
    const counting: EventStore = {
      ...eventStore,
      readAll(options) {
        pages += 1;
        return eventStore.readAll(options);
      },
    };
    const readModels = startReadModels({ eventStore: counting });
    const last = (await allEvents(eventStore)).at(-1)!.position;
    await readModels.waitFor(last, { timeoutMs: 60_000 });
    pages = 0;
    await readModels.fromStreams.jobAsOf("one", { position: last });
    expect(pages).toBeLessThanOrEqual(1);
  });
});

it("reads the parts of a manifest that is being read", async () => {
  const eventStore = openStore();
  const planned = (firstChunk: number, rows: number[]) =>
    ({
      type: "PartChunksPlanned",
      data: {
        executor: "e",
        firstChunk,
        firstRow: 0,
        rows,
        offsets: [...rows.keys(), rows.length],
        bucket: "photos",
      },
    }) as const;
  await appendAll(eventStore, [
    ...began("one", "PREPARING"),
    ...inStream(planStream("one", 0), [planned(0, [500, 500]), planned(2, [100])]),
  ]);
  const readModels = startReadModels({ eventStore });
  const last = (await allEvents(eventStore)).at(-1)!.position;
  await readModels.waitFor(last, { timeoutMs: 60_000 });
  const asOf = (position: number) => readModels.fromStreams.jobAsOf("one", { position });
  expect((await asOf(last))?.job.progress.discovered).toBe(1_100);
  expect((await asOf(last - 1))?.job.progress.discovered).toBe(1_000);
});
