import { describe, expect, test } from "vitest";
import type { AnyEvent } from "../../src/job/codec.ts";
import type { JobCommand } from "../../src/job/commands.ts";
import { jobDecider } from "../../src/job/decide.ts";
import { fold } from "../../src/job/decider.ts";
import type { JobEvent } from "../../src/job/events.ts";
import { isTerminal, mayFollow, statusEntered } from "../../src/job/lifecycle.ts";
import type { JobState } from "../../src/job/state.ts";
import { historyStart, secondsIn } from "../support/given-when-then.ts";
import { throughStore } from "../support/stored.ts";
import {
  account,
  historyOf,
  jobId,
  opened,
  situations,
  totals,
  validSpec,
} from "../support/jobs.ts";
import { fc } from "../support/fast-check.ts";

const specs = fc.record({
  confirmationRequired: fc.boolean(),
  report: fc.constantFrom(null, validSpec().report),
  priority: fc.integer({ min: 0, max: 3 }),
});
const reason = fc.constantFrom(null, "why", "", "x".repeat(257));
const counts = fc.record({
  succeeded: fc.nat({ max: 3 }),
  failed: fc.nat({ max: 3 }),
  unknown: fc.nat({ max: 3 }),
});
const now = fc.nat({ max: 200 }).map((days) => secondsIn(days * 86_400));

const commands: fc.Arbitrary<JobCommand> = fc.oneof(
  specs.map((changes) => ({
    type: "CreateJob" as const,
    jobId,
    account,
    token: null,
    spec: validSpec(changes),
  })),
  fc.record({
    type: fc.constantFrom(
      "ConfirmJob" as const,
      "CancelJob" as const,
      "PauseJob" as const,
      "ResumeJob" as const,
    ),
    reason,
  }),
  fc.record({
    type: fc.constant("ChangePriority" as const),
    priority: fc.integer({ min: -1, max: 3 }),
  }),
  fc.record({
    type: fc.constant("ChangeLimits" as const),
    limits: fc.record({
      maxConcurrency: fc.constantFrom(null, 0, 4),
      maxRequestsPerSecond: fc.constant(null),
    }),
  }),
  fc.record({
    type: fc.constant("TagJob" as const),
    set: fc.array(
      fc.record({ key: fc.constantFrom("a", "b", ""), value: fc.constantFrom("1", "2") }),
      { maxLength: 2 },
    ),
    remove: fc.subarray(["a", "b", "team"]),
  }),
  fc.constantFrom<JobCommand>(
    { type: "DeleteJob" },
    { type: "StartPreparing", manifest: opened },
    { type: "FinishPreparing", totals },
    { type: "ActivateJob" },
    { type: "ActivateJob" },
    { type: "PreemptJob" },
    { type: "FailJob", code: "TaskFailureThresholdExceeded", reason: "too many" },
    { type: "RecordReport", manifestKey: "m", files: 1, rows: 2, outcomesHash: "h" },
    { type: "RecordReportFailure", reason: "AccessDenied" },
  ),
  fc.record({ type: fc.constantFrom("RecordDrained" as const, "CompleteTasks" as const), counts }),
  fc.record({ type: fc.constantFrom("ExpireConfirmation" as const, "ExpireJob" as const), now }),
);

/** A job somewhere in its life, and what is asked of it from then on; `waitMs`: time until each command. */
const lives = fc.record({
  situation: fc.constantFrom(...situations),
  changes: specs,
  steps: fc.array(fc.record({ command: commands, waitMs: fc.nat({ max: 100_000 }) }), {
    maxLength: 40,
  }),
});

type Life = typeof lives extends fc.Arbitrary<infer Value> ? Value : never;

interface Step {
  readonly before: JobState;
  readonly event: JobEvent;
  readonly at: string;
  readonly after: JobState;
}

