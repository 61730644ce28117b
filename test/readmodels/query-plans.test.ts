import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test, vi } from "vitest";
import type { JobsFilter, JobsOrder, ReadModels } from "../../src/readmodels/read-models.ts";
import type { RunningReadModels } from "../../src/readmodels/open-read-models.ts";
import { lifeOf, openStore, startReadModels, temporaryFile } from "../support/read-models.ts";
import { account, historyOf, validSpec, type Situation } from "../support/jobs.ts";
import { jobStream } from "../../src/job/streams.ts";
import { addFunctions } from "../../src/readmodels/database.ts";
import { queryOf } from "../support/queries.ts";
import { appendAll, inStream, timeAt } from "../support/recorded.ts";

afterEach(() => vi.restoreAllMocks());

/** What is never large: a row for each facet, for each read model, for each job that cannot be read. */
const small = ["job_facets", "stevedore_projections", "stevedore_witness", "unreadable_jobs"];

const within = {
  stores: ["default"],
  buckets: ["lists"],
  roles: null,
  operations: null,
  createdBy: null,
  denials: [],
  tags: [],
};
const team = { key: "team", values: ["blue"] };
/** Each test of each kind of field, with and without something that leads to the jobs. */
const queries = [
  "status in (FAILED, CANCELLED)",
  "status = ACTIVE and failed > 0",
  "not (operation = COPY_OBJECT or failureRate > 5%)",
  "tag.team = web and (bucket contains photos or needs = DELETE_OBJECTS)",
  "created > 2026-01-01 and ended is null",
  "createdBy = alice or tag.env is not null",
  "text contains photos and succeeded between 1 and 10",
].map(queryOf);
const filters: readonly JobsFilter[] = [
  {},
  { statuses: ["ACTIVE"], operations: ["COPY_OBJECT"], outcomes: ["ALL_FAILED"] },
  { hasFailedTasks: true },
  // Few jobs have it, and a trigram leads to them.
  { search: "photos" },
  // As what very many have: no trigram leads.
  { search: "x" },
  { search: "x", tags: [{ key: "team", value: "photos" }] },
  { search: "x", createdBy: "alice", statuses: ["ACTIVE"] },
  { createdBy: "alice" },
  { tags: [{ key: "team", value: "photos" }] },
  {
    tags: [
      { key: "team", value: "photos" },
      { key: "env", value: "prod" },
    ],
    search: "photos",
    createdBy: "alice",
  },
  { createdFrom: timeAt(0), createdTo: timeAt(10) },
  { within },
  { within: { ...within, createdBy: "token:ada" } },
  { within: { ...within, tags: [team] } },
  { within: { ...within, tags: [{ key: "team", values: ["blue", "red"] }] } },
  { within: { ...within, tags: [{ key: "team", values: null }, team] } },
  { within, search: "photos", createdFrom: timeAt(0) },
  ...queries.map((query) => ({ query })),
  ...queries.map((query) => ({ query, within })),
];
const orders: readonly JobsOrder[] = (["CREATED_AT", "UPDATED_AT", "PRIORITY"] as const).flatMap(
  (field) => [{ field, direction: "ASC" } as const, { field, direction: "DESC" } as const],
);

/** Asks everything that can be asked, each in each way that makes a query of its own. */
const questions: { readonly [Name in keyof ReadModels]?: (all: RunningReadModels) => unknown } = {
  job: (all) => all.job("one"),
  jobs: (all) => {
    for (const filter of filters) {
      for (const orderBy of orders) {
        const page = all.jobs({ filter, orderBy, first: 1 });
        all.jobs({ filter, orderBy, first: 1, after: page.rows[0]?.cursor });
        all.jobs({ filter, orderBy, first: 1, backwards: true, before: page.rows[0]?.cursor });
      }
    }
  },
  jobCounts: (all) => filters.map((filter) => all.jobCounts(filter)),
  jobIds: (all) => filters.map((filter) => all.jobIds(filter, { max: 10 })),
  retriesOf: (all) => all.retriesOf("one", { first: 10 }),
  queueOf: (all) => {
    for (const id of ["waits", "made-room"]) expect(all.queueOf(id)).not.toBeNull();
  },
  outages: (models) => models.outages("2026"),
  unreadableJobs: (all) => all.unreadableJobs(),
  changedJobs: (all) => all.changedJobs({ after: 0, until: 1000, first: 10 }),
  failureGroups: (all) => all.failureGroups("one", { first: 10 }),
  failedTasks: (all) => {
    all.failedTasks("one", { first: 1 });
    all.failedTasks("one", { first: 1, errorCodes: ["NoSuchKey", "SlowDown"] });
    all.failedTasks("one", { first: 1, keyPrefix: "key", errorCodes: ["NoSuchKey"] });
  },
  history: (all) => {
    all.history("one", { first: 1, categories: ["CONTROL"] });
    all.history("one", { first: 1, newestFirst: true });
  },
  reportFiles: (all) => all.reportFiles("one", { first: 1 }),
  reportFile: (all) => all.reportFile("one", 0),
  throughput: (all) => all.throughput("one", { from: 0, to: 2_000_000_000 }),
  tasksPerSecond: (all) => all.tasksPerSecond("one", timeAt(1000)),
};

