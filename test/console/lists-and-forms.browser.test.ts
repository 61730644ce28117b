/** What people do with lists, forms, reports and tags, and what the pages do when answers do not come. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { fillForm } from "./scenes.ts";
import {
  buckets,
  createJob,
  fill,
  openBrowser,
  openStage,
  openVisit,
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
  const failing = await createJob(stage, { description: "Copy with failures" });
  await untilStatus(stage, failing, "COMPLETE");
  const good = await createJob(stage, {
    description: "Tag what is good",
    manifest: "good.csv",
    operation: { deleteObjectTagging: {} },
  });
  await untilStatus(stage, good, "COMPLETE");
  const cancelled = await createJob(stage, {
    description: "Never confirmed",
    confirmationRequired: true,
  });
  await untilStatus(stage, cancelled, "SUSPENDED");
  await stage
    .engine()
    .query(
      `mutation ($input: JobCommandInput!) { cancelJob(input: $input) { errors { message } } }`,
      { input: { id: cancelled } },
    );
  await untilStatus(stage, cancelled, "CANCELLED");
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

test("a file of the report is downloaded by a link of its own", async () => {
  const id = await createJob(stage, { description: "Copy with a report" });
  await untilStatus(stage, id, "COMPLETE");
  await page.goto(`/jobs/${id}`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Download failed/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toContain(id);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\n");
  expect(lines).toHaveLength(5);
  expect(lines.filter((line) => line.includes("AccessDenied"))).toHaveLength(3);
});

test("a task that was looked at is closed by a key, and the focus is where it was", async () => {
  const id = await createJob(stage, { description: "Copy to look at" });
  await untilStatus(stage, id, "COMPLETE");
  await page.goto(`/jobs/${id}/tasks`);
  await seen("5 tasks of the bucket photos, in the order in which they failed");
  const link = page.getByRole("link", { name: /salary/ });
  await link.click();
  const title = page.getByRole("heading", { name: /^Row/ });
  await title.waitFor();
  // The exact time is there for eyes and fingers, not only under a pointer.
  await seen(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
  // What happened to it, from who took its chunk to its outcome.
  const moments = page.getByRole("definition").getByRole("listitem");
  await moments
    .filter({ hasText: "It failed for good after 1 attempt; the last ended in" })
    .waitFor();
  expect(await moments.first().textContent()).toContain("A process took its chunk.");
  expect(await moments.count()).toBe(2);
  await page.keyboard.press("Escape");
  await title.waitFor({ state: "detached" });
  await page.waitForURL(/\/tasks$/);
  expect(await page.evaluate("document.activeElement.textContent")).toBe(await link.textContent());
});

test("a history is read from its end as well, and the address says so", async () => {
  const id = await createJob(stage, { description: "Copy to read of" });
  await untilStatus(stage, id, "COMPLETE");
  await page.goto(`/jobs/${id}/history`);
  const first = page.locator(".events li").first();
  await first.getByText(/created the job/).waitFor();
  await page.getByLabel("Order", { exact: true }).selectOption("Newest first");
  await page.waitForURL(/order=newest/);
  await first.getByText(/The job is complete/).waitFor();
  // The slider goes from left to right all the same.
  await page.getByRole("slider").press("Home");
  await page.getByRole("heading", { name: /created the job/ }).waitFor();
  await page.reload();
  await first.getByText(/The job is complete/).waitFor();
  expect(page.url()).toContain("order=newest");
});

test("of a long job the throughput of its end can be looked at alone", async () => {
  const id = await createJob(stage, { description: "Copy that took long" });
  await untilStatus(stage, id, "COMPLETE");
  const { job } = await stage
    .engine()
    .query<{ job: { endedAt: string } }>(`query ($id: ID!) { job(id: $id) { endedAt } }`, { id });
  const endedAt = Date.parse(job.endedAt);
  // As if its first task had run two hours before: what ends within one second is not drawn.
  const startedAt = new Date(endedAt - 7_200_000).toISOString();
  const asked: (string | null)[] = [];
  await page.route("**/graphql", async (route) => {
    const text = route.request().postData() ?? "";
    if (text.includes("query JobThroughput")) {
      const body = JSON.parse(text) as { variables: { from: string | null } };
      const { from } = body.variables;
      asked.push(from);
      const variables = { ...body.variables, from: from ?? startedAt };
      return route.continue({ postData: JSON.stringify({ ...body, variables }) });
    }
    if (!text.includes("query JobPage")) return route.fallback();
    const response = await route.fetch();
    const { data } = (await response.json()) as { data: { job: object } };
    await route.fulfill({ response, json: { data: { job: { ...data.job, startedAt } } } });
  });
  await page.goto(`/jobs/${id}`);
  const range = page.getByLabel("How much of it");
  await expect
    .poll(async () => range.locator("option").allTextContents())
    .toEqual(["All of it", "Last 15 minutes", "Last hour"]);
  await range.selectOption("Last 15 minutes");
  await expect.poll(() => asked.at(-1)).not.toBeNull();
  expect(endedAt - Date.parse(asked.at(-1)!)).toBe(15 * 60_000);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("tags of a job are added, changed and removed in one step", async () => {
  const tags = [
    { key: "team", value: "media" },
    { key: "env", value: "prod" },
  ];
  const id = await createJob(stage, { description: "Copy with tags", more: { tags } });
  await page.goto(`/jobs/${id}/settings`);
  await page.getByRole("button", { name: "Edit tags" }).click();
  await page.getByLabel("Value of tag 1").fill("video");
  await page.getByRole("button", { name: "Remove tag 2" }).click();
  await page.getByRole("button", { name: "Add tag" }).click();
  await page.getByLabel("Key of tag 2").fill("case");
  await page.getByLabel("Value of tag 2").fill("4411");
  await page.getByRole("button", { name: "Save" }).click();
  await seen("case=4411");
  const { job } = await stage
    .engine()
    .query<{ job: { tags: object[] } }>(
      `query ($id: ID!) { job(id: $id) { tags { key value } } }`,
      { id },
    );
  expect(job.tags).toEqual([
    { key: "team", value: "video" },
    { key: "case", value: "4411" },
  ]);
});

