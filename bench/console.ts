/**
 * How the list of jobs behaves in the browser where there are very many: read to its end by scrolling, scrolled back, and
 * with two hundred changes a second in it. Frames as the page itself sees them, and the time that its main thread works.
 *
 * `node bench/console.ts [--jobs 10000] [--dist console/dist]`: the console must be built.
 */
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { consoleDist } from "../console/built-from.ts";
import { addJobs, advance } from "../test/console/many-jobs.ts";
import { openBrowser, openVisit } from "../test/console/stage.ts";
import { startApi } from "../test/support/api.ts";
import { machine, printTable, quantile, round } from "./support/table.ts";

const { values } = parseArgs({
  options: { jobs: { type: "string", default: "10000" }, dist: { type: "string" } },
});
const JOBS = Number(values.jobs);
const FOLDER = values.dist === undefined ? consoleDist : resolve(values.dist);
const PHASE_SECONDS = 5;
const CHANGES_A_SECOND = 200;
/** Whoever has not come to the end by then is too slow to wait for. */
const READ_SECONDS = 120;

const api = await startApi({ console: { folder: FOLDER, basePath: "/" } });
const { running } = await addJobs(api, JOBS);
const browser = await openBrowser();
const { page } = await openVisit(browser, api);
const session = await page.context().newCDPSession(page);
await session.send("Performance.enable");
const rows: string[][] = [];

await page.goto("/jobs");
await page.getByText("Live", { exact: true }).waitFor();
await page.evaluate(`{
  window.frames_ = [];
  let last = performance.now();
  const frame = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}`);
let read = 0;
await measured("read to the end", async () => (read = await readToEnd(page)));
const { Nodes: nodes, JSHeapUsedSize: heap } = await metrics(session);
await measured("nothing", () => pause(PHASE_SECONDS * 1000));
await measured("scrolling back", () =>
  page.evaluate(`(async () => {
    for (let step = 0; step < ${PHASE_SECONDS} * 20; step += 1) {
      scrollBy(0, -400);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })()`),
);
await measured(`${CHANGES_A_SECOND} changes a second`, changeAll);

console.log(`${machine()}\n`);
console.log(`${read} of ${JOBS} jobs read; ${nodes} nodes, ${round(heap! / 1e6)} MB of heap.\n`);
printTable(["what", "s", "frames", "median ms", "p95 ms", "p99 ms", "max ms", "main thread"], rows);
await browser.close();
await api.stop();

async function metrics(of: CDPSession): Promise<Record<string, number>> {
  const { metrics: all } = await of.send("Performance.getMetrics");
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

async function measured(what: string, phase: () => Promise<unknown>): Promise<void> {
  await page.evaluate("frames_.splice(0)");
  const before = await metrics(session);
  await phase();
  const after = await metrics(session);
  const frames = await page.evaluate<number[]>("frames_.splice(0)");
  const seconds = after["Timestamp"]! - before["Timestamp"]!;
  const busy = (after["TaskDuration"]! - before["TaskDuration"]!) / seconds;
  const shares = [0.5, 0.95, 0.99, 1].map((share) => round(quantile(frames, share)));
  rows.push([what, round(seconds), String(frames.length), ...shares, `${round(busy * 100)} %`]);
}

async function readToEnd(of: Page): Promise<number> {
  return of.evaluate<number>(`(async () => {
    const read = () => {
      const all = [...document.querySelectorAll("main p[role=status]")].map((each) => each.textContent);
      return Number((/Showing ([\\d,]+) of/.exec(all.join(" "))?.[1] ?? "0").replaceAll(",", ""));
    };
    const end = performance.now() + ${READ_SECONDS} * 1000;
    while (read() < ${JOBS} && performance.now() < end) {
      scrollTo(0, document.documentElement.scrollHeight);
      await new Promise(requestAnimationFrame);
    }
    return read();
  })()`);
}

async function changeAll(): Promise<void> {
  const moving = running.slice(-CHANGES_A_SECOND);
  const start = performance.now();
  for (let round_ = 1; round_ <= PHASE_SECONDS; round_ += 1) {
    for (const id of moving) await advance(api, id, round_);
    await pause(start + round_ * 1000 - performance.now());
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
