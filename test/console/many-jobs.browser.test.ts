/** Ten thousand jobs in the list, and a job of a hundred million tasks: what is drawn stays small, and nothing jumps. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { addJobs, addLargeJob, advance, large, startConsole, type ManyJobs } from "./many-jobs.ts";
import { openBrowser, openVisit, type Visit } from "./stage.ts";

const jobs = 10_000;
/** Rows that may be drawn at once, wherever somebody is in a list. */
const drawnMax = 300;

let api: TestApi;
let many: ManyJobs;
let largeId: string;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  api = await startConsole();
  browser = await openBrowser();
  many = await addJobs(api, jobs - 1);
  largeId = await addLargeJob(api);
});

afterAll(async () => {
  await browser?.close();
  await api?.stop();
});

beforeEach(async () => {
  visit = await openVisit(browser, api);
  page = visit.page;
});

afterEach(async () => {
  await visit.context.close();
  if (visit.offences.length > 0) throw new Error(visit.offences.join("\n"));
});

const seen = async (text: string | RegExp) => page.getByText(text).first().waitFor();
const drawn = async () => page.locator("tr[aria-rowindex]").count();
const row = (name: string) => page.getByRole("row").filter({ hasText: name });
const nameOf = (index: number) => `Nightly copy ${index} to the archive`;

