import { createClient, type Client } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { badTokensMax } from "../../../src/api/access/bad-tokens.ts";
import { createTokenFinder } from "../../../src/api/access/tokens.ts";
import { sha256Of } from "../../../src/config/tokens.ts";
import type { Authenticator } from "../../../src/api/access/authenticate.ts";
import { accessOf, askAs, authenticatorOf, makeTokens, someToken } from "../../support/access.ts";
import { createJob, messagesOf, startApi, validInput, type TestApi } from "../../support/api.ts";

const viewer = `{ viewer { id name permissions grants expiresAt
  bounds { stores buckets roles operations maxPriority } } }`;
const create = `mutation ($input: CreateJobInput!) {
  createJob(input: $input) { job { id createdBy { kind id name } } errors { code } } }`;

const { authenticator, tokens } = makeTokens({
  reader: { permission: "read" },
  runner: {
    permission: "run",
    grants: ["delete-objects"],
    buckets: ["lists", "reports"],
    maxPriority: 20,
  },
  admin: { permission: "admin" },
  past: { permission: "admin", expiresAt: "2020-01-01T00:00:00Z" },
});

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ authenticator });
});
afterAll(() => api.stop());

const send = (path: string, headers: Readonly<Record<string, string>>, method = "GET") =>
  fetch(`${api.url}${path}`, { method, headers });

