/** Being told of the end of a job while one looks at something else. */
import type { Browser, Page } from "playwright-core";
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

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openStage();
  await fill(stage);
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

type Permission = "granted" | "denied";

/** In place of the browser's own, which shows nothing without a screen. */
async function openPage(permission: Permission) {
  const { page, context, offences } = await openVisit(browser, stage);
  await page.addInitScript(`
    globalThis.told = [];
    globalThis.Notification = class extends EventTarget {
      static permission = "default";
      static async requestPermission() { return (this.permission = ${JSON.stringify(permission)}); }
      constructor(title, { body }) { super(); told.push({ title, body }); }
    };
  `);
  const told = async () => page.evaluate<{ title: string; body: string }[]>("told");
  return { page, told, offences, close: async () => context.close() };
}

const more = async (page: Page) => page.getByRole("button", { name: "More actions" }).click();
const messages = (page: Page) => page.getByRole("list", { name: "Messages" });

/** Waits until `confirm`, so that nothing ends before somebody looks. */
async function waitingJob(description: string): Promise<string> {
  const id = await createJob(stage, { description, confirmationRequired: true });
  await untilStatus(stage, id, "SUSPENDED");
  return id;
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Confirm and run" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm and run" }).click();
}

test("a job's end is told on another screen, and by the browser", async () => {
  const { page, told, offences, close } = await openPage("granted");
  const id = await waitingJob("Told when it ends");
  await page.goto(`/jobs/${id}`);
  await more(page);
  await page.getByRole("menuitem", { name: "Tell me when it ends" }).click();
  await messages(page).getByText("You will be told").waitFor();
  await confirm(page);
  await page.getByRole("link", { name: "Engine" }).click();
  await messages(page).getByText("Told when it ends: Complete, 5 failed").waitFor();
  expect(await told()).toEqual([
    { title: "Complete, 5 failed", body: "Told when it ends\n240 succeeded" },
  ]);
  expect(offences).toEqual([]);
  await close();
});

test("where the browser forbids it the screen tells, also after it was loaded again; once", async () => {
  const { page, told, close } = await openPage("denied");
  const id = await waitingJob("Told on the screen");
  await page.goto(`/jobs/${id}`);
  await more(page);
  await page.getByRole("menuitem", { name: "Tell me when it ends" }).click();
  await messages(page).getByText("The browser forbids notifications").waitFor();
  await page.reload();
  await confirm(page);
  await messages(page).getByText("Told on the screen: Complete, 5 failed").waitFor();
  expect(await told()).toEqual([]);
  await page.reload();
  await page.getByText("240").first().waitFor();
  expect(await messages(page).getByRole("listitem").count()).toBe(0);
  await close();
});

test("who does not want to know after all is not told, and an ended job has nothing to tell", async () => {
  const { page, told, close } = await openPage("granted");
  const id = await waitingJob("Not told");
  await page.goto(`/jobs/${id}`);
  await more(page);
  await page.getByRole("menuitem", { name: "Tell me when it ends" }).click();
  await more(page);
  await page.getByRole("menuitem", { name: "Do not tell me when it ends" }).click();
  await confirm(page);
  await page.getByText("Complete, 5 failed").first().waitFor();
  await more(page);
  expect(await page.getByRole("menuitem", { name: /ends$/ }).count()).toBe(0);
  expect(await told()).toEqual([]);
  await close();
});
