import { afterEach, describe, expect, it } from "vitest";
import { deadUrl, startFakeGraphQL, type GraphQLRequest } from "../support/fake-graphql.ts";
import { runCli } from "../support/terminal.ts";

const toEnd: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0)) await end();
});

async function fake(answer: (request: GraphQLRequest) => unknown) {
  const server = await startFakeGraphQL(answer);
  toEnd.push(() => server.close());
  return server;
}

const refusal = {
  code: "INVALID_JOB_STATUS",
  message: "The job is COMPLETE.",
  path: ["id"],
};

const job = {
  id: "job-1",
  status: "SUSPENDED",
  operation: { name: "DELETE_OBJECT_TAGGING" },
  manifest: { location: { store: "default", bucket: "lists", key: "a.csv" } },
  report: null,
  description: null,
  progress: { total: 3 },
};

describe("a verb that asks a server", () => {
  it("asks the one that this configuration starts, unless it is told of another", async () => {
    const { port } = new URL(await deadUrl());
    const { code, stderr } = await runCli(["jobs", "list"], { env: { PORT: port } });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`http://127.0.0.1:${port};`)]);
    const unknown = await runCli(["jobs", "list"], { env: { PORT: "0" } });
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("give --url")]);
  });

  it.each([
    [["jobs", "list"]],
    [["jobs", "show", "x"]],
    [["jobs", "history", "x"]],
    [["jobs", "confirm", "x", "--yes"]],
    [["jobs", "cancel", "x", "--yes"]],
    [["jobs", "tasks", "x"]],
    [["jobs", "failures", "x"]],
    [["jobs", "pause", "x"]],
    [["jobs", "resume", "x"]],
    [["jobs", "priority", "x", "3"]],
    [["jobs", "limits", "x"]],
    [["jobs", "tag", "x", "--remove", "a"]],
    [["jobs", "delete", "x", "--yes"]],
    [["jobs", "retry", "x"]],
    [["jobs", "clone", "x"]],
    [["report", "x"]],
    [["report", "x", "--failed"]],
    [["run", "--operation", "delete-tags", "--manifest", "s3://b/k", "--yes"]],
  ])("says what to do when nobody answers: %j", async (argv) => {
    const url = await deadUrl();
    const { code, stderr } = await runCli([...argv, "--url", url]);
    expect(stderr).toBe(
      `stevedore: No server answers at ${url}; start one with \`npm start\` or pass --url.\n`,
    );
    expect(code).toBe(1);
  });

  it("takes the address of STEVEDORE_URL, and rather that of --url", async () => {
    const [right, wrong] = [await fake(() => ({ data: { job: null } })), await deadUrl()];
    const env = { STEVEDORE_URL: wrong };
    const { stderr } = await runCli(["jobs", "show", "x", "--url", `${right.url}/graphql/`], {
      env,
    });
    expect(stderr).toContain("There is no job x");
    expect((await runCli(["jobs", "show", "x"], { env })).stderr).toContain(wrong);
  });

  it("prints errors of GraphQL with path, code and message", async () => {
    const errors = [
      { message: "Something broke.", path: ["jobs", "nodes", 0], extensions: { code: "BROKEN" } },
      { message: "And this." },
    ];
    const { url } = await fake(() => ({ data: null, errors }));
    const { code, stderr } = await runCli(["jobs", "list", "--url", url]);
    expect(stderr).toBe("stevedore: jobs.nodes.0: BROKEN: Something broke.\nAnd this.\n");
    expect(code).toBe(1);
  });

  it("prints errors of a payload with path, code and message", async () => {
    const { url } = await fake(({ query }) =>
      query.startsWith("mutation")
        ? { data: { payload: { job: null, errors: [refusal] } } }
        : { data: { job } },
    );
    const { code, stdout, stderr } = await runCli(["jobs", "confirm", "job-1", "-y", "--url", url]);
    expect(stderr).toBe("stevedore: id: INVALID_JOB_STATUS: The job is COMPLETE.\n");
    expect([code, stdout]).toEqual([1, ""]);
  });

  it("says so when the server is no Stevedore", async () => {
    for (const answer of ["<html>", [1], {}]) {
      const { url } = await fake(() => answer);
      const { code, stderr } = await runCli(["jobs", "list", "--url", url]);
      expect(stderr).toBe(
        `stevedore: ${url} answers with HTTP 200 and not with GraphQL; is it a Stevedore server?\n`,
      );
      expect(code).toBe(1);
    }
  });

  it.each(["yes", " Y "])("confirms when %j is typed", async (typed) => {
    const server = await fake(({ query }) =>
      query.startsWith("mutation")
        ? { data: { payload: { job: { id: "job-1", status: "READY" }, errors: [] } } }
        : { data: { job } },
    );
    const options = { tty: true, typed: `${typed}\n` };
    const argv = ["jobs", "confirm", "job-1", "--reason", "why", "--url", server.url];
    const { code, stdout, stderr } = await runCli(argv, options);
    expect(stderr).toContain("Run this on 3 objects? [y/N]");
    expect(stdout).toBe(
      `Job job-1 is confirmed; it is READY now.\nTo follow it: stevedore jobs follow job-1 --url ${server.url}\n`,
    );
    expect(code).toBe(0);
    expect(server.requests.at(-1)?.variables).toEqual({ input: { id: "job-1", reason: "why" } });
  });

  it.each([
    [["pause", "--reason", "r"], { id: "job-1", reason: "r" }, "is being paused; it is ACTIVE now"],
    [["resume"], { id: "job-1" }, "goes on; it is ACTIVE now"],
    [["priority", "7"], { id: "job-1", priority: 7 }, "has the priority 7 now"],
    [
      ["limits", "--max-concurrency", "4"],
      { id: "job-1", limits: { maxConcurrency: 4, maxRequestsPerSecond: null } },
      "may have 4 calls in flight, and any number a second",
    ],
    [
      ["tag", "--set", "a=b=c", "--remove", "d"],
      { id: "job-1", set: [{ key: "a", value: "b=c" }], remove: ["d"] },
      "has a=b=c now",
    ],
    [
      ["retry", "--code", "A", "--code", "B", "--prefix", "p", "--token", "t", "-y"],
      {
        id: "job-1",
        errorCodes: ["A", "B"],
        keyPrefix: "p",
        clientRequestToken: "t",
        overrides: { confirmationRequired: false },
      },
      "retries the failed tasks; it is ACTIVE now",
    ],
    [
      ["clone", "--token", "t", "--priority", "0", "--max-concurrency", "3"],
      {
        id: "job-1",
        clientRequestToken: "t",
        overrides: { priority: 0, limits: { maxConcurrency: 3 } },
      },
      "has the same settings; it is ACTIVE now",
    ],
  ])("sends what %j says", async ([verb, ...rest], input, told) => {
    const changed = {
      id: "job-1",
      status: "ACTIVE",
      priority: 7,
      limits: { maxConcurrency: 4, maxRequestsPerSecond: null },
      tags: [{ key: "a", value: "b=c" }],
    };
    const server = await fake(() => ({ data: { payload: { job: changed, errors: [] } } }));
    const argv = ["jobs", verb!, "job-1", ...rest, "--url", server.url];
    const { code, stdout, stderr } = await runCli(argv);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")[0]).toBe(`Job job-1 ${told}.`);
    expect(server.requests.at(-1)?.variables).toEqual({ input });
  });

  it.each([
    [
      true,
      /waits for: stevedore jobs confirm job-2 --url \S+\nTo follow it: stevedore jobs follow job-2/,
    ],
    [false, /is NEW now\.\nTo follow it: stevedore jobs follow job-2 --url/],
  ])("says what comes next after a retry, confirmation: %j", async (confirmationRequired, next) => {
    const child = { id: "job-2", status: "NEW", confirmationRequired };
    const { url } = await fake(() => ({ data: { payload: { job: child, errors: [] } } }));
    for (const verb of ["retry", "clone"])
      expect((await runCli(["jobs", verb, "job-1", "--url", url])).stdout).toMatch(next);
  });

  it("says that only failed tasks were looked at when none is found", async () => {
    const none = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    const { url } = await fake(() => ({ data: { job: { tasks: none } } }));
    const list = (...argv: string[]) => runCli(["jobs", "tasks", "job-1", ...argv, "--url", url]);
    expect((await list("--prefix", "0")).stdout).toMatch(/No failed tasks.*--prefix/);
    expect((await list()).stdout).toBe("No tasks.\n");
  });

  it("lists tasks, failed ones when a code or a prefix narrows them", async () => {
    const task = {
      manifestRow: 7,
      key: "a\u001Bb",
      versionId: null,
      outcome: "FAILED",
      attempts: 5,
      errorCode: "SlowDown",
      httpStatus: 503,
      message: "later",
    };
    const pageInfo = { hasNextPage: false, endCursor: null };
    const server = await fake(() => ({ data: { job: { tasks: { nodes: [task], pageInfo } } } }));
    const argv = ["jobs", "tasks", "job-1", "--prefix", "a", "--url", server.url];
    const { code, stdout } = await runCli(argv);
    expect([code, stdout.split("\n")[1]]).toEqual([
      0,
      "7    FAILED   SlowDown  503   5      a\\u{1b}b",
    ]);
    expect(server.requests.at(-1)?.variables).toMatchObject({
      filter: { outcome: "FAILED", keyPrefix: "a" },
      first: 100,
    });
    const json = await runCli([...argv, "--json", "--outcome", "failed", "--code", "SlowDown"]);
    expect(JSON.parse(json.stdout)).toEqual(task);
  });

  it("counts failures by code, with an example and what usually helps", async () => {
    const failureGroups = [
      { errorCode: "SlowDown", httpStatus: 503, count: 1234, sampleTasks: [{ key: "a" }] },
    ];
    const server = await fake(() => ({ data: { job: { failureGroups } } }));
    const { stdout } = await runCli(["jobs", "failures", "job-1", "--url", server.url]);
    expect(stdout).toMatch(/^SlowDown +503 +1,234 +a +The store asks for less/m);
  });

  it("deletes when told so, and tells the reason", async () => {
    const server = await fake(({ query }) =>
      query.startsWith("mutation")
        ? { data: { payload: { deletedJobId: "job-1", errors: [] } } }
        : { data: { job } },
    );
    const argv = ["jobs", "delete", "job-1", "-y", "--reason", "old", "--url", server.url];
    expect((await runCli(argv)).stdout).toBe("Job job-1 is deleted.\n");
    expect(server.requests.at(-1)?.variables).toEqual({ input: { id: "job-1", reason: "old" } });
  });

  it.each(["confirm", "cancel", "delete"])(
    "sends no %s when anything else is typed",
    async (verb) => {
      const server = await fake(() => ({ data: { job } }));
      for (const typed of ["\n", "n\n", "yess\n"]) {
        const argv = ["jobs", verb, "job-1", "--url", server.url];
        const { code, stderr } = await runCli(argv, { tty: true, typed });
        expect(stderr).toContain("Nothing was done; the job is still SUSPENDED.");
        expect(code).toBe(0);
      }
      expect(server.requests.some(({ query }) => query.startsWith("mutation"))).toBe(false);
    },
  );
});

