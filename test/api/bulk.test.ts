import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bulkStream, jobStream } from "../../src/job/streams.ts";
import { askAs, makeTokens } from "../support/access.ts";
import { createJob, startApi, validInput, type TestApi } from "../support/api.ts";
import { unboundRules } from "../support/bulk.ts";
import { opened, totals } from "../support/jobs.ts";

const { authenticator, tokens } = makeTokens({
  everything: {
    permission: "admin",
    grants: ["delete-objects", "bypass-governance", "functions"],
  },
  photos: { permission: "run", buckets: ["lists", "reports", "photos"], maxPriority: 20 },
  runner: { permission: "run" },
  another: { permission: "run" },
  last: { permission: "run" },
  reader: { permission: "read" },
});
type Token = keyof typeof tokens;

let api: TestApi;
let locked: TestApi;
beforeAll(async () => {
  [api, locked] = await Promise.all([startApi(), startApi({ authenticator })]);
});
afterAll(() => Promise.all([api.stop(), locked.stop()]));

const fields = `id action reason priority status jobs done refused left
  refusals { code jobs examples { jobId message } } createdBy { id } createdAt endedAt`;
const give = `mutation ($input: CommandJobsInput!) {
  commandJobs(input: $input) { bulkCommand { ${fields} } position errors { __typename code path message } } }`;
const read = `query ($id: ID!) { bulkCommand(id: $id) { ${fields} } }`;
const stop = `mutation ($id: ID!) { stopBulkCommand(id: $id) {
  bulkCommand { ${fields} } position errors { code path } } }`;

interface Bulk {
  readonly id: string;
  readonly status: string;
  readonly refusals: readonly { readonly code: string; readonly jobs: number }[];
  readonly [field: string]: unknown;
}

interface Payload {
  readonly bulkCommand: Bulk | null;
  readonly position: number | null;
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

const ask = async (query: string, variables: Readonly<Record<string, unknown>>, token?: Token) =>
  token === undefined
    ? api.ask(query, variables)
    : askAs(locked.url, tokens[token], { query, variables });

async function command(input: object, token?: Token): Promise<Payload> {
  const { data, errors } = await ask(give, { input }, token);
  expect(errors).toEqual([]);
  return data!["commandJobs"] as Payload;
}

async function ended(input: object, token?: Token): Promise<Bulk> {
  const { bulkCommand, errors } = await command(input, token);
  expect(errors).toEqual([]);
  const { id } = bulkCommand!;
  let bulk: Bulk | null = null;
  const look = async () => {
    const { data } = await ask(read, { id }, token);
    bulk = data!["bulkCommand"] as Bulk | null;
    return bulk?.["endedAt"] ?? null;
  };
  await expect.poll(look, { timeout: 20_000 }).not.toBeNull();
  return bulk!;
}

async function suspended(count: number, description: string): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    const id = await createJob(api, { description });
    await api.drive(
      id,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
    );
    ids.push(id);
  }
  return ids;
}

const statusesOf = (ids: readonly string[]) =>
  ids.map((id) => api.readModels.job(id)?.state.status);

