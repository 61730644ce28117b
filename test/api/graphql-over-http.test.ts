import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type TestApi } from "../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** A request by GET must show that no page of another site can have made it. */
const asClient: typeof fetch = (url, init) =>
  fetch(url, {
    ...init,
    headers: [...new Headers(init?.headers), ["apollo-require-preflight", "1"]],
  });

/**
 * Recommendations that are not followed: with `application/json` too, a document that cannot be run is told by 400, so
 * that whatever stands in between sees the failure.
 */
const notFollowed = new Set(["572B", "FDE2", "7B9B"]);

describe("every rule of GraphQL over HTTP", () => {
  const audits = serverAudits({ url: "/graphql", fetchFn: fetch });

  it.each(audits.map(({ id, name }) => [id, name] as const))("%s: %s", async (id) => {
    const url = `${api.url}/graphql`;
    const audit = serverAudits({ url, fetchFn: asClient }).find((each) => each.id === id);
    const result = await audit!.fn();
    const expected = notFollowed.has(id) ? "warn" : "ok";
    expect([result.status, "reason" in result ? result.reason : ""]).toEqual([
      expected,
      expected === "ok" ? "" : "Response status code is not 200",
    ]);
  });

  it("is looked at", () => {
    expect(audits.length).toBeGreaterThan(55);
  });
});

const json = { "content-type": "application/json" };
const engine = JSON.stringify({ query: "{ engine { version } }" });
const preflight = { "apollo-require-preflight": "1" };
const byGet = (query: string, more = "") => `/graphql?query=${encodeURIComponent(query)}${more}`;
const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body,
  headers: { ...json, ...headers },
});

interface Rule {
  readonly rule: string;
  readonly path?: string;
  readonly init: RequestInit;
  readonly status: number;
  readonly code?: string;
  readonly type?: string;
  readonly allow?: string;
}

const answer = "application/graphql-response+json; charset=utf-8";
const plain = "application/json; charset=utf-8";

const rules: readonly Rule[] = [
  {
    rule: "who accepts nothing in particular gets JSON",
    init: post(engine),
    status: 200,
    type: plain,
  },
  {
    rule: "who accepts the media type of GraphQL gets it",
    init: post(engine, { accept: "application/graphql-response+json" }),
    status: 200,
    type: answer,
  },
  {
    rule: "who accepts both gets the one of higher quality",
    init: post(engine, { accept: "application/json;q=0.5, application/graphql-response+json" }),
    status: 200,
    type: answer,
  },
  {
    rule: "who accepts neither is told so",
    init: post(engine, { accept: "text/html" }),
    status: 406,
    code: "BAD_REQUEST",
  },
  {
    rule: "a document that does not fit the schema is 400, in the media type of GraphQL",
    init: post('{"query":"{ nothing }"}', { accept: "application/graphql-response+json" }),
    status: 400,
    code: "GRAPHQL_VALIDATION_FAILED",
    type: answer,
  },
  {
    rule: "an error of a field is 200",
    init: post('{"query":"{ jobs(first: 0) { totalCount } }"}'),
    status: 200,
    code: "BAD_USER_INPUT",
  },
  {
    rule: "a subscription needs a WebSocket",
    init: post('{"query":"subscription { jobEvents { cursor } }"}'),
    status: 400,
    code: "BAD_REQUEST",
  },
  {
    rule: "a subscription by GET does too",
    path: byGet("subscription { jobEvents { cursor } }"),
    init: { headers: preflight },
    status: 405,
    code: "BAD_REQUEST",
    allow: "POST",
  },
  {
    rule: "a mutation by GET is refused",
    path: byGet('mutation { cancelJob(input: { id: "x" }) { position } }'),
    init: { headers: preflight },
    status: 405,
    code: "BAD_REQUEST",
    allow: "POST",
  },
  {
    rule: "variables of a GET are JSON",
    path: byGet("{ engine { version } }", "&variables=%7B"),
    init: { headers: preflight },
    status: 400,
    code: "BAD_REQUEST",
  },
  {
    rule: "variables are an object",
    init: post('{"query":"{ engine { version } }","variables":[]}'),
    status: 400,
    code: "BAD_REQUEST",
  },
  ...["PUT", "PATCH", "DELETE"].map((method) => ({
    rule: `${method} is not for GraphQL`,
    init: { method, body: engine, headers: json },
    status: 405,
    code: "METHOD_NOT_ALLOWED",
    allow: "GET, POST",
  })),
  {
    rule: "a preflight of this very page is told the methods",
    init: { method: "OPTIONS" },
    status: 405,
    code: "METHOD_NOT_ALLOWED",
    allow: "GET, POST",
  },
  {
    rule: "another charset is not read",
    init: post(engine, { "content-type": "application/json; charset=utf-16" }),
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    rule: "a compressed body is not read",
    init: post(engine, { "content-encoding": "gzip" }),
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    rule: "UTF-8 may be named",
    init: post(engine, { "content-type": 'application/json; charset="UTF-8"' }),
    status: 200,
  },
  {
    rule: "what a form of another site can send is not read",
    init: { method: "POST", body: engine, headers: { "content-type": "text/plain" } },
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    rule: "nor a form with files",
    init: { method: "POST", body: engine, headers: { "content-type": "multipart/form-data" } },
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    rule: "a GET that a page of another site can make is not run",
    path: byGet("{ engine { version } }"),
    init: {},
    status: 400,
    code: "BAD_REQUEST",
  },
];

