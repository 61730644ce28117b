import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { createLiveChanges } from "../../src/readmodels/live.ts";
import { jobStream } from "../../src/job/streams.ts";
import { event } from "../support/jobs.ts";
import { lifeOf, openStore, startReadModels } from "../support/read-models.ts";
import { appendAll } from "../support/recorded.ts";

const soon = { timeoutMs: 60_000 };
const jobs = (...ids: string[]) => new Set(ids);

test("a slow reader gets the union of what it missed, once", async () => {
  const live = createLiveChanges();
  const reader = live.read({ signal: new AbortController().signal });
  live.publish(jobs("a"));
  live.publish(jobs("b", "a"));
  expect(await reader.next()).toStrictEqual({ done: false, value: jobs("a", "b") });
  const next = reader.next();
  live.publish(jobs("c"));
  expect(await next).toStrictEqual({ done: false, value: jobs("c") });
});

test("a reader of one job hears of that job alone", async () => {
  const live = createLiveChanges();
  const reader = live.read({ signal: new AbortController().signal, jobId: "b" });
  live.publish(jobs("a"));
  live.publish(jobs("a", "b"));
  expect(await reader.next()).toStrictEqual({ done: false, value: jobs("b") });
});

test("a commit after the reader was made is not lost, however late the first read", async () => {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  await readModels.waitFor(await appendAll(eventStore, lifeOf("one")), soon);
  const changes = readModels.changes({ signal: new AbortController().signal, jobId: "one" });
  const snapshot = readModels.job("one");
  const end = await appendAll(eventStore, [{ stream: jobStream("one"), event: event.completed }]);
  await readModels.waitFor(end, soon);
  for await (const changed of changes) {
    expect(changed).toStrictEqual(jobs("one"));
    break;
  }
  expect(snapshot?.state.status).toBe("COMPLETING");
  expect(readModels.job("one")?.state.status).toBe("COMPLETE");
});

test("a thousand readers come and go at any moment and leave nothing behind", async () => {
  const live = createLiveChanges();
  const forAll = new AbortController();
  const leaving = Array.from({ length: 1_000 }, async (_, number) => {
    const own = new AbortController();
    const signal = number % 2 === 0 ? forAll.signal : own.signal;
    const reader = live.read(number % 3 === 0 ? { signal, jobId: "a" } : { signal });
    if (number % 5 === 0) return reader.return?.();
    const next = reader.next();
    if (number % 5 === 1) return reader.return?.();
    if (number % 5 === 2) own.abort();
    const first = await next;
    if (number % 5 === 3) return reader.return?.();
    for await (const _set of reader) own.abort();
    return first;
  });
  live.publish(jobs("a"));
  await Promise.resolve();
  live.publish(jobs("a", "b"));
  forAll.abort();
  live.close();
  await Promise.all(leaving);
  expect(live.readers).toBe(0);
  expect(getEventListeners(forAll.signal, "abort")).toStrictEqual([]);
});

test("whoever waits is let go when the signal aborts or the read models stop", async () => {
  const readModels = startReadModels({ eventStore: openStore() });
  const leaving = new AbortController();
  const left = drain(readModels.changes({ signal: leaving.signal }));
  const stopped = drain(readModels.changes({ signal: new AbortController().signal }));
  leaving.abort();
  expect(await left).toBe(0);
  await readModels.stop();
  expect(await stopped).toBe(0);
  expect(await drain(readModels.changes({ signal: new AbortController().signal }))).toBe(0);
  expect(await drain(readModels.changes({ signal: leaving.signal }))).toBe(0);
});

async function drain(changes: AsyncIterable<ReadonlySet<string>>): Promise<number> {
  let count = 0;
  for await (const _changed of changes) count += 1;
  return count;
}
