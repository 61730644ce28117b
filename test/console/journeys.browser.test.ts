/** What people do with the console, on a real engine with a development store. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../support/stevedore-process.ts";
import { fillForm } from "./scenes.ts";
import {
  buckets,
  createJob,
  fill,
  missing,
  openBrowser,
  openStage,
  openVisit,
  refused,
  scriptOf,
  untilStatus,
  type Stage,
  type Visit,
} from "./stage.ts";

let stage: Stage;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openStage();
  await fill(stage);
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

beforeEach(async () => {
  visit = await openVisit(browser, stage);
  page = visit.page;
});

afterEach(async () => {
  await visit.context.close();
  // Whatever the journey: no page may throw, break its policy, or ask another origin.
  if (visit.offences.length > 0) throw new Error(visit.offences.join("\n"));
});

const seen = async (text: string | RegExp) => page.getByText(text).first().waitFor();
const idOf = () => new URL(page.url()).pathname.split("/")[2]!;

test("a copy job is created, confirmed and watched to its end, and its failures are found with their reasons", async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "Create job" }).first().click();
  await fillForm(page);
  await page.getByRole("button", { name: "Create job" }).click();
  await seen("Waits for your confirmation");
  await seen("245 objects");
  await page.getByRole("button", { name: "Confirm and run" }).first().click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.textContent()).toContain("exactly 245 objects");
  await dialog.getByRole("button", { name: "Confirm and run" }).click();
  await seen("Complete, 5 failed");
  await seen("245 of 245 tasks");
  expect(await page.locator(".tallies .ok dd").textContent()).toContain("240");

  await page.getByRole("link", { name: "AccessDenied" }).click();
  await page.getByRole("link", { name: /contract/ }).click();
  const detail = page.getByRole("region", { name: /^Row/ });
  await detail.waitFor();
  expect(await detail.textContent()).toContain(refused[0]);
  expect(await detail.textContent()).toContain("Said by the proxy.");

  // A key that looks like a page is text and nothing else.
  await page.getByLabel("Error code").selectOption("NoSuchKey");
  await page.getByRole("link", { name: /onerror/ }).click();
  await page.getByRole("heading", { name: /^Row/ }).waitFor();
  expect(await detail.textContent()).toContain(missing[1]);
  expect(await page.locator("main img").count()).toBe(0);

  await page.getByLabel("Error code").selectOption("");
  await page.getByLabel("Key starts with").fill("2024/01/hr/s");
  await page.getByRole("button", { name: "Find" }).click();
  await seen("1 task");
  expect(await page.getByRole("link", { name: /^2024/ }).allTextContents()).toEqual([refused[1]]);
  await page.getByRole("button", { name: /^Succeeded/ }).click();
  await page.getByRole("row", { name: /photo 7[.]jpg/ }).waitFor();
});

test("failed tasks are retried by code as a linked job, and succeed once the store allows it", async () => {
  const parent = await createJob(stage, { description: "Copy that is refused at first" });
  await untilStatus(stage, parent, "COMPLETE");
  stage.proxy.play(() => ({ kind: "pass" }));
  await page.goto(`/jobs/${parent}/tasks?code=AccessDenied`);
  await page.getByRole("button", { name: "Retry these" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
  await seen("Retries failed tasks of");
  await seen("3 of 3 tasks");
  await page.getByText("Complete", { exact: true }).first().waitFor();
  expect(idOf()).not.toBe(parent);
  await page.getByRole("link", { name: "Copy that is refused at first" }).click();
  await seen("Retried by");
  stage.proxy.play(scriptOf({ slowMs: 600 }));
});

test("the history shows the job as it was at each event, as the engine says it was", async () => {
  const id = await createJob(stage, {
    description: "Copy with a history",
    confirmationRequired: true,
    more: { priority: 10 },
  });
  await untilStatus(stage, id, "SUSPENDED");
  await stage
    .engine()
    .query(
      `mutation ($input: UpdateJobPriorityInput!) { updateJobPriority(input: $input) { errors { message } } }`,
      { input: { id, priority: 20 } },
    );
  await stage
    .engine()
    .query(
      `mutation ($input: JobCommandInput!) { confirmJob(input: $input) { errors { message } } }`,
      { input: { id } },
    );
  await untilStatus(stage, id, "COMPLETE");
  const { job } = await stage.engine().query<{
    job: { history: { nodes: { position: number }[] } };
  }>(`query ($id: ID!) { job(id: $id) { history(first: 100) { nodes { position } } } }`, { id });
  await page.goto(`/jobs/${id}/history`);
  const slider = page.getByRole("slider");
  await slider.focus();
  await slider.press("Home");
  const words: Record<string, string> = {
    NEW: "New",
    PREPARING: "Preparing",
    SUSPENDED: "Waiting",
    READY: "Ready",
    ACTIVE: "Running",
    COMPLETING: "Completing",
    COMPLETE: "Complete, 5 failed",
  };
  const table = page.locator("table.then:not(.dimmed)");
  for (const [index, { position }] of job.history.nodes.entries()) {
    const { job: then } = await stage.engine().query<{
      job: { asOf: { status: string; priority: number; progress: { succeeded: number } } };
    }>(`query ($id: ID!, $position: Long!) { job(id: $id) { asOf(point: { position: $position }) { status priority progress { succeeded } } } }`, { id, position });
    await page.getByText(`event ${index + 1} of ${job.history.nodes.length}`).waitFor();
    const cell = (name: string) =>
      table
        .getByRole("row")
        .filter({ has: page.getByRole("rowheader", { name, exact: true }) })
        .getByRole("cell")
        .first();
    await expect.poll(async () => cell("Status").textContent()).toBe(words[then.asOf.status]);
    await expect.poll(async () => cell("Priority").textContent()).toBe(String(then.asOf.priority));
    await expect
      .poll(async () => cell("Succeeded").textContent())
      .toBe(String(then.asOf.progress.succeeded));
    await slider.press("ArrowRight");
  }
});

test("a job is paused, resumed and cancelled from its page, with a reason that is kept", async () => {
  const id = await createJob(stage, {
    description: "Tag slowly",
    manifest: "slow.csv",
    operation: { deleteObjectTagging: {} },
  });
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "Pause p" }).click();
  await page.getByText("Paused", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Resume p" }).click();
  await page.getByText("Running", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Cancel job" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Why/).fill("It was the wrong list");
  await dialog.getByRole("button", { name: "Cancel job" }).click();
  await page.getByText("Cancelled", { exact: true }).first().waitFor();
  await page.getByRole("link", { name: "History" }).click();
  await seen(/wrong list/);
  expect(await page.getByText(/wrong list/).count()).toBeGreaterThan(0);
});

interface Shown {
  readonly tried: number;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** The numbers that the page of a job shows, all of one moment; null while it shows none. */
