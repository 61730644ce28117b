import { expect, test } from "vitest";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { jobStream } from "../../src/job/streams.ts";
import { event } from "../support/jobs.ts";
import { lifeOf, openStore, startReadModels, temporaryFile } from "../support/read-models.ts";
import { appendAll, newEvent } from "../support/recorded.ts";

const soon = { timeoutMs: 60_000 };

async function appendNewer(eventStore: EventStore, job: string): Promise<number> {
  const known = newEvent(event.completed, job);
  const newer = { ...known, metadata: { ...known.metadata, schemaVersion: 7 } };
  const { position } = await eventStore.append(jobStream(job), [newer], { expected: "any" });
  return position;
}

test("a job that a newer version wrote to is shown as it was, with an error, and others go on", async () => {
  const eventStore = openStore();
  await appendAll(eventStore, lifeOf("one"));
  const newer = await appendNewer(eventStore, "one");
  const priority = { type: "JobPriorityChanged", data: { from: 10, to: 99 } } as const;
  await appendAll(eventStore, [{ stream: jobStream("one"), event: priority }]);
  const end = await appendAll(eventStore, lifeOf("two"));
  const readModels = startReadModels({ eventStore });
  await readModels.waitFor(end, soon);
  const one = readModels.job("one");
  expect(one).toMatchObject({ state: { status: "COMPLETING", priority: 10 } });
  expect(one?.unreadable).toContain("JobCompleted is of version 7");
  expect(readModels.unreadableJobs()).toMatchObject([
    { jobId: "one", position: newer, code: "NEWER_VERSION" },
  ]);
  expect(readModels.job("two")).toMatchObject({ progress: { succeeded: 8 }, unreadable: null });
});

test("a history that does not fit together stops its own job only", async () => {
  const eventStore = openStore();
  await appendAll(eventStore, [
    ...lifeOf("one"),
    { stream: jobStream("one"), event: event.drained },
  ]);
  const end = await appendAll(eventStore, lifeOf("two"));
  const notes: string[] = [];
  const readModels = startReadModels({ eventStore, log: (note) => notes.push(note) });
  await readModels.waitFor(end, soon);
  expect(readModels.unreadableJobs()).toMatchObject([{ jobId: "one", code: "NOT_FOLDABLE" }]);
  expect(readModels.job("two")?.progress.failed).toBe(2);
  expect(notes).toHaveLength(1);
});

test("a job that cannot be read can still expire", async () => {
  const eventStore = openStore();
  await appendAll(eventStore, lifeOf("one"));
  await appendNewer(eventStore, "one");
  const end = await appendAll(eventStore, [{ stream: jobStream("one"), event: event.expired }]);
  const readModels = startReadModels({ eventStore });
  await readModels.waitFor(end, soon);
  expect(readModels.job("one")).toBeNull();
  expect(readModels.unreadableJobs()).toStrictEqual([]);
});

test("the note stays over a restart, because this version still does not know the event", async () => {
  const eventStore = openStore();
  const file = temporaryFile();
  await appendAll(eventStore, lifeOf("one"));
  const end = await appendNewer(eventStore, "one");
  const first = startReadModels({ file, eventStore });
  await first.waitFor(end, soon);
  await first.stop();
  const second = startReadModels({ file, eventStore });
  expect(second.job("one")?.unreadable).toContain("version 7");
});
