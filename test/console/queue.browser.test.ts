/** What a job says that waits for a slot, and small things that are shared and looked at more closely. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createJob,
  fill,
  openBrowser,
  openStage,
  openVisit,
  untilStatus,
  type Stage,
} from "./stage.ts";

let stage: Stage;
let browser: Browser;
let running: string;
let next: string;
let last: string;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openStage({ env: { ACTIVE_JOBS: "1" } });
  await fill(stage);
  const more = { limits: { maxRequestsPerSecond: 1 } };
  running = await createJob(stage, { description: "Has the slot", manifest: "slow.csv", more });
  await untilStatus(stage, running, "ACTIVE");
  next = await createJob(stage, { description: "Is next", manifest: "good.csv" });
  await untilStatus(stage, next, "READY");
  last = await createJob(stage, { description: "Is last", manifest: "good.csv" });
  await untilStatus(stage, last, "READY");
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

test("a job that waits for a slot says how many are before it, and moves up", async () => {
  const { page, offences, context } = await openVisit(browser, stage);
  await page.goto(`/jobs/${last}`);
  await page.getByText("Waits for a slot: 1 job before it; 1 of 1 run.").waitFor();
  const cancel = `mutation ($input: JobCommandInput!) { cancelJob(input: $input) { errors { message } } }`;
  await stage.engine().query(cancel, { input: { id: next } });
  await page.getByText("Waits for a slot: it is the next; 1 of 1 run.").waitFor();
  await page.goto(`/jobs/${running}`);
  await page.getByRole("heading", { name: "Status" }).waitFor();
  expect(await page.getByText("Waits for a slot").count()).toBe(0);
  expect(offences).toEqual([]);
  await context.close();
});

test("the list shows when a job was created by keyboard and touch too", async () => {
  const { page, context } = await openVisit(browser, stage);
  await page.goto("/jobs");
  const created = page
    .getByRole("row", { name: /Is last/ })
    .locator("time")
    .last();
  await created.waitFor();
  const button = page.getByRole("button", { name: "Exact times" });
  expect(await created.textContent()).toMatch(/just now|ago/);
  await button.press("Enter");
  expect(await button.getAttribute("aria-pressed")).toBe("true");
  expect(await created.textContent()).toMatch(/\d{4}.*\d:\d\d:\d\d/);
  await context.close();
});

test("the form that is filled in from another job can be shared at each of its steps", async () => {
  const { page, context } = await openVisit(browser, stage);
  await page.goto(`/jobs/new?clone=${running}`);
  await page.waitForURL(new RegExp(`step=review&clone=${running}$`));
  await page.getByRole("button", { name: /Options/ }).click();
  await page.waitForURL(new RegExp(`step=options&clone=${running}$`));
  const address = page.url();
  await context.close();
  const other = await openVisit(browser, stage);
  await other.page.goto(address);
  await other.page.getByRole("link", { name: "another job" }).waitFor();
  await other.page.waitForURL(new RegExp(`clone=${running}$`));
  expect(other.offences).toEqual([]);
  await other.context.close();
});
