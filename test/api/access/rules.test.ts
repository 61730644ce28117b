/** What a token may not, and from where and when it may be used, as somebody tries it who wants to get around that. */
import { createClient, type Client } from "graphql-ws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newToken, sha256Of } from "../../../src/config/tokens.ts";
import { authenticatorOf } from "../../support/access.ts";
import { assert } from "../../../src/lib/assert.ts";
import { messagesOf, startApi, validInput, type TestApi } from "../../support/api.ts";
import { opened, totals } from "../../support/jobs.ts";

/** Thursday. */
const noon = new Date("2026-03-05T12:00:00Z");
const night = new Date("2026-03-05T23:00:00Z");
let now = noon;

const office = { times: [{ from: "08:00", until: "18:00" }] };
const inside = { addresses: ["10.0.0.0/8"] };
const all = { permission: "admin", grants: ["delete-objects", "bypass-governance", "functions"] };
const production = { tags: { stage: "production" } };
const rules = {
  everything: all,
  inside: { ...all, conditions: inside },
  office: { ...all, conditions: office },
  noSecrets: { ...all, deny: [{ name: "no secrets", buckets: ["secrets", "photos"] }] },
  noProduction: { ...all, deny: [{ actions: ["create", "tag", "cancel"], ...production }] },
  blind: { ...all, deny: [{ name: "nothing of production", ...production }] },
  byNight: { ...all, deny: [{ name: "no changes by night", actions: ["cancel"], unless: office }] },
  noTagging: { ...all, deny: [{ actions: ["create"], operations: ["put-object-tagging"] }] },
  noArchive: { ...all, deny: [{ stores: ["archive"] }] },
};
type Name = keyof typeof rules;
const names = Object.keys(rules) as Name[];
const tokens = Object.fromEntries(names.map((name) => [name, newToken()])) as Record<Name, string>;
const entries = names.map((name) => [name, { sha256: sha256Of(tokens[name]), ...rules[name] }]);

let api: TestApi;
beforeAll(async () => {
  const authenticator = authenticatorOf({ tokens: Object.fromEntries(entries) }, () => now);
  api = await startApi({ authenticator, trustedProxies: ["127.0.0.1"] });
});
afterAll(() => api.stop());
beforeEach(() => {
  now = noon;
});

const headersOf = (name: Name, address = "192.0.2.1") => ({
  "content-type": "application/json",
  authorization: `Bearer ${tokens[name]}`,
  "x-forwarded-for": address,
});

/** Whatever the test asks for of a field. */
interface Field {
  readonly id: string;
  readonly status: string;
  readonly errors: readonly object[];
  readonly bulkCommand: { readonly id: string };
  readonly refusals: readonly object[];
  readonly endedAt: string | null;
  readonly allowedActions: readonly string[];
  readonly nodes: readonly { readonly id: string }[];
  readonly totalCount: number;
}

interface Answer {
  readonly status: number;
  readonly data: Readonly<Record<string, Field | null>> | null;
  readonly codes: readonly string[];
  readonly messages: readonly string[];
}

async function ask(
  name: Name,
  query: string,
  variables: object = {},
  address?: string,
): Promise<Answer> {
  const response = await fetch(`${api.url}/graphql`, {
    method: "POST",
    headers: headersOf(name, address),
    body: JSON.stringify({ query, variables }),
  });
  const { data = null, errors = [] } = (await response.json()) as {
    data?: Answer["data"];
    errors?: { message: string; extensions: { code: string } }[];
  };
  return {
    status: response.status,
    data,
    codes: errors.map(({ extensions }) => extensions.code),
    messages: errors.map(({ message }) => message),
  };
}

const createDocument = `mutation ($input: CreateJobInput!) {
  createJob(input: $input) { job { id } errors { code message path } } }`;
const stage = (value: string) => ({ tags: [{ key: "stage", value }] });

async function create(name: Name, spec: object = {}) {
  const input = validInput(spec as Readonly<Record<string, unknown>>);
  const { data } = await ask(name, createDocument, { input });
  return data!["createJob"] as unknown as {
    readonly job: { readonly id: string } | null;
    readonly errors: readonly object[];
  };
}

async function created(spec: object = {}): Promise<string> {
  const { job, errors } = await create("everything", spec);
  expect(errors).toEqual([]);
  return job!.id;
}

const cancel = (name: Name, id: string) =>
  ask(
    name,
    "mutation ($id: ID!) { cancelJob(input: { id: $id }) { job { id } errors { code } } }",
    {
      id,
    },
  );
const seen = async (name: Name, id: string) => {
  const query = `query ($id: ID!) { job(id: $id) { id allowedActions } jobs(first: 100) { totalCount nodes { id } } }`;
  const { data } = await ask(name, query, { id });
  const { job, jobs } = data!;
  assert(jobs, "there is a list");
  expect(jobs.nodes).toHaveLength(jobs.totalCount);
  const audit = await fetch(`${api.url}/jobs/${id}/audit`, { headers: headersOf(name) });
  await audit.body?.cancel();
  const isListed = jobs.nodes.some((each) => each.id === id);
  return { actions: job?.allowedActions ?? null, isListed, hasAudit: audit.status === 200 };
};