describe("a command to many jobs", () => {
  it("reaches what the filter finds, as it was then, and says so in each history", async () => {
    const ids = await suspended(3, "reached by a filter");
    const [other] = await suspended(1, "of another kind");
    const bulk = await ended({
      jobs: { filter: { search: "reached by", statuses: ["SUSPENDED"] } },
      action: "CANCEL",
      reason: "not needed",
    });
    expect(bulk).toMatchObject({
      action: "CANCEL",
      reason: "not needed",
      priority: null,
      status: "COMPLETE",
      jobs: 3,
      done: 3,
      refused: 0,
      left: 0,
      refusals: [],
      createdBy: { id: "local" },
    });
    expect(statusesOf([other!])).toEqual(["SUSPENDED"]);
    for (const id of ids) {
      const { data } = await api.ask(
        `query ($id: ID!) { job(id: $id) { status
          history(categories: [CONTROL]) { nodes { type correlationId actor { id } data } } } }`,
        { id },
      );
      expect(data!["job"]).toEqual({
        status: "CANCELLING",
        history: {
          nodes: [
            {
              type: "JobCancelRequested",
              correlationId: bulk.id,
              actor: { id: "local" },
              data: { reason: "not needed" },
            },
          ],
        },
      });
    }
  });

  it("reaches a list, each job once, and counts why some refuse", async () => {
    const [one, two] = await suspended(2, "listed");
    const bulk = await ended({
      jobs: {
        list: [
          { id: one },
          { id: one },
          { id: two, expectedRevision: 0 },
          { id: "6f1c2a34-0b7e-5d19-9c55-000000000000" },
        ],
      },
      action: "UPDATE_PRIORITY",
      priority: 77,
    });
    expect(bulk).toMatchObject({ jobs: 3, done: 1, refused: 2, priority: 77, reason: null });
    expect(bulk.refusals).toEqual([
      { code: "CONFLICT", jobs: 1, examples: [{ jobId: two, message: expect.any(String) }] },
      {
        code: "JOB_NOT_FOUND",
        jobs: 1,
        examples: [
          {
            jobId: "6f1c2a34-0b7e-5d19-9c55-000000000000",
            message: "There is no job 6f1c2a34-0b7e-5d19-9c55-000000000000.",
          },
        ],
      },
    ]);
    expect(api.readModels.job(one!)?.state.priority).toBe(77);
  });

  it("takes a list of twenty thousand jobs", async () => {
    const list = Array.from({ length: 20_000 }, () => ({
      id: crypto.randomUUID(),
      expectedRevision: 123_456,
    }));
    const { bulkCommand, errors } = await command({ jobs: { list }, action: "PAUSE" });
    expect(errors).toEqual([]);
    expect(bulkCommand).toMatchObject({ jobs: 20_000 });
    const { data } = await api.ask(stop, { id: bulkCommand!.id });
    expect(data!["stopBulkCommand"]).toMatchObject({ errors: [] });
    const look = async () =>
      ((await api.ask(read, { id: bulkCommand!.id })).data!["bulkCommand"] as Bulk).status;
    await expect.poll(look, { timeout: 20_000 }).toMatch(/STOPPED|COMPLETE/);
  });

  it.each<[what: string, input: object, code: string, path: readonly string[]]>([
    [
      "no jobs",
      { jobs: { filter: { search: "nowhere at all" } }, action: "PAUSE" },
      "NOTHING_MATCHES",
      ["jobs", "filter"],
    ],
    ["an empty list", { jobs: { list: [] }, action: "PAUSE" }, "NOTHING_MATCHES", ["jobs", "list"]],
    ...["x".repeat(65), "", "語", "a b", "a\n"].map(
      (id): [string, object, string, readonly string[]] => [
        `the id ${JSON.stringify(id)}`,
        { jobs: { list: [{ id }] }, action: "PAUSE" },
        "MALFORMED",
        ["jobs", "list"],
      ],
    ),
    ...[{}, { createdBy: null }, { statuses: [] }, { tags: [] }].map(
      (filter): [string, object, string, readonly string[]] => [
        `the filter ${JSON.stringify(filter)}, which finds every job,`,
        { jobs: { filter }, action: "PAUSE" },
        "REQUIRED",
        ["jobs", "filter"],
      ],
    ),
    [
      "a filter, and all jobs",
      { jobs: { filter: { search: "these" } }, all: true, action: "PAUSE" },
      "MUTUALLY_EXCLUSIVE",
      ["all"],
    ],
    [
      "a list, and all jobs",
      { jobs: { list: [{ id: "a" }] }, all: true, action: "PAUSE" },
      "MUTUALLY_EXCLUSIVE",
      ["all"],
    ],
    [
      "another number of jobs than was seen",
      { jobs: { list: [{ id: "a" }, { id: "b" }] }, expectedJobs: 3, action: "PAUSE" },
      "COUNT_CHANGED",
      ["expectedJobs"],
    ],
    [
      "the rest of nothing",
      { jobs: { leftOf: "nothing" }, action: "PAUSE" },
      "NO_SUCH_BULK_COMMAND",
      ["jobs", "leftOf"],
    ],
    [
      "no priority",
      { jobs: { list: [{ id: "a" }] }, action: "UPDATE_PRIORITY" },
      "OUT_OF_RANGE",
      ["priority"],
    ],
    [
      "a priority that does nothing",
      { jobs: { list: [{ id: "a" }] }, action: "PAUSE", priority: 1 },
      "MUTUALLY_EXCLUSIVE",
      ["priority"],
    ],
    [
      "a reason that is kept nowhere",
      { jobs: { list: [{ id: "a" }] }, action: "UPDATE_PRIORITY", priority: 1, reason: "so" },
      "MUTUALLY_EXCLUSIVE",
      ["reason"],
    ],
    [
      "an empty reason",
      { jobs: { list: [{ id: "a" }] }, action: "CANCEL", reason: "" },
      "TOO_SHORT",
      ["reason"],
    ],
  ])("with %s is refused before any job is told", async (_, input, code, path) => {
    expect(await command(input)).toMatchObject({
      bulkCommand: null,
      position: null,
      errors: [{ code, path }],
    });
  });

  it("reaches every job where that is said, when they are as many as was seen", async () => {
    const count = `{ jobs(first: 1) { totalCount } }`;
    const { totalCount } = (await api.ask(count)).data!["jobs"] as { totalCount: number };
    const input = { jobs: { filter: { tags: [] } }, all: true, action: "RESUME" };
    expect(await command({ ...input, expectedJobs: totalCount + 1 })).toMatchObject({
      errors: [{ code: "COUNT_CHANGED", message: expect.stringContaining(`${totalCount} jobs`) }],
    });
    expect(await ended({ ...input, expectedJobs: totalCount })).toMatchObject({ jobs: totalCount });
  });

  it("can be gone on with after it was stopped", async () => {
    const [told, left] = [crypto.randomUUID(), crypto.randomUUID()];
    const id = crypto.randomUUID();
    await api.record(
      bulkStream(id),
      {
        type: "BulkCommandGiven",
        data: {
          bulkId: id,
          executor: "gone",
          command: { type: "PauseJob", reason: null },
          jobs: 2,
          rules: unboundRules,
        },
      },
      { type: "BulkCommandListed", data: { jobs: [told, left] } },
      { type: "BulkCommandAdvanced", data: { done: 1, refused: [] } },
      { type: "BulkCommandStopRequested", data: {} },
      { type: "BulkCommandEnded", data: { end: "STOPPED", done: 1, refused: 0 } },
    );
    const rest = await ended({ jobs: { leftOf: id }, action: "PAUSE" });
    expect(rest).toMatchObject({
      status: "COMPLETE",
      jobs: 1,
      refusals: [{ code: "JOB_NOT_FOUND", examples: [{ jobId: left }] }],
    });
    // Asked again, it is what it is.
    const { data } = await api.ask(stop, { id });
    expect(data!["stopBulkCommand"]).toMatchObject({
      bulkCommand: { status: "STOPPED", done: 1, left: 1 },
      errors: [],
    });
  });

  it("that is not there cannot be stopped", async () => {
    const { data } = await api.ask(stop, { id: "nothing" });
    expect(data!["stopBulkCommand"]).toEqual({
      bulkCommand: null,
      position: null,
      errors: [{ code: "NO_SUCH_BULK_COMMAND", path: ["id"] }],
    });
  });

  it("are told of newest first, page by page", async () => {
    const page = `query ($after: String) { bulkCommands(first: 1, after: $after) {
      nodes { id createdAt } pageInfo { hasNextPage endCursor } } }`;
    interface Page {
      readonly nodes: readonly { readonly id: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    }
    const first = (await api.ask(page)).data!["bulkCommands"] as Page;
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = (await api.ask(page, { after: first.pageInfo.endCursor })).data![
      "bulkCommands"
    ] as Page;
    expect(second.nodes[0]!.id).not.toBe(first.nodes[0]!.id);
  });
});

describe("commands to many jobs", () => {
  it("are five of one user at a time, also of those that are asked for together, and twenty of everybody", async () => {
    const { promise: free, resolve: end } = Promise.withResolvers<void>();
    const crowded = await startApi({ authenticator, beforeTold: () => free });
    const refusals = async (token: Token, count: number) => {
      const variables = { input: { jobs: { list: [{ id: "a" }] }, action: "PAUSE" } };
      const one = () => askAs(crowded.url, tokens[token], { query: give, variables });
      const answers = await Promise.all(Array.from({ length: count }, one));
      return answers.flatMap(({ errors }) => errors.map(({ message }) => message));
    };
    const own = "5 commands of yours to many jobs are under way; ask again when one has ended.";
    const all = "20 commands to many jobs are under way; ask again when one has ended.";
    try {
      for (const token of ["runner", "everything", "photos", "another"] as const)
        expect(await refusals(token, 7)).toEqual([own, own]);
      expect(await refusals("last", 1)).toEqual([all]);
      end();
      await expect.poll(() => refusals("last", 1), { timeout: 20_000 }).toEqual([]);
    } finally {
      end();
      await crowded.stop();
    }
  });
});

describe("a command to many jobs reaches what whoever gave it may", () => {
  const create = `mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } errors { message } } }`;
  const createAs = async (token: Token, spec: object = {}): Promise<string> => {
    const { data } = await ask(create, { input: validInput({ ...spec }) }, token);
    const { job, errors } = data!["createJob"] as {
      job: { id: string } | null;
      errors: readonly unknown[];
    };
    expect(errors).toEqual([]);
    const { id } = job!;
    await locked.drive(
      id,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
    );
    return id;
  };
  const secret = { report: { bucket: "secret", prefix: "x" } };
  const deleting = { operation: { deleteObject: {} } };

  it("as if each were told alone, with its reason where it does not", async () => {
    const [mine, hidden] = [await createAs("photos"), await createAs("everything", secret)];
    const bulk = await ended(
      { jobs: { list: [{ id: mine }, { id: hidden }] }, action: "CONFIRM" },
      "photos",
    );
    expect(bulk).toMatchObject({
      done: 1,
      refusals: [{ code: "JOB_NOT_FOUND", jobs: 1, examples: [{ jobId: hidden }] }],
    });
    expect(locked.readModels.job(hidden)?.state.status).toBe("SUSPENDED");
    const history = await locked.eventStore.readStream(jobStream(mine));
    const confirmed = history.find(({ type }) => type === "JobConfirmed");
    expect(confirmed?.metadata).toMatchObject({
      actor: { kind: "USER", id: "token:photos" },
      correlationId: bulk.id,
    });
  });

  it("and a filter finds what they see", async () => {
    const [mine, hidden] = [
      await createAs("photos", { description: "seen" }),
      await createAs("everything", { ...secret, description: "seen" }),
    ];
    const bulk = await ended({ jobs: { filter: { search: "seen" } }, action: "CANCEL" }, "photos");
    expect(bulk).toMatchObject({ jobs: 1, done: 1 });
    expect([mine, hidden].map((id) => locked.readModels.job(id)?.state.status)).toEqual([
      "CANCELLING",
      "SUSPENDED",
    ]);
  });

  it("and a job that deletes is not let run without the grant", async () => {
    const [plain, deletes] = [await createAs("runner"), await createAs("everything", deleting)];
    const bulk = await ended(
      { jobs: { list: [{ id: plain }, { id: deletes }] }, action: "CONFIRM" },
      "runner",
    );
    expect(bulk).toMatchObject({
      done: 1,
      refusals: [
        {
          code: "FORBIDDEN",
          jobs: 1,
          examples: [
            { jobId: deletes, message: "To let this job run needs the grant DELETE_OBJECTS." },
          ],
        },
      ],
    });
  });

  it("and no priority above what they may give", async () => {
    const mine = await createAs("photos");
    const bulk = await ended(
      { jobs: { list: [{ id: mine }] }, action: "UPDATE_PRIORITY", priority: 21 },
      "photos",
    );
    expect(bulk).toMatchObject({ done: 0, refusals: [{ code: "NOT_ALLOWED", jobs: 1 }] });
  });

  it.each<[Token, string]>([
    ["runner", "DELETE"],
    ["reader", "PAUSE"],
  ])("and what %s may do to no job is refused as a whole: %s", async (token, action) => {
    const { data, errors } = await ask(
      give,
      { input: { jobs: { list: [{ id: "a" }] }, action } },
      token,
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });

  it("and is seen and stopped by them and by administrators alone", async () => {
    const mine = await createAs("photos");
    const { id } = await ended({ jobs: { list: [{ id: mine }] }, action: "PAUSE" }, "photos");
    const seenBy = async (token: Token) => {
      const one = (await ask(read, { id }, token)).data!["bulkCommand"] !== null;
      const list = `query ($own: Boolean!) { bulkCommands(onlyOwn: $own, first: 100) { nodes { id } } }`;
      const among = async (own: boolean) => {
        const { data } = await ask(list, { own }, token);
        const { nodes } = data!["bulkCommands"] as { nodes: readonly { id: string }[] };
        return nodes.some((node) => node.id === id);
      };
      return [one, await among(false), await among(true)];
    };
    expect(await seenBy("photos")).toEqual([true, true, true]);
    expect(await seenBy("everything")).toEqual([true, true, false]);
    expect(await seenBy("runner")).toEqual([false, false, false]);
    const { data } = await ask(stop, { id }, "runner");
    expect(data!["stopBulkCommand"]).toMatchObject({ errors: [{ code: "NO_SUCH_BULK_COMMAND" }] });
    const again = { jobs: { leftOf: id }, action: "PAUSE" };
    expect(await command(again, "runner")).toMatchObject({
      errors: [{ code: "NO_SUCH_BULK_COMMAND" }],
    });
  });
});
