/** Something is done to all jobs that the filters find, also to those that are not loaded, and every one is accounted for. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { addJobs, startConsole, type ManyJobs } from "./many-jobs.ts";
import { openBrowser, openVisit, type Visit } from "./stage.ts";

/** A sixth of them is in each situation. */
const jobs = 900;
const each = jobs / 6;

let api: TestApi;
/** Jobs from this one on wait to be told. */
let heldFrom: number;
let told: number;
let goOn: () => void;
let many: ManyJobs;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => browser?.close());

beforeEach(async () => {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  [heldFrom, told, goOn] = [Number.MAX_SAFE_INTEGER, 0, resolve];
  api = await startConsole({
    beforeTold: async () => {
      told += 1;
      if (told > heldFrom) await held;
    },
  });
  many = await addJobs(api, jobs);
  visit = await openVisit(browser, api);
  page = visit.page;
});

afterEach(async () => {
  goOn();
  await visit.context.close();
  await api.stop();
  if (visit.offences.length > 0) throw new Error(visit.offences.join("\n"));
});

const bar = () => page.getByRole("region", { name: "Chosen jobs" });
const card = () => page.getByRole("region", { name: "What is done to many jobs" });
const dialog = () => page.getByRole("dialog");
const seen = async (text: string | RegExp) => page.getByText(text).first().waitFor();

async function chooseAll(address: string, found: number): Promise<void> {
  await pressChooseAll(address, String(found));
  await bar().getByText(`${found} jobs chosen`).waitFor();
}

async function pressChooseAll(address: string, found: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel("Choose all rows that are loaded").check();
  await bar().getByText("50 jobs chosen").waitFor();
  await bar()
    .getByRole("button", { name: `Choose all ${found} that the filters find` })
    .click();
}

/** As long as it takes: the test itself has an end. */
const however = { timeout: 0 };