/** Scrolls to the end of what is there, over and over, until the list says that; gives the most rows drawn. */
async function scrollUntil(text: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    let most = 0;
    const says = () =>
      [...document.querySelectorAll("main p[role=status]")].some((each) => each.textContent.includes(${JSON.stringify(text)}));
    while (!says()) {
      scrollTo(0, document.documentElement.scrollHeight);
      await new Promise(requestAnimationFrame);
      most = Math.max(most, document.querySelectorAll("tr[aria-rowindex]").length);
    }
    return most;
  })()`);
}

/** The name of a job in the middle of the window; one of these, if some are given. */
async function nameInSight(names: readonly string[] | null = null): Promise<string> {
  return page.evaluate<string>(`new Promise((resolve) => {
    const names = ${JSON.stringify(names)};
    const look = () => {
      const found = [...document.querySelectorAll(".job-name")].find((each) => {
        const { top } = each.getBoundingClientRect();
        return top > 200 && top < 700 && (names === null || names.includes(each.textContent));
      });
      if (found === undefined) requestAnimationFrame(look);
      else resolve(found.textContent);
    };
    look();
  })`);
}

test("a list of ten thousand jobs is read to its last, and few of its rows are ever drawn", async () => {
  await page.goto("/jobs");
  await seen("Showing 50 of 10,000 jobs");
  expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
  expect(await scrollUntil("Showing 10,000 of")).toBeLessThanOrEqual(drawnMax);
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
  const last = row(nameOf(0));
  await last.waitFor();
  expect(await last.getAttribute("aria-rowindex")).toBe(String(jobs + 1));
  expect(await page.getByRole("button", { name: "Load more" }).count()).toBe(0);
  await page.evaluate("scrollTo(0, 0)");
  await row("Copy a hundred million objects").waitFor();
  expect(await drawn()).toBeLessThanOrEqual(drawnMax);

  // Who opens a job of it and comes back finds the list where it was.
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)");
  const name = await nameInSight();
  await row(name).getByRole("link").click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.goBack();
  await row(name).waitFor();
  await seen("Showing 10,000 of 10,000 jobs");
  expect(await drawn()).toBeLessThanOrEqual(drawnMax);
});

test("the keys go from row to row of a long list, also from one that was scrolled out of sight", async () => {
  await page.goto("/jobs");
  await seen("Showing 50 of");
  await scrollUntil("Showing 400 of");
  await page.evaluate("scrollTo(0, 0)");
  await row(nameOf(jobs - 2)).waitFor();
  const focused = page.locator("tr[aria-rowindex]:focus-within");
  for (let pressed = 0; pressed < 120; pressed += 1) await page.keyboard.press("j");
  expect(await focused.getAttribute("aria-rowindex")).toBe("121");
  expect(await drawn()).toBeLessThanOrEqual(drawnMax);
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
  await expect.poll(async () => row(nameOf(jobs - 2)).count()).toBe(0);
  expect(await focused.getAttribute("aria-rowindex")).toBe("121");
  await page.keyboard.press("k");
  expect(await focused.getAttribute("aria-rowindex")).toBe("120");
});

test("changes come into the rows of a long list, and new jobs into its pill, without moving what is looked at", async () => {
  await page.goto("/jobs");
  await page.getByText("Live", { exact: true }).waitFor();
  await scrollUntil("Showing 300 of");
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)");
  const moving = many.running.slice(-50);
  const names = moving.map((id) => nameOf(many.ids.indexOf(id)));
  // Every sixth job runs.
  const name = await nameInSight(names);
  const watched = row(name);
  const place = async () => (await watched.boundingBox())!.y;
  const before = await place();
  for (let round = 1; round <= 8; round += 1)
    for (const id of moving) await advance(api, id, round);
  await addJobs(api, 2);
  await watched.getByText("800 of 1,200 tasks").waitFor();
  await page.getByRole("button", { name: "2 new jobs: show" }).waitFor();
  expect(Math.abs((await place()) - before)).toBeLessThan(2);
  expect(await drawn()).toBeLessThanOrEqual(drawnMax);

  // Who opens a job meanwhile and comes back finds them waiting still.
  await watched.getByRole("link").click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.goBack();
  await watched.waitFor();
  await page.getByRole("button", { name: "2 new jobs: show" }).waitFor();
  await page.evaluate("scrollTo(0, 0)");
  await page.getByRole("button", { name: "2 new jobs: show" }).click();
  await seen("of 10,002 jobs");
});

test("a job of a hundred million tasks shows its numbers, its failures, and as many of its tasks as are asked for", async () => {
  await page.goto(`/jobs/${largeId}`);
  await seen("61,239,567 of 100,000,000 tasks");
  await seen("61 %");
  const codes = page.getByRole("region", { name: "Failures by error code" });
  expect(await codes.getByRole("row").filter({ hasText: "1,000" }).count()).toBe(5);

  await page.getByRole("link", { name: /^Tasks/ }).click();
  await seen("5,000 tasks, 100 shown");
  const most = await scrollUntil(
    "5,000 tasks of the bucket photos, in the order in which they failed · not live",
  );
  expect(most).toBeLessThanOrEqual(drawnMax);
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
  const last = row("2024/000004999/photo.jpg");
  expect(await last.getAttribute("aria-rowindex")).toBe("5001");
});

test("the history of a large job shows its chunks as far as they are asked for, by the minute", async () => {
  await page.goto(`/jobs/${largeId}/history`);
  await seen("The job runs.");
  await page.getByRole("button", { name: "Copy as JSON lines", exact: true }).waitFor();
  expect(await page.getByText(/Chunk 1 of part 1/).count()).toBe(0);
  await page.getByLabel("Events", { exact: true }).selectOption("Chunks and tasks");
  await page.waitForURL(/category=EXECUTION/);
  await seen("The first 2,000 events");
  await page.getByRole("button", { name: "Copy as JSON lines, without data" }).waitFor();
  const slider = page.getByRole("slider");
  expect(await slider.getAttribute("max")).toBe("1999");
  await slider.press("Home");
  await seen("event 1 of the first 2,000");
  expect(await page.locator(".events li").count()).toBeLessThan(drawnMax);
  await slider.press("ArrowRight");
  await page.getByRole("heading", { name: /1,000 tasks failed/ }).waitFor();
  // The body of an event of tasks is large, and comes when it is looked at.
  await page.getByLabel("What is recorded").getByText("2024/000000000/photo.jpg").waitFor();
  await seen(/more characters, which can be copied/);
  await page.getByRole("button", { name: "Load more events" }).click();
  // A claim, failures, numbers and an end of five chunks; three events of each of the others, and two of the last.
  const events = 5 * 4 + large.ended * 3 + 2;
  await seen(`event 2 of ${events.toLocaleString("en")}`);
  await page.getByRole("button", { name: "Load more events" }).waitFor({ state: "detached" });
  await page
    .getByRole("button", { name: /more of this minute/ })
    .first()
    .click();
  await page.getByRole("button", { name: /Chunk 700 of part 1 is complete/ }).waitFor();

  await page.getByLabel("Events", { exact: true }).selectOption("All, with chunks and tasks");
  await page.waitForURL(/category=ALL/);
  await page.getByRole("button", { name: /created the job/ }).waitFor();
});

test("events of chunks that could not be read when they came are read by themselves later", async () => {
  const [id] = many.running;
  await page.goto(`/jobs/${id}/history?category=EXECUTION`);
  await seen("Nothing is recorded yet.");
  const isLog = (text: string | null) => text?.includes("query JobLog") === true;
  const failed = page.waitForEvent("requestfailed", (request) => isLog(request.postData()));
  await page.route("**/graphql", async (route) =>
    isLog(route.request().postData()) ? route.abort() : route.fallback(),
  );
  await advance(api, id!, 1);
  await failed;
  await seen("The history could not be read.");
  await page.unroute("**/graphql");
  await seen(/Chunk 1 of part 1/);
  expect(await page.getByText("The history could not be read.").count()).toBe(0);
});

test("all of ten thousand jobs are chosen at once, and what allows it is paused", async () => {
  await page.goto("/jobs");
  await page.getByLabel("Choose all rows that are loaded").check();
  const bar = page.getByRole("region", { name: "Chosen jobs" });
  await bar.getByRole("button", { name: /^Choose all 10,00\d that the filters find/ }).click();
  await bar.getByText(/^All 10,00\d jobs that the filters find$/).waitFor();
  await bar.getByRole("button", { name: "Pause all" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Pause 1,66\d of 10,00\d jobs$/ })
    .click();
  // One command after the other.
  await page
    .getByText(/^1,66\d of 10,00\d jobs paused\.$/)
    .first()
    .waitFor({ timeout: 240_000 });
  expect(await drawn()).toBeLessThanOrEqual(drawnMax);
  await bar.getByRole("button", { name: /^Pause/ }).waitFor({ state: "detached" });
});
