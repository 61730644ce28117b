/**
 * Clients that come to the API, subscribe and go, many thousand times: `node test/soak/connects.ts --connects 10000`.
 * Prints what is open before and after, and fails when anything was left behind.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startVisitedApi, visit } from "../support/visitors.ts";

const { values } = parseArgs({ options: { connects: { type: "string", default: "10000" } } });
const connects = Number(values.connects);
const { api, jobId, leftovers } = await startVisitedApi();
const before = leftovers();
const start = performance.now();
const quarters = [];
for (let quarter = 1; quarter <= 4; quarter++) {
  await visit({ url: api.url, jobId, visits: Math.ceil(connects / 4), atOnce: 50 });
  quarters.push(Math.round(process.memoryUsage().heapUsed / 1024 / 1024));
}
const seconds = (performance.now() - start) / 1000;
// The last sockets close a moment after their clients.
for (let turn = 0; turn < 100 && isMore(); turn++) await pause(50);
const after = leftovers();
const left = isMore();
process.stdout.write(
  `${JSON.stringify({ connects, seconds: Number(seconds.toFixed(1)), before, after, heapMiB: quarters, logged: api.logged.length }, null, 2)}\n`,
);
await api.stop();
process.exitCode = left || api.logged.length > 0 ? 1 : 0;

function isMore(): boolean {
  const now = leftovers();
  return Object.entries(before).some(([name, count]) => now[name as keyof typeof now] > count);
}
