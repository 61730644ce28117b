import { describe, expect, test } from "vitest";
import { schemaVersions } from "../../src/job/codec.ts";
import type { JobCommand } from "../../src/job/commands.ts";
import { decide, jobDecider } from "../../src/job/decide.ts";
import { fold } from "../../src/job/decider.ts";
import {
  isTerminal,
  jobStatuses,
  mayFollow,
  statusEntered,
  transitions,
} from "../../src/job/lifecycle.ts";
import { daysAfter, secondsIn, timed } from "../support/given-when-then.ts";
import {
  allTasks,
  historyOf,
  noTasks,
  opened,
  situations,
  totals,
  validSpec,
} from "../support/jobs.ts";

const later = daysAfter(secondsIn(0), { days: 365 });

/** Every command once, as it is not refused for its content; two where the content decides. */
const commands: readonly JobCommand[] = [
  { type: "ConfirmJob", reason: null },
  { type: "CancelJob", reason: null },
  { type: "PauseJob", reason: null },
  { type: "ResumeJob", reason: null },
  { type: "ChangePriority", priority: 3 },
  { type: "ChangeLimits", limits: { maxConcurrency: 1, maxRequestsPerSecond: null } },
  { type: "TagJob", set: [], remove: ["team"] },
  { type: "DeleteJob" },
  { type: "StartPreparing", manifest: opened },
  { type: "FinishPreparing", totals },
  { type: "ActivateJob" },
  { type: "PreemptJob" },
  { type: "RecordDrained", counts: noTasks },
  { type: "RecordDrained", counts: allTasks },
  { type: "CompleteTasks", counts: noTasks },
  { type: "CompleteTasks", counts: allTasks },
  { type: "FailJob", code: "ManifestNotFound", reason: "NoSuchKey" },
  { type: "RecordReport", manifestKey: "m", files: 1, rows: 1, outcomesHash: "h" },
  { type: "RecordReportFailure", reason: "AccessDenied" },
  { type: "ExpireConfirmation", now: later },
  { type: "ExpireJob", now: later },
];

/** Every change of status that some command makes of some history, as `FROM TO`. */
function transitionsTaken(): Set<string> {
  const taken = new Set<string>();
  const specs = [
    validSpec(),
    validSpec({ confirmationRequired: false }),
    validSpec({ report: null }),
  ];
  for (const spec of specs) {
    for (const situation of situations) {
      const history = historyOf(situation, spec);
      for (const command of commands) {
        let state = fold(jobDecider, history.map(timed));
        const result = decide(command, state);
        for (const event of result.ok ? result.value : []) {
          const after = jobDecider.evolve(state, event, later);
          if (state.phase === "job" && after.phase === "job" && state.status !== after.status) {
            taken.add(`${state.status} ${after.status}`);
          }
          state = after;
        }
      }
    }
  }
  return taken;
}

describe("the table of statuses", () => {
  test("is the one of the S3 Batch Operations guide, with a user's own pause", () => {
    expect(transitions).toStrictEqual({
      NEW: ["PREPARING", "CANCELLING", "FAILING"],
      PREPARING: ["SUSPENDED", "READY", "CANCELLING", "FAILING"],
      SUSPENDED: ["READY", "CANCELLING", "FAILING"],
      READY: ["ACTIVE", "PAUSING", "CANCELLING"],
      ACTIVE: ["PAUSING", "COMPLETING", "CANCELLING", "FAILING"],
      PAUSING: ["PAUSED", "CANCELLING"],
      PAUSED: ["ACTIVE", "READY", "CANCELLING"],
      COMPLETING: ["COMPLETE", "FAILING"],
      COMPLETE: [],
      CANCELLING: ["CANCELLED"],
      CANCELLED: [],
      FAILING: ["FAILED"],
      FAILED: [],
    });
  });

  test("has thirteen statuses, three of them terminal", () => {
    expect(new Set(jobStatuses).size).toBe(13);
    expect(jobStatuses.filter(isTerminal)).toStrictEqual(["COMPLETE", "CANCELLED", "FAILED"]);
  });

  test("lets no status follow itself, and none follow a terminal one", () => {
    for (const status of jobStatuses) {
      expect(mayFollow(status, status)).toBe(false);
      expect(
        jobStatuses.filter((next) => isTerminal(status) && mayFollow(status, next)),
      ).toStrictEqual([]);
    }
  });

  test("is taken in full by the commands, and nothing beyond it", () => {
    const inTable = jobStatuses.flatMap((from) => transitions[from].map((to) => `${from} ${to}`));
    expect([...transitionsTaken()].toSorted()).toStrictEqual(inTable.toSorted());
  });

  test("enters every status by exactly one type of event, and each of these exists", () => {
    expect(Object.values(statusEntered).toSorted()).toStrictEqual([...jobStatuses].toSorted());
    const known = Object.keys(schemaVersions);
    expect(Object.keys(statusEntered).filter((type) => !known.includes(type))).toStrictEqual([]);
  });
});
