#!/usr/bin/env node
/**
 * Kills a process at random moments of whole jobs, and checks from outside that the promise is kept.
 *
 *   node test/crash/run.ts --kills 100 --seed 1 --store development
 *   test/support/start-radosgw.sh run node test/crash/run.ts --kills 100 --store s3
 *
 * The seed gives the jobs and the moments; the rest is time, so that a failing seed mostly fails again, not always.
 */
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";
import { rateBackMaxMs } from "./check-calls.ts";
import { measureSlowdown, medianOf } from "./slowdown.ts";
import { describeSummary, summarise } from "./summary.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    store: { type: "string", default: "development" },
    rows: { type: "string", default: "2000" },
  },
});
const store = values.store === "s3" ? "s3" : "development";
const seed = Number(values.seed);
const slowdowns: number[] = [measureSlowdown()];
const say = (line: string) => void process.stdout.write(`${line}\n`);

try {
  const runs = await runCampaign({
    kills: Number(values.kills),
    seed,
    store,
    copiesMax: Number(values.rows),
    tagsMax: Math.min(400, Number(values.rows)),
    onJob: ({ number, operation, rows }, { kills, repeats }) => {
      slowdowns.push(measureSlowdown());
      say(
        `job ${number}: ${operation} ${rows} rows, killed at ${kills.map(({ phase }) => phase).join(", ")}; ${repeats.sum} repeats`,
      );
    },
  });
  const summary = summarise(runs);
  // Five seconds are those of a machine of its own: where others want its cores, all takes so many times as long.
  const slowdown = medianOf(slowdowns);
  const allowedMs = Math.round(rateBackMaxMs * slowdown);
  say(`${describeSummary(summary)}\nstore ${store}, seed ${seed}`);
  say(`this machine was ${slowdown.toFixed(1)} times slower than by itself`);
  if (summary.rateBackMs.max > allowedMs) {
    say(`the rate was not back within ${allowedMs} ms`);
    process.exitCode = 1;
  }
} catch (error) {
  say(`failed: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
}