describe("a token with conditions", () => {
  it.each(["/graphql?query={viewer{id}}", "/metrics", "/jobs/none/audit"])(
    "on addresses is refused from elsewhere at %s, and told why",
    async (path) => {
      const at = async (address: string) =>
        fetch(`${api.url}${path}`, { headers: headersOf("inside", address) });
      const outside = await at("192.0.2.1");
      expect(outside.status).toBe(403);
      expect(await outside.text()).toContain(
        "This token may not be used from this address (addresses).",
      );
      expect((await at("10.20.30.40")).status).not.toBe(403);
      // What somebody says before the proxy is not believed.
      expect((await at("10.20.30.40, 192.0.2.1")).status).toBe(403);
    },
  );

  it("on times is refused at others", async () => {
    expect((await ask("office", "{ viewer { id } }")).status).toBe(200);
    now = night;
    expect(await ask("office", "{ viewer { id } }")).toMatchObject({
      status: 403,
      codes: ["FORBIDDEN"],
      messages: ["This token may not be used at this time (times)."],
    });
  });
});

function connect(name: Name, onClosed: (code: number) => void = () => {}): Client {
  return createClient({
    url: `${api.url.replace("http:", "ws:")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    lazyCloseTimeout: 60_000,
    onNonLazyError: () => {},
    connectionParams: { token: tokens[name] },
    on: { closed: (event) => onClosed((event as CloseEvent).code) },
  });
}

describe("a WebSocket", () => {
  it("is closed when its token may not be used from there", async () => {
    await expect(messagesOf(connect("inside"), "{ viewer { id } }")).rejects.toMatchObject({
      code: 4403,
    });
  });

  it("that stays open past the hour does nothing more, and is closed with what runs on it", async () => {
    const codes: number[] = [];
    const client = connect("office", (code) => codes.push(code));
    expect(await messagesOf(client, "{ viewer { name } }")).toHaveLength(1);
    const running = messagesOf(client, "subscription { jobEvents { cursor } }");
    const ended = running.catch(() => "ended");
    now = night;
    await expect(messagesOf(client, "{ viewer { name } }")).rejects.toMatchObject([
      { message: "This token may not be used at this time (times)." },
    ]);
    await expect.poll(() => codes, { timeout: 30_000 }).toEqual([4403]);
    expect(await ended).toBe("ended");
    await client.dispose();
  });

  it("is closed also when something else is forbidden from now on, and stays when nothing is", async () => {
    const codes: string[] = [];
    const clients = [
      connect("byNight", (code) => codes.push(`byNight ${code}`)),
      connect("noSecrets", (code) => codes.push(`noSecrets ${code}`)),
    ];
    for (const client of clients) await messagesOf(client, "{ viewer { name } }");
    const id = await created();
    now = night;
    const command = `mutation { cancelJob(input: { id: "${id}" }) { errors { code } } }`;
    const [message] = await messagesOf(clients[0]!, command);
    expect(message?.errors?.map((error) => error.message)).toEqual([
      'The rule "no changes by night" of your token forbids this.',
    ]);
    await expect.poll(() => codes, { timeout: 30_000 }).toEqual(["byNight 1012"]);
    expect(await messagesOf(clients[1]!, "{ viewer { name } }")).toHaveLength(1);
    for (const client of clients) await client.dispose();
  });
});

describe("what is denied", () => {
  it("is a bucket, wherever a job names it, and in what a list of objects turns out to name", async () => {
    const message = 'The rule "no secrets" of your token forbids this.';
    const report = { bucket: "secrets", prefix: "x" };
    expect(await create("noSecrets", { report })).toEqual({
      job: null,
      errors: [{ code: "NOT_ALLOWED", message, path: ["spec", "report", "bucket"] }],
    });
    const { job } = await create("noSecrets");
    await api.drive(job!.id, { type: "StartPreparing", manifest: opened });
    expect(await seen("noSecrets", job!.id)).toMatchObject({ isListed: true });
    await api.drive(job!.id, { type: "FinishPreparing", totals });
    const { data } = await ask("noSecrets", `{ job(id: "${job!.id}") { status } }`);
    expect(data!["job"]!.status).toBe("FAILING");
  });

  it("is a job of another that touches the bucket: it is not there", async () => {
    const id = await created({ report: { bucket: "secrets", prefix: "x" } });
    expect(await seen("noSecrets", id)).toEqual({
      actions: null,
      isListed: false,
      hasAudit: false,
    });
    expect((await cancel("noSecrets", id)).data!["cancelJob"]!.errors).toEqual([
      { code: "JOB_NOT_FOUND" },
    ]);
    expect(await seen("everything", id)).toMatchObject({ isListed: true, hasAudit: true });
  });

  it("is a tag, for a new job, for one that has it, and for one that is to get it", async () => {
    const message = 'The rule "deny[0]" of your token forbids this.';
    expect((await create("noProduction", stage("production"))).errors).toEqual([
      { code: "NOT_ALLOWED", message, path: ["spec", "tags"] },
    ]);
    expect((await create("noProduction", stage("test"))).errors).toEqual([]);
    const [live, test] = [await created(stage("production")), await created(stage("test"))];
    const tag = (id: string, input: string) =>
      ask(
        "noProduction",
        `mutation { tagJob(input: { id: "${id}", ${input} }) { errors { code message path } } }`,
      );
    expect(await tag(live, 'remove: ["stage"]')).toMatchObject({ messages: [message] });
    const { data } = await tag(test, 'set: [{ key: "stage", value: "production" }]');
    expect(data!["tagJob"]!.errors).toEqual([{ code: "NOT_ALLOWED", message, path: ["set"] }]);
    expect(
      (await tag(test, 'set: [{ key: "stage", value: "demo" }]')).data!["tagJob"]!.errors,
    ).toEqual([]);
    expect(await cancel("noProduction", live)).toMatchObject({
      codes: ["FORBIDDEN"],
      messages: [message],
    });
    const { actions, isListed } = await seen("noProduction", live);
    expect(isListed).toBe(true);
    expect(actions).not.toContain("CANCEL");
    expect(actions).not.toContain("TAG");
    expect(actions).toContain("UPDATE_PRIORITY");
  });

  it("is gone with the tag, and there with it", async () => {
    const id = await created(stage("production"));
    expect(await seen("blind", id)).toMatchObject({ isListed: false, hasAudit: false });
    const untag = `mutation { tagJob(input: { id: "${id}", remove: ["stage"] }) { errors { code } } }`;
    await ask("everything", untag);
    expect(await seen("blind", id)).toMatchObject({ isListed: true, hasAudit: true });
  });

  it("is an operation, which is said to be unavailable", async () => {
    const query = "{ operations { name available unavailableReason } }";
    const { data } = await ask("noTagging", query);
    expect(
      (data!["operations"] as unknown as { name: string }[]).filter(({ name }) =>
        name.endsWith("OBJECT_TAGGING"),
      ),
    ).toEqual([
      {
        name: "PUT_OBJECT_TAGGING",
        available: false,
        unavailableReason: 'The rule "deny[0]" of your token forbids this.',
      },
      { name: "DELETE_OBJECT_TAGGING", available: true, unavailableReason: null },
    ]);
    expect((await create("noTagging")).errors).toMatchObject([{ path: ["spec", "operation"] }]);
  });

  it("is a store, which is not offered, nor looked into", async () => {
    const stores = await ask("noArchive", "{ stores { name } }");
    expect(stores.data!["stores"]).toEqual([{ name: "default" }]);
    const looked = await ask("noArchive", '{ buckets(store: "archive") { buckets { name } } }');
    expect(looked).toMatchObject({
      data: { buckets: null },
      messages: [expect.stringContaining("archive") as string],
    });
    const operation = { copyObject: { targetBucket: "a", targetStore: "archive" } };
    expect((await create("noArchive", { operation })).errors).toMatchObject([
      { path: ["spec", "operation", "copyObject", "targetStore"] },
    ]);
  });

  it("holds for a command to many jobs as it was when that was given", async () => {
    const [live, test] = [await created(stage("production")), await created(stage("test"))];
    const preview = `{ commandPreview(filter: { query: "tag.stage in (production, test)" }, action: CANCEL) {
      jobs allowed forbidden } }`;
    const [mine, whole] = [await ask("noProduction", preview), await ask("everything", preview)];
    const found = whole.data!["commandPreview"] as unknown as Readonly<Record<string, number>>;
    const told = mine.data!["commandPreview"] as unknown as Readonly<Record<string, number>>;
    expect([found["forbidden"], told["jobs"]]).toEqual([0, found["jobs"]]);
    expect(told["forbidden"]).toBeGreaterThan(0);
    expect(told["allowed"]! + told["forbidden"]!).toBe(found["allowed"]);
    const query = `mutation ($input: CommandJobsInput!) { commandJobs(input: $input) {
      bulkCommand { id } errors { code message } } }`;
    const list = [{ id: live }, { id: test }];
    const { data } = await ask("noProduction", query, {
      input: { action: "CANCEL", jobs: { list } },
    });
    const { id } = data!["commandJobs"]!.bulkCommand;
    const look = `{ bulkCommand(id: "${id}") {
      endedAt done refusals { code jobs examples { jobId message } } } }`;
    const read = async () => (await ask("noProduction", look)).data!["bulkCommand"]!;
    await expect.poll(async () => (await read()).endedAt, { timeout: 20_000 }).not.toBeNull();
    const message = 'The rule "deny[0]" of your token forbids this.';
    expect((await read()).refusals).toEqual([
      { code: "FORBIDDEN", jobs: 1, examples: [{ jobId: live, message }] },
    ]);
  });
});
