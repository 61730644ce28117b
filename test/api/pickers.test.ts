/** What the API tells of stores, so that a person can choose: buckets, objects, health. On real stores over HTTP. */
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStoreBrowser, type StoreBrowser } from "../../src/inspect/browse-stores.ts";
import { askAs, makeTokens } from "../support/access.ts";
import { fieldOf, startApi, type GraphQLAnswer, type TestApi } from "../support/api.ts";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { operation } from "../support/operations.ts";
import { storesAt, type ReachedStores } from "../support/test-stores.ts";

const { authenticator, tokens } = makeTokens({
  admin: { permission: "admin" },
  runner: { permission: "run" },
  reader: { permission: "read" },
  bound: { permission: "run", stores: ["default"], buckets: ["lists", "photos"] },
});
type TokenName = keyof typeof tokens;

const nested = ["a", "b/1", "b/2", "c", "c/", "d/e/f", "é/1", "z"];

let opened: TestStore;
let stores: ReachedStores;
let api: TestApi;
let now = 0;
beforeAll(async () => {
  opened = await openTestStore();
  for (const Bucket of ["lists", "lists-old", "photos"])
    await opened.client.send(new CreateBucketCommand({ Bucket }));
  for (const Key of nested)
    await opened.client.send(new PutObjectCommand({ Bucket: "photos", Key, Body: Key }));
  // Nothing listens at the port of the other store.
  stores = storesAt({ default: opened.store.url, archive: "http://127.0.0.1:9" });
  const browser = createStoreBrowser(stores, { now: () => now });
  api = await startApi({ authenticator, browser, stores });
});
afterAll(async () => {
  await api.stop();
  stores.close();
  await opened.close();
});

const ask = (
  name: string,
  variables: Readonly<Record<string, unknown>>,
  as: TokenName = "runner",
): Promise<GraphQLAnswer> =>
  askAs(api.url, tokens[as], { query: operation(name), variables: { ...variables } });

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

describe("the buckets of a store", () => {
  const names = async (variables: object, as?: TokenName) => {
    const answer = await ask("Buckets", { ...variables }, as);
    const { buckets, pageInfo } = fieldOf(answer, "buckets") as {
      readonly buckets: readonly { readonly name: string }[];
      readonly pageInfo: PageInfo;
    };
    return { names: buckets.map(({ name }) => name), pageInfo };
  };

  it("are listed in the order of their names, also by how they begin", async () => {
    expect((await names({})).names).toEqual(["bucket", "lists", "lists-old", "photos"]);
    expect((await names({ namePrefix: "li" })).names).toEqual(["lists", "lists-old"]);
    expect((await names({ namePrefix: "none" })).names).toEqual([]);
  });

  it("are given page by page, each once", async () => {
    const first = await names({ first: 3 });
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true } });
    const rest = await names({ first: 3, after: first.pageInfo.endCursor });
    expect(rest).toMatchObject({ names: ["photos"], pageInfo: { hasNextPage: false } });
    expect(first.names).toHaveLength(3);
  });

  it("are those that the caller is bound to, and not counted beyond", async () => {
    expect(await names({ first: 1, namePrefix: "lists" }, "bound")).toMatchObject({
      names: ["lists"],
      pageInfo: { hasNextPage: false },
    });
    expect((await names({}, "bound")).names).toEqual(["lists", "photos"]);
  });

  it.each<[what: string, variables: object, as: TokenName, code: string]>([
    ["who may not run jobs", {}, "reader", "FORBIDDEN"],
    ["who is bound to another store", { store: "archive" }, "bound", "BAD_USER_INPUT"],
    ["who names no store there is", { store: "none" }, "runner", "BAD_USER_INPUT"],
    ["who asks for too many", { first: 101 }, "runner", "BAD_USER_INPUT"],
    [
      "who brings the cursor of another list",
      { after: "WyJqb2JzIiwxXQ" },
      "runner",
      "CURSOR_INVALID",
    ],
    ["whose store is not there", { store: "archive" }, "runner", "UPSTREAM_UNAVAILABLE"],
  ])("are not listed for %s", async (_, variables, as, code) => {
    const { data, errors } = await ask("Buckets", { ...variables }, as);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(data?.["buckets"] ?? null).toBeNull();
  });
});

interface Listing {
  readonly prefixes: readonly string[];
  readonly objects: readonly { readonly key: string; readonly etag: string }[];
  readonly hasMore: boolean;
  readonly pageInfo: PageInfo;
}