async function shownNumbers(): Promise<Shown | null> {
  return page.evaluate<Shown | null>(`(() => {
    const number = (text) => Number(text.replaceAll(",", "").trim());
    const headline = document.querySelector(".standing .headline .grow")?.textContent ?? "";
    const [, tried, total] = /^([\\d,]+) of ([\\d,]+) tasks/.exec(headline) ?? [];
    if (tried === undefined) return null;
    const tally = (name) => {
      const found = [...document.querySelectorAll(".tallies > div")].find((each) =>
        each.querySelector("dt").textContent.startsWith(name));
      return number(found.querySelector("dd").textContent);
    };
    return { tried: number(tried), total: number(total), succeeded: tally("succeeded"), failed: tally("failed") };
  })()`);
}

test("an engine that is killed twice does not need a word: the page goes on, and no number is wrong", async () => {
  const id = await createJob(stage, {
    description: "Tag through a crash",
    manifest: "slow.csv",
    operation: { deleteObjectTagging: {} },
  });
  const recorded = async () => {
    const { job } = await stage
      .engine()
      .query<{ job: { progress: { succeeded: number; failed: number } } }>(
        `query ($id: ID!) { job(id: $id) { progress { succeeded failed } } }`,
        { id },
      );
    return job.progress;
  };
  await page.goto(`/jobs/${id}`);
  await page.getByText("Live", { exact: true }).waitFor();
  const tried = async () => (await shownNumbers())?.tried ?? 0;
  await expect.poll(tried).toBeGreaterThan(0);
  const seenNumbers: Shown[] = [];
  const watch = setInterval(
    () =>
      void shownNumbers().then(
        (numbers) => numbers !== null && seenNumbers.push(numbers),
        () => {},
      ),
    100,
  );
  for (let kill = 1; kill <= 2; kill += 1) {
    await stage.kill();
    // Nothing more comes: what is shown now is what the page was told last.
    await seen(/^Reconnecting/);
    const before = (await shownNumbers())!;
    await seen("The engine cannot be reached");
    await stage.restart();
    // What was shown had been recorded: the engine knows all of it again.
    const { succeeded, failed } = await recorded();
    expect(succeeded).toBeGreaterThanOrEqual(before.succeeded);
    expect(failed).toBeGreaterThanOrEqual(before.failed);
    await page
      .getByRole("button", { name: "Now" })
      .click({ timeout: 5_000 })
      .catch(() => {});
    await page.getByText("Live", { exact: true }).waitFor();
    await expect.poll(tried).toBeGreaterThan(before.tried);
    expect(await page.getByText("The engine cannot be reached").count()).toBe(0);
  }
  clearInterval(watch);
  expect(seenNumbers.length).toBeGreaterThan(10);
  for (const [index, now] of seenNumbers.entries()) {
    const before = seenNumbers[Math.max(0, index - 1)]!;
    expect(now.tried).toBe(now.succeeded + now.failed);
    expect(now.total).toBe(40_000);
    expect(now.succeeded).toBeGreaterThanOrEqual(before.succeeded);
    expect(now.failed).toBeGreaterThanOrEqual(before.failed);
  }
  // What is shown is what the engine says.
  await page.getByRole("button", { name: "Pause p" }).click();
  await page.getByText("Paused", { exact: true }).first().waitFor();
  await eventually(
    async () => {
      const { succeeded, failed } = await recorded();
      const now = await shownNumbers();
      return now?.succeeded === succeeded && now.failed === failed ? true : null;
    },
    { withinMs: 60_000, what: "the page shows what the engine says" },
  );
});

