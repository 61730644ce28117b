/** Every screen of the console with something to see on it: for screenshots, and for the check of accessibility. */
import type { Page } from "playwright-core";
import { buckets, createJob, fill, untilStatus, untilTried, type Stage } from "./stage.ts";
import { statesOf } from "./state-scenes.ts";

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
  readonly paused: string;
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
  await untilTried(stage, paused, 300);
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
  return { done, running, waiting, failed, paused };
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
      name: "jobs-chosen",
      path: "/jobs",
      before: async (page) =>
        page.addInitScript(
          `localStorage.setItem("stevedore.saved-filters", '[{"name":"Failed copies","search":"op=COPY_OBJECT&failures=yes"}]')`,
        ),
      prepare: async (page) => {
        await page.getByLabel("Choose Tag 2019 invoices").check();
        await page.getByLabel("Choose Remove tags of scans").check();
        await page.getByText("2 jobs chosen").waitFor();
      },
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
      name: "job-paused",
      path: `/jobs/${jobs.paused}`,
      prepare: async (page) => page.getByText("Where the time went").waitFor(),
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
    ...dialogsOf(jobs),
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
      name: "history-chunks",
      path: `/jobs/${jobs.done}/history?category=ALL`,
      prepare: async (page) => {
        await page.getByRole("button", { name: "Now" }).waitFor();
        await page
          .getByRole("button", { name: /Chunk .* of part 1/ })
          .first()
          .click();
        await page.getByLabel("What is recorded").waitFor();
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

/** Everything that asks before it does something. */
function dialogsOf({ done, running }: Jobs): readonly Scene[] {
  const fromMenu =
    (action: string) =>
    async (page: Page): Promise<void> => {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: action }).click();
      await page.getByRole("dialog").waitFor();
    };
  return [
    {
      name: "job-menu",
      path: `/jobs/${done}`,
      prepare: async (page) => {
        await page.getByRole("button", { name: "More actions" }).click();
        await page.getByRole("menuitem").first().waitFor();
      },
    },
    {
      name: "job-cancel",
      path: `/jobs/${running}`,
      prepare: async (page) => {
        await page.getByRole("button", { name: "Cancel job" }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
    { name: "job-priority", path: `/jobs/${running}`, prepare: fromMenu("Change priority") },
    { name: "job-limits", path: `/jobs/${running}`, prepare: fromMenu("Change limits") },
    { name: "job-retry", path: `/jobs/${done}`, prepare: fromMenu("Retry failed tasks") },
    { name: "job-clone", path: `/jobs/${done}`, prepare: fromMenu("Run again as a new job") },
    { name: "job-delete", path: `/jobs/${done}`, prepare: fromMenu("Delete job") },
    {
      name: "job-table",
      path: `/jobs/${running}`,
      prepare: async (page) => {
        await page.getByRole("button", { name: "Show as table" }).click();
        await page.getByRole("region", { name: "Throughput as a table" }).waitFor();
      },
    },
  ];
}