describe("the objects of a bucket", () => {
  const list = async (variables: object, as?: TokenName) =>
    fieldOf(await ask("Objects", { bucket: "photos", ...variables }, as), "objects") as Listing;
  const everything = ({ prefixes, objects }: Listing) => [
    ...prefixes,
    ...objects.map(({ key }) => key),
  ];

  it("are folders and objects below a prefix, with size, ETag and date", async () => {
    const page = await list({});
    expect(page.prefixes).toEqual(["b/", "c/", "d/", "é/"]);
    expect(page.objects).toEqual(
      ["a", "c", "z"].map((key) => ({
        key,
        sizeBytes: "1",
        etag: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
        modifiedAt: expect.stringMatching(/^20.*Z$/) as unknown,
      })),
    );
    expect(page).toMatchObject({ hasMore: false, pageInfo: { hasNextPage: false } });
    expect(everything(await list({ prefix: "b/" }))).toEqual(["b/1", "b/2"]);
    // A key that is the prefix itself is an object of it.
    expect(everything(await list({ prefix: "c/" }))).toEqual(["c/"]);
    expect(everything(await list({ prefix: "c" }))).toEqual(["c/", "c"]);
  });

  it.each([1, 2, 3, 7])(
    "are given %i at a time, each once, in the order of keys",
    async (first) => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: Listing = await list({ first, after });
        const found = everything(page).toSorted();
        expect(found.length).toBeLessThanOrEqual(first);
        expect(page.hasMore).toBe(page.pageInfo.hasNextPage);
        seen.push(...found);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(["a", "b/", "c", "c/", "d/", "z", "é/"]);
    },
  );

  it.each<[what: string, variables: object, as: TokenName, code: string]>([
    ["who may not run jobs", {}, "reader", "FORBIDDEN"],
    ["who is bound to other buckets", { bucket: "lists-old" }, "bound", "UPSTREAM_UNAVAILABLE"],
    ["who is bound to other stores", { store: "archive" }, "bound", "BAD_USER_INPUT"],
    ["who gives no bucket", { bucket: "" }, "runner", "BAD_USER_INPUT"],
    ["who gives a path for a bucket", { bucket: "lists/../photos" }, "runner", "BAD_USER_INPUT"],
    [
      "who gives an access point",
      { bucket: "arn:aws:s3:eu-west-1:1:accesspoint/a" },
      "runner",
      "BAD_USER_INPUT",
    ],
    ["who gives half a character", { prefix: "\uD800" }, "runner", "BAD_USER_INPUT"],
    ["who asks for too many", { first: 101 }, "runner", "BAD_USER_INPUT"],
    ["whose bucket is not there", { bucket: "nowhere" }, "runner", "UPSTREAM_UNAVAILABLE"],
  ])("are not listed for %s", async (_, variables, as, code) => {
    const { data, errors } = await ask("Objects", { bucket: "photos", ...variables }, as);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(data?.["objects"] ?? null).toBeNull();
  });

  it("are not even asked for by a caller who may not see them", async () => {
    const before = opened.log.length;
    const { errors } = await ask("Objects", { bucket: "bucket" }, "bound");
    expect(errors).toMatchObject([{ extensions: { upstreamCode: "AccessDenied" } }]);
    await ask("Objects", { bucket: "photos" }, "reader");
    expect(opened.log).toHaveLength(before);
  });
});

describe("a list that is asked for by too many at once", () => {
  it("is refused, and those who wait are served in turn", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const patient = createStoreBrowser(
      {
        ...stores,
        listing: () => ({
          ...stores.listing("default"),
          buckets: async () => (await answer, []),
        }),
      },
      { now: () => 0 },
    );
    const request = {
      store: "default",
      prefix: "",
      after: null,
      first: 1,
      mayUseBucket: () => true,
    };
    const asked = Array.from({ length: 80 }, () => patient.buckets(request));
    await expect(patient.buckets(request)).rejects.toThrow(/Too much/);
    resolve();
    expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
    expect((await patient.buckets(request)).ok).toBe(true);
  });

  it("is answered with RATE_LIMITED", async () => {
    const busy: StoreBrowser = createStoreBrowser(
      {
        ...stores,
        listing: () => ({ ...stores.listing("default"), buckets: () => new Promise(() => {}) }),
      },
      { now: () => 0 },
    );
    const other = await startApi({ authenticator, browser: busy, stores });
    for (let count = 0; count < 80; count++)
      void busy.buckets({
        store: "default",
        prefix: "",
        after: null,
        first: 1,
        mayUseBucket: () => true,
      });
    const answered = await askAs(other.url, tokens.runner, { query: operation("Buckets") });
    await other.stop();
    expect(answered.errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
  });
});