test("the whole way goes by keyboard alone", async () => {
  await page.goto("/jobs");
  await page.getByRole("heading", { name: "Jobs" }).waitFor();
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "New job" }).waitFor();
  const reach = async (name: string | RegExp, role: "textbox" | "button" = "textbox") => {
    const control =
      role === "button"
        ? page.getByRole("button", { name }).first()
        : page.getByLabel(name).first();
    for (let n = 0; n < 60; n += 1) {
      if ((await control.and(page.locator(":focus")).count()) > 0) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${String(name)} cannot be reached by Tab`);
  };
  await reach(/^Bucket$/);
  await page.keyboard.type(buckets.lists);
  await reach(/^File$/);
  await page.keyboard.type("good.csv");
  await page.keyboard.press("Enter");
  await reach("To bucket");
  await page.keyboard.type(buckets.archive);
  await page.keyboard.press("Enter");
  await reach("Description");
  await page.keyboard.type("By keyboard");
  await reach("Bucket of the report");
  await page.keyboard.type(buckets.reports);
  await page.keyboard.press("Enter");
  await reach("Create job", "button");
  await page.keyboard.press("Enter");
  await seen("Waits for your confirmation");
  await reach("Confirm and run", "button");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  // The dialog has put the focus on its first button, which is the one that confirms.
  await page
    .getByRole("dialog")
    .getByRole("button", { name: "Confirm and run" })
    .and(page.locator(":focus"))
    .waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Complete", { exact: true }).first().waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await page.getByRole("heading", { name: "Jobs" }).waitFor();
  const row = page.getByRole("row").filter({ hasText: "By keyboard" });
  await row.getByText("Complete", { exact: true }).waitFor();
  expect(await row.count()).toBe(1);
});

test("new jobs wait in a pill while somebody is in the list, and come in when they are asked for", async () => {
  await page.goto("/jobs");
  const first = page.getByRole("row").nth(1);
  await first.getByRole("link").focus();
  const before = await first.getByRole("link").textContent();
  await createJob(stage, { description: "Comes while somebody reads", confirmationRequired: true });
  const pill = page.getByRole("button", { name: /new job/ });
  await pill.waitFor();
  expect(await page.getByRole("row").nth(1).getByRole("link").textContent()).toBe(before);
  await pill.click();
  await seen("Comes while somebody reads");
  expect(await pill.count()).toBe(0);
});
