/**
 * Plays many seeds, and says which go wrong and how to play them again:
 * `node test/simulation/run.ts --seeds 10000 --from 0`, `node test/simulation/run.ts --seed 42 --trace`.
 */
import { parseArgs } from "node:util";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "0" },
    seed: { type: "string" },
    trace: { type: "boolean", default: false },
    /** Ends at the first seed that goes wrong. */
    first: { type: "boolean", default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
const startedAt = performance.now();
const failed: number[] = [];
const sum = { tasks: 0, events: 0, calls: 0, kills: 0 };
let played = 0;

function progress(): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const { tasks, events, calls, kills } = sum;
  const rate = (played / seconds).toFixed(1);
  return `${played} seeds, ${rate} a second: ${tasks} tasks, ${events} events, ${calls} calls, ${kills} kills, ${failed.length} failed`;
}

for (let seed = from; seed < from + seeds; seed++) {
  const result = await simulate(seed, values.trace ? { trace: say } : {});
  played += 1;
  for (const name of ["tasks", "events", "calls", "kills"] as const) sum[name] += result[name];
  if (result.failure !== null) {
    failed.push(seed);
    say(`seed ${seed}: ${result.failure}`);
    say(`  again: node test/simulation/run.ts --seed ${seed} --trace`);
    if (values.first) break;
  }
  if (played % 500 === 0) say(progress());
}
say(progress());
process.exitCode = failed.length === 0 ? 0 : 1;