/** Lives the life event by event, from the first of its history on. */
function live({ situation, changes, steps }: Life): Step[] {
  const lived: Step[] = [];
  let state = jobDecider.initialState;
  let atMs = Date.parse(historyStart);
  const record = (events: readonly JobEvent[]) => {
    const at = new Date(atMs).toISOString();
    for (const event of events) {
      const after = jobDecider.evolve(state, event, at);
      lived.push({ before: state, event, at, after });
      state = after;
    }
  };
  for (const event of historyOf(situation, validSpec(changes))) {
    record([event]);
    atMs += 1_000;
  }
  for (const { command, waitMs } of steps) {
    atMs += waitMs;
    const before = JSON.stringify(state);
    const result = jobDecider.decide(structuredClone(command), state);
    expect(JSON.stringify(state)).toBe(before);
    if (result.ok) record(result.value);
  }
  return lived;
}

const forEveryLife = (check: (steps: readonly Step[]) => void): void =>
  fc.assert(
    fc.property(lives, (life) => check(live(life))),
    { numRuns: 400 },
  );

const statusOf = (state: JobState): string => (state.phase === "job" ? state.status : state.phase);

describe("whatever is asked of a job, in whatever order", () => {
  test("it takes only transitions of the table, each by the event that enters the status", () => {
    forEveryLife((steps) => {
      for (const { before, event, after } of steps) {
        const entered = statusEntered[event.type];
        const expected = event.type === "JobExpired" ? "expired" : (entered ?? statusOf(before));
        expect(statusOf(after)).toBe(expected);
        const legal =
          entered === undefined ||
          (before.phase === "job" ? mayFollow(before.status, entered) : entered === "NEW");
        expect(legal, `${statusOf(before)} -> ${statusOf(after)}`).toBe(true);
      }
    });
  });

  test("a terminal status is final: only tags and the expiry come after it, and nothing after that", () => {
    forEveryLife((steps) => {
      const afterEnd = steps.filter(
        ({ before }) => before.phase === "job" && isTerminal(before.status),
      );
      for (const { event } of afterEnd) expect(["JobTagged", "JobExpired"]).toContain(event.type);
      expect(steps.filter(({ before }) => before.phase === "expired")).toStrictEqual([]);
    });
  });

  test("replay equals live, also through the codec and JSON", () => {
    forEveryLife((steps) => {
      const replayed = fold(
        jobDecider,
        steps.map(({ event, at }) => ({ event: jobEventOf(throughStore(event)), at })),
      );
      expect(replayed).toStrictEqual(steps.at(-1)?.after ?? jobDecider.initialState);
    });
  });

  test("the time in ACTIVE is the sum of its stretches and never falls", () => {
    forEveryLife((steps) => {
      let expected = 0;
      for (const { before, at, after } of steps) {
        const leaves =
          before.phase === "job" && before.status === "ACTIVE" && statusOf(after) !== "ACTIVE";
        if (leaves) expected += Date.parse(at) - Date.parse(before.activeSince);
        expect(after.phase === "job" ? after.activeMs : expected).toBe(expected);
      }
    });
  });

  test("it is suspended at most once, and counts its tasks at most once", () => {
    forEveryLife((steps) => {
      for (const type of ["JobSuspended", "ManifestRead", "JobDrained", "JobCompleting"]) {
        expect(steps.filter(({ event }) => event.type === type).length).toBeLessThan(2);
      }
    });
  });

  test("its end carries a hash exactly when a report was written before it", () => {
    forEveryLife((steps) => {
      const reports = steps.filter(({ event }) => event.type === "ReportWritten");
      const hashes = steps.flatMap(({ event: { type, data } }) =>
        (type === "JobCompleted" || type === "JobCancelled" || type === "JobFailed") &&
        data.outcomesHash !== null
          ? [data.outcomesHash]
          : [],
      );
      expect(hashes).toHaveLength(reports.length);
    });
  });
});

function jobEventOf(event: AnyEvent): JobEvent {
  if (!isJobEvent(event)) throw new Error(`${event.type} is not an event of a job`);
  return event;
}

function isJobEvent(event: AnyEvent): event is JobEvent {
  return /^(Job|Manifest|ReportWritten|ReportFailed)/.test(event.type);
}
