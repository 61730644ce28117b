/** The screens of the console while something is on the way, missing, broken, old or forbidden. */
import type { Page, Route } from "playwright-core";
import type { Jobs, Scene } from "./scenes.ts";
import { buckets } from "./stage.ts";

const words = (text: string | RegExp) => async (page: Page) =>
  page.getByText(text).first().waitFor();

/** What the API does with a question whose text has such words; all others go on. */
const asked = (about: string, answer: (route: Route) => Promise<unknown>) => async (page: Page) =>
  page.route("**/graphql", async (route) =>
    route.request().postData()?.includes(about) === true ? answer(route) : route.fallback(),
  );
const never = async () => {};
const cut = async (route: Route) => route.abort();
const refuse = async (route: Route) =>
  route.fulfill({
    json: {
      data: null,
      errors: [{ message: "The access token may not do that.", extensions: { code: "FORBIDDEN" } }],
    },
  });

const unanswered = asked("", never);
const cutOff = asked("", cut);

/** Another answer than the real one. */
const changed =
  <Data>(about: string, change: (data: Data) => object) =>
  async (page: Page) =>
    asked(about, async (route) => {
      const response = await route.fetch();
      const { data } = (await response.json()) as { data: Data };
      await route.fulfill({ response, json: { data: change(data) } });
    })(page);

/** The API knows no job. */
const empty = changed<{ readonly jobs: object }>("query JobList", ({ jobs }) => ({
  jobs: { ...jobs, nodes: [], totalCount: 0 },
}));

/** More jobs than the page of them that comes. */
const more = changed<{ readonly jobs: { readonly pageInfo: object } }>(
  "query JobList",
  ({ jobs }) => ({
    jobs: { ...jobs, pageInfo: { ...jobs.pageInfo, hasNextPage: true }, totalCount: 12_345 },
  }),
);

const statusCount = (status: string, count: number) => ({
  __typename: "JobStatusCount",
  status,
  count,
});

const counted = changed("query JobCounts", () => ({
  jobCounts: [statusCount("ACTIVE", 45), statusCount("COMPLETE", 12_300)],
}));

const previewed = changed("query CommandPreview", () => ({
  commandPreview: {
    jobs: 12_345,
    allowed: 12_300,
    deleting: 0,
    notAllowed: [statusCount("ACTIVE", 43)],
    forbidden: 2,
  },
}));

/** So many jobs that none of them is read. */
const veryMany = async (page: Page) => {
  await more(page);
  await counted(page);
  await previewed(page);
};

const chooseWhole = async (page: Page) => {
  await page.getByLabel("Choose Tag 2019 invoices").check();
  await page.getByRole("button", { name: /^Choose all .* that the filters find/ }).click();
  await words("All 12,345 jobs that the filters find")(page);
};

const queried = (query: string) => `/jobs?query=${encodeURIComponent(query)}`;

/** A command to many jobs, as far as this says. */
const manyRun = (run: object) =>
  changed("query BulkCommands", () => ({
    bulkCommands: {
      nodes: [
        {
          id: "5d0f3c1e-7c1a-4c7e-9d70-2f6a1f0b9e11",
          action: "UPDATE_PRIORITY",
          reason: null,
          priority: 10,
          status: "RUNNING",
          jobs: 12_345,
          done: 4_200,
          refused: 0,
          left: 8_145,
          refusals: [],
          endedAt: null,
          ...run,
        },
      ],
    },
  }));

interface Health {
  readonly engine: { readonly components: readonly { readonly name: string }[] };
}

/** A store that is down. */
const broken = changed<Health>("query EngineHealth", ({ engine }) => ({
  engine: {
    ...engine,
    components: engine.components.map((each) =>
      each.name.startsWith("store:")
        ? { ...each, state: "DOWN", message: "ConnectionRefused: nothing listens there." }
        : each,
    ),
  },
}));

/** The live connection ends as often as it is made. */
const closedWith = (code: number) => async (page: Page) =>
  page.routeWebSocket("**/graphql", async (socket) => socket.close({ code }));
const unconnected = closedWith(4499);

