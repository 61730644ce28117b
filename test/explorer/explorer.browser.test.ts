/** The explorer in a real browser: it runs queries and follows subscriptions, and asks no other origin for anything. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openBrowser } from "../console/stage.ts";
import { makeTokens } from "../support/access.ts";
import { createJob, startApi, type TestApi } from "../support/api.ts";

let browser: Browser;
let api: TestApi;
let guarded: TestApi;
let page: Page;
const { authenticator, tokens } = makeTokens({ reader: { permission: "read" } });
const offences: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  api = await startApi();
  guarded = await startApi({ authenticator });
});
afterAll(async () => {
  await browser?.close();
  await api?.stop();
  await guarded?.stop();
});
beforeEach(async () => {
  offences.length = 0;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on("pageerror", (error) => offences.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) offences.push(message.text());
  });
  page.on("request", (request) => {
    const { origin } = new URL(request.url());
    if (![api.url, guarded.url].includes(origin)) offences.push(request.url());
  });
});
afterEach(async () => {
  await page.context().close();
  if (offences.length > 0) throw new Error(offences.join("\n"));
});

const answer = () => page.locator("#answer").textContent();
const write = (text: string) => page.locator("#document").fill(text);

describe("the explorer", () => {
  test("runs a query, shows the schema, and suggests what can stand", async () => {
    await page.goto(`${api.url}/explorer`);
    await page.getByRole("heading", { name: "Query" }).waitFor();
    await write("query A { engine { version } }");
    await page.locator("#document").press("Control+Enter");
    await expect.poll(answer).toContain('"version": "1.2.3"');
    await page.getByRole("navigation").getByRole("button", { name: "Viewer!" }).click();
    await page.getByRole("heading", { name: "Viewer" }).waitFor();
    await write("");
    await page.locator("#document").pressSequentially("{ vie");
    await page.getByRole("option", { name: /^viewer/ }).waitFor();
    await page.locator("#document").press("Enter");
    expect(await page.locator("#document").inputValue()).toBe("{ viewer");
    await page.screenshot({ path: process.env["EXPLORER_SCREENSHOT"] ?? "/dev/null", type: "png" });
  });

  test("follows a subscription until it is stopped", async () => {
    await page.goto(`${api.url}/explorer/`);
    await write("subscription Events { jobEvents { event { type } } }");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await expect
      .poll(async () => {
        await createJob(api);
        return answer();
      })
      .toContain('"type": "JobCreated"');
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText(/^Stopped/).waitFor();
  });

  test("asks with the token that is typed in, and shows markup in an answer as text", async () => {
    await page.goto(`${guarded.url}/explorer/`);
    await page.getByText("This server needs an access token.").waitFor();
    await page.getByLabel("Token").fill(tokens.reader);
    await page.getByLabel("Token").press("Tab");
    await page.getByRole("heading", { name: "Query" }).waitFor();
    await write('{ viewer { name } job(id: "<img src=x onerror=alert(1)>") { id } nothing }');
    await page.getByRole("button", { name: "Run" }).click();
    await expect.poll(answer).toContain("Cannot query field");
    expect(await page.locator("#answer img").count()).toBe(0);
    await write("{ viewer { name } }");
    await page.getByRole("button", { name: "Run" }).click();
    await expect.poll(answer).toContain('"name": "reader"');
  });
});
