/** Every screen of the console with something to see on it: for screenshots, and for the check of accessibility. */
import type { Page } from "playwright-core";
import { buckets, createJob, fill, untilStatus, type Stage } from "./stage.ts";

export interface Scene {
  readonly name: string;
  readonly path: string;
  /** What to do before the page is opened. */
  readonly before?: (page: Page) => Promise<unknown>;
  /** What to do before looking; at the end the screen shows what it is about. */
  readonly prepare: (page: Page) => Promise<void>;
}

export interface Jobs {
  readonly done: string;
  readonly running: string;
  readonly waiting: string;
  readonly failed: string;
}

const tagging = (value: string) => ({ putObjectTagging: { tagSet: [{ key: "state", value }] } });

/** A list with a job in most of the statuses that people see; `long`: the finished one took most of a minute. */
export async function setScene(stage: Stage, { long = false } = {}): Promise<Jobs> {
  await fill(stage);
  const tags = [
    { key: "team", value: "media" },
    { key: "env", value: "prod" },
  ];
  const good = await createJob(stage, {
    description: "Tag 2024 as reviewed",
    manifest: "good.csv",
    operation: tagging("reviewed"),
  });
  await untilStatus(stage, good, "COMPLETE");
  const failed = await createJob(stage, {
    description: "Copy to eu-backup",
    manifest: "not-there.csv",
  });
  await untilStatus(stage, failed, "FAILED");
  const done = await createJob(stage, {
    description: "Nightly copy to archive",
    manifest: long ? "nightly.csv" : "photos.csv",
    more: { tags, priority: 20 },
  });
  await untilStatus(stage, done, "COMPLETE");
  const paused = await createJob(stage, {
    description: "Remove tags of scans",
    manifest: "slow.csv",
    operation: { deleteObjectTagging: {} },
  });
  await untilStatus(stage, paused, "ACTIVE");
  await stage
    .engine()
    .query(
      `mutation ($input: JobCommandInput!) { pauseJob(input: $input) { errors { message } } }`,
      { input: { id: paused, reason: "Until the backup window ends" } },
    );
  await untilStatus(stage, paused, "PAUSED");
  const running = await createJob(stage, {
    description: "Tag scans for the archive",
    manifest: "slow.csv",
    operation: tagging("archived"),
    // It must still run when the last of many scenes is looked at on a slow machine.
    more: { tags, limits: { maxRequestsPerSecond: 50 } },
  });
  await untilStatus(stage, running, "ACTIVE");
  const waiting = await createJob(stage, {
    description: "Tag 2019 invoices",
    manifest: "good.csv",
    operation: tagging("2019"),
    confirmationRequired: true,
  });
  await untilStatus(stage, waiting, "SUSPENDED");
  return { done, running, waiting, failed };
}

const heading = (name: string | RegExp) => async (page: Page) =>
  page.getByRole("heading", { level: 1, name }).waitFor();

/** Fills the form of a new job so far that it can be reviewed. */
export async function fillForm(page: Page, { manifest = "photos.csv" } = {}): Promise<void> {
  await page.getByLabel("Bucket", { exact: true }).fill(buckets.lists);
  await page.getByLabel("File", { exact: true }).fill(manifest);
  await page.getByText("photo 0.jpg").waitFor();
  await page.getByRole("button", { name: "Next: operation" }).click();
  await page.getByLabel("To bucket").fill(buckets.archive);
  await page.getByLabel("Key prefix").fill("2026");
  await page.getByRole("button", { name: "Next: options" }).click();
  await page.getByLabel("Description").fill("Copy the photos");
  await page.getByLabel("Bucket of the report").fill(buckets.reports);
  await page.getByRole("button", { name: "Next: review" }).click();
  await page.getByRole("heading", { name: /Copy every object/ }).waitFor();
  await page.getByText("Nothing is in the way").waitFor();
}

/** No answer of the API comes. */
const unanswered = async (page: Page) => page.route("**/graphql", () => {});
const cutOff = async (page: Page) => page.route("**/graphql", async (route) => route.abort());

/** The API knows no job. */
const empty = async (page: Page) =>
  page.route("**/graphql", async (route) => {
    const response = await route.fetch();
    const { data } = (await response.json()) as { data: Record<string, object> };
    const jobs = data["jobs"] && { ...data["jobs"], nodes: [], totalCount: 0 };
    await route.fulfill({ response, json: { data: { ...data, ...(jobs && { jobs }) } } });
  });

/** The live connection breaks as often as it is made. */
const unconnected = async (page: Page) =>
  page.routeWebSocket("**/graphql", async (socket) => socket.close({ code: 4499 }));