/** What is on the way, missing, broken, old or forbidden. */
export function statesOf(jobs: Jobs): readonly Scene[] {
  const job = `/jobs/${jobs.done}`;
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
      name: "jobs-forbidden",
      path: "/jobs",
      before: asked("query Job", refuse),
      prepare: words("FORBIDDEN"),
    },
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
      name: "jobs-old",
      path: "/jobs",
      prepare: async (page) => {
        await words("Tag 2019 invoices")(page);
        await page.getByText("Live", { exact: true }).waitFor();
        await page.context().setOffline(true);
        await closeLive(page);
        await words(/^Offline since/)(page);
      },
      before: async (page) =>
        page.routeWebSocket("**/graphql", (socket) => {
          socket.connectToServer();
          live.set(page, async () => socket.close({ code: 1001 }));
        }),
    },
    {
      name: "jobs-query",
      path: queried("failed > 0 or tag.team = media and not status = FAILED"),
      prepare: async (page) => {
        await words("Nightly copy to archive")(page);
        await page.getByText("What a query may say").click();
        await words("Who paused it, while it is PAUSING or PAUSED.")(page);
      },
    },
    {
      name: "jobs-query-error",
      path: queried("created > now-7d and statsu = FAILED"),
      prepare: words(/^There is no field statsu/),
    },
    {
      name: "jobs-choose-all",
      path: "/jobs",
      before: more,
      prepare: async (page) => {
        await page.getByLabel("Choose Tag 2019 invoices").check();
        await words(/^Choose all .* that the filters find/)(page);
      },
    },
    {
      name: "jobs-whole",
      path: "/jobs",
      before: veryMany,
      prepare: chooseWhole,
    },
    {
      name: "jobs-whole-delete",
      path: "/jobs",
      before: veryMany,
      prepare: async (page) => {
        await chooseWhole(page);
        await page.getByRole("button", { name: "Delete all" }).click();
        await words(/^These filters find 12,345 jobs/)(page);
      },
    },
    {
      name: "jobs-many-under-way",
      path: "/jobs",
      before: manyRun({}),
      prepare: words("Changing the priority of 12,345 jobs"),
    },
    {
      name: "jobs-many-end",
      path: "/jobs",
      before: manyRun({
        status: "STOPPED",
        refused: 2,
        left: 8_143,
        refusals: [
          {
            code: "CONFLICT",
            jobs: 2,
            examples: ["6f1c2a34-0b7e-5d19-9c55", "2a0b7e53-91c4-5f0e-8d1b"].map((start) => ({
              jobId: `${start}-123456789012`,
              message: "The job is at revision 8, not 7: it changed since it was read.",
            })),
          },
        ],
        endedAt: new Date().toISOString(),
      }),
      prepare: words("4,200 of 12,345 jobs changed."),
    },
    {
      name: "jobs-outdated",
      path: "/jobs",
      before: closedWith(4400),
      prepare: words("The engine speaks otherwise than this page"),
    },
    {
      name: "jobs-paused",
      path: "/jobs",
      prepare: async (page) => {
        await page.getByRole("button", { name: "Pause updates" }).click();
        await page.getByText("Paused", { exact: true }).first().waitFor();
      },
    },
    {
      name: "job-loading",
      path: job,
      before: unanswered,
      prepare: words("Loading the job"),
    },
    {
      name: "job-error",
      path: job,
      before: cutOff,
      prepare: words("could not be read"),
    },
    {
      name: "job-forbidden",
      path: `/jobs/${jobs.waiting}`,
      before: asked("mutation", refuse),
      prepare: async (page) => {
        await page.getByRole("button", { name: "Cancel job" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Cancel job" }).click();
        await words("The access token may not do that.")(page);
      },
    },
    {
      name: "job-stale",
      path: `/jobs/${jobs.running}`,
      before: unconnected,
      prepare: words("The engine cannot be reached"),
    },
    { name: "job-missing", path: "/jobs/nowhere", prepare: words("No such job") },
    {
      name: "tasks-loading",
      path: `${job}/tasks`,
      before: asked("query Tasks", never),
      prepare: words("Loading the tasks"),
    },
    {
      name: "tasks-error",
      path: `${job}/tasks`,
      before: asked("query Tasks", cut),
      prepare: words("The tasks could not be read"),
    },
    {
      name: "tasks-empty",
      path: `/jobs/${jobs.waiting}/tasks`,
      // Where a worse answer says that some have, none is found.
      prepare: words(/No task has failed|No tasks match/),
    },
    {
      name: "tasks-none-match",
      path: `${job}/tasks?prefix=nothing-like-this`,
      prepare: words("No tasks match"),
    },
    {
      name: "history-loading",
      path: `${job}/history`,
      before: asked("query JobHistory", never),
      prepare: words("Loading the history"),
    },
    {
      name: "history-error",
      path: `${job}/history`,
      before: asked("query JobHistory", cut),
      prepare: words("could not be read"),
    },
    {
      name: "history-empty",
      path: `/jobs/${jobs.waiting}/history?category=REPORT`,
      prepare: words("No event of this kind"),
    },
    {
      name: "settings-loading",
      path: `${job}/settings`,
      before: asked("query JobOperation", never),
      prepare: words("How it runs"),
    },
    {
      name: "new-job-loading",
      path: "/jobs/new?step=operation",
      before: asked("query FormChoices", never),
      prepare: words("Loading the operations"),
    },
    {
      name: "new-job-error",
      path: "/jobs/new?step=operation",
      before: asked("query FormChoices", cut),
      prepare: words("The operations could not be read"),
    },
    {
      name: "new-job-no-list",
      path: "/jobs/new",
      prepare: async (page) => {
        await page.getByLabel("Bucket", { exact: true }).fill(buckets.lists);
        await page.getByLabel("File", { exact: true }).fill("not-there.csv");
        await page.locator(".notice.bad").waitFor();
      },
    },
    {
      name: "engine-loading",
      path: "/engine",
      before: unanswered,
      prepare: words("Loading"),
    },
    {
      name: "engine-error",
      path: "/engine",
      before: cutOff,
      prepare: words("could not be asked"),
    },
    {
      name: "engine-not-come",
      path: "/engine",
      before: async (page) => page.route("**/assets/engine-*.js", cut),
      prepare: words("This part of the console did not come"),
    },
    { name: "engine-broken", path: "/engine", before: broken, prepare: words("Does not work") },
    { name: "jobs-broken", path: "/jobs", before: broken, prepare: words("See the engine") },
    {
      name: "signed-out",
      path: "/jobs",
      before: asked("", async (route) =>
        route.fulfill({
          status: 401,
          json: {
            errors: [
              {
                message: "The access token is not known.",
                extensions: { code: "UNAUTHENTICATED" },
              },
            ],
          },
        }),
      ),
      prepare: async (page) => {
        await page.getByLabel("Access token").fill("not the right one");
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("alert").waitFor();
      },
    },
  ];
}

/** What ends the live connection of a page. */
const live = new WeakMap<Page, () => Promise<void>>();
const closeLive = async (page: Page) => live.get(page)?.();
