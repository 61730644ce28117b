/** A token that is taken away while a command to many jobs is under way: nothing of it is shown or asked for any more. */
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { askAs, makeTokens } from "../support/access.ts";
import type { TestApi } from "../support/api.ts";
import { addJobs, startConsole } from "./many-jobs.ts";
import { openBrowser, openVisit, type Visit } from "./stage.ts";

const { authenticator, tokens } = makeTokens({ admin: { permission: "admin" } });
const { promise: free, resolve: end } = Promise.withResolvers<void>();

let api: TestApi;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  api = await startConsole({ authenticator, beforeTold: () => free });
  browser = await openBrowser();
  const { ids } = await addJobs(api, 3);
  const query = `mutation ($input: CommandJobsInput!) {
    commandJobs(input: $input) { bulkCommand { id } } }`;
  const input = { jobs: { list: ids.map((id) => ({ id })) }, action: "PAUSE" };
  await askAs(api.url, tokens.admin, { query, variables: { input } });
});

beforeEach(async () => {
  visit = await openVisit(browser, api);
  page = visit.page;
  await page.clock.install();
  await page.goto("/jobs");
  await signIn();
});

afterEach(async () => {
  await visit.context.close();
  if (visit.offences.length > 0) throw new Error(visit.offences.join("\n"));
});

afterAll(async () => {
  end();
  await browser?.close();
  await api?.stop();
});

const refusal = {
  status: 401,
  json: { errors: [{ message: "No.", extensions: { code: "UNAUTHENTICATED" } }] },
};
const isLook = (request: Request) => request.postData()?.includes("query BulkCommands") === true;
const card = () => page.getByText("Pausing 3 jobs").first();
const askedToSignIn = () => page.getByRole("heading", { name: "Sign in" });

async function signIn(): Promise<void> {
  await askedToSignIn().waitFor();
  await page.getByLabel("Access token").fill(tokens.admin);
  await page.getByRole("button", { name: "Sign in" }).click();
  await card().waitFor();
}

test("who has to sign in sees no command to many jobs and asks for none, until then", async () => {
  await page.route("**/graphql", async (route) => route.fulfill(refusal));
  await page.clock.runFor(1_000);
  await askedToSignIn().waitFor();
  await card().waitFor({ state: "detached" });
  let asked = 0;
  page.on("request", (request) => (asked += isLook(request) ? 1 : 0));
  await page.clock.runFor(60_000);
  expect(asked).toBe(0);
  await page.unroute("**/graphql");
  await signIn();
});
