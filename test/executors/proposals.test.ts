import { describe, expect, test } from "vitest";
import type { ClaimRule } from "../../src/executors/liveness.ts";
import { nextDueAt, propose, type Proposal } from "../../src/executors/proposals.ts";
import type { Periods } from "../../src/job/state.ts";
import {
  active,
  beats,
  chunk,
  jobIn,
  ofChunk,
  ofJob,
  self,
  watch,
  type Watched,
} from "../support/boards.ts";
import { event } from "../support/jobs.ts";
import { timeAt } from "../support/recorded.ts";

const day = 86_400;
const rule: ClaimRule = { self, exclusive: false };
const limits = { activeJobsMax: 16, rowsMax: 1_000_000 };

function proposals(
  { board }: Watched,
  options: {
    now?: string;
    unsettled?: readonly string[];
    rule?: ClaimRule;
    periods?: Periods;
  } = {},
): readonly Proposal[] {
  const { now = timeAt(0), unsettled = [], periods } = options;
  const settled = (job: string) => !unsettled.includes(job);
  const own = periods === undefined ? limits : { ...limits, periods };
  return propose(board, options.rule ?? rule, { limits: own, now, settled });
}

const command = (job: string, value: object) => ({ kind: "command", job, command: value });

describe("of a job that stands there the steward proposes", () => {
  test("to look for the manifest of a new job", () => {
    expect(proposals(watch(jobIn("NEW", "j")))).toEqual([{ kind: "open-manifest", job: "j" }]);
  });

  test("to complete it when every chunk is complete, with the counts of the outcomes", () => {
    const watched = watch(active("j", { chunks: [1, 1], rows: 10 }), [
      ofChunk("j", [0, 0], chunk.claimed("a")),
      ofChunk("j", [0, 0], chunk.advanced("a", { succeeded: 8, failed: 2 })),
      ofChunk("j", [0, 0], chunk.completed("a", 8, 2)),
    ]);
    expect(proposals(watched)).toEqual([]);
    watched.see([
      ofChunk("j", [1, 0], chunk.claimed("b")),
      ofChunk("j", [1, 0], chunk.advanced("b", { succeeded: 10 })),
      ofChunk("j", [1, 0], chunk.completed("b", 10)),
    ]);
    const counts = { succeeded: 18, failed: 2, unknown: 0 };
    expect(proposals(watched)).toEqual([command("j", { type: "CompleteTasks", counts })]);
  });

  test("the failure at the threshold before anything else, even when later outcomes fall below it", () => {
    const spec = { failureThreshold: { minimumTasks: 4, maximumFailureRate: 0.5 } };
    const watched = watch(active("j", { chunks: [2], rows: 5, spec }), [
      ofChunk("j", [0, 0], chunk.claimed("a", 5)),
      ofChunk("j", [0, 0], chunk.advanced("a", { failed: 3, succeeded: 2 })),
      ofChunk("j", [0, 0], chunk.completed("a", 2, 3)),
      ofChunk("j", [0, 1], chunk.claimed("a", 5)),
      ofChunk("j", [0, 1], chunk.advanced("a", { succeeded: 5 })),
      ofChunk("j", [0, 1], chunk.completed("a", 5)),
    ]);
    const [first, ...others] = proposals(watched);
    expect(first).toMatchObject(
      command("j", { type: "FailJob", code: "TaskFailureThresholdExceeded" }),
    );
    expect(others).toEqual([]);
  });

  test("no failure at exactly the rate, and none below the least number of tasks", () => {
    const at = (counts: { succeeded: number; failed: number }, minimumTasks: number) =>
      proposals(
        watch(
          active("j", {
            chunks: [1],
            rows: 10,
            spec: { failureThreshold: { minimumTasks, maximumFailureRate: 0.5 } },
          }),
          [
            ofChunk("j", [0, 0], chunk.claimed("a")),
            ofChunk("j", [0, 0], chunk.advanced("a", counts)),
          ],
        ),
      );
    expect(at({ succeeded: 2, failed: 2 }, 4)).toEqual([]);
    expect(at({ succeeded: 0, failed: 3 }, 4)).toEqual([]);
    expect(at({ succeeded: 1, failed: 3 }, 4)).toHaveLength(1);
  });

  test.each(["READY", "PAUSED", "SUSPENDED", "COMPLETE", "CANCELLED", "FAILED"] as const)(
    "no command of its own while it is %s and nothing is due",
    (status) => {
      const own = proposals(watch(jobIn(status, "j"))).filter(
        (one) => !(one.kind === "command" && one.command.type === "ActivateJob"),
      );
      expect(own).toEqual([]);
    },
  );

  test("the end of its report when every file is there, and not before", () => {
    const watched = watch(active("j", { chunks: [501], rows: 1 }), [
      ofChunk("j", [0, 0], chunk.claimed("a", 1)),
      ofChunk("j", [0, 0], chunk.advanced("a", { succeeded: 1 })),
      ofChunk("j", [0, 0], chunk.completed("a", 1)),
      ofJob("j", event.cancelRequested),
    ]);
    const counts = { succeeded: 1, failed: 0, unknown: 0 };
    expect(proposals(watched)).toEqual([command("j", { type: "RecordDrained", stop: 1, counts })]);
    watched.see([ofJob("j", { type: "JobDrained", data: counts })]);
    expect(proposals(watched)).toEqual([]);
    const written = { executor: "a", succeeded: null, failed: null, outcomesHash: "h" };
    const file = (number: number) => ({
      stream: `report-j-${number}`,
      event: { type: "ReportFileWritten" as const, data: written },
    });
    watched.see([file(1)]);
    expect(proposals(watched)).toEqual([]);
    watched.see([file(0)]);
    expect(proposals(watched)).toEqual([{ kind: "finish-report", job: "j" }]);
  });

  test("nothing while a proposal to it is on its way", () => {
    expect(proposals(watch(jobIn("NEW", "j")), { unsettled: ["j"] })).toEqual([]);
  });
});

