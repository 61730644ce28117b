/** A query of any shape in the list of jobs: typed, completed, mended, kept in the address, and given commands by. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { noTasks } from "../support/jobs.ts";
import { addJobs, startConsole, type ManyJobs } from "./many-jobs.ts";
import { openBrowser, openVisit, type Visit } from "./stage.ts";

/** More than are read one by one; a sixth of them is in each situation. */
const jobs = 2_004;
const each = jobs / 6;

let api: TestApi;
let many: ManyJobs;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  api = await startConsole();
  many = await addJobs(api, jobs);
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

const field = () => page.getByLabel("Query", { exact: true });
const toggle = () => page.getByRole("button", { name: "Query", exact: true });
const seen = async (text: string | RegExp) => page.getByText(text).first().waitFor();
const queryInAddress = () => new URL(page.url()).searchParams.get("query");
const completions = async () =>
  page
    .locator("datalist option")
    .evaluateAll((all) => all.map((one) => (one as unknown as { readonly value: string }).value));

test("it is typed beside the other filters, and stands in the address", async () => {
  await page.goto("/jobs?status=SUSPENDED");
  await seen(`Showing 50 of ${each} jobs`);
  await toggle().click();
  await field().fill('priority >= 49 or text contains "copy 5 to"');
  await field().press("Enter");
  // Every sixth waits, and every fiftieth has the priority 49: one in 150 has both, and one is number 5.
  const found = Array.from({ length: jobs }, (_, index) => index).filter(
    (index) => index % 6 === 5 && (index % 50 === 49 || index === 5),
  ).length;
  await seen(`Showing ${found} of ${found} jobs`);
  expect(queryInAddress()).toBe('priority >= 49 or text contains "copy 5 to"');
  await page.reload();
  await seen(`Showing ${found} of ${found} jobs`);
  expect(await field().inputValue()).toBe('priority >= 49 or text contains "copy 5 to"');
  await toggle().click();
  await seen(`Showing 50 of ${each} jobs`);
  expect(queryInAddress()).toBeNull();
  await page.goBack();
  await seen(`Showing ${found} of ${found} jobs`);
});

test("what cannot be read is shown at its place, and mended there", async () => {
  await page.goto(`/jobs?query=${encodeURIComponent("statsu = FAILED")}`);
  const alert = page.getByRole("alert");
  await alert.getByText(/There is no field statsu\. Did you mean status\?/).waitFor();
  expect(await alert.locator("mark").textContent()).toBe("statsu");
  expect(await field().getAttribute("aria-invalid")).toBe("true");
  // It is said once.
  expect(await page.getByText("The jobs could not be read.").count()).toBe(0);
  await field().fill("status = FAILED");
  await field().press("Enter");
  await seen(`Showing 50 of ${each} jobs`);
  expect(await alert.count()).toBe(0);
});

test("what may come next is offered: fields, how they are compared, and their words", async () => {
  await page.goto("/jobs");
  await toggle().click();
  await page.locator("datalist option").first().waitFor({ state: "attached" });
  await field().fill("st");
  expect(await completions()).toEqual(["status", "started", "store"]);
  await field().fill("priority > 5 and (out");
  expect(await completions()).toEqual(["priority > 5 and (outcome"]);
  await field().fill("outcome = al");
  expect(await completions()).toEqual(["outcome = ALL_SUCCEEDED", "outcome = ALL_FAILED"]);
  await field().fill("pausedBy in (USER, s");
  expect(await completions()).toEqual(["pausedBy in (USER, SCHEDULER"]);
  await field().fill("text ");
  expect(await completions()).toEqual(["text contains"]);
});

test("a command to all that it finds says before how many of them allow it, and reads none", async () => {
  await page.goto(`/jobs?query=${encodeURIComponent("status in (ACTIVE, COMPLETE, FAILED)")}`);
  const found = 4 * each;
  await seen(`Showing 50 of ${found.toLocaleString("en")} jobs`);
  await page.getByLabel("Choose all rows that are loaded").check();
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  await page.getByRole("button", { name: /^Choose all .* that the filters find/ }).click();
  await page.getByRole("button", { name: "Pause all" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(`Pause ${each} of ${found.toLocaleString("en")} jobs?`).waitFor();
  await dialog
    .getByText(
      `${each} of them allow it. The others stay as they are: ${(2 * each).toLocaleString("en")} complete, ${each} failed.`,
    )
    .waitFor();
  await dialog.getByRole("button", { name: "Back" }).click();
  await page.getByRole("button", { name: "Confirm all" }).click();
  await dialog.getByText(/^None of them allows it\./).waitFor();
  expect(await dialog.getByRole("button", { name: /^Confirm/ }).isDisabled()).toBe(true);
  expect(sent.filter((body) => body.includes("query EveryJob"))).toEqual([]);
});

const bar = () => page.getByRole("region", { name: "Chosen jobs" });
const row = () => page.locator("tbody tr");
const drain = async (id: string) => api.drive(id, { type: "RecordDrained", counts: noTasks });

test.each([
  ["a query", `query=${encodeURIComponent("status = PAUSED")}`],
  ["a status", "status=PAUSED"],
])(
  "a job that leaves %s stays in its row, and is shown as it is from then on",
  async (_, asked) => {
    const id = many.running[0]!;
    await api.ask(`mutation P($id: ID!) { pauseJob(input: { id: $id }) { position } }`, { id });
    await drain(id);
    await page.goto(`/jobs?${asked}`);
    await seen("Showing 1 of 1 job");
    await page.getByLabel("Choose all rows that are loaded").check();
    await bar().getByRole("button", { name: "Resume 1" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume 1 job" }).click();
    await row().getByText("Ready", { exact: true }).waitFor();
    await seen("Showing 0 of 0 jobs, and 1 that no longer matches the filters");
    await bar()
      .getByRole("button", { name: /^Resume/ })
      .waitFor({ state: "detached" });
    await api.drive(id, { type: "ActivateJob" });
    await row().getByText("Running", { exact: true }).waitFor();
    await bar().getByRole("button", { name: "Pause 1" }).waitFor();
    expect(await row().getAttribute("title")).toBe("No longer matches the filters");
  },
);

test("a job that is paused by its own menu leaves a query, and does not stay at Pausing", async () => {
  const id = many.running[1]!;
  const query = `status = ACTIVE and id = "${id}"`;
  await page.goto(`/jobs?query=${encodeURIComponent(query)}`);
  await seen("Showing 1 of 1 job");
  await row()
    .getByRole("button", { name: /^Actions of/ })
    .click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await row().getByText("Pausing", { exact: true }).waitFor();
  await seen("and 1 that no longer matches");
  await drain(id);
  await row().getByText("Paused", { exact: true }).waitFor();
  expect(await row().count()).toBe(1);
});
