import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totals, opened } from "../../support/jobs.ts";
import { askAs, makeTokens } from "../../support/access.ts";
import { createJobInspector } from "../../../src/inspect/validate-job.ts";
import { createJob, startApi, testStores, validInput, type TestApi } from "../../support/api.ts";

const { authenticator, tokens } = makeTokens({
  everything: {
    permission: "admin",
    grants: ["delete-objects", "bypass-governance", "functions"],
  },
  photos: {
    permission: "run",
    stores: ["default"],
    buckets: ["lists", "reports", "photos", "copies"],
    roles: ["arn:aws:iam::123456789012:role/photos"],
    operations: ["PUT_OBJECT_TAGGING", "copy-object", "PUT_OBJECT_RETENTION"],
    maxPriority: 20,
  },
  nothing: { permission: "run", buckets: [] },
  runner: { permission: "run" },
});

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ authenticator });
});
afterAll(() => api.stop());

const create = `mutation ($input: CreateJobInput!) {
  createJob(input: $input) { job { id } position errors { code message path } } }`;

interface Created {
  readonly job: { readonly id: string } | null;
  readonly errors: readonly { code: string; message: string; path: string[] }[];
}

async function createAs(token: string, spec: Readonly<Record<string, unknown>> = {}) {
  const { data, errors } = await askAs(api.url, token, {
    query: create,
    variables: { input: validInput(spec) },
  });
  expect(errors).toEqual([]);
  return (data as unknown as { createJob: Created }).createJob;
}

const csv = (changes: object) => ({
  manifest: { csv: { object: { bucket: "lists", key: "photos.csv" }, ...changes } },
});
const copy = (changes: object) => ({
  operation: { copyObject: { targetBucket: "copies", ...changes } },
});

describe("a job out of bounds cannot be created", () => {
  it.each<[what: string, spec: object, path: string, message: RegExp]>([
    [
      "its manifest's bucket",
      csv({ object: { bucket: "secret", key: "a" } }),
      "spec.manifest.csv.object.bucket",
      /may not use the bucket "secret"/,
    ],
    [
      "its manifest's store",
      csv({ object: { store: "archive", bucket: "lists", key: "a" }, sourceStore: "default" }),
      "spec.manifest.csv.object.store",
      /may not use the store "archive"/,
    ],
    [
      "the store of the objects",
      csv({ sourceStore: "archive" }),
      "spec.manifest.csv.sourceStore",
      /may not use the store "archive"/,
    ],
    [
      "its target's bucket",
      copy({ targetBucket: "secret" }),
      "spec.operation.copyObject.targetBucket",
      /may not use the bucket "secret"/,
    ],
    [
      "its target's bucket, by its ARN",
      copy({ targetBucket: "arn:aws:s3:::secret" }),
      "spec.operation.copyObject.targetBucket",
      /may not use the bucket "secret"/,
    ],
    [
      "its target's store",
      copy({ targetStore: "archive" }),
      "spec.operation.copyObject.targetStore",
      /may not use the store "archive"/,
    ],
    [
      "its report's bucket",
      { report: { bucket: "secret" } },
      "spec.report.bucket",
      /may not use the bucket "secret"/,
    ],
    [
      "its report's store",
      { report: { store: "archive", bucket: "reports" } },
      "spec.report.store",
      /may not use the store "archive"/,
    ],
    [
      "its role",
      { roleArn: "arn:aws:iam::123456789012:role/admin" },
      "spec.roleArn",
      /may not use the role "arn:aws:iam::123456789012:role\/admin"/,
    ],
    [
      "its operation",
      { operation: { deleteObjectTagging: {} } },
      "spec.operation",
      /may not run the operation DELETE_OBJECT_TAGGING/,
    ],
    [
      "a grant that its operation needs",
      { operation: { putObjectRetention: { retention: null, bypassGovernance: true } } },
      "spec.operation",
      /needs the grant BYPASS_GOVERNANCE/,
    ],
    ["its priority", { priority: 21 }, "spec.priority", /priorities up to 20/],
  ])("by %s", async (_, spec, path, message) => {
    const { job, errors } = await createAs(tokens.photos, { ...spec });
    expect(job).toBeNull();
    const found = errors.find(({ code }) => code === "NOT_ALLOWED");
    expect(found).toEqual({
      code: "NOT_ALLOWED",
      path: path.split("."),
      message: expect.stringMatching(message) as unknown,
    });
  });

  it("by a role that leads to another store", async () => {
    const roleArn = "arn:aws:iam::123456789012:role/photos";
    const stores = (target: string) => ({ ...testStores, withRole: () => target });
    const createOn = async (target: string) => {
      const inspector = createJobInspector({ stores: stores(target) });
      const other = await startApi({ authenticator, inspector });
      const query = create;
      const variables = { input: validInput({ roleArn }) };
      const { data } = await askAs(other.url, tokens.photos, { query, variables });
      await other.stop();
      return (data as unknown as { createJob: Created }).createJob;
    };
    expect(await createOn("archive")).toMatchObject({
      job: null,
      errors: [
        {
          code: "NOT_ALLOWED",
          path: ["spec", "roleArn"],
          message: 'The role leads to the store "archive", which you may not use.',
        },
      ],
    });
    expect(await createOn("default")).toMatchObject({ errors: [] });
  });

  it("though the same within bounds can", async () => {
    const { job, errors } = await createAs(tokens.photos, { ...copy({}), priority: 20 });
    expect(errors).toEqual([]);
    expect(job).not.toBeNull();
  });

  it("and a token that is bound to no bucket at all creates none", async () => {
    expect((await createAs(tokens.nothing)).errors.map(({ code }) => code)).toContain(
      "NOT_ALLOWED",
    );
  });
});