/** Three pages of two items, by cursor. */
function pageAfter(after: unknown, item: (index: number) => object) {
  const start = typeof after === "string" ? Number(after) : 0;
  return {
    nodes: [item(start), item(start + 1)],
    pageInfo: { hasNextPage: start < 4, endCursor: String(start + 2) },
  };
}

const task = (index: number) => ({
  manifestRow: index + 1,
  bucket: "photos",
  key: index === 0 ? 'a,"b"\nc\u001B[2J' : `key ${index}`,
  versionId: null,
  errorCode: "NoSuchKey",
  httpStatus: 404,
  message: "gone",
});

describe("report --failed", () => {
  const answer = ({ variables }: GraphQLRequest) => ({
    data: { job: { progress: { failed: 6 }, tasks: pageAfter(variables["after"], task) } },
  });

  it("lists every page as CSV", async () => {
    const server = await fake(answer);
    const { code, stdout, stderr } = await runCli([
      "report",
      "job-1",
      "--failed",
      "--url",
      server.url,
    ]);
    expect(stdout).toBe(
      `row,bucket,key,versionId,errorCode,httpStatus,message
1,photos,"a,""b""\nc\u001B[2J",,NoSuchKey,404,gone
${[2, 3, 4, 5, 6].map((row) => `${row},photos,key ${row - 1},,NoSuchKey,404,gone\n`).join("")}`,
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(server.requests.map(({ variables }) => variables["after"])).toEqual([null, "2", "4"]);
  });

  it("lists every page as JSON lines", async () => {
    const { url } = await fake(answer);
    const { stdout } = await runCli(["report", "job-1", "--failed", "--json", "--url", url]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text) as object);
    expect(lines).toHaveLength(6);
    expect(lines[1]).toEqual({
      row: 2,
      bucket: "photos",
      key: "key 1",
      versionId: null,
      code: "NoSuchKey",
      httpStatus: 404,
      message: "gone",
    });
  });

  it("lets no key command the terminal", async () => {
    const { url } = await fake(answer);
    const { stdout } = await runCli(["report", "job-1", "--failed", "--url", url], { tty: true });
    expect(stdout).not.toContain("\u001B");
    expect(stdout).toContain("\\u{1b}[2J");
  });

  it("says when not all failures are listed", async () => {
    const { url } = await fake(({ variables }) => ({
      data: { job: { progress: { failed: 10 }, tasks: pageAfter(variables["after"], task) } },
    }));
    const { stderr } = await runCli(["report", "job-1", "--failed", "--url", url]);
    expect(stderr).toBe("4 more are counted but not listed; the report has them.\n");
  });
});

