import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../../src/operations/index.ts";
import { createJob, fieldOf, startApi, type TestApi } from "../support/api.ts";
import { opened } from "../support/jobs.ts";
import { operation } from "../support/operations.ts";

interface List {
  readonly nodes: readonly {
    readonly id: string;
    readonly type: string;
    readonly revision: number;
  }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
  readonly totalCount: number;
}

let api: TestApi;
const ids: string[] = [];
beforeAll(async () => {
  api = await startApi();
  for (const description of ["red one", "blue one", "red two", "blue two", "red three"]) {
    const tags = [{ key: "colour", value: description.split(" ")[0] }];
    ids.push(await createJob(api, { description, tags, priority: description.length }));
  }
  ids.push(await createJob(api, { operation: { deleteObjectTagging: {} } }));
  await api.drive(ids[0]!, { type: "StartPreparing", manifest: opened });
});
afterAll(() => api.stop());

async function jobs(variables: Readonly<Record<string, unknown>>): Promise<List> {
  const answer = await api.ask(operation("JobList"), variables);
  expect(answer.errors).toEqual([]);
  return fieldOf(answer, "jobs") as List;
}

async function history(variables: Readonly<Record<string, unknown>>): Promise<List> {
  const answer = await api.ask(operation("History"), { id: ids[0], ...variables });
  expect(answer.errors).toEqual([]);
  return (fieldOf(answer, "job") as { history: List }).history;
}