const look = `query ($id: ID!) { job(id: $id) { id } jobs(first: 100) { totalCount nodes { id } }
  jobCounts { count } }`;

interface Seen {
  readonly job: { readonly id: string } | null;
  readonly jobs: { readonly totalCount: number; readonly nodes: readonly { id: string }[] };
  readonly jobCounts: readonly { readonly count: number }[];
}

async function seenBy(token: string, id: string) {
  const { data, errors } = await askAs(api.url, token, { query: look, variables: { id } });
  expect(errors).toEqual([]);
  const { job, jobs, jobCounts } = data as unknown as Seen;
  const counted = jobCounts.reduce((sum, { count }) => sum + count, 0);
  expect(jobs.nodes).toHaveLength(jobs.totalCount);
  expect(counted).toBe(jobs.totalCount);
  return { alone: job !== null, listed: jobs.nodes.some((node) => node.id === id) };
}

/** What its id leads to elsewhere: the id of the node, and the status of its audit. */
async function addressesOf(token: string, id: string) {
  const query = `{ node(id: "${id}") { id } task: node(id: "${id}/0/0") { id } }`;
  const { data, errors } = await askAs(api.url, token, { query });
  expect(errors).toEqual([]);
  expect(data?.["task"]).toBeNull();
  const authorization = `Bearer ${token}`;
  const audit = await fetch(`${api.url}/jobs/${id}/audit`, { headers: { authorization } });
  await audit.body?.cancel();
  return [(data?.["node"] as { id: string } | null)?.id ?? null, audit.status];
}

const commands = (id: string) =>
  ["confirmJob", "cancelJob", "pauseJob", "resumeJob"].map(
    (name) => `mutation { ${name}(input: { id: "${id}" }) { errors { code } } }`,
  );

describe("a grant that no permission includes", () => {
  it.each<[grant: string, operation: object]>([
    ["DELETE_OBJECTS", { deleteObject: {} }],
    ["BYPASS_GOVERNANCE", { putObjectRetention: { bypassGovernance: true } }],
    ["FUNCTIONS", { invokeFunction: { function: "thumbnail" } }],
  ])("is needed for its jobs: %s", async (grant, operation) => {
    const refused = await createAs(tokens.runner, { operation });
    expect(refused.job).toBeNull();
    expect(refused.errors).toContainEqual({
      code: "NOT_ALLOWED",
      path: ["spec", "operation"],
      message: expect.stringContaining(`needs the grant ${grant}`) as unknown,
    });
    const { errors } = await createAs(tokens.everything, { operation });
    expect(errors.map(({ code }) => code)).not.toContain("NOT_ALLOWED");
  });
});