describe("a drain", () => {
  const stopping = watch(active("j", { chunks: [3] }), [
    ofChunk("j", [0, 0], chunk.claimed("a")),
    ofChunk("j", [0, 0], chunk.advanced("a", { succeeded: 4 })),
    ofJob("j", event.cancelRequested),
    ofChunk("j", [0, 1], chunk.claimed("b")),
  ]);

  test("waits for what was claimed before the request, and not for later claims", () => {
    expect(proposals(stopping)).toEqual([]);
    stopping.see([ofChunk("j", [0, 0], chunk.released("a", 6))]);
    const counts = { succeeded: 4, failed: 0, unknown: 0 };
    expect(proposals(stopping)).toEqual([command("j", { type: "RecordDrained", stop: 1, counts })]);
  });

  test("releases the chunk of a holder that is lost, whose open rows are unknown then", () => {
    const watched = watch(active("j", { chunks: [3] }), beats("a", 1), [
      ofChunk("j", [0, 2], chunk.claimed("a")),
      ofChunk("j", [0, 2], chunk.advanced("a", { succeeded: 3 })),
      ofJob("j", event.cancelRequested),
      ...beats(self, 4),
    ]);
    expect(proposals(watched)).toEqual([]);
    watched.see(beats(self, 1));
    expect(proposals(watched)).toEqual([
      { kind: "release-lost", job: "j", chunk: 2, holder: "a", seenAt: expect.any(Number) },
    ]);
    watched.see([ofChunk("j", [0, 2], chunk.released("a", 7, true))]);
    const counts = { succeeded: 3, failed: 0, unknown: 7 };
    expect(proposals(watched)).toEqual([command("j", { type: "RecordDrained", stop: 1, counts })]);
  });

  test("counts the rows as unknown too when another took the chunk of a lost holder after the request", () => {
    const watched = watch(active("j", { chunks: [3] }), [
      ofChunk("j", [0, 2], chunk.claimed("a")),
      ofChunk("j", [0, 2], chunk.advanced("a", { succeeded: 3 })),
      ofJob("j", event.cancelRequested),
      ofChunk("j", [0, 2], chunk.claimed("b")),
      ofChunk("j", [0, 2], chunk.released("b", 7)),
    ]);
    const counts = { succeeded: 3, failed: 0, unknown: 7 };
    expect(proposals(watched)).toEqual([command("j", { type: "RecordDrained", stop: 1, counts })]);
  });

  test("of a pause counts the rows of a lost holder", () => {
    const watched = watch(active("j", { chunks: [3] }), [
      ofChunk("j", [0, 2], chunk.claimed("a")),
      ofJob("j", event.pausing),
      ofChunk("j", [0, 2], chunk.released("a", 10, true)),
    ]);
    const counts = { succeeded: 0, failed: 0, unknown: 10 };
    expect(proposals(watched)).toEqual([command("j", { type: "RecordDrained", stop: 1, counts })]);
    watched.see(
      [event.paused, event.resumed, event.ready, event.pausing].map((one) => ofJob("j", one)),
    );
    expect(proposals(watched)).toEqual([command("j", { type: "RecordDrained", stop: 2, counts })]);
  });
});