describe("jobs list", () => {
  const listed = (index: number) => ({
    id: `job-${index}`,
    status: "ACTIVE",
    priority: 10,
    description: null,
    createdAt: "2026-01-31T09:30:00.000Z",
    operation: { name: "DELETE_OBJECT_TAGGING" },
    progress: { total: 1_000, succeeded: index, failed: 0 },
  });
  const answer = ({ variables }: GraphQLRequest) => ({
    data: { jobs: pageAfter(variables["after"], listed) },
  });

  it.each([
    [[], 6],
    [["--limit", "3"], 3],
    [["--limit", "1"], 1],
  ])("with %j goes on over the pages, and no further than asked", async (flags, jobs) => {
    const { url } = await fake(answer);
    const { stdout } = await runCli(["jobs", "list", "--json", "--url", url, ...flags]);
    const ids = stdout
      .trimEnd()
      .split("\n")
      .map((text) => (JSON.parse(text) as { id: string }).id);
    expect(ids).toEqual(Array.from({ length: jobs }, (_, index) => `job-${index}`));
  });

  it("is a table for people, and asks only for the statuses that are wanted", async () => {
    const server = await fake(answer);
    const argv = ["jobs", "list", "--status", "active, Failed", "--url", server.url];
    const { stdout } = await runCli(argv);
    expect(stdout).toMatch(/^ID +STATUS +PRIORITY +CREATED +TOTAL/);
    expect(stdout).toMatch(
      /^job-5 +ACTIVE +10 +2026-01-31T09:30:00 +1,000 +5 +0 +remove all tags$/m,
    );
    expect(server.requests[0]?.variables).toMatchObject({
      filter: { statuses: ["ACTIVE", "FAILED"] },
    });
  });

  it("says that there are none", async () => {
    const none = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    const { url } = await fake(() => ({ data: { jobs: none } }));
    expect((await runCli(["jobs", "list", "--url", url])).stdout).toBe("No jobs.\n");
    expect((await runCli(["jobs", "list", "--json", "--url", url])).stdout).toBe("");
  });
});
