import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askAs, makeTokens } from "../support/access.ts";
import { createJob, fieldOf, startApi, validInput, type TestApi } from "../support/api.ts";
import { opened, totals } from "../support/jobs.ts";

const { authenticator, tokens } = makeTokens({
  everything: { permission: "admin", grants: ["delete-objects", "bypass-governance"] },
  deletes: { permission: "run", grants: ["delete-objects"] },
  runner: { permission: "run" },
  media: { permission: "run", visibleJobs: { tags: { team: ["media"] } } },
  helper: { permission: "run", commandedJobs: { tags: { team: ["media"] }, maxPriority: 20 } },
  own: { permission: "run", commandedJobs: { own: true } },
  reader: { permission: "read" },
});
type Token = keyof typeof tokens;

let api: TestApi;
let locked: TestApi;
let ids: Readonly<Record<string, string>>;

const team = (value: string) => ({ tags: [{ key: "team", value }] });
const deleteObject = { deleteObject: {} };
const specs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  web: { description: "nightly web", priority: 1, ...team("web") },
  media: { description: "nightly media", priority: 7, ...team("media") },
  mediaHigh: { description: "media now", priority: 30, ...team("media") },
  deletes: { description: "old photos", priority: 3, operation: deleteObject },
};

beforeAll(async () => {
  [api, locked] = await Promise.all([startApi(), startApi({ authenticator })]);
  const made: [string, string][] = [];
  for (const [name, spec] of Object.entries(specs)) {
    made.push([name, await createJob(api, { confirmationRequired: true, ...spec })]);
    await suspend(api, made.at(-1)![1]);
  }
  made.push(["new", await createJob(api, { description: "nightly, of nobody", priority: 5 })]);
  ids = Object.fromEntries(made);
});
afterAll(() => Promise.all([api.stop(), locked.stop()]));

const suspend = (of: TestApi, id: string) =>
  of.drive(id, { type: "StartPreparing", manifest: opened }, { type: "FinishPreparing", totals });

const list = `query ($filter: JobFilter) {
  jobs(filter: $filter, first: 100) { totalCount nodes { id } }
  jobCounts(filter: $filter) { status count } }`;

async function found(filter: object): Promise<readonly string[]> {
  const answer = await api.ask(list, { filter });
  const { nodes, totalCount } = fieldOf(answer, "jobs") as {
    readonly nodes: readonly { readonly id: string }[];
    readonly totalCount: number;
  };
  const counts = fieldOf(answer, "jobCounts") as readonly { readonly count: number }[];
  expect(totalCount).toBe(nodes.length);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(nodes.length);
  const names = Object.keys(ids);
  return names.filter((name) => nodes.some(({ id }) => id === ids[name]));
}

