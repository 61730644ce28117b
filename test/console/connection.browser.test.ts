/** What the page does when its live connection is closed, for every kind of reason; under a path, as behind a proxy. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { addJobs, advance, startConsole, type ManyJobs } from "./many-jobs.ts";
import { openBrowser, openVisit, type Visit } from "./stage.ts";

let api: TestApi;
let browser: Browser;
let visit: Visit;
let page: Page;
/** Connections that the page has made. */
let made: number;
/** Whether every further one is closed at once. */
let isDown: boolean;
let many: ManyJobs;
/** Closes the last of them. */
let close: (code: number) => Promise<void>;

beforeAll(async () => {
  api = await startConsole({ basePath: "/batch/" });
  browser = await openBrowser();
  many = await addJobs(api, 6);
});

afterAll(async () => {
  await browser?.close();
  await api?.stop();
});

beforeEach(async () => {
  visit = await openVisit(browser, api);
  page = visit.page;
  made = 0;
  isDown = false;
  await page.routeWebSocket("**/graphql", (socket) => {
    made += 1;
    if (isDown) return void socket.close({ code: 1012 });
    socket.connectToServer();
    close = async (code) => socket.close({ code });
  });
  await page.clock.install();
  // A deep address, under a path as behind a proxy.
  await page.goto("/batch/jobs?sort=-createdAt");
  await page.getByText("Live", { exact: true }).waitFor();
});

afterEach(async () => {
  await visit.context.close();
  if (visit.offences.length > 0) throw new Error(visit.offences.join("\n"));
});

test.each([1001, 1006, 1011, 1012, 4004, 4408, 4499, 4500, 4999])(
  "after %i it connects again by itself, and changes come in again",
  async (code) => {
    await close(code);
    await page.getByText(/^Reconnecting/).waitFor();
    await page.clock.runFor(2_000);
    await page.getByText("Live", { exact: true }).waitFor();
    expect(made).toBe(2);
    await addJobs(api, 1);
    // Nobody is in the list, so a new job comes in by itself.
    await expect
      .poll(async () => {
        await page.clock.runFor(1_000);
        const shown = await page.getByText(/^Showing/).textContent();
        const { data } = await api.ask("{ jobs { totalCount } }");
        return shown?.endsWith(
          `${(data as { jobs: { totalCount: number } }).jobs.totalCount} jobs`,
        );
      })
      .toBe(true);
  },
);

/** No wait is shorter than three quarters of its longest; ids are drawn as well, so chance stays. */
const waitLong = async () =>
  page.evaluate("{ const random = Math.random; Math.random = () => 0.5 + random() / 2; }");

test("what lost the connection comes back with a subscription that does not wait", async () => {
  const [id] = many.running;
  await page.goto(`/batch/jobs/${id}`);
  await page.getByText("Live", { exact: true }).waitFor();
  await waitLong();
  isDown = true;
  await close(1012);
  for (const waitSeconds of [1, 2, 4, 8, 16]) {
    const before = made;
    await page.getByText(/^Reconnecting/).waitFor();
    await page.clock.runFor(waitSeconds * 1_000);
    await expect.poll(() => made).toBe(before + 1);
  }
  // Half a minute is to be waited now, or little less.
  isDown = false;
  await page.getByRole("link", { name: "History" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  await advance(api, id!, 1);
  await page.getByRole("row", { name: "Succeeded 0 100" }).waitFor();
});

test("an engine that takes up each connection and closes it again is tried less and less often", async () => {
  await waitLong();
  // Only the test lets time go on, however long the browser takes for it.
  await page.clock.pauseAt(await page.evaluate<number>("Date.now() + 1000"));
  for (const waitSeconds of [1, 2, 4]) {
    await close(4500);
    await page.getByText(/^Reconnecting/).waitFor();
    await page.clock.runFor(waitSeconds * 1_000);
    await page.getByText("Live", { exact: true }).waitFor();
  }
  await close(4500);
  await page.getByText(/^Reconnecting/).waitFor();
  await page.clock.runFor(3_000);
  expect(made).toBe(4);
  await page.clock.runFor(5_000);
  await page.getByText("Live", { exact: true }).waitFor();
  // One that stands for a while is as good as the first.
  await page.clock.runFor(5_000);
  await close(4500);
  await page.getByText(/^Reconnecting/).waitFor();
  await page.clock.runFor(1_000);
  await page.getByText("Live", { exact: true }).waitFor();
});

test.each([4400, 4406, 4409, 4429])(
  "after %i another try would end alike: it says so, and how to go on",
  async (code) => {
    await close(code);
    await page.getByText(/^Not live since/).waitFor();
    await page.getByText(/The engine speaks otherwise than this page/).waitFor();
    await page.clock.runFor(120_000);
    expect(made).toBe(1);
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByText("Live", { exact: true }).waitFor();
  },
);

test("a part of the console that did not come is asked for again", async () => {
  await page.route("**/assets/engine-*.js", async (route) => route.abort());
  await page.getByRole("link", { name: /^Engine/ }).click();
  await page.getByText("This part of the console did not come.").waitFor();
  await page.unroute("**/assets/engine-*.js");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Health" }).waitFor();
  expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual(["Engine"]);
});

test.each([4401, 4403])("after %i it asks for a token, and knows the way back", async (code) => {
  await close(code);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(new URL(page.url()).searchParams.get("next")).toBe("/jobs?sort=-createdAt");
  await page.clock.runFor(120_000);
  expect(made).toBe(1);
});
