#!/usr/bin/env node
/**
 * Whole jobs over a network that is not as it should be, in real time, judged from outside:
 *
 *   node test/network/run.ts throttled --seconds 90 --per-second 500   # a proxy refuses what is more
 *   node test/network/run.ts away --minutes 10                         # the store goes away in four ways, at once
 *   node test/network/run.ts commands                                  # users pause, slow down and cancel under load
 */
import { parseArgs } from "node:util";
import { runAway, waysToBeAway, type AwayRun } from "./away.ts";
import { runCommands } from "./commands.ts";
import { runThrottled } from "./throttled.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "90" },
    "per-second": { type: "string", default: "500" },
    burst: { type: "string", default: "50" },
    minutes: { type: "string", default: "10" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

async function throttled(): Promise<boolean> {
  const perSecond = Number(values["per-second"]);
  const rows = Math.round(perSecond * Number(values.seconds));
  const run = await runThrottled({ rows, perSecond, burst: Number(values.burst) });
  say(JSON.stringify(run));
  say(
    `${run.taken} calls in ${run.seconds.toFixed(1)} s: ${percent(run.used)} of what the proxy takes; ${percent(run.refusedShare)} refused; ${run.failed} tasks failed`,
  );
  return isWhole(run, rows) && run.used >= 0.95 && run.refusedShare < 0.01;
}

async function away(): Promise<boolean> {
  const awayMs = 60_000 * Number(values.minutes);
  const runs = await Promise.all(waysToBeAway.map((way) => runAway(way, awayMs)));
  for (const [index, run] of runs.entries()) {
    const { before, during, secondsAfter, failed, attempts, tasks, outages } = run;
    say(
      `${waysToBeAway[index]}: ${tasks} tasks, ${failed} failed, ${attempts} calls; ${before} done at first, ${during} at the end of ${values.minutes} minutes, all ${secondsAfter.toFixed(1)} s after; shown: ${outages.map(({ message }) => message).join("; ") || "nothing"}`,
    );
  }
  return runs.every((run) => isWhole(run, 1500));
}

async function commands(): Promise<boolean> {
  const run = await runCommands({ restMs: 5000 });
  say(JSON.stringify(run));
  const { lateMs, callsAfterTheEnd, slowed } = run;
  const isSlow = slowed.calls.every((calls) => calls <= slowed.perSecond + 1);
  return lateMs.pause <= 2000 && lateMs.cancel <= 2000 && callsAfterTheEnd === 0 && isSlow;
}

function isWhole(
  run: Pick<AwayRun, "status" | "tasks" | "outcomes" | "failed">,
  rows: number,
): boolean {
  const { status, tasks, outcomes, failed } = run;
  return status === "COMPLETE" && tasks === rows && outcomes === rows && failed === 0;
}

const scenarios: Readonly<Record<string, () => Promise<boolean>>> = { throttled, away, commands };
const scenario = scenarios[positionals[0] ?? ""];
if (scenario === undefined) throw new Error(`say which: ${Object.keys(scenarios).join(" or ")}`);
const isGood = await scenario();
say(isGood ? "ok" : "not as it must be");
process.exitCode = isGood ? 0 : 1;
