import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChunkAssignment, ChunkResult } from "../../src/executors/run-chunk.ts";
import type { Worker } from "../../src/executors/worker.ts";
import { collectWhenIdle } from "../../src/threads/collect-when-idle.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const assignment = {} as ChunkAssignment;
const completed: ChunkResult = { kind: "completed", position: 1 };

function heldWorker() {
  const ends: ((result: ChunkResult) => void)[] = [];
  const stopJob = vi.fn<Worker["stopJob"]>();
  const worker: Worker = {
    run: () => new Promise((resolve) => ends.push(resolve)),
    stopJob,
    stopChunk: () => {},
    stopAll: () => {},
  };
  return { worker, stopJob, endOne: () => ends.shift()!(completed) };
}

test("collects once when no chunk has run for a while, and not between two chunks", async () => {
  const collect = vi.fn<() => void>();
  const { worker, endOne } = heldWorker();
  const idle = collectWhenIdle(worker, collect);
  const first = idle.run(assignment);
  const second = idle.run(assignment);
  endOne();
  await first;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(collect).not.toHaveBeenCalled();
  endOne();
  expect(await second).toBe(completed);
  await vi.advanceTimersByTimeAsync(200);
  const third = idle.run(assignment);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(collect).not.toHaveBeenCalled();
  endOne();
  await third;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(collect).toHaveBeenCalledOnce();
});

test("collects after a chunk that went wrong, too, and stops what it is asked to stop", async () => {
  const collect = vi.fn<() => void>();
  const { worker, stopJob } = heldWorker();
  const idle = collectWhenIdle(
    { ...worker, run: () => Promise.reject(new Error("gone")) },
    collect,
  );
  await expect(idle.run(assignment)).rejects.toThrow("gone");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(collect).toHaveBeenCalledOnce();
  idle.stopJob("one");
  expect(stopJob).toHaveBeenCalledWith("one");
});

test("what nobody holds any more is gone then", async () => {
  const { worker, endOne } = heldWorker();
  const idle = collectWhenIdle(worker);
  const left = new WeakRef(await leftBy(idle, endOne));
  // A weak reference holds until the turn is over that made it.
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(left.deref()).toBeUndefined();
});

async function leftBy(idle: Worker, endOne: () => void): Promise<object> {
  const run = idle.run(assignment);
  endOne();
  await run;
  return { rows: [1, 2, 3] };
}
