/** What many killed jobs came to, in a few lines. */
import { phases, type Phase } from "./phases.ts";
import type { JobRun } from "./run-job.ts";

export interface Summary {
  readonly jobs: number;
  readonly kills: number;
  readonly killsOfPhase: Readonly<Record<Phase, number>>;
  /** Kills at which the read models had not yet taken in all that was in the log. */
  readonly killsWithReadModelsBehind: number;
  readonly repeats: { readonly maxOfKey: number; readonly sum: number; readonly maxOfKill: number };
  readonly bound: number;
  readonly readyMs: Spread;
  readonly firstCallMs: Spread;
  readonly rateBackMs: Spread;
}

export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly max: number;
}

export function summarise(runs: readonly JobRun[]): Summary {
  const kills = runs.flatMap((run) => run.kills);
  const restarts = runs.flatMap((run) => run.restarts);
  const ofPhase = (phase: Phase) => kills.filter((kill) => kill.phase === phase).length;
  return {
    jobs: runs.length,
    kills: kills.length,
    killsOfPhase: Object.fromEntries(
      phases.map((phase) => [phase, ofPhase(phase)]),
    ) as Summary["killsOfPhase"],
    killsWithReadModelsBehind: kills.filter((kill) => kill.readModelsBehind > 0).length,
    repeats: {
      maxOfKey: Math.max(0, ...runs.map((run) => run.repeats.maxOfKey)),
      sum: runs.reduce((sum, run) => sum + run.repeats.sum, 0),
      maxOfKill: Math.max(0, ...runs.map((run) => run.repeats.maxOfKill)),
    },
    bound: Math.max(0, ...runs.map((run) => run.bound)),
    readyMs: spread(restarts.map(({ readyMs }) => readyMs)),
    firstCallMs: spread(restarts.flatMap(({ firstCallMs }) => firstCallMs ?? [])),
    rateBackMs: spread(restarts.flatMap(({ rateBackMs }) => rateBackMs ?? [])),
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b).map(Math.round);
  const count = sorted.length;
  return { count, median: sorted[Math.floor(count / 2)] ?? 0, max: sorted.at(-1) ?? 0 };
}

export function describeSummary(summary: Summary): string {
  const { jobs, kills, killsOfPhase, repeats, bound } = summary;
  const ofPhases = phases.map((phase) => `${phase} ${killsOfPhase[phase]}`).join(", ");
  const time = ({ count, median, max }: Spread) => `${median} / ${max} ms (${count})`;
  return [
    `${kills} kills in ${jobs} jobs: ${ofPhases}; read models behind at ${summary.killsWithReadModelsBehind}`,
    `repeats: most of a key ${repeats.maxOfKey}, sum ${repeats.sum}, most of a kill ${repeats.maxOfKill}; R ${bound}`,
    `after a kill, median / most: ready ${time(summary.readyMs)}, first call ${time(summary.firstCallMs)}, rate back ${time(summary.rateBackMs)}`,
  ].join("\n");
}
