/** The pace of `jobProgress`, with a clock of its own. */
import { describe, expect, it } from "vitest";
import { jobUpdates } from "../../src/api/graphql/job-updates.ts";
import type { JobEvent } from "../../src/job/events.ts";
import { fold } from "../../src/job/decider.ts";
import { jobDecider } from "../../src/job/decide.ts";
import { assert } from "../../src/lib/assert.ts";
import { createLiveChanges } from "../../src/readmodels/live.ts";
import type { JobRow } from "../../src/readmodels/read-models.ts";
import { historyOf, jobId, type Situation } from "../support/jobs.ts";
import { historyStart } from "../support/given-when-then.ts";

/** A job that the test moves on, a clock that stands until it is moved, and the reader of one subscription. */
function follow(situation: Situation, intervalMs: number) {
  const live = createLiveChanges();
  const left = new AbortController();
  let nowMs = 0;
  const timers = new Map<() => void, number>();
  let row: JobRow | null = rowOf(historyOf(situation), { position: 1, succeeded: 0 });
  let inStream: JobRow | null = row;
  let caughtUp = true;
  let streamReads = 0;
  const updates = jobUpdates({
    readModels: {
      job: () => row,
      caughtUp: () => caughtUp,
      changes: (reader) => live.read(reader),
    },
    fromStreams: {
      job() {
        streamReads += 1;
        return Promise.resolve(inStream);
      },
    },
    clock: {
      now: () => nowMs,
      after(ms, action) {
        timers.set(action, nowMs + ms);
        return () => timers.delete(action);
      },
    },
    jobId,
    intervalMs,
    signal: left.signal,
  });
  return {
    next: () => updates.next(),
    leave: () => left.abort(),
    readers: () => live.readers,
    timers,
    becomes(next: JobRow | null) {
      row = next;
      live.publish(new Set([jobId]));
    },
    /** The rows are thrown away, and nobody is told. */
    rebuild(job: JobRow | null) {
      [row, inStream, caughtUp] = [null, job, false];
    },
    isRebuilt: () => (caughtUp = true),
    streamReads: () => streamReads,
    stop: () => live.close(),
    pass(ms: number) {
      nowMs += ms;
      for (const [action, due] of timers) if (due <= nowMs) action();
    },
  };
}

function rowOf(
  history: readonly JobEvent[],
  options: { readonly position: number; readonly succeeded: number },
): JobRow {
  const { position, succeeded } = options;
  const state = fold(
    jobDecider,
    history.map((each) => ({ event: each, at: historyStart })),
  );
  assert(state.phase === "job", "the history has a job");
  const counts = { discovered: 0, succeeded, failed: 0, unknown: 0, deferred: 0, claimed: 0 };
  return {
    id: jobId,
    revision: history.length - 1,
    position,
    state,
    progress: { ...counts, updatedAt: historyStart },
    report: { status: "PENDING", failure: null, manifestKey: null },
    createdBy: { kind: "USER", id: "local", name: "local user" },
    updatedAt: historyStart,
    unreadable: null,
  };
}

const active = (position: number, succeeded: number) =>
  rowOf(historyOf("ACTIVE"), { position, succeeded });