describe("beyond them", () => {
  it.each(rules)("$rule", async ({ path = "/graphql", init, status, code, type, allow }) => {
    const response = await fetch(`${api.url}${path}`, init);
    const body = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    expect([response.status, body.errors?.[0]?.extensions.code]).toEqual([status, code]);
    const shown = response.headers.get("content-type");
    expect(shown).toBe(type ?? shown);
    expect(response.headers.get("allow")).toBe(allow ?? null);
    expect(JSON.stringify(body)).not.toMatch(/stacktrace|node_modules|\.ts:/);
  });

  it("nested introspection is refused before it runs", async () => {
    const nested = "{ fields { type ".repeat(4);
    const query = `{ __type(name: "Job") ${nested} { name } ${"} }".repeat(4)} }`;
    const { errors } = await api.ask(query);
    expect(errors[0]?.message).toMatch(/Maximum introspection depth exceeded/);
  });

  it("documents made to be slow to check are checked in time", async () => {
    const fields = (count: number, name: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => name(index)).join(" ");
    const documents = [
      // Fields that may be merged are compared with each other.
      `{ engine { ${fields(1900, () => "version")} } }`,
      `{ ${fields(480, () => "engine { version }")} }`,
      `{ ...a0 } ${fields(140, (index) => `fragment a${index} on Query { ...a${index + 1} ...a${index + 1} }`)} fragment a140 on Query { engine { version } }`,
      `{ ${fields(660, (index) => `nothing${index}(a: 1)`)} }`,
      `{ engine { version ${fields(900, () => "@skip(if: true)")} } }`,
      `{ engine { version ${fields(900, () => "@nothing")} } }`,
    ];
    const slow: string[] = [];
    for (const query of documents) {
      // What others do on this machine is not counted.
      const before = process.cpuUsage();
      await api.ask(query);
      const { user, system } = process.cpuUsage(before);
      if (user + system > 2_000_000) slow.push(query.slice(0, 60));
    }
    expect(slow).toEqual([]);
  });
});

describe("every answer", () => {
  it.each(["/", "/healthz", "/graphql?query=x", "/nothing"])(
    "of %s tells browsers to leave it alone",
    async (path) => {
      const { headers } = await fetch(`${api.url}${path}`);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("server")).toBeNull();
    },
  );
});