/** What is on the way, missing, broken or old. */
function statesOf(jobs: Jobs): readonly Scene[] {
  const words = (text: string | RegExp) => async (page: Page) =>
    page.getByText(text).first().waitFor();
  return [
    {
      name: "jobs-loading",
      path: "/jobs",
      before: unanswered,
      prepare: async (page) => page.getByText("Loading").first().waitFor({ state: "attached" }),
    },
    { name: "jobs-empty", path: "/jobs", before: empty, prepare: words("No jobs yet") },
    { name: "jobs-error", path: "/jobs", before: cutOff, prepare: words("could not be read") },
    {
      name: "jobs-stale",
      path: "/jobs",
      before: unconnected,
      prepare: async (page) => {
        await words("The engine cannot be reached")(page);
        await words(/^Reconnecting/)(page);
      },
    },
    {
      name: "job-loading",
      path: `/jobs/${jobs.done}`,
      before: unanswered,
      prepare: words("Loading the job"),
    },
    {
      name: "job-error",
      path: `/jobs/${jobs.done}`,
      before: cutOff,
      prepare: words("could not be read"),
    },
    {
      name: "job-stale",
      path: `/jobs/${jobs.running}`,
      before: unconnected,
      prepare: words("The engine cannot be reached"),
    },
    { name: "job-missing", path: "/jobs/nowhere", prepare: words("No such job") },
    {
      name: "history-error",
      path: `/jobs/${jobs.done}/history`,
      before: async (page) =>
        page.route("**/graphql", async (route) =>
          route.request().postData()?.includes("JobHistory") === true
            ? route.abort()
            : route.fallback(),
        ),
      prepare: words("could not be read"),
    },
    {
      name: "engine-error",
      path: "/engine",
      before: cutOff,
      prepare: words("could not be asked"),
    },
  ];
}

/** Every screen, and every state of the most important ones. */
export function scenesOf(jobs: Jobs): readonly Scene[] {
  return [...screensOf(jobs), ...statesOf(jobs)];
}

function screensOf(jobs: Jobs): readonly Scene[] {
  return [
    {
      name: "jobs",
      path: "/jobs",
      prepare: async (page) => page.getByText("Tag 2019 invoices").waitFor(),
    },
    {
      name: "jobs-none-match",
      path: "/jobs?q=nothing-like-this",
      prepare: async (page) => page.getByText("No jobs match").waitFor(),
    },
    {
      name: "job-complete",
      path: `/jobs/${jobs.done}`,
      prepare: async (page) => page.getByText("AccessDenied").first().waitFor(),
    },
    {
      name: "job-running",
      path: `/jobs/${jobs.running}`,
      prepare: async (page) => page.locator(".chart canvas").waitFor(),
    },
    {
      name: "job-waiting",
      path: `/jobs/${jobs.waiting}`,
      prepare: async (page) => page.getByText("Waits for your confirmation").waitFor(),
    },
    {
      name: "job-confirm",
      path: `/jobs/${jobs.waiting}`,
      prepare: async (page) => {
        await page.getByRole("button", { name: "Confirm and run" }).first().click();
        await page.getByRole("dialog").waitFor();
      },
    },
    {
      name: "job-failed",
      path: `/jobs/${jobs.failed}`,
      prepare: async (page) => page.getByText("The job failed").waitFor(),
    },
    {
      name: "tasks",
      path: `/jobs/${jobs.done}/tasks?code=AccessDenied`,
      prepare: async (page) => {
        await page.getByRole("link", { name: /contract/ }).click();
        await page.getByRole("heading", { name: /^Row/ }).waitFor();
      },
    },
    {
      name: "history",
      path: `/jobs/${jobs.done}/history`,
      prepare: async (page) => {
        await page.getByRole("slider").press("ArrowLeft");
        await page.getByText("As of").waitFor();
      },
    },
    {
      name: "settings",
      path: `/jobs/${jobs.done}/settings`,
      prepare: async (page) => page.getByText("Target bucket").waitFor(),
    },
    {
      name: "job-tags",
      path: `/jobs/${jobs.done}/settings`,
      prepare: async (page) => {
        await page.getByRole("button", { name: "Edit tags" }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
    {
      name: "new-job-manifest",
      path: "/jobs/new",
      prepare: async (page) => {
        await page.getByLabel("Bucket", { exact: true }).fill(buckets.lists);
        await page.getByLabel("File", { exact: true }).fill("photos.csv");
        await page.getByRole("region", { name: "First rows" }).waitFor();
      },
    },
    {
      name: "new-job-list",
      path: "/jobs/new",
      prepare: async (page) => {
        await page.getByText("List a bucket").click();
        await page.getByLabel("Bucket to list").fill(buckets.photos);
        await page.getByLabel("Keys that start with").fill("2024/01/");
        await page.getByText("More filters").click();
        await page.getByRole("region", { name: "First rows" }).waitFor();
      },
    },
    {
      name: "new-job-operation",
      path: "/jobs/new?step=operation",
      prepare: async (page) => {
        await page.getByLabel("To bucket").fill("archive");
        await page.getByLabel("Key prefix").fill("2026");
        await page.getByText("Object lock", { exact: true }).click();
      },
    },
    {
      name: "new-job-options",
      path: "/jobs/new?step=options",
      prepare: async (page) => page.getByLabel("Description").waitFor(),
    },
    {
      name: "new-job-problems",
      path: "/jobs/new?step=options",
      prepare: async (page) => {
        await page.getByRole("button", { name: "Next: review" }).click();
        await page.getByText(/not right yet/).waitFor();
      },
    },
    {
      name: "new-job-review",
      path: "/jobs/new",
      prepare: async (page) => {
        await fillForm(page);
      },
    },
    {
      name: "engine",
      path: "/engine",
      prepare: async (page) => page.getByRole("heading", { name: "Stores" }).waitFor(),
    },
    { name: "sign-in", path: "/sign-in", prepare: heading("Sign in") },
    { name: "not-found", path: "/nowhere", prepare: heading("Page not found") },
    {
      name: "keys",
      path: "/jobs",
      prepare: async (page) => {
        await page.getByText("Tag 2019 invoices").waitFor();
        await page.keyboard.press("?");
        await page.getByRole("dialog").waitFor();
      },
    },
  ];
}