/** Whether a promise is still open after everything that can run has run. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true;
  void promise.then(() => (open = false));
  await new Promise((resolve) => setImmediate(resolve));
  return open;
}

describe("a subscription to one job", () => {
  it("progress waits for the interval, and then the newest is sent", async () => {
    const reader = follow("ACTIVE", 500);
    expect((await reader.next()).value).toMatchObject({ snapshot: true, position: 1 });
    const next = reader.next();
    reader.becomes(active(2, 10));
    expect(await isOpen(next)).toBe(true);
    reader.pass(499);
    reader.becomes(active(3, 20));
    expect(await isOpen(next)).toBe(true);
    reader.pass(1);
    expect((await next).value).toMatchObject({
      snapshot: false,
      position: 3,
      job: { progress: { succeeded: 20 } },
    });
    expect(reader.timers.size).toBe(0);
  });

  it("a change after a silence longer than the interval is sent at once", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    const next = reader.next();
    expect(await isOpen(next)).toBe(true);
    reader.pass(60_000);
    reader.becomes(active(2, 1));
    expect((await next).value).toMatchObject({ position: 2 });
  });

  it("a change of status is sent at once, also while progress waits", async () => {
    const reader = follow("ACTIVE", 10_000);
    await reader.next();
    const next = reader.next();
    reader.becomes(active(2, 10));
    expect(await isOpen(next)).toBe(true);
    reader.becomes(rowOf(historyOf("PAUSING"), { position: 3, succeeded: 11 }));
    expect((await next).value).toMatchObject({
      position: 3,
      job: { state: { status: "PAUSING" } },
    });
  });

  it("what happens while nobody asks is told by the next message, as one", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    for (let position = 2; position <= 9; position++) reader.becomes(active(position, position));
    reader.pass(500);
    expect((await reader.next()).value).toMatchObject({ position: 9 });
    expect(await isOpen(reader.next())).toBe(true);
  });

  it("goes on until the report of an ended job is settled", async () => {
    const reader = follow("ACTIVE", 10_000);
    await reader.next();
    const complete = rowOf(historyOf("COMPLETE"), { position: 2, succeeded: 1_190 });
    reader.becomes({ ...complete, report: { ...complete.report, status: "WRITING" } });
    expect((await reader.next()).value).toMatchObject({ position: 2 });
    reader.becomes({
      ...complete,
      position: 3,
      report: { status: "READY", failure: null, manifestKey: "manifest.json" },
    });
    expect((await reader.next()).value).toMatchObject({ job: { report: { status: "READY" } } });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(reader.readers()).toBe(0);
  });

  it("ends when the job is gone", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    const next = reader.next();
    reader.becomes(null);
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it("goes on while the read models are made again, and tells nothing old", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    reader.becomes(active(9, 90));
    reader.pass(500);
    await reader.next();
    const next = reader.next();
    reader.rebuild({ ...active(1, 0), revision: 5 });
    expect(await isOpen(next)).toBe(true);
    for (const [position, succeeded] of [
      [1, 0],
      [5, 50],
      [9, 90],
    ] as const) {
      reader.becomes(active(position, succeeded));
      expect(await isOpen(next)).toBe(true);
      reader.pass(500);
      expect(await isOpen(next)).toBe(true);
    }
    reader.isRebuilt();
    reader.becomes(active(10, 100));
    reader.pass(500);
    expect((await next).value).toMatchObject({
      position: 10,
      job: { progress: { succeeded: 100 } },
    });
  });

  it("while they are made again begins with the job's own stream, and keeps its progress", async () => {
    const reader = follow("ACTIVE", 500);
    reader.rebuild(active(7, 0));
    expect((await reader.next()).value).toMatchObject({ snapshot: true, position: 7 });
    const next = reader.next();
    const late = new Date(Date.parse(historyStart) + 1).toISOString();
    const behind = active(3, 30);
    reader.becomes({
      ...behind,
      revision: 0,
      progress: { ...behind.progress, updatedAt: late },
    });
    expect(await isOpen(next)).toBe(true);
    reader.pass(500);
    expect((await next).value).toMatchObject({ position: 7, job: { progress: { succeeded: 30 } } });
  });

  it("reads the stream once an interval, however many pages change the rows", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    reader.rebuild(active(1, 0));
    const next = reader.next();
    for (let page = 0; page < 20; page++) {
      reader.becomes(active(1, 0));
      expect(await isOpen(next)).toBe(true);
    }
    expect(reader.streamReads()).toBe(1);
  });

  it("ends when the job has expired while they are made again", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    reader.rebuild(null);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it("ends when the reader leaves, also while it waits for the interval", async () => {
    for (const change of [false, true]) {
      const reader = follow("ACTIVE", 500);
      await reader.next();
      const next = reader.next();
      if (change) reader.becomes(active(2, 1));
      expect(await isOpen(next)).toBe(true);
      reader.leave();
      expect(await next).toEqual({ done: true, value: undefined });
      expect(reader.readers()).toBe(0);
      expect(reader.timers.size).toBe(0);
    }
  });

  it("fails, and does not just end, when the read models stop under it", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    const next = reader.next();
    reader.stop();
    await expect(next).rejects.toMatchObject({ extensions: { code: "SHUTTING_DOWN" } });
  });

  it("an event that changes nothing that is shown sends nothing", async () => {
    const reader = follow("ACTIVE", 500);
    await reader.next();
    const next = reader.next();
    reader.pass(500);
    reader.becomes(active(1, 0));
    expect(await isOpen(next)).toBe(true);
  });
});