test("a bucket is listed for a job, and the review says what the engine finds", async () => {
  await page.goto("/jobs/new");
  await page.getByText("List a bucket").click();
  await page.getByLabel("Bucket to list").fill(buckets.photos);
  await page.getByLabel("Keys that start with").fill("2024/01/");
  await page.getByRole("region", { name: "First rows" }).waitFor();
  await page.getByRole("button", { name: "Next: operation" }).click();
  await page.getByLabel("To bucket").fill(buckets.archive);
  await page.getByText("New keys by a template").click();
  await page.getByLabel("Template of each new key").fill("flat/{file}");
  await seen("flat/photo.jpg");
  await page.getByRole("button", { name: "Next: options" }).click();
  await page.getByLabel("Description").fill("Copy what a bucket lists");
  await page.getByLabel("Bucket of the report").fill(buckets.reports);
  await page.getByRole("button", { name: "Next: review" }).click();
  // This engine has no place of its own for lists: what the engine says leads to the field that mends it.
  await page
    .getByRole("alert")
    .getByRole("button", { name: /no place for lists/ })
    .click();
  await page.getByLabel("Bucket of the list").fill(buckets.lists);
  await page.getByRole("button", { name: /Review/ }).click();
  await seen("Nothing is in the way.");
  await page.getByRole("button", { name: "Create job" }).click();
  await seen("Waits for your confirmation");
  // Every ninth of 240 photos, and what lies in its folder.
  expect(await page.getByText("30 objects").count()).toBeGreaterThan(0);
});

