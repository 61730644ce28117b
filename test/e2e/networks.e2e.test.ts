import { describe, expect, test } from "vitest";
import { runAway, type AwayRun } from "../network/away.ts";
import { runCommands } from "../network/commands.ts";
import { runThrottled } from "../network/throttled.ts";
import { isOnEventStoreDb } from "../support/event-log.ts";

// The long forms, with what has to be reached on a machine of its own: test/network/run.ts.

describe("behind a proxy that takes 200 calls a second", () => {
  test("no task of a whole job fails, and what was refused is called again", async () => {
    const run = await runThrottled({ rows: 3000, perSecond: 200, burst: 50 });
    expect(run).toMatchObject({ status: "COMPLETE", tasks: 3000, outcomes: 3000, failed: 0 });
    expect(run.taken).toBe(3000);
    expect(run.attempts).toBe(run.taken + run.refused);
    // It is refused where it begins, with all calls in flight at once, and seldom after that.
    expect(run.refused).toBeGreaterThan(0);
    expect(run.refusedShare).toBeLessThan(0.1);
  });
});

describe("a store that goes away for longer than all attempts last", () => {
  test("and gives no connection, or is behind a gateway, fails no task of a whole job", async () => {
    const awayMs = 20_000;
    const ways = ["gives no connection", "is behind a gateway"] as const;
    const runs: AwayRun[] = [];
    // Processes on one EventStoreDB work on each other's jobs, so there the ways come one after the other.
    if (isOnEventStoreDb) for (const way of ways) runs.push(await runAway(way, awayMs));
    else runs.push(...(await Promise.all(ways.map((way) => runAway(way, awayMs)))));
    for (const run of runs) {
      expect(run).toMatchObject({ status: "COMPLETE", tasks: 1500, outcomes: 1500, failed: 0 });
      expect(run.during).toBe(run.before);
      expect(run.outages).toMatchObject([{ store: "default" }]);
    }
  });
});

describe("a pause, a rate and a cancel of two jobs under load", () => {
  test("let no call start once they have taken effect, and stand in the history with their actor", async () => {
    const run = await runCommands({ restMs: 2000 });
    expect(run.callsAfterTheEnd).toBe(0);
    // How soon they take effect is for test/network/run.ts: here other processes may have the cores.
    for (const calls of run.slowed.calls)
      expect(calls).toBeLessThanOrEqual(2 * run.slowed.perSecond);
    expect(run.byUsers.high).toEqual([
      "JobCreated local",
      "JobPausing local",
      "JobResumed local",
      "JobReady local",
      "JobCancelRequested local",
    ]);
    expect(run.byUsers.low).toEqual(["JobCreated local", "JobLimitsChanged local"]);
  });
});