describe("the list of jobs", () => {
  it("is paged, newest first, each job once", async () => {
    const seen: string[] = [];
    let page = await jobs({ first: 4 });
    expect(page.totalCount).toBe(6);
    seen.push(...page.nodes.map(({ id }) => id));
    expect(page.pageInfo.hasNextPage).toBe(true);
    page = await jobs({ first: 4, after: page.pageInfo.endCursor });
    seen.push(...page.nodes.map(({ id }) => id));
    expect(page.pageInfo.hasNextPage).toBe(false);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it.each([
    [{ search: "RED" }, 3],
    [{ statuses: ["PREPARING"] }, 1],
    [{ statuses: ["NEW", "PREPARING"], search: "one" }, 2],
    [{ operations: ["DELETE_OBJECT_TAGGING"] }, 1],
    [{ createdBy: "local" }, 6],
    [{ createdBy: "somebody" }, 0],
    [{ search: null, statuses: null }, 6],
    [{ tags: [{ key: "colour", value: "blue" }] }, 2],
    [{ tags: [{ key: "colour", value: "blue" }], search: "two" }, 1],
    [{ tags: [{ key: "colour", value: "green" }] }, 0],
    [{ createdFrom: "2020-01-01T00:00:00Z", createdTo: "2100-01-01T00:00:00Z" }, 6],
    [{ createdTo: "2020-01-01T00:00:00Z" }, 0],
    [{ outcomes: ["ALL_SUCCEEDED"] }, 0],
    [{ hasFailedTasks: true }, 0],
    [{ hasFailedTasks: false }, 6],
  ])("holds only what matches %j", async (filter, count) => {
    const page = await jobs({ filter });
    expect(page.totalCount).toBe(count);
    expect(page.nodes).toHaveLength(count);
  });

  it("is read from its end as well, and says what lies on either side", async () => {
    const last = await jobs({ last: 2 });
    expect(last.nodes.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await jobs({ last: 4, before: last.pageInfo.startCursor });
    expect(before.nodes.map(({ id }) => id)).toEqual(ids.slice(2).toReversed());
    expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it.each([
    ["CREATED_AT", "ASC", [0, 1, 2, 3, 4, 5]],
    ["UPDATED_AT", "DESC", [0, 5, 4, 3, 2, 1]],
    ["PRIORITY", "DESC", [5, 4, 3, 1, 2, 0]],
    ["PRIORITY", "ASC", [0, 2, 1, 3, 4, 5]],
  ])("can be ordered by %s, %s", async (field, direction, order) => {
    const page = await jobs({ orderBy: { field, direction } });
    expect(page.nodes.map(({ id }) => ids.indexOf(id))).toEqual(order);
  });

  it.each([
    [{ first: 1, last: 1 }, "BAD_USER_INPUT"],
    [{ first: 1, before: "x" }, "BAD_USER_INPUT"],
    [{ last: 0 }, "BAD_USER_INPUT"],
    [{ last: 101 }, "BAD_USER_INPUT"],
    [{ last: 1, before: "x" }, "CURSOR_INVALID"],
  ])("is not paged by %j", async (page, code) => {
    const { errors } = await api.ask(operation("JobList"), page);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  it("is counted by status", async () => {
    const { data } = await api.ask(operation("JobList"), { filter: { search: "one" } });
    expect(data?.["jobCounts"]).toEqual([
      { status: "NEW", count: 1 },
      { status: "PREPARING", count: 1 },
    ]);
  });
});

describe("the failed tasks of a job", () => {
  const ask = (errorCodes: readonly string[]) =>
    api.ask(
      `query Q($id: ID!, $codes: [String!]) {
        job(id: $id) { tasks(filter: { outcome: FAILED, errorCodes: $codes }) { totalCount } }
      }`,
      { id: ids[0], codes: errorCodes },
    );
  const codes = (count: number) => Array.from({ length: count }, (_, index) => `Code${index}`);

  it.each([
    [5_000, codes(5_000), /at most 50 codes; 5000 were given/],
    [51, codes(51), /at most 50 codes; 51 were given/],
    ["a long one among", ["x", "y".repeat(129)], /at most 128 characters; one of 129/],
  ])("are not asked for by %s error codes", async (_, given, message) => {
    const { errors } = await ask(given);
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(message) as unknown,
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });

  it("are asked for by 50 error codes, each of 128 characters", async () => {
    for (const given of [codes(50), ["y".repeat(128)], []]) {
      const { data, errors } = await ask(given);
      expect([data, errors]).toEqual([{ job: { tasks: { totalCount: 0 } } }, []]);
    }
  });

  it("are looked for once under a code that is given twice; other lists are as careful", async () => {
    const asked: unknown[] = [];
    const page = { rows: [], hasNextPage: false, totalCount: 0 };
    const counting = await startApi({
      instead: {
        failedTasks: (_, { errorCodes }) => (asked.push(errorCodes), page),
        history: (_, { categories }) => (asked.push(categories), page),
        jobs: ({ filter }) => (asked.push(filter), page),
      },
    });
    const id = await createJob(counting);
    const { errors } = await counting.ask(
      `query Q($id: ID!) {
        job(id: $id) {
          tasks(filter: { outcome: FAILED, errorCodes: ["a", "b", "a"] }) { totalCount }
          history(categories: [CONTROL, CONTROL]) { nodes { id } }
        }
        jobs(filter: { statuses: [NEW, NEW], operations: [COPY_OBJECT, COPY_OBJECT] }) { totalCount }
      }`,
      { id },
    );
    await counting.stop();
    expect(errors).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(asked).toEqual(
      expect.arrayContaining([
        ["a", "b"],
        ["CONTROL"],
        { statuses: ["NEW"], operations: ["COPY_OBJECT"] },
      ]),
    );
  });
});

describe("the history of a job", () => {
  const categories = ["LIFECYCLE", "CONTROL", "PREPARATION", "REPORT"];

  it("is given in the order of the log, or newest first, a page at a time", async () => {
    const forwards = await history({ categories, direction: "ASC", first: 1 });
    expect(forwards.nodes.map(({ type }) => type)).toEqual(["JobCreated"]);
    const next = await history({
      categories,
      direction: "ASC",
      first: 1,
      after: forwards.pageInfo.endCursor,
    });
    expect(next.nodes).toMatchObject([
      {
        type: "JobPreparing",
        stream: `job-${ids[0]}`,
        revision: 1,
        jobId: ids[0],
        statusAfter: "PREPARING",
        actor: { kind: "ENGINE" },
        data: { manifest: { etag: opened.etag } },
      },
    ]);
    expect(next.pageInfo.hasNextPage).toBe(false);
    const last = await history({ categories, direction: "ASC", last: 1 });
    expect(last.nodes).toEqual(next.nodes);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = { last: 5, before: last.pageInfo.startCursor };
    expect((await history({ categories, direction: "ASC", ...before })).nodes).toEqual(
      forwards.nodes,
    );
    const backwards = await history({ categories, direction: "DESC" });
    expect(backwards.nodes.map(({ revision }) => revision)).toEqual([1, 0]);
  });

  it("joins what one request caused, and knows who asked", async () => {
    const { nodes } = await history({ categories: ["LIFECYCLE"], direction: "ASC" });
    expect(nodes[0]).toMatchObject({
      category: "LIFECYCLE",
      actor: { kind: "USER", name: "local user" },
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
  });
});

describe("what the engine is", () => {
  it("tells its version, its limits, its stores and its operations", async () => {
    const answer = await api.ask(operation("EngineInfo"));
    expect(answer.data).toMatchObject({
      engine: {
        version: "1.2.3",
        startedAt: "2026-01-31T09:30:00.000Z",
        eventStore: { kind: "EMBEDDED", address: "embedded", reachable: true },
        caughtUp: true,
        limits: { maxPageSize: 100, maxDepth: 15, maxNodes: 10_000 },
      },
      stores: [
        { name: "default", default: true, development: true, region: "eu-central-1" },
        { name: "archive", default: false, development: false },
      ],
    });
    const offered = fieldOf(answer, "operations") as { name: string; s3Actions: string[] }[];
    expect(offered.map(({ name }) => name)).toEqual(Object.keys(operations));
    expect(
      offered.every(({ s3Actions }) => s3Actions.every((name) => /^(s3|lambda):/.test(name))),
    ).toBe(true);
  });
});