test("a job is run again with one thing changed, and keeps what was not", async () => {
  const tags = [{ key: "team", value: "media" }];
  const id = await createJob(stage, {
    description: "Copy to run again",
    operation: {
      copyObject: {
        targetBucket: buckets.archive,
        targetKeyPrefix: "2026",
        metadataDirective: "REPLACE",
        metadata: { contentType: "image/jpeg", user: [{ key: "by", value: "us" }] },
        newTags: [{ key: "state", value: "copied" }],
      },
    },
    more: { tags, priority: 7, limits: { maxConcurrency: 5 } },
  });
  await untilStatus(stage, id, "COMPLETE");
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Run again as a new job" }).click();
  await page.getByRole("link", { name: "Change more than its description first" }).click();
  await page.waitForURL(/\/jobs\/new\?step=review&clone=[\w-]+$/);
  await page.getByRole("heading", { name: /Copy every object/ }).waitFor();
  await seen("Nothing is in the way.");
  await page
    .getByRole("navigation", { name: "Steps" })
    .getByRole("button", { name: /Operation/ })
    .click();
  expect(await page.getByLabel("Content-Type").inputValue()).toBe("image/jpeg");
  await page.getByLabel("Key prefix").fill("2027");
  await page.getByRole("button", { name: /Review/ }).click();
  await seen("Nothing is in the way.");
  await page.getByRole("button", { name: "Create job" }).click();
  await seen("Waits for your confirmation");
  const made = page.url().split("/").at(-1)!;
  const settings = `priority description tags { key value } limits { maxConcurrency }
    confirmationRequired report { bucket prefix scope } manifest { location { bucket key } }
    operation { ... on CopyObjectOperation { targetBucket targetKeyPrefix newTags { key value }
      metadataDirective metadata { contentType user { key value } } } }`;
  const { one, other } = await stage
    .engine()
    .query<{ one: object; other: { operation: object } }>(
      `{ one: job(id: "${made}") { clonedFrom { id } ${settings} } other: job(id: "${id}") { ${settings} } }`,
    );
  expect(one).toEqual({
    ...other,
    clonedFrom: { id },
    confirmationRequired: true,
    operation: { ...other.operation, targetKeyPrefix: "2027" },
  });
});

test("filters and search stand in the address, and the counts go with them", async () => {
  await page.goto("/jobs");
  await page.getByRole("button", { name: /^Cancelled/ }).click();
  await page.waitForURL(/status=CANCELLING,CANCELLED/);
  await seen("Never confirmed");
  expect(await page.getByText("Tag what is good").count()).toBe(0);
  await page.getByLabel(/^Search/).fill("no such words");
  await page.waitForURL(/q=no/);
  await seen("No jobs match");
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await seen("Tag what is good");
  await page.goBack();
  await seen("No jobs match");

  await page.goto("/jobs?failures=yes");
  await seen("Copy with failures");
  expect(await page.getByText("Tag what is good").count()).toBe(0);
  await page.getByLabel("Tag", { exact: true }).fill("team:nobody");
  await page.keyboard.press("Enter");
  await seen("No jobs match");
  await page.getByLabel("Tag", { exact: true }).fill("");
  await page.keyboard.press("Enter");
  await seen("Copy with failures");
  await page.getByLabel("Created since").fill("2999-01-01");
  await seen("No jobs match");

  await page.goto("/jobs");
  await page.getByLabel("Order", { exact: true }).selectOption("Oldest first");
  await page.waitForURL(/sort=createdAt/);
  const first = page.getByRole("row").nth(1).getByRole("link");
  await expect.poll(async () => first.textContent()).toBe("Copy with failures");
});

