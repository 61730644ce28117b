import { describe, expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import type { EventsOptions, FromStreams } from "../../src/readmodels/from-streams.ts";
import { matchesFilter } from "../../src/readmodels/job-filter.ts";
import { foldJob } from "../../src/readmodels/job-from-stream.ts";
import type { LoggedEvent } from "../../src/readmodels/logged-events.ts";
import type { JobsFilter } from "../../src/readmodels/read-models.ts";
import { succeeded } from "../support/chunks.ts";
import { event, historyOf, jobId, situations, validSpec } from "../support/jobs.ts";
import { lifeOf, openStore, startReadModels } from "../support/read-models.ts";
import { appendAll, inStream, newEvent } from "../support/recorded.ts";

const soon = { timeoutMs: 60_000 };

/** A log of two jobs whose events lie among each other, and the read models over it. */
async function setUp(instead: Partial<EventStore> = {}) {
  const eventStore = openStore();
  const [one, two] = [lifeOf("one"), lifeOf("two")];
  const mixed = one.flatMap((entry, index) => [entry, two[index]!]);
  const end = await appendAll(eventStore, mixed);
  const readModels = startReadModels({ eventStore: { ...eventStore, ...instead } });
  await readModels.waitFor(end, soon);
  return { eventStore, readModels, end };
}

/** The first `count` events, as they come. */
async function take(
  fromStreams: FromStreams,
  query: Partial<EventsOptions> & { readonly count: number },
): Promise<LoggedEvent[]> {
  const left = new AbortController();
  const events: LoggedEvent[] = [];
  const { count, ...rest } = query;
  for await (const page of fromStreams.events({ after: -1, signal: left.signal, ...rest })) {
    events.push(...page);
    if (events.length >= count) break;
  }
  return events;
}

describe("the events of the log", () => {
  test("of all jobs come in its order, each once, from any place on", async () => {
    const { eventStore, readModels } = await setUp();
    const { events } = await eventStore.readAll({ maxCount: 1_000 });
    const all = await take(readModels.fromStreams, { count: events.length });
    expect(all.map(({ eventId }) => eventId)).toEqual(events.map(({ id }) => id));
    for (const [index, { position }] of events.slice(0, -1).entries()) {
      const rest = await take(readModels.fromStreams, { count: 1, after: position });
      expect(rest[0]?.eventId).toBe(events[index + 1]?.id);
    }
    expect(readModels.fromStreams.readers).toBe(0);
  });

  test("of one job are those of all its streams, and no other", async () => {
    const { eventStore, readModels } = await setUp();
    const { events } = await eventStore.readAll({ maxCount: 1_000 });
    const own = events.filter(({ stream }) => stream.includes("two"));
    const found = await take(readModels.fromStreams, { count: own.length, jobId: "two" });
    expect(found.map(({ eventId }) => eventId)).toEqual(own.map(({ id }) => id));
    expect(found.find(({ type }) => type === "TaskSucceeded")).toMatchObject({
      category: "EXECUTION",
      summary: "Chunk 1 of part 1: 8 tasks succeeded.",
      stream: chunkStream("two", 0, 0),
      statusAfter: null,
    });
  });

  test("of some categories leave the others out", async () => {
    const { readModels } = await setUp();
    const categories = ["CONTROL", "PREPARATION"] as const;
    const found = await take(readModels.fromStreams, { count: 4, categories });
    expect(found.map(({ type, jobId: job }) => `${job} ${type}`)).toEqual([
      "one ManifestRead",
      "two ManifestRead",
      "one JobConfirmed",
      "two JobConfirmed",
    ]);
  });

  test("that a later version wrote are passed on as they are", async () => {
    const { eventStore, readModels, end } = await setUp();
    const later = { ...newEvent(event.completed, "later"), type: "JobBlessed" };
    await eventStore.append(jobStream("one"), [later], { expected: "any" });
    const [found] = await take(readModels.fromStreams, { count: 1, after: end });
    expect(found).toMatchObject({ type: "JobBlessed", category: "LIFECYCLE", event: null });
    expect(found?.summary).toContain("does not know events of the type JobBlessed");
  });

  test("of an ended job are not looked for where the rows know there are none", async () => {
    const read: number[] = [];
    const inner = openStore();
    const ended = [...lifeOf("old"), ...inStream(jobStream("old"), [event.completed])];
    const last = await appendAll(inner, ended);
    const end = await appendAll(inner, lifeOf("new"));
    const eventStore: EventStore = {
      ...inner,
      readAll(options) {
        if (options.typePrefixes?.includes("Task")) read.push(options.after ?? 0);
        return inner.readAll(options);
      },
    };
    const readModels = startReadModels({ eventStore });
    await readModels.waitFor(end, soon);
    const left = new AbortController();
    const pages = readModels.fromStreams.events({ after: -1, jobId: "old", signal: left.signal });
    const first = await pages.next();
    expect(first.value?.at(-1)).toMatchObject({ type: "JobCompleted", position: last });
    const next = pages.next();
    const expired = inStream(jobStream("old"), [event.expired]);
    const more = await appendAll(inner, expired);
    expect((await next).value).toMatchObject([{ type: "JobExpired", position: more }]);
    expect(read.filter((after) => after >= last && after < end)).toEqual([]);
    left.abort();
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });
});

describe("a job from its own stream", () => {
  test.each(situations.filter((situation) => !["NONE", "EXPIRED"].includes(situation)))(
    "is what the rows say, and has the counts once they are final: %s",
    async (situation) => {
      const eventStore = openStore();
      const end = await appendAll(eventStore, inStream(jobStream(jobId), historyOf(situation)));
      const readModels = startReadModels({ eventStore });
      await readModels.waitFor(end, soon);
      const row = readModels.job(jobId)!;
      const counts = "counts" in row.state ? row.state.counts : null;
      const job = await readModels.fromStreams.job(jobId);
      expect(job).toEqual({ ...row, progress: { ...row.progress, ...counts } });
    },
  );

  test("that never was, or has expired, is none", async () => {
    const { eventStore, readModels } = await setUp();
    await appendAll(eventStore, inStream(jobStream(jobId), historyOf("EXPIRED")));
    expect(await readModels.fromStreams.job(jobId)).toBeNull();
    expect(await readModels.fromStreams.exists(jobId)).toBe(true);
    expect(await readModels.fromStreams.job("nobody")).toBeNull();
    expect(await readModels.fromStreams.exists("nobody")).toBe(false);
  });

  test("is as it was at a place of the log", async () => {
    const { eventStore, readModels } = await setUp();
    const events = await eventStore.readStream(jobStream("one"));
    for (const { position } of events) {
      const { job, last } = await readModels.fromStreams.jobAt("one", position);
      expect(job?.position).toBe(position);
      expect(last).toBe(events.at(-1)?.position);
    }
    expect(await readModels.fromStreams.jobAt("one", 0)).toMatchObject({ job: null });
    expect(await readModels.fromStreams.jobAt("none", 9)).toEqual({ job: null, last: -1 });
  });

  test("that a later version wrote to is shown as it was before, and says so", async () => {
    const { eventStore } = await setUp();
    const later = { ...newEvent(event.completed, "later"), type: "JobBlessed" };
    await eventStore.append(jobStream("one"), [later], { expected: "any" });
    const job = foldJob(await eventStore.readStream(jobStream("one")));
    expect(job).toMatchObject({ state: { status: "COMPLETING" } });
    expect(job?.unreadable).toContain("JobBlessed");
  });

  test("whose history does not fit together is shown as it was before, and says so", async () => {
    const { eventStore } = await setUp();
    const history = await eventStore.readStream(jobStream("one"));
    const job = foldJob(history.filter(({ type }) => type !== "JobPreparing"));
    expect(job).toMatchObject({ state: { status: "NEW" } });
    expect(job?.unreadable).toContain("does not fit what was before");
  });
});

test("a filter says of one job what it says of the list", async () => {
  const eventStore = openStore();
  const spec = validSpec({ description: "Tag the ÄPFEL" });
  const end = await appendAll(eventStore, [
    ...lifeOf("one"),
    ...inStream(jobStream("two"), [
      { type: "JobCreated", data: { jobId: "two", account: "0", token: null, spec } },
    ]),
  ]);
  const readModels = startReadModels({ eventStore });
  await readModels.waitFor(end, soon);
  const filters: JobsFilter[] = [
    {},
    { statuses: [] },
    { statuses: ["NEW", "READY"] },
    { operations: ["COPY_OBJECT"] },
    { operations: ["PUT_OBJECT_TAGGING"], search: "äpfel" },
    { search: "ONE" },
    { createdBy: "alice" },
    { createdBy: "bob" },
  ];
  for (const filter of filters) {
    const listed = readModels.jobs({ first: 9, filter }).rows.map(({ row }) => row.id);
    const all = readModels.jobs({ first: 9, filter: {} }).rows.map(({ row }) => row);
    const matching = all.filter((job) => matchesFilter(job, filter)).map(({ id }) => id);
    expect(matching).toEqual(listed);
  }
});

test("what changed since a place is told in the order of the changes", async () => {
  const { eventStore, readModels, end } = await setUp();
  const chunk = chunkStream("one", 0, 1);
  const after = await appendAll(eventStore, inStream(chunk, [succeeded([[0, 0]])]));
  const more = await appendAll(eventStore, inStream(jobStream("one"), [event.completed]));
  await readModels.waitFor(more, soon);
  expect(readModels.changedJobs({ after: -1, until: more, first: 9 })).toEqual([
    { id: "two", position: end },
    { id: "one", position: more },
  ]);
  expect(readModels.changedJobs({ after: end, until: after, first: 9 })).toEqual([]);
  expect(readModels.changedJobs({ after: -1, until: more, first: 1 })).toHaveLength(1);
});