/** Those that ask no rows. */
const noQueries = new Set(["position", "share", "caughtUp", "waitFor", "changes"]);
const lifecycle = new Set(["readers", "fromStreams", "bulkCommands", "start", "stop", "rebuild"]);

test("no question to the read models looks at every row of a table", async () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  const eventStore = openStore();
  const file = temporaryFile();
  const readModels = startReadModels({ eventStore, file });
  const standing = (id: string, situation: Situation) => {
    const [, ...others] = historyOf(situation);
    const created = { jobId: id, account, token: null, spec: validSpec() };
    return inStream(jobStream(id), [{ type: "JobCreated", data: created }, ...others]);
  };
  const entries = [
    ...["one", "two"].flatMap((id) => lifeOf(id, "photos of a day")),
    ...standing("waits", "READY"),
    ...standing("made-room", "PAUSED_BY_SCHEDULER"),
  ];
  await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
  prepare.mockClear();
  const names = Object.keys(readModels).filter(
    (name) => !noQueries.has(name) && !lifecycle.has(name),
  );
  expect(names.toSorted()).toEqual(Object.keys(questions).toSorted());
  for (const ask of Object.values(questions)) ask(readModels);
  for (const point of [{ revision: 2 }, { position: 5 }, { timestamp: timeAt(5) }])
    await readModels.fromStreams.jobAsOf("one", point);
  const { bulkCommands } = readModels;
  bulkCommands.find("one");
  bulkCommands.list({ first: 1 });
  bulkCommands.list({ first: 1, givenBy: "alice" });
  bulkCommands.underWay();
  bulkCommands.endedBefore(timeAt(0));
  const outcomes = new Set(["UNKNOWN"] as const);
  await readModels.fromStreams.tasks(readModels.job("one")!, { outcomes, first: 1 });
  await readModels.stop();
  const asked = new Set(prepare.mock.calls.map(([sql]) => sql));
  prepare.mockRestore();
  const statements = [...asked].filter(
    (sql) => /^\s*SELECT\b/.test(sql) && !sql.includes("pragma"),
  );
  expect(statements.length).toBeGreaterThan(60);
  expect(scansIn(file, ["SELECT * FROM jobs WHERE state = ?"])).toHaveLength(1);
  expect(scansIn(file, statements)).toEqual([]);
});

/** Steps of the plans that read a whole table, whether by an index or not. */
function scansIn(file: string, asked: readonly string[]): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  addFunctions(database);
  try {
    return asked.flatMap((sql) => {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      return plan
        .map(({ detail }) => String(detail))
        .filter((detail) => detail.startsWith("SCAN "))
        .filter((detail) => !isHarmless(detail))
        .map((detail) => `${detail}: ${sql.replaceAll(/\s+/g, " ")}`);
    });
  } finally {
    database.close();
  }
}

/** A list that came as a parameter, a subquery with a limit, or a table that is never large. */
function isHarmless(detail: string): boolean {
  if (/^SCAN (json_each|place|bounds|one|\(subquery|CONSTANT)/.test(detail)) return true;
  if (detail.includes("VIRTUAL TABLE")) return true;
  return small.some((name) => detail === `SCAN ${name}` || detail.startsWith(`SCAN ${name} `));
}