test("filters are saved with a name, stay on the device, and can be forgotten", async () => {
  await page.goto("/jobs?failures=yes&op=COPY_OBJECT");
  await page.getByRole("button", { name: "Save these filters" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Failed copies");
  await page.keyboard.press("Enter");
  await page.goto("/jobs");
  const saved = page.getByRole("group", { name: "Saved filters" });
  await saved.getByRole("link", { name: "Failed copies" }).click();
  await page.waitForURL(/op=COPY_OBJECT&failures=yes/);
  await seen("Copy with failures");
  expect(await page.getByText("Tag what is good").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Save these filters" }).count()).toBe(0);
  await saved.getByRole("button", { name: "Forget the filters Failed copies" }).click();
  await page.goto("/jobs");
  await seen("Tag what is good");
  expect(await saved.count()).toBe(0);
});

test("several jobs are chosen and stopped together, with one reason for all", async () => {
  const names = ["Chosen one", "Chosen two", "Chosen three"];
  const ids = [];
  for (const description of names) {
    const id = await createJob(stage, { description, confirmationRequired: true });
    await untilStatus(stage, id, "SUSPENDED");
    ids.push(id);
  }
  await page.goto("/jobs?q=Chosen");
  await seen("Showing 3 of 3 jobs");
  await page.getByLabel("Choose Chosen one").check();
  const bar = page.getByRole("region", { name: "Chosen jobs" });
  await bar.getByText("1 job chosen").waitFor();
  await page.getByLabel("Choose all rows that are loaded").check();
  await page.getByLabel("Choose Chosen two").uncheck();
  await bar.getByRole("button", { name: "Cancel 2" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Why/).fill("They were tried out");
  await dialog.getByRole("button", { name: "Cancel 2 jobs" }).click();
  await seen("2 jobs cancelled.");
  for (const [index, status] of ["CANCELLED", "SUSPENDED", "CANCELLED"].entries())
    await untilStatus(stage, ids[index]!, status);
  await bar.getByRole("button", { name: "Delete 2" }).waitFor();
  expect(await bar.getByRole("button", { name: /^Cancel/ }).count()).toBe(0);
  await bar.getByRole("button", { name: "Choose none" }).click();
  await bar.waitFor({ state: "detached" });
  await page.goto(`/jobs/${ids[0]}/history`);
  await seen(/They were tried out/);
});

test("a change of the priority is taken back, and it is said when that fails", async () => {
  const id = await createJob(stage, {
    description: "Copy by priority",
    confirmationRequired: true,
    more: { priority: 5 },
  });
  await untilStatus(stage, id, "SUSPENDED");
  await page.goto(`/jobs/${id}`);
  const dialog = page.getByRole("dialog");
  const undo = page.getByRole("button", { name: "Undo" });
  const change = async (priority: number) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Change priority" }).click();
    await dialog.getByLabel("Priority").fill(String(priority));
    await dialog.getByRole("button", { name: "Change" }).click();
    await undo.waitFor();
  };
  await change(7);
  await undo.click();
  await seen("The priority is 5 again.");
  const { job } = await stage
    .engine()
    .query<{ job: { priority: number } }>(`query ($id: ID!) { job(id: $id) { priority } }`, { id });
  expect(job.priority).toBe(5);
  await change(8);
  await page.route("**/graphql", async (route) => route.abort());
  await undo.click();
  const messages = page.getByRole("list", { name: "Messages" });
  await messages.getByText("The engine does not answer.").waitFor();
});

test("what the engine refuses stands at its field, and the form keeps what was entered", async () => {
  await page.goto("/jobs/new");
  await fillForm(page);
  await page.getByRole("button", { name: "Operation", exact: false }).first().click();
  await page.getByLabel("To bucket").fill("Not A Bucket");
  await page.getByRole("button", { name: /Review/ }).click();
  // The review asks the engine: nothing need be sent to learn it.
  const alert = page.getByRole("alert");
  await alert.waitFor();
  await alert.getByRole("button").first().click();
  const field = page.getByLabel("To bucket");
  await field.waitFor();
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  await page.reload();
  expect(await page.getByLabel("To bucket").inputValue()).toBe("Not A Bucket");
});

test("an answer that does not come takes nothing away from what is shown", async () => {
  await page.goto("/jobs");
  await seen("Tag what is good");
  const counts = await page.getByRole("group", { name: "Status" }).textContent();
  const failed = page.waitForEvent("requestfailed");
  await page.route("**/graphql", async (route) => route.abort());
  await failed;
  await page.getByLabel(/^Search/).fill("Tag what is good");
  await seen("The jobs could not be read.");
  await page.getByLabel(/^Search/).fill("");
  await seen("Tag what is good");
  expect(await page.getByRole("group", { name: "Status" }).textContent()).toBe(counts);
  await page.getByLabel(/^Search/).fill("Tag what is good");
  await seen("The jobs could not be read.");
  await page.unroute("**/graphql");
  await page.getByRole("button", { name: "Try again" }).click();
  await seen("Showing 1 of 1 job");
});

test("an engine that comes back with another log is read afresh, and the page is live again", async () => {
  await createJob(stage, { description: "Known to the first log alone", manifest: "good.csv" });
  await page.goto("/jobs");
  await seen("Known to the first log alone");
  await page.getByText("Live", { exact: true }).waitFor();
  await stage.kill();
  await stage.restart({ forgetting: true });
  await page
    .getByRole("button", { name: "Now" })
    .click({ timeout: 5_000 })
    .catch(() => {});
  await seen("No jobs yet");
  await createJob(stage, { description: "Known to the second log", manifest: "good.csv" });
  await seen("Known to the second log");
  expect(await page.getByText("Known to the first log alone").count()).toBe(0);
});