describe("the health of a store", () => {
  const healthAs = async (as: TokenName) => {
    const answer = await ask("EngineInfo", {}, as);
    return fieldOf(answer, "stores") as readonly Readonly<Record<string, unknown>>[];
  };

  it("is asked of the store; where it is, is told to administrators alone", async () => {
    const [works, gone] = await healthAs("admin");
    expect(works).toMatchObject({
      name: "default",
      endpoint: "http://default.test",
      health: { state: "UP", message: null },
    });
    expect(gone).toMatchObject({
      health: {
        state: "DOWN",
        message: expect.stringMatching(/^ConnectionFailed: .*127/) as unknown,
      },
    });
    expect(await healthAs("runner")).toMatchObject([
      { endpoint: null, health: { state: "UP" } },
      { endpoint: null, health: { state: "DOWN", message: "ConnectionFailed" } },
    ]);
    expect(await healthAs("bound")).toHaveLength(1);
  });

  it("is kept for ten seconds, however many look", async () => {
    now += 20_000;
    await healthAs("runner");
    const before = opened.log.length;
    await Promise.all(Array.from({ length: 5 }, () => healthAs("runner")));
    expect(opened.log).toHaveLength(before);
    now += 10_000;
    await healthAs("runner");
    expect(opened.log).toHaveLength(before + 1);
  });

  it("is what the executors have found, when they cannot reach it", async () => {
    const since = "2026-01-31T09:30:00.000Z";
    const outage = { store: "default", since, message: "ConnectionFailed" };
    const other = await startApi({
      authenticator,
      stores,
      browser: createStoreBrowser(stores, { now: () => now }),
      instead: { outages: () => [outage] },
    });
    const answer = await askAs(other.url, tokens.reader, { query: operation("EngineInfo") });
    await other.stop();
    expect(fieldOf(answer, "stores")).toMatchObject([
      { health: { state: "DOWN", message: `Executors cannot reach it since ${since}.` } },
      { name: "archive" },
    ]);
  });
});

describe("the address of the event store", () => {
  const query = "{ engine { eventStore { kind address } } }";
  it("is told to administrators alone", async () => {
    const address = "esdb://***@events.internal:2113";
    const eventStoreStatus = { address, reachable: () => true };
    const other = await startApi({ authenticator, stores, eventStoreStatus });
    const as = async (token: string) => (await askAs(other.url, token, { query })).data?.["engine"];
    expect(await as(tokens.admin)).toEqual({ eventStore: { kind: "EVENTSTOREDB", address } });
    for (const token of [tokens.runner, tokens.reader, tokens.bound])
      expect(await as(token)).toEqual({
        eventStore: { kind: "EVENTSTOREDB", address: "eventstoredb" },
      });
    await other.stop();
  });
});

describe("what a receiver of notices said", () => {
  it("is told to administrators alone, to others that it takes none", async () => {
    const said = "The mail server has taken no notice since 2026-03-01T10:00:00.000Z";
    const problem = () => `${said}: ada@example.com: 452 Mailbox full.`;
    const notices = [{ name: "mail", problem }];
    const other = await startApi({ authenticator, stores, notices });
    const query = "{ engine { components { name state message } } }";
    const as = async (token: string) => {
      const { data } = await askAs(other.url, token, { query });
      const { components } = data!["engine"] as { components: readonly object[] };
      return components.at(-1);
    };
    const found = { name: "notices:mail", state: "DEGRADED" };
    expect(await as(tokens.admin)).toEqual({ ...found, message: problem() });
    for (const token of [tokens.runner, tokens.reader, tokens.bound])
      expect(await as(token)).toEqual({ ...found, message: `${said}.` });
    await other.stop();
  });
});

describe("the operations that are offered", () => {
  const offered = async (token: string, url = api.url) => {
    const answer = await askAs(url, token, { query: operation("EngineInfo") });
    const list = fieldOf(answer, "operations") as readonly Readonly<Record<string, unknown>>[];
    return new Map(list.map(({ name, ...operations }) => [name, operations]));
  };

  it("tell what they need, and whether the caller can run them", async () => {
    const all = await offered(tokens.runner);
    expect(all.get("COPY_OBJECT")).toMatchObject({
      requiredGrant: null,
      alwaysConfirmed: false,
      available: true,
      unavailableReason: null,
    });
    expect(all.get("DELETE_OBJECT")).toMatchObject({
      requiredGrant: "DELETE_OBJECTS",
      alwaysConfirmed: true,
      available: false,
      unavailableReason: "Your token does not have the grant DELETE_OBJECTS.",
    });
    expect(all.get("INVOKE_FUNCTION")).toMatchObject({
      requiredGrant: "FUNCTIONS",
      available: false,
      unavailableReason: "The configuration names no function.",
    });
    expect((await offered(tokens.reader)).get("COPY_OBJECT")).toMatchObject({
      available: false,
      unavailableReason: "Your token may not run jobs.",
    });
  });
});
