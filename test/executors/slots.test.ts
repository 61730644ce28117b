import { describe, expect, test } from "vitest";
import { propose } from "../../src/executors/proposals.ts";
import { jobIn, ofJob, self, watch, type Watched } from "../support/boards.ts";
import { event, type Situation } from "../support/jobs.ts";

/** Which jobs are given a slot (+) and which must make room (-). */
function slots({ board }: Watched, activeJobsMax: number, unsettled: readonly string[] = []) {
  const proposals = propose(
    board,
    { self, exclusive: false },
    {
      limits: { activeJobsMax, rowsMax: 1_000_000 },
      now: "2026-03-01T10:00:00.000Z",
      settled: (id) => !unsettled.includes(id),
    },
  );
  return proposals.flatMap((one) => {
    if (one.kind !== "command") return [];
    if (one.command.type === "ActivateJob") return [`+${one.job}`];
    return one.command.type === "PreemptJob" ? [`-${one.job}`] : [];
  });
}

function job(situation: Situation, id: string, priority: number) {
  return jobIn(situation, id, { spec: { priority } });
}

describe("free slots", () => {
  test("go to the highest priority, among equals to the oldest", () => {
    const watched = watch(
      job("READY", "old", 5),
      job("READY", "young", 5),
      job("READY", "urgent", 9),
    );
    expect(slots(watched, 1)).toEqual(["+urgent"]);
    expect(slots(watched, 2)).toEqual(["+urgent", "+old"]);
    expect(slots(watched, 9)).toEqual(["+urgent", "+old", "+young"]);
  });

  test("go by the priority that a user set last", () => {
    const watched = watch(job("READY", "a", 5), job("READY", "b", 6), [
      ofJob("a", { type: "JobPriorityChanged", data: { from: 5, to: 7 } }),
    ]);
    expect(slots(watched, 1)).toEqual(["+a"]);
  });

  test("go to a job that was paused by the scheduler, and never to one that a user paused", () => {
    const watched = watch(job("PAUSED", "user", 9), job("PAUSED_BY_SCHEDULER", "scheduler", 1));
    expect(slots(watched, 16)).toEqual(["+scheduler"]);
  });

  test("are taken by jobs that are still being paused, and not by those that end", () => {
    const ready = job("READY", "waits", 1);
    expect(slots(watch(job("PAUSING", "a", 1), ready), 1)).toEqual([]);
    expect(slots(watch(job("COMPLETING", "a", 1), ready), 1)).toEqual(["+waits"]);
    expect(slots(watch(job("CANCELLING", "a", 1), ready), 1)).toEqual(["+waits"]);
  });

  test("are not given while another is being taken, which the board does not show yet", () => {
    const watched = watch(job("READY", "a", 5), job("READY", "b", 5));
    expect(slots(watched, 1, ["a"])).toEqual([]);
  });

  test("are given while another job waits for a store that does not answer", () => {
    const watched = watch(
      job("NEW", "lost", 5),
      job("COMPLETING", "unwritten", 5),
      job("PREPARING", "unread", 5),
      job("READY", "a", 5),
    );
    expect(slots(watched, 16, ["lost", "unwritten", "unread"])).toEqual(["+a"]);
  });
});

describe("without a free slot", () => {
  test("the lowest and then youngest of lower priority makes room", () => {
    const watched = watch(
      job("ACTIVE", "low-old", 1),
      job("ACTIVE", "low-young", 1),
      job("ACTIVE", "middle", 5),
      job("READY", "high", 9),
    );
    expect(slots(watched, 3)).toEqual(["-low-young"]);
    expect(slots(watched, 4)).toEqual(["+high"]);
  });

  test("a job of equal priority waits", () => {
    expect(slots(watch(job("ACTIVE", "a", 5), job("READY", "b", 5)), 1)).toEqual([]);
  });

  test("room is made once, and then it is waited for", () => {
    const watched = watch(
      job("ACTIVE", "a", 1),
      job("ACTIVE", "b", 1),
      job("READY", "high", 9),
      job("READY", "higher", 10),
    );
    expect(slots(watched, 2)).toEqual(["-b"]);
    expect(slots(watched, 2, ["b"])).toEqual([]);
    watched.see([ofJob("b", event.preempting)]);
    expect(slots(watched, 2)).toEqual([]);
    watched.see([ofJob("b", event.preempted)]);
    expect(slots(watched, 2)).toEqual(["+higher", "-a"]);
  });

  test("a job that a user paused preempts nobody", () => {
    expect(slots(watch(job("ACTIVE", "a", 1), job("PAUSED", "b", 9)), 1)).toEqual([]);
  });
});