describe("a job out of bounds is not there", () => {
  it.each<[what: string, spec: object]>([
    ["of another bucket", { report: { bucket: "secret" } }],
    ["of another store", { report: { store: "archive", bucket: "reports" } }],
    ["of another operation", { operation: { deleteObjectTagging: {} } }],
  ])("%s: not alone, in no list and no count, and no command finds it", async (_, spec) => {
    const { job } = await createAs(tokens.everything, { ...spec });
    const { id } = job!;
    expect(await seenBy(tokens.everything, id)).toEqual({ alone: true, listed: true });
    expect(await seenBy(tokens.photos, id)).toEqual({ alone: false, listed: false });
    expect(await addressesOf(tokens.everything, id)).toEqual([id, 200]);
    expect(await addressesOf(tokens.photos, id)).toEqual([null, 404]);
    for (const query of commands(id)) {
      const { data } = await askAs(api.url, tokens.photos, { query });
      expect(Object.values(data ?? {})).toEqual([{ errors: [{ code: "JOB_NOT_FOUND" }] }]);
    }
  });

  it("as soon as its manifest turns out to list another bucket", async () => {
    const { job } = await createAs(tokens.everything);
    const { id } = job!;
    expect(await seenBy(tokens.photos, id)).toEqual({ alone: true, listed: true });
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await api.drive(id, { type: "FinishPreparing", totals: { ...totals, bucket: "secret" } });
    expect(await seenBy(tokens.photos, id)).toEqual({ alone: false, listed: false });
    expect(await seenBy(tokens.everything, id)).toEqual({ alone: true, listed: true });
  });

  it("and no subscription tells of it", async () => {
    const { job: inBounds } = await createAs(tokens.everything);
    const { job: outOfBounds } = await createAs(tokens.everything, {
      report: { bucket: "secret" },
    });
    const { job: last } = await createAs(tokens.everything, { description: "the last" });
    const client = createClient({
      url: `${api.url.replace("http:", "ws:")}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { token: tokens.photos },
    });
    const told = new Set<string>();
    const query = "subscription { jobEvents(fromStart: true) { event { jobId } } }";
    for await (const { data } of client.iterate<{ jobEvents: { event: { jobId: string } } }>({
      query,
    })) {
      told.add(data!.jobEvents.event.jobId);
      if (told.has(last!.id)) break;
    }
    expect(told).toContain(inBounds!.id);
    expect(told).not.toContain(outOfBounds!.id);
    const alone = `subscription { jobProgress(jobId: "${outOfBounds!.id}") { position } }`;
    await expect(client.iterate({ query: alone }).next()).resolves.toMatchObject({
      value: { errors: [{ extensions: { code: "JOB_NOT_FOUND" } }] },
    });
    await client.dispose();
  });
});

describe("a job of a bound creator", () => {
  it("fails before its first task when the manifest lists another bucket", async () => {
    const { job } = await createAs(tokens.photos);
    const { id } = job!;
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await api.drive(id, { type: "FinishPreparing", totals: { ...totals, bucket: "secret" } });
    const { data } = await askAs(api.url, tokens.everything, {
      query: `query ($id: ID!) { job(id: $id) { status failureReasons { code reason } } }`,
      variables: { id },
    });
    expect(data).toMatchObject({
      job: { status: "FAILING", failureReasons: [{ code: "BucketNotAllowed" }] },
    });
  });

  it("goes on when the manifest lists one that is allowed", async () => {
    const { job } = await createAs(tokens.photos);
    await api.drive(job!.id, { type: "StartPreparing", manifest: opened });
    await api.drive(job!.id, { type: "FinishPreparing", totals });
    expect(api.readModels.job(job!.id)?.state.status).toBe("SUSPENDED");
  });

  it("gets no priority beyond the highest that its token gives", async () => {
    const { job } = await createAs(tokens.photos);
    const query = `mutation ($id: ID!) {
      updateJobPriority(input: { id: $id, priority: 21 }) { errors { code path } } }`;
    const { data, errors } = await askAs(api.url, tokens.photos, {
      query,
      variables: { id: job!.id },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      updateJobPriority: { errors: [{ code: "NOT_ALLOWED", path: ["priority"] }] },
    });
  });
});

describe("the list of stores", () => {
  it("has those within the bounds", async () => {
    const query = "{ stores { name } }";
    expect((await askAs(api.url, tokens.photos, { query })).data).toEqual({
      stores: [{ name: "default" }],
    });
    expect((await askAs(api.url, tokens.everything, { query })).data).toEqual({
      stores: [{ name: "default" }, { name: "archive" }],
    });
  });
});

it("a caller without bounds is given the read models themselves", async () => {
  const open = await startApi();
  const id = await createJob(open);
  expect((await open.ask(look, { id })).errors).toEqual([]);
  await open.stop();
});