interface Sent {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the page asks of the engine from now on. */
function listen(): readonly Sent[] {
  const sent: Sent[] = [];
  page.on("request", (request) => {
    const body = request.method() === "POST" ? request.postDataJSON() : null;
    if (body !== null) sent.push(body as Sent);
  });
  return sent;
}

/** How many jobs have each status. */
async function statuses(): Promise<Record<string, number>> {
  const { data } = await api.ask(`{ jobCounts { status count } }`);
  const { jobCounts } = data as { jobCounts: { status: string; count: number }[] };
  return Object.fromEntries(jobCounts.map(({ status, count }) => [status, count]));
}

const isMutation = (text: string | null) => text?.includes("mutation ") === true;

test("all that the filters find is chosen, and what allows it is paused", async () => {
  await chooseAll("/jobs", jobs);
  // A job that is made now is not among them.
  await addJobs(api, 1);
  await bar()
    .getByRole("button", { name: `Pause ${each}` })
    .click();
  await dialog().getByText(`Pause ${each} jobs?`).waitFor();
  await dialog()
    .getByText(`${jobs - each} chosen jobs do not allow it`)
    .waitFor();
  await dialog()
    .getByRole("button", { name: `Pause ${each} jobs` })
    .click();
  await seen(`${each} jobs paused.`);
  await card().waitFor({ state: "detached" });
  expect(await statuses()).toMatchObject({ PAUSING: each });
  // What became of those that are not loaded is not known here, so they are not chosen any more.
  await bar().getByText("50 jobs chosen").waitFor();
  await bar()
    .getByRole("button", { name: /^Pause/ })
    .waitFor({ state: "detached" });
});

test("the filters bound it, and jobs are deleted only after their number was typed", async () => {
  await chooseAll("/jobs?status=FAILING,FAILED", each);
  await bar()
    .getByRole("button", { name: `Delete ${each}` })
    .click();
  const button = dialog().getByRole("button", { name: `Delete ${each} jobs` });
  expect(await button.isDisabled()).toBe(true);
  await dialog()
    .getByLabel(/^Type the number of jobs/)
    .fill(String(each));
  await button.click();
  await seen(`${each} jobs deleted.`);
  await bar().waitFor({ state: "detached" });
  await page.reload();
  await seen("No jobs match.");
  const left = await statuses();
  expect(left["FAILED"] ?? 0).toBe(0);
  expect(left["CANCELLED"]).toBe(each);
});

async function cancelAll(): Promise<void> {
  await bar()
    .getByRole("button", { name: `Cancel ${each}` })
    .click();
  await dialog().getByLabel(/^Why/).fill("Not this month");
  await dialog()
    .getByRole("button", { name: `Cancel ${each} jobs` })
    .click();
}

test("it is stopped half-way, says what it did not try, and goes on with that, on any screen", async () => {
  await chooseAll("/jobs?status=SUSPENDED", each);
  heldFrom = 60;
  await cancelAll();
  await card()
    .getByText(/^50 cancelled/)
    .waitFor();
  // Elsewhere it goes on, and is told of.
  await page.getByRole("link", { name: "Engine" }).first().click();
  await card().getByRole("button", { name: "Stop" }).click();
  await card().getByRole("button", { name: "Stop", disabled: true }).waitFor();
  goOn();
  await card().getByText("50 jobs not tried").waitFor();
  await card().getByText(`100 of ${each} jobs cancelled.`).waitFor();
  expect((await statuses())["SUSPENDED"]).toBe(50);
  await card().getByRole("button", { name: "Go on with 50" }).click();
  await seen("50 jobs cancelled.");
  expect((await statuses())["SUSPENDED"] ?? 0).toBe(0);
});

test("it goes on without the page, and is seen by whoever comes back", async () => {
  await chooseAll("/jobs?status=SUSPENDED", each);
  heldFrom = 60;
  await cancelAll();
  await card()
    .getByText(/^50 cancelled/)
    .waitFor();
  await page.reload();
  await card()
    .getByText(/^50 cancelled/)
    .waitFor();
  await page.goto("about:blank");
  goOn();
  await expect.poll(async () => (await statuses())["SUSPENDED"] ?? 0, { timeout: 20_000 }).toBe(0);
  await page.goto("/engine");
  await seen(`${each} jobs cancelled.`);
  // It is told once.
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Engine" }).waitFor();
  expect(await page.getByText(`${each} jobs cancelled.`).count()).toBe(0);
  expect(await card().count()).toBe(0);
});

test("what has changed since the question was put is refused, by reason, and the others are done", async () => {
  await chooseAll("/jobs?status=ACTIVE,COMPLETING", each);
  await bar()
    .getByRole("button", { name: /^Change priority of/ })
    .click();
  for (const id of many.running.slice(0, 3)) {
    await api.ask(`mutation ($id: ID!) { pauseJob(input: { id: $id }) { errors { code } } }`, {
      id,
    });
  }
  await dialog().getByLabel("Priority").fill("7");
  await dialog().getByRole("button", { name: "Change", exact: true }).click();
  await card()
    .getByText(`${each - 3} of ${each} jobs changed.`)
    .waitFor();
  expect(await card().getByRole("listitem").allTextContents()).toEqual([
    expect.stringMatching(/^3 jobs refused it: .*CONFLICT( [0-9a-f]{8}){3} $/),
  ]);
  await card().getByRole("button", { name: "Close" }).click();
  await card().waitFor({ state: "detached" });
});

test("an engine that does not answer is told in the dialog, which can be sent again", async () => {
  await chooseAll("/jobs?status=SUSPENDED", each);
  await page.route("**/graphql", async (route) =>
    isMutation(route.request().postData()) ? route.abort() : route.fallback(),
  );
  await bar()
    .getByRole("button", { name: `Confirm ${each}` })
    .click();
  await dialog()
    .getByText(/objects together/)
    .waitFor();
  const send = dialog().getByRole("button", { name: `Confirm ${each} jobs` });
  await send.click();
  await dialog().getByRole("alert").getByText("The engine does not answer.").waitFor();
  expect(await card().count()).toBe(0);
  await page.unroute("**/graphql");
  await send.click();
  await seen(`${each} jobs confirmed.`);
  expect((await statuses())["SUSPENDED"] ?? 0).toBe(0);
});

test("jobs that could not all be read are not chosen in part", async () => {
  await page.goto("/jobs");
  await page.getByLabel("Choose all rows that are loaded").check();
  let pages = 0;
  await page.route("**/graphql", async (route) => {
    const isPage = route.request().postData()?.includes("query EveryJob") === true;
    if (isPage) pages += 1;
    return isPage && pages === 3 ? route.abort() : route.fallback();
  });
  await bar()
    .getByRole("button", { name: /^Choose all/ })
    .click();
  await bar()
    .getByText(/Not all could be read/)
    .waitFor();
  expect(await bar().getByRole("status").textContent()).toBe("50 jobs chosen");
  await bar().getByRole("button", { name: "Try again" }).click();
  await bar().getByText(`${jobs} jobs chosen`).waitFor();
});

test("of more than a thousand none is read: the filters themselves are sent", async () => {
  await addJobs(api, 102);
  const found = jobs + 102;
  const able = found / 6;
  const sent = listen();
  await pressChooseAll("/jobs?q=Nightly", "1,002");
  await bar().getByText("All 1,002 jobs that the filters find").waitFor();
  await bar().getByRole("button", { name: "Pause all" }).click();
  await dialog().getByText(`Pause ${able} of 1,002 jobs?`).waitFor();
  await dialog()
    .getByText(
      /^167 of them allow it\. .*: 167 waiting, 334 complete, 167 cancelled, 167 failed\.$/,
    )
    .waitFor();
  await dialog()
    .getByRole("button", { name: `Pause ${able} of 1,002 jobs` })
    .click();
  await card().getByText(`${able} of 1,002 jobs paused.`).waitFor(however);
  await card()
    .getByText(/jobs refused it/)
    .first()
    .waitFor();
  expect(sent.filter(({ query }) => query.includes("query EveryJob"))).toEqual([]);
  expect(
    sent.flatMap(({ query, variables }) => (isMutation(query) ? [variables["input"]] : [])),
  ).toEqual([
    {
      jobs: { filter: { search: "Nightly" } },
      all: false,
      expectedJobs: 1_002,
      action: "PAUSE",
      reason: null,
      priority: null,
    },
  ]);
  expect((await statuses())["PAUSING"]).toBe(able);
  // The rows that were chosen before are chosen again.
  await bar().getByText("50 jobs chosen").waitFor();
});

test("of more than a thousand it is asked with the number of now, which is typed before they are deleted", async () => {
  await addJobs(api, 102);
  await pressChooseAll("/jobs", "1,002");
  await bar().getByText("All 1,002 jobs that the filters find").waitFor();
  await addJobs(api, 6);
  await bar().getByRole("button", { name: "Delete all" }).click();
  // Four of six have ended.
  const button = dialog().getByRole("button", { name: "Delete 672 of 1,008 jobs" });
  const typed = dialog().getByLabel(/^Type the number of jobs/);
  await typed.fill("668");
  expect(await button.isDisabled()).toBe(true);
  await typed.fill("672");
  await button.click();
  await card()
    .getByText(/ of 1,008 jobs deleted\.$/)
    .waitFor(however);
  // None of those that have ended is left.
  const left = await statuses();
  expect(Object.keys(left).filter((status) => /FAILED|CANCELLED/.test(status))).toEqual([]);
  expect(left["SUSPENDED"]).toBe(1_008 / 6);
  await bar().waitFor({ state: "detached" });
});

test("without one of the rows it is not all that the filters find any more", async () => {
  await addJobs(api, 102);
  await pressChooseAll("/jobs", "1,002");
  await bar().getByText("All 1,002 jobs that the filters find").waitFor();
  await page
    .getByRole("checkbox", { name: /^Choose Nightly/ })
    .first()
    .uncheck();
  await bar().getByText("49 jobs chosen").waitFor();
  expect(await bar().getByRole("button", { name: "Pause all" }).count()).toBe(0);
});