describe("due dates", () => {
  const due = (situation: "SUSPENDED" | "COMPLETE", seconds: number) =>
    proposals(watch(jobIn(situation, "j")), { now: timeAt(seconds) });

  test("end a wait for confirmation after 30 days, to the second", () => {
    expect(due("SUSPENDED", 30 * day - 1)).toEqual([]);
    const now = timeAt(30 * day);
    expect(due("SUSPENDED", 30 * day)).toEqual([
      command("j", { type: "ExpireConfirmation", now, days: 30 }),
    ]);
  });

  test("expire an ended job after 90 days, to the second", () => {
    expect(due("COMPLETE", 90 * day - 1)).toEqual([]);
    const now = timeAt(90 * day);
    expect(due("COMPLETE", 90 * day)).toEqual([command("j", { type: "ExpireJob", now, days: 90 })]);
  });

  test("are those of the configuration where it says so", () => {
    const periods = { confirmationDays: 2, retentionDays: 7 };
    const of = (situation: "SUSPENDED" | "COMPLETE", seconds: number) =>
      proposals(watch(jobIn(situation, "j")), {
        now: timeAt(seconds),
        periods,
      });
    expect(of("SUSPENDED", 2 * day - 1)).toEqual([]);
    expect(of("SUSPENDED", 2 * day)).toMatchObject([{ command: { days: 2 } }]);
    expect(of("COMPLETE", 7 * day - 1)).toEqual([]);
    expect(of("COMPLETE", 7 * day)).toMatchObject([{ command: { days: 7 } }]);
    const watched = watch(jobIn("COMPLETE", "a"), jobIn("SUSPENDED", "b"));
    const next = Date.parse(timeAt(2 * day));
    expect(nextDueAt(watched.board, next - 1, periods)).toBe(next);
  });

  test("are told in advance, the nearest first", () => {
    const watched = watch(jobIn("COMPLETE", "a"), jobIn("SUSPENDED", "b"), jobIn("ACTIVE", "c"));
    const next = Date.parse(timeAt(30 * day));
    expect(nextDueAt(watched.board, next - 1)).toBe(next);
    expect(nextDueAt(watch(jobIn("ACTIVE", "c")).board, next)).toBeNull();
  });

  test("are not waited for when they have passed, whoever is to see to them", () => {
    const { board } = watch(jobIn("COMPLETE", "a"), jobIn("SUSPENDED", "b"));
    const end = Date.parse(timeAt(90 * day));
    expect(nextDueAt(board, Date.parse(timeAt(30 * day)))).toBe(end);
    expect(nextDueAt(board, end)).toBeNull();
  });
});