describe("a server with tokens", () => {
  it.each<[what: string, authorization: string | null]>([
    ["without a token", null],
    ["with a token that is not known", `Bearer ${someToken()}`],
    ["with a token that has run out", `Bearer ${tokens.past}`],
    ["with the hash instead of the token", `Bearer ${sha256Of(tokens.admin)}`],
    ["with another scheme", `Basic ${tokens.admin}`],
    ["with two tokens", `Bearer ${tokens.admin} ${tokens.admin}`],
    ["with an empty token", "Bearer "],
  ])("refuses a request %s", async (_, authorization) => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (authorization !== null) headers["authorization"] = authorization;
    const response = await fetch(`${api.url}/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query: viewer }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
  });

  it("tells a supervisor without a token that it runs", async () => {
    expect((await send("/healthz", {})).status).toBe(200);
    expect((await send("/readyz", {})).status).toBe(200);
  });

  it("tells the viewer who it is and what it may do", async () => {
    expect((await askAs(api.url, tokens.runner, { query: viewer })).data).toEqual({
      viewer: {
        id: "token:runner",
        name: "runner",
        permissions: ["READ", "RUN"],
        grants: ["DELETE_OBJECTS"],
        expiresAt: null,
        bounds: {
          stores: null,
          buckets: ["lists", "reports"],
          roles: null,
          operations: null,
          maxPriority: 20,
        },
      },
    });
    const admin = await askAs(api.url, tokens.admin, { query: viewer });
    expect(admin.data).toMatchObject({
      viewer: { permissions: ["READ", "RUN", "ADMIN"], grants: [] },
    });
  });

  it("puts the name of the token into the events", async () => {
    const { data } = await askAs(api.url, tokens.admin, {
      query: create,
      variables: { input: validInput() },
    });
    const actor = { kind: "USER", id: "token:admin", name: "admin" };
    expect(data).toMatchObject({ createJob: { job: { createdBy: actor }, errors: [] } });
  });
});

describe("without the permission", () => {
  it("RUN a mutation is refused, whatever it is, over HTTP and over WebSocket", async () => {
    const query = `mutation { cancelJob(input: { id: "x" }) { errors { code } } }`;
    const { errors } = await askAs(api.url, tokens.reader, { query });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
    const client = clientOf(tokens.reader);
    await expect(messagesOf(client, query)).rejects.toMatchObject([
      { extensions: { code: "FORBIDDEN" } },
    ]);
    await client.dispose();
  });

  it("ADMIN no job is deleted", async () => {
    const { data } = await askAs(api.url, tokens.admin, {
      query: create,
      variables: { input: validInput() },
    });
    const { id } = (data as { createJob: { job: { id: string } } }).createJob.job;
    const { errors } = await askAs(api.url, tokens.runner, {
      query: `mutation ($id: ID!) { deleteJob(input: { id: $id }) { errors { code } } }`,
      variables: { id },
    });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });

  it("what cannot be done is not among the actions of a job", async () => {
    const query = "{ jobs { nodes { allowedActions } } }";
    const actionsOf = async (token: string) =>
      JSON.stringify((await askAs(api.url, token, { query })).data);
    expect(await actionsOf(tokens.reader)).toContain('"allowedActions":[]');
    expect(await actionsOf(tokens.admin)).toContain("CANCEL");
  });
});

function clientOf(token: string | null, onClosed?: (event: CloseEvent) => void): Client {
  return createClient({
    url: `${api.url.replace("http:", "ws:")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token === null ? {} : { connectionParams: { token } }),
    ...(onClosed === undefined ? {} : { on: { closed: (event) => onClosed(event as CloseEvent) } }),
  });
}

describe("a WebSocket", () => {
  it("shows its token in the first message", async () => {
    const client = clientOf(tokens.reader);
    expect(await messagesOf(client, "{ viewer { name } }")).toEqual([
      { data: { viewer: { name: "reader" } } },
    ]);
    await client.dispose();
  });

  it.each<[what: string, parameters: Record<string, unknown>]>([
    ["no token", {}],
    ["a token that is not known", { token: someToken() }],
    ["a token that has run out", { token: tokens.past }],
    ["something that is no token", { token: 17 }],
    ["a header that is none", { authorization: tokens.admin }],
  ])("is closed with 4403 when it shows %s", async (_, connectionParams) => {
    const client = createClient({
      url: `${api.url.replace("http:", "ws:")}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams,
    });
    await expect(messagesOf(client, "{ viewer { name } }")).rejects.toMatchObject({ code: 4403 });
    await client.dispose();
  });

  it("with an Authorization header takes that, also as connectionParams", async () => {
    const client = createClient({
      url: `${api.url.replace("http:", "ws:")}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { Authorization: `Bearer ${tokens.admin}` },
    });
    expect(await messagesOf(client, "{ viewer { name } }")).toEqual([
      { data: { viewer: { name: "admin" } } },
    ]);
    await client.dispose();
  });

  it("is closed in the middle of a subscription when its token runs out", async () => {
    const { authenticator: real, tokens: own } = makeTokens({ short: { permission: "run" } });
    const soon: Authenticator = {
      ...real,
      async authenticate(...given) {
        const answer = await real.authenticate(...given);
        if (!answer.ok) return answer;
        // From the connection on, however long it took to get there.
        return { ...answer, caller: { ...answer.caller, expiresAt: new Date(Date.now() + 1_000) } };
      },
    };
    const brief = await startApi({ authenticator: soon });
    const client = createClient({
      url: `${brief.url.replace("http:", "ws:")}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { token: own.short },
    });
    const query = "subscription { jobEvents { cursor } }";
    await expect(messagesOf(client, query)).rejects.toMatchObject({
      code: 4403,
      reason: "The access token has run out",
    });
    await client.dispose();
    await brief.stop();
  });
});

describe("tokens are found", () => {
  it("by their hash, whatever their place in the list", () => {
    const list = accessOf({
      tokens: Object.fromEntries(
        ["a", "b", "c"].map((name) => [name, { sha256: sha256Of(name), permission: "read" }]),
      ),
    }).tokens;
    const find = createTokenFinder(list);
    expect(["a", "b", "c", "d", ""].map((each) => find(each)?.name)).toEqual([
      "a",
      "b",
      "c",
      undefined,
      undefined,
    ]);
  });

  it("also at an address that sent too many wrong ones, which is told to wait", async () => {
    let now = new Date("2026-01-01T00:00:00Z");
    const good = someToken();
    const own = authenticatorOf(
      { tokens: { good: { sha256: sha256Of(good), permission: "read" } } },
      () => now,
    );
    const statusOf = async (token: string, address: string) => {
      const answer = await own.authenticate(token, address);
      return answer.ok ? 200 : answer.refusal.status;
    };
    for (let count = 0; count < badTokensMax; count++)
      expect(await statusOf("wrong", "10.0.0.1")).toBe(401);
    expect(await statusOf("wrong", "10.0.0.1")).toBe(429);
    expect(await statusOf("wrong", "10.0.0.2")).toBe(401);
    expect(await statusOf(good, "10.0.0.1")).toBe(200);
    now = new Date(now.getTime() + 60_000);
    expect(await statusOf("wrong", "10.0.0.1")).toBe(401);
  });
});

describe("an address", () => {
  const forwarded = async (own: TestApi, client: string) => {
    const response = await fetch(`${own.url}/graphql?query={viewer{id}}`, {
      headers: {
        authorization: `Bearer ${someToken()}`,
        "apollo-require-preflight": "1",
        // Whatever a client put there itself stands before what the proxy adds.
        "x-forwarded-for": `${Math.random()}, 127.0.0.1, ${client}`,
      },
    });
    return response.status;
  };
  const start = (more: { readonly trustedProxies?: readonly string[] }) =>
    startApi({ authenticator: makeTokens({ one: { permission: "read" } }).authenticator, ...more });

  it("is what a trusted proxy says, so that strangers behind it are told apart", async () => {
    const own = await start({ trustedProxies: ["10.0.0.0/8", "127.0.0.1"] });
    for (let count = 0; count < badTokensMax; count++)
      expect(await forwarded(own, "192.0.2.1")).toBe(401);
    expect(await forwarded(own, "192.0.2.1")).toBe(429);
    expect(await forwarded(own, "192.0.2.2")).toBe(401);
    await own.stop();
  });

  it("is that of the connection where no proxy is trusted, whatever a header says", async () => {
    const own = await start({});
    for (let count = 0; count < badTokensMax; count++)
      expect(await forwarded(own, `192.0.2.${count}`)).toBe(401);
    expect(await forwarded(own, "198.51.100.1")).toBe(429);
    await own.stop();
  });
});

describe("the local user", () => {
  it("may do everything where there are no tokens", async () => {
    const open = await startApi();
    await createJob(open);
    const { data } = await open.ask(viewer);
    expect(data).toMatchObject({
      viewer: {
        id: "local",
        permissions: ["READ", "RUN", "ADMIN"],
        grants: ["DELETE_OBJECTS", "BYPASS_GOVERNANCE", "FUNCTIONS"],
      },
    });
    await open.stop();
  });
});