describe("a query", () => {
  it.each([
    ["status = SUSPENDED and (tag.team = web or priority >= 7)", ["web", "media", "mediaHigh"]],
    ["not operation = DELETE_OBJECT and text contains NIGHT", ["web", "media", "new"]],
    ["tag.team is null", ["deletes", "new"]],
    ["needs = DELETE_OBJECTS or status in (NEW, PREPARING)", ["deletes", "new"]],
    ["total = 1200 and failureRate is null", ["web", "media", "mediaHigh", "deletes"]],
    ["created > now-1h and ended is null and priority between 3 and 5", ["deletes", "new"]],
    ["created < now-1h", []],
  ])("finds what it says: %s", async (query, expected) => {
    expect(await found({ query })).toEqual(expected);
  });

  it("is met together with the other members of a filter", async () => {
    const query = "tag.team = web or priority > 5";
    expect(await found({ query, search: "nightly" })).toEqual(["web", "media"]);
    expect(await found({ query, tags: [{ key: "team", value: "media" }] })).toEqual([
      "media",
      "mediaHigh",
    ]);
  });

  it("is refused with its place where it cannot be read", async () => {
    for (const document of [
      "query ($filter: JobFilter) { jobs(filter: $filter) { totalCount } }",
      "query ($filter: JobFilter) { jobCounts(filter: $filter) { count } }",
      "query ($filter: JobFilter) { commandPreview(filter: $filter, action: PAUSE) { jobs } }",
      `mutation ($filter: JobFilter) {
        commandJobs(input: { jobs: { filter: $filter }, action: PAUSE }) { position } }`,
    ]) {
      const { errors } = await api.ask(document, { filter: { query: "statsu = NEW" } });
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(
            /^query, character 1: There is no field statsu\. Did you mean status\?/,
          ) as unknown,
          extensions: { code: "BAD_USER_INPUT", query: { from: 0, to: 6 } },
        },
      ]);
    }
  });

  it("counts as many objects, so that one request has few of them", async () => {
    const asked = (count: number, filter: string, variable = "") => {
      const aliases = Array.from({ length: count }, (_, index) => `q${index}`);
      const fields = aliases.map((name) => `${name}: jobCounts(filter: ${filter}) { count }`);
      return `query Q ${variable} { ${fields.join(" ")} }`;
    };
    const filter = { query: "id = x" };
    for (const [given, variable] of [
      ["$filter", "($filter: JobFilter)"],
      ["$other", '($other: JobFilter = { query: "id = x" })'],
      ['{ query: "id = x" }', ""],
    ] as const) {
      const variables = given === "$filter" ? { filter } : {};
      expect((await api.ask(asked(3, given, variable), variables)).errors).toEqual([]);
      const { errors } = await api.ask(asked(4, given, variable), variables);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(["QUERY_TOO_COMPLEX"]);
    }
    const plain = await api.ask(asked(20, "$filter", "($filter: JobFilter)"), {
      filter: { search: "night" },
    });
    expect(plain.errors).toEqual([]);
    const previews = [1, 2, 3, 4, 5].map((n) => `p${n}: commandPreview(action: PAUSE) { jobs }`);
    const { errors } = await api.ask(`{ ${previews.join(" ")} }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["QUERY_TOO_COMPLEX"]);
  });

  it("has its fields told", async () => {
    const { data } = await api.ask("{ jobQueryFields { name kind words description } }");
    const told = data!["jobQueryFields"] as readonly { readonly name: string }[];
    expect(told).toContainEqual({
      name: "pausedBy",
      kind: "WORD",
      words: ["USER", "SCHEDULER"],
      description: "Who paused it, while it is PAUSING or PAUSED.",
    });
    expect(told.at(-1)).toMatchObject({ name: "tag.KEY", kind: "TEXT", words: [] });
  });

  it("says which jobs a command is for, and each takes or refuses it", async () => {
    const own = await startApi();
    try {
      for (const name of ["web", "media", "deletes"]) await createJob(own, specs[name]);
      const { data } = await own.ask(
        `mutation ($query: String!) { commandJobs(input: {
          jobs: { filter: { query: $query } }, action: UPDATE_PRIORITY, priority: 9, expectedJobs: 2
        }) { bulkCommand { id jobs } errors { code } } }`,
        { query: "tag.team = web or operation = DELETE_OBJECT" },
      );
      expect(data!["commandJobs"]).toMatchObject({ bulkCommand: { jobs: 2 }, errors: [] });
      const changed = () => own.readModels.jobs({ filter: {}, first: 10 }).rows;
      await expect
        .poll(() => changed().map(({ row }) => row.state.priority), { timeout: 20_000 })
        .toEqual([9, 7, 9]);
    } finally {
      await own.stop();
    }
  });
});

const preview = `query ($filter: JobFilter, $action: BulkAction!) {
  commandPreview(filter: $filter, action: $action) {
    jobs allowed deleting notAllowed { status count } forbidden } }`;

describe("what a command to many jobs would meet", () => {
  const met = async (action: string, filter: Readonly<Record<string, unknown>> = {}) =>
    fieldOf(await api.ask(preview, { filter, action }), "commandPreview");

  it("is counted: how many allow it, and the others by their status", async () => {
    expect(await met("CONFIRM")).toEqual({
      jobs: 5,
      allowed: 4,
      deleting: 1,
      notAllowed: [{ status: "NEW", count: 1 }],
      forbidden: 0,
    });
    expect(await met("PAUSE", { query: "tag.team is not null" })).toEqual({
      jobs: 3,
      allowed: 0,
      deleting: 0,
      notAllowed: [{ status: "SUSPENDED", count: 3 }],
      forbidden: 0,
    });
    expect(await met("UPDATE_PRIORITY", { search: "nightly" })).toMatchObject({
      jobs: 3,
      allowed: 3,
      notAllowed: [],
    });
  });

  it.each<[Token, string, object]>([
    ["everything", "CONFIRM", { jobs: 4, allowed: 4, deleting: 1, forbidden: 0 }],
    ["everything", "DELETE", { jobs: 4, allowed: 0, deleting: 0, forbidden: 0 }],
    ["deletes", "CONFIRM", { jobs: 4, allowed: 4, deleting: 1, forbidden: 0 }],
    ["runner", "CONFIRM", { jobs: 4, allowed: 3, deleting: 0, forbidden: 1 }],
    ["runner", "CANCEL", { jobs: 4, allowed: 4, deleting: 1, forbidden: 0 }],
    ["media", "CANCEL", { jobs: 2, allowed: 2, deleting: 0, forbidden: 0 }],
    ["helper", "CANCEL", { jobs: 4, allowed: 1, deleting: 0, forbidden: 3 }],
    ["own", "CANCEL", { jobs: 4, allowed: 0, deleting: 0, forbidden: 4 }],
    ["reader", "CANCEL", { jobs: 4, allowed: 0, deleting: 0, forbidden: 4 }],
  ])("is what the token %s may do: %s", async (token, action, expected) => {
    if (locked.readModels.jobs({ filter: {}, first: 1 }).totalCount === 0) {
      const create = `mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } } }`;
      for (const spec of Object.values(specs)) {
        const input = validInput({ confirmationRequired: true, ...spec });
        const { data } = await askAs(locked.url, tokens.everything, {
          query: create,
          variables: { input },
        });
        await suspend(locked, (data!["createJob"] as { job: { id: string } }).job.id);
      }
    }
    const { data } = await askAs(locked.url, tokens[token], {
      query: preview,
      variables: { filter: { query: "id is not null" }, action },
    });
    expect(data!["commandPreview"]).toMatchObject(expected);
    // The same as is said of each job by itself.
    const each = await askAs(locked.url, tokens[token], {
      query: "{ jobs(first: 100) { nodes { allowedActions } } }",
    });
    const { nodes } = each.data!["jobs"] as { nodes: readonly { allowedActions: string[] }[] };
    const able = nodes.filter(({ allowedActions }) => allowedActions.includes(action));
    expect(data!["commandPreview"]).toMatchObject({ jobs: nodes.length, allowed: able.length });
  });
});
